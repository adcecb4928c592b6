import type { Bodies, Body, Kind } from './kinds.js';
import { requirementsToPublish } from './requirements.js';

const ID = '0190c0de-0000-7000-8000-000000000001';
const words = (text: string): NonNullable<Bodies['article']['body']> => [
  { _type: 'block', _key: 'a', children: [{ _type: 'span', _key: 's', text }] },
];
const needs = <K extends Kind>(kind: K, body: Body<K>) =>
  requirementsToPublish(kind, body, { audiences: ['educators'] }).map(({ kind: name, path }) => [name, path]);
const missing = (...path: (string | number)[]) => ['REQUIRED_TO_PUBLISH', path];

test('an empty body of each kind needs what the model says, all of it at once', () => {
  expect(needs('article', {})).toEqual([missing('title'), missing('body')]);
  expect(needs('myth-fact', {})).toEqual([missing('myth'), missing('fact')]);
  expect(needs('course', {})).toEqual([missing('title')]);
  expect(needs('fact', {})).toEqual([missing('statement'), missing('status')]);
  expect(needs('source', {})).toEqual([missing('title')]);
  expect(needs('notice', {})).toEqual([missing('name'), missing()]);
  expect(needs('topic', {})).toEqual([missing('name')]);
  expect(needs('collection', {})).toEqual([missing('title'), missing('sections')]);
});

test('an article of blank blocks has no body, one of a single embed has', () => {
  expect(needs('article', { title: 'T', body: words(' \n') })).toEqual([missing('body')]);
  expect(needs('article', { title: 'T', body: words('x') })).toEqual([]);
  expect(needs('article', { title: 'T', body: [{ _type: 'factEmbed', _key: 'a', document: ID }] })).toEqual([]);
});

test('an asset block is refused wherever rich text stands', () => {
  const asset = { _type: 'assetEmbed', _key: 'b' } as const;
  expect(needs('article', { title: 'T', body: [...words('x'), asset] })).toEqual([
    ['ASSETS_NOT_SUPPORTED', ['body', 1]],
  ]);
  expect(needs('myth-fact', { myth: 'M', fact: 'F', explanation: [asset] })).toEqual([
    ['ASSETS_NOT_SUPPORTED', ['explanation', 0]],
  ]);
});

test('every module and lesson that is present has a title, and every use a document and a whole pin', () => {
  const lesson = {
    _key: 'l',
    uses: [
      { document: ID, locale: 'en' },
      { document: ID, edition: 2 },
      {},
      { document: ID, locale: 'en', edition: 2 },
    ],
  };
  expect(needs('course', { title: 'T', modules: [{ _key: 'm', lessons: [lesson] }] })).toEqual([
    missing('modules', 0, 'title'),
    missing('modules', 0, 'lessons', 0, 'title'),
    ['HALF_PINNED', ['modules', 0, 'lessons', 0, 'uses', 0, 'edition']],
    ['HALF_PINNED', ['modules', 0, 'lessons', 0, 'uses', 1, 'locale']],
    missing('modules', 0, 'lessons', 0, 'uses', 2, 'document'),
  ]);
});

test('a supported fact cites a primary source', () => {
  const fact = { statement: 'S', status: 'SUPPORTED' } as const;
  expect(needs('fact', fact)).toEqual([missing('citations')]);
  expect(needs('fact', { ...fact, citations: [{ _key: 'c', role: 'SECONDARY', source: ID }] })).toEqual([
    missing('citations'),
  ]);
  expect(needs('fact', { ...fact, citations: [{ _key: 'c', role: 'PRIMARY' }] })).toEqual([
    missing('citations'),
    missing('citations', 0, 'source'),
  ]);
  expect(needs('fact', { ...fact, citations: [{ _key: 'c', role: 'PRIMARY', source: ID }] })).toEqual([]);
});

test('any other fact tells readers why, and a superseded one names its successor', () => {
  expect(needs('fact', { statement: 'S', status: 'DISPUTED' })).toEqual([missing('notice')]);
  expect(needs('fact', { statement: 'S', status: 'UNVERIFIED', notice: 'N' })).toEqual([]);
  expect(needs('fact', { statement: 'S', status: 'SUPERSEDED', notice: 'N' })).toEqual([missing('supersededBy')]);
  expect(needs('fact', { statement: 'S', status: 'RETRACTED', notice: 'N', citations: [{ _key: 'c' }] })).toEqual([
    missing('citations', 0, 'source'),
    missing('citations', 0, 'role'),
  ]);
});

test('a notice needs one channel of any sort, and a text line its number', () => {
  for (const channel of [{ phone: '1' }, { tty: '1' }, { chatUrl: 'https://a.example' }, { text: { number: '1' } }]) {
    expect(needs('notice', { name: 'N', ...channel })).toEqual([]);
  }
  expect(needs('notice', { name: 'N', text: { code: 'HELP' } })).toEqual([missing('text', 'number')]);
});

test('audiences are those of the configuration, and the refusal lists them', () => {
  const [problem] = requirementsToPublish(
    'collection',
    { title: 'T', sections: [{ _key: 's' }], audiences: ['educators', 'aliens'] },
    { audiences: ['educators', 'individuals'] },
  );
  expect(problem).toMatchObject({
    kind: 'UNKNOWN_AUDIENCE',
    path: ['audiences', 1],
    known: ['educators', 'individuals'],
  });
  expect(problem?.message).toContain('educators, individuals');
});
