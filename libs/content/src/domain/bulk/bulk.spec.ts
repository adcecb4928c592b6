import type { Body } from '../kinds/kinds.js';
import { relabelled, takesLabels } from './relabel.js';
import { rereferred } from './rerefer.js';
import { sameWording } from './wording.js';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => `01900000-0000-7000-8000-00000000000${letter}`) as [
  string,
  string,
  string,
  string,
];

test('labels are added at the end, taken away, or put in the order that was asked for', () => {
  const body = { title: 'T', topics: [a, b], audiences: ['x'] };
  const topics = (change: Parameters<typeof relabelled>[2]) =>
    (relabelled('article', body, change) as Body<'article'>).topics;
  expect(topics({ topics: { add: [c, b, c], remove: [a] } })).toEqual([b, c]);
  expect(topics({ topics: { replace: [b, a, b] } })).toEqual([b, a]);
  expect(topics({ topics: { add: [], remove: [a, b] } })).toBeUndefined();
  expect(relabelled('article', body, { topics: { add: [a], remove: [c] } })).toBe(body);
});

test('a kind without a place for labels is told, and its body stays the same object', () => {
  expect(takesLabels('fact', { topics: { replace: [a] } })).toBe(false);
  expect(takesLabels('myth-fact', { audiences: { replace: ['x'] } })).toBe(false);
  expect(takesLabels('collection', { topics: { replace: [a] }, audiences: { replace: ['x'] } })).toBe(true);
  const pair = { myth: 'm', topics: [a] };
  expect(relabelled('myth-fact', pair, { audiences: { replace: ['x'] } })).toBe(pair);
});

test('a reference is led elsewhere wherever it stands: in lists once, in text, links, callouts and entries', () => {
  const block = {
    _type: 'block' as const,
    _key: 'p',
    children: [{ _type: 'span' as const, _key: 's', text: 'Words', marks: ['l'] }],
    markDefs: [{ _type: 'documentLink' as const, _key: 'l', document: a }],
  };
  const body: Body<'article'> = {
    title: a,
    related: [b, a, c, b],
    body: [
      block,
      { _type: 'factEmbed', _key: 'e', document: a },
      { _type: 'callout', _key: 'c', tone: 'info', content: [block] },
    ],
  };
  const linked = { ...block, markDefs: [{ _type: 'documentLink', _key: 'l', document: b }] };
  expect(rereferred('article', body, a, b)).toEqual({
    title: a,
    related: [b, c],
    body: [
      linked,
      { _type: 'factEmbed', _key: 'e', document: b },
      { _type: 'callout', _key: 'c', tone: 'info', content: [linked] },
    ],
  });
  expect(rereferred('article', body, d, b)).toBe(body);
});

test('a pinned use follows what is live of the new document, and a reference led nowhere is left out', () => {
  const course: Body<'course'> = {
    title: 'T',
    prerequisites: [a],
    modules: [
      { _key: 'm', lessons: [{ _key: 'l', uses: [{ document: a, locale: 'en', edition: 3 }, { document: c }] }] },
    ],
  };
  expect(rereferred('course', course, a, b)).toEqual({
    title: 'T',
    prerequisites: [b],
    modules: [{ _key: 'm', lessons: [{ _key: 'l', uses: [{ document: b }, { document: c }] }] }],
  });
  expect(rereferred('topic', { name: 'N', broader: a }, a, null)).toEqual({ name: 'N' });
});

test('two bodies have the same wording when only labels and references differ', () => {
  const body: Body<'article'> = {
    title: 'T',
    topics: [a],
    audiences: ['x'],
    body: [{ _type: 'factEmbed', _key: 'e', document: a }],
  };
  expect(sameWording('article', body, { ...rereferred('article', body, a, b), audiences: ['y'], related: [c] })).toBe(
    true,
  );
  expect(sameWording('article', body, { ...body, title: 'U' })).toBe(false);
  expect(sameWording('article', body, { ...body, body: [] })).toBe(false);
  const course = (uses: object[]) => ({ modules: [{ _key: 'm', lessons: [{ _key: 'l', uses }] }] }) as Body;
  expect(sameWording('course', course([{ document: a, locale: 'en', edition: 1 }]), course([{ document: b }]))).toBe(
    true,
  );
  expect(sameWording('course', course([{ document: a }]), course([{ document: a }, { document: b }]))).toBe(false);
  expect(sameWording('fact', { statement: 's', status: 'SUPPORTED' }, { statement: 's', status: 'DISPUTED' })).toBe(
    false,
  );
});
