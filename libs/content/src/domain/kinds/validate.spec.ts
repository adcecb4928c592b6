import { growth, LINEAR } from '../../../../../test/kit/growth.js';
import type { Kind } from './kinds.js';
import { extractReferences } from './references.js';
import { InvalidField } from './problems.js';
import { LIMITS } from './shapes.js';
import { checkDraft } from './validate.js';

const ID = '0190c0de-0000-7000-8000-000000000001';
const span = (text: string, marks: string[] = [], _key = 's') => ({ _type: 'span', _key, text, marks });
const block = (_key: string, ...children: object[]) => ({ _type: 'block', _key, children });
const refusals = (kind: Kind, input: unknown) =>
  checkDraft(kind, input).problems.map((problem) => [problem.path, problem.message] as const);
const paths = (kind: Kind, input: unknown) => refusals(kind, input).map(([path]) => path);

describe('a draft that may be saved', () => {
  test('may be empty, of every kind', () => {
    for (const kind of ['article', 'myth-fact', 'course', 'fact', 'source', 'notice', 'topic', 'collection'] as const) {
      expect(checkDraft(kind, {})).toEqual({ body: {}, problems: [] });
    }
  });

  test('loses optional fields that hold nothing, and keeps required ones', () => {
    const input = {
      title: ' ',
      summary: null,
      topics: [],
      body: [{ ...block('a', span('')), markDefs: [] }],
      related: ['', null, ID],
    };
    const { body, problems } = checkDraft('article', input);
    expect(problems).toEqual([]);
    expect(body).toEqual({
      body: [{ _type: 'block', _key: 'a', children: [{ _type: 'span', _key: 's', text: '' }] }],
      related: [ID],
    });
  });

  test('keeps the blank cells of a table, whose places mean something', () => {
    const table = { _type: 'table', _key: 't', rows: [{ _key: 'r', cells: ['a', '', 'c'] }] };
    expect(checkDraft('article', { body: [table] }).body).toEqual({ body: [table] });
  });

  test('is written in one normal form: NFC, no control characters, trimmed lines, ids in lower case', () => {
    const input = {
      title: ' Cafe\u0301\r\n au\u0000 lait ',
      summary: 'one  \r\ntwo\u0007 ',
      topics: [ID.toUpperCase()],
    };
    expect(checkDraft('article', input)).toEqual({
      body: { title: 'Caf\u00e9 au lait', summary: 'one\ntwo', topics: [ID] },
      problems: [],
    });
  });

  test('normalises to itself', () => {
    const input = {
      title: 'a' + '\u0301\u0323'.repeat(100),
      summary: '\ud800 x \n\n y',
      body: [block('a', span(' b\u2028c '))],
    };
    const once = checkDraft('article', input).body;
    expect(checkDraft('article', once).body).toEqual(once);
  });

  test('keeps emoji, right-to-left text and the blanks that part two spans', () => {
    const children = [span('👩‍👩‍👧 ', [], 'a'), span('שלום \u200fעולם', [], 'b')];
    const { body } = checkDraft('article', { body: [block('x', ...children)] });
    expect(body.body?.[0]).toMatchObject({ children: [{ text: '👩‍👩‍👧 ' }, { text: 'שלום \u200fעולם' }] });
  });

  test('does not change what the caller sent', () => {
    const input = Object.freeze({ title: ' a ', topics: Object.freeze(['', ID]) });
    expect(checkDraft('article', input).body).toEqual({ title: 'a', topics: [ID] });
  });
});

describe('a refusal', () => {
  test('names the exact place and says what to do', () => {
    const [problem] = checkDraft('article', {
      body: [block('a'), block('b'), block('c'), block('d', { ...span(''), text: 4 })],
    }).problems;
    expect(problem).toBeInstanceOf(InvalidField);
    expect(problem).toMatchObject({
      kind: 'INVALID_FIELD',
      path: ['body', 3, 'children', 0, 'text'],
      message: '“text” must be text.',
    });
  });

  test('comes with all the others, one for each fault', () => {
    const input = {
      title: 1,
      reviewBy: '2024-02-30',
      foo: 1,
      topics: ['x'],
      body: [{ _type: 'callout', _key: 'k', tone: 'loud', content: [] }],
    };
    expect(paths('article', input)).toEqual([['foo'], ['title'], ['topics', 0], ['reviewBy'], ['body', 0, 'tone']]);
  });

  test('points into what was sent, although blank entries before it were dropped', () => {
    expect(paths('article', { topics: ['', null, 'x'] })).toEqual([['topics', 2]]);
  });

  test('of a block names its unknown type, or asks for one', () => {
    const [[unknown], [missing]] = [
      refusals('article', { body: [{ _type: 'script' }] }),
      refusals('article', { body: [{}] }),
    ];
    expect(unknown?.[0]).toEqual(['body', 0, '_type']);
    expect(unknown?.[1]).toContain('“script” is not a type that is known here: use one of: block, factEmbed');
    expect(missing?.[1]).toContain('“_type” is missing');
  });

  test('of a block speaks only of the branch that its type names', () => {
    expect(paths('article', { body: [{ _type: 'factEmbed', _key: 'a', document: 'x', href: 'y' }] })).toEqual([
      ['body', 0, 'href'],
      ['body', 0, 'document'],
    ]);
  });

  test('meets keys that are used twice in one list, and only there', () => {
    const input = { body: [block('a', span('x'), span('y')), block('a')] };
    expect(paths('article', input)).toEqual([
      ['body', 0, 'children', 1, '_key'],
      ['body', 1, '_key'],
    ]);
    expect(paths('article', { body: [block('a', span('x', [], 'a'))] })).toEqual([]);
  });

  test('meets marks that are neither decorators nor defined in their block', () => {
    const elsewhere = { ...block('a'), markDefs: [{ _type: 'link', _key: 'l', href: 'https://a.example' }] };
    expect(paths('article', { body: [elsewhere, block('b', span('x', ['strong', 'l', '__proto__']))] })).toEqual([
      ['body', 1, 'children', 0, 'marks', 1],
      ['body', 1, 'children', 0, 'marks', 2],
    ]);
  });

  test.each([
    'javascript:alert(1)',
    'JaVa\tscript:alert(1)',
    '\u0001javascript:x',
    ' data:text/html,x',
    'vbscript:x',
    '//a.example',
    '/x',
    'https:',
    'http:\\\\a',
    'a.example',
  ])('meets the address %j', (href) => {
    const link = { ...block('a', span('x', ['l'])), markDefs: [{ _type: 'link', _key: 'l', href }] };
    expect(paths('article', { body: [link] })).toEqual([['body', 0, 'markDefs', 0, 'href']]);
  });

  test.each(['https://a.example/ä?b=1#c', 'HTTP://a.example', 'mailto:a@b.example', 'tel:+1 (800) 555'])(
    'never meets the address %j',
    (url) => {
      expect(paths('source', { url })).toEqual([]);
    },
  );

  test.each(['__proto__', 'constructor', 'prototype'])('meets the name %s at any depth', (name) => {
    const input: unknown = JSON.parse(`{"title":"x","body":[{"_type":"block","${name}":{"polluted":true}}]}`);
    expect(paths('article', input)).toEqual([['body', 0, name]]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('meets what JSON cannot hold', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    for (const input of [
      null,
      [],
      'x',
      4,
      { title: Number.NaN },
      { title: () => 1 },
      { title: 1n },
      { title: new Map() },
      cyclic,
    ]) {
      expect(refusals('article', input)).toHaveLength(1);
    }
  });

  test('meets nesting deeper than any field of ours', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    expect(refusals('article', { foo: deep })[0]?.[1]).toContain('nested deeper than 32 levels');
  });

  test('meets a body that is too large, whatever its parts', () => {
    const rows = Array.from({ length: 500 }, (_, row) => ({ _key: `r${row}`, cells: ['ü'.repeat(2_100)] }));
    expect(refusals('article', { body: [{ _type: 'table', _key: 't', rows }] })).toEqual([
      [[], expect.stringContaining(`${LIMITS.bodyBytes} bytes`)],
    ]);
  });

  test('meets more line breaks or cells than can be rendered, counting short rows as wide as the widest', () => {
    const rows = Array.from({ length: 500 }, (_, row) => ({
      _key: `r${row}`,
      cells: row === 0 ? Array<string>(41).fill('x') : ['x'],
    }));
    expect(refusals('article', { body: [{ _type: 'table', _key: 't', rows }] })).toEqual([
      [[], expect.stringContaining('20500 cells')],
    ]);
    expect(refusals('article', { body: [block('a', span('a\n'.repeat(20_001)))] })).toEqual([
      [[], expect.stringContaining('20001 line breaks')],
    ]);
  });

  test('lists a hundred faults and says that there are more', () => {
    const found = refusals('article', { body: Array.from({ length: 500 }, () => ({})) });
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toEqual([[], expect.stringContaining('More fields need attention')]);
  });
});

describe('two hostile megabytes', () => {
  const marks = (run: string) => Array.from({ length: 12 }, (_, index) => block(`k${index}`, span(`a${run}`)));
  const inputs: Record<string, readonly [number, (count: number) => object]> = {
    'of numbers for marks': [
      980_000,
      (count) => ({ body: [block('k', { ...span(''), marks: Array<number>(count).fill(1) })] }),
    ],
    'of empty spans': [
      300,
      (count) => ({
        body: Array.from({ length: count }, (_, index) => block(`k${index}`, ...Array<object>(2_000).fill({}))),
      }),
    ],
    'of unknown fields': [
      150_000,
      (count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 1])),
    ],
    'of combining marks in one line': [400_000, (count) => ({ title: `a${'\u0301\u0323'.repeat(count)}` })],
    'of combining marks in spans': [24_000, (count) => ({ body: marks('\u0323\u0301'.repeat(count)) })],
  };

  test.each(Object.entries(inputs))('%s are answered in the time of their length', (_name, [count, make]) => {
    const made = new Map([count, count / 4].map((size) => [size, make(size)]));
    expect(growth(count, (size) => checkDraft('article', made.get(size)))).toBeLessThan(LINEAR);
  });
});

test('references of a checked draft keep the place in the body that was checked', () => {
  const { body } = checkDraft('article', { topics: ['', ID] });
  expect(extractReferences('article', body)).toMatchObject([{ path: ['topics', 0], target: ID }]);
});
