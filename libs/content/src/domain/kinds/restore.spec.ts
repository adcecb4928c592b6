import { restoreBody } from './restore.js';
import type { UpcastTable } from './upcast.js';

const block = (key: string, text: string) => ({
  _type: 'block',
  _key: key,
  children: [{ _type: 'span', _key: `${key}s`, text }],
});

const TABLE: UpcastTable = {
  current: 3,
  steps: {
    1: (_kind, { heading, ...rest }) => ({ ...rest, title: heading }),
    2: (_kind, { footer, ...rest }, unplaced) => {
      if (footer !== undefined) unplaced(['footer'], footer);
      return rest;
    },
  },
};

test('a body two formats old becomes a draft of today, and says what its steps had no place for', () => {
  expect(restoreBody('article', { heading: 'T', footer: 'F', summary: 'S' }, 1, TABLE)).toEqual({
    body: { title: 'T', summary: 'S' },
    unmapped: [{ path: ['footer'], reason: expect.any(String) as string, value: '"F"' }],
  });
});

test('what today’s shape refuses is left out, each part with the place that it had, and the rest is kept', () => {
  const stored = Object.freeze({
    title: 'T',
    mood: 'blue',
    reviewBy: 'someday',
    body: [
      block('a', 'One.'),
      { _type: 'marquee', _key: 'm', words: 'Two.' },
      { _type: 'callout', _key: 'c', content: [block('x', 'No tone.')] },
      { ...block('d', 'Four.'), style: 'h1' },
      { _type: 'factEmbed', _key: 'e' },
    ],
  });
  const { body, unmapped } = restoreBody('article', stored, 1);
  expect(body).toEqual({ title: 'T', body: [block('a', 'One.'), block('d', 'Four.')] });
  expect(unmapped.map(({ path, value }) => [path.join('.'), value.slice(0, 30)])).toEqual(
    expect.arrayContaining([
      ['mood', '"blue"'],
      ['reviewBy', '"someday"'],
      ['body.1', '{"_type":"marquee","_key":"m",'],
      ['body.2', '{"_type":"callout","_key":"c",'],
      ['body.3.style', '"h1"'],
      ['body.4', '{"_type":"factEmbed","_key":"e'],
    ]),
  );
  expect(unmapped).toHaveLength(6);
});

test('a body of which nothing fits leaves an empty draft and everything in the report', () => {
  const { body, unmapped } = restoreBody('topic', { a: 1, b: [2], c: { d: 3 } }, 1);
  expect(body).toEqual({});
  expect(unmapped.map(({ value }) => value).sort()).toEqual(['1', '[2]', '{"d":3}']);
});

test('a body of today comes back as it is', () => {
  const body = { title: 'T', body: [block('a', 'One.')] };
  expect(restoreBody('article', body, 1)).toEqual({ body, unmapped: [] });
});
