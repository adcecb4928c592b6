import type { Kind } from '#content';
import type { PublishedDocument } from '#delivery';
import { jsonLdText, toJsonLd } from '../jsonld/json-ld.js';
import { toPage } from './page.js';
import { linkName, nameOf, type Readable, visibleBody } from './readable.js';
import { readingWords } from './words.js';

const A = '01890000-0000-7000-8000-00000000000a';
const B = '01890000-0000-7000-8000-00000000000b';

function document<K extends Kind>(kind: K, body: PublishedDocument<K>['body'], locale = 'en'): PublishedDocument<K> {
  const edition = {
    number: 1,
    seq: 1,
    publishedAt: '2026-01-01T00:00:00Z',
    changeKind: 'MAJOR',
    note: null,
    hash: '00',
  } as const;
  return {
    documentId: A,
    kind,
    locale,
    slug: 'x',
    edition,
    listedAt: edition.publishedAt,
    body,
    rendered: { fields: {}, wordCount: 0, readingMinutes: 0, readingGrade: null },
    redirectedFrom: null,
  };
}

function readable<K extends Kind>(of: PublishedDocument<K>, more: Partial<Readable> = {}): Readable {
  return {
    document: of,
    url: 'https://x.example/v1/x/x',
    schemaUrl: 'https://x.example/v1/schemas/x.json',
    publisherUrl: 'https://x.example',
    text: {},
    links: new Map(),
    narrower: [],
    audiences: [],
    notices: [],
    attribution: null,
    corrections: [],
    withdrawn: null,
    ...more,
  };
}

test('a myth is never named without the word, a doubtful fact never without its status, in its own language', () => {
  const named = (each: PublishedDocument) => nameOf(each, readingWords(each.locale));
  expect(named(document('myth-fact', { myth: 'It is so.', fact: 'It is not.' }))).toBe('Myth: It is so.');
  expect(named(document('myth-fact', { myth: 'Es así.' }, 'es-MX'))).toBe('Mito: Es así.');
  expect(named(document('fact', { statement: 'S', status: 'RETRACTED' }))).toBe('Retracted: S');
  expect(named(document('fact', { statement: 'S' }))).toBe('Unverified: S');
  expect(named(document('fact', { statement: 'S', status: 'SUPPORTED' }))).toBe('S');
});

test('a body loses exactly the references that lead nowhere: an entry of a list, a use as a whole, the source of a citation', () => {
  const shown = new Map([[linkName({ target: A }), { document: document('topic', {}), url: null }]]);
  expect(visibleBody(readable(document('article', { topics: [A, B], related: [B] }), { links: shown }))).toEqual({
    topics: [A],
    related: [],
  });
  const use = { modules: [{ _key: 'm', lessons: [{ _key: 'l', uses: [{ document: B }, { document: A }] }] }] };
  expect(visibleBody(readable(document('course', use), { links: shown }))).toEqual({
    modules: [{ _key: 'm', lessons: [{ _key: 'l', uses: [{ document: A }] }] }],
  });
  const cited = { citations: [{ _key: 'c', source: B, role: 'PRIMARY' as const, quote: 'q' }] };
  expect(visibleBody(readable(document('fact', cited), { links: shown }))).toEqual({
    citations: [{ _key: 'c', role: 'PRIMARY', quote: 'q' }],
  });
});

test('a page is the same bytes for the same input, and everything typed is escaped in it', () => {
  const evil = '</article><script>alert(1)</script>';
  const page = () =>
    toPage(
      readable(document('topic', { name: evil, description: evil }), { url: 'https://x.example/?a="><b>' }),
      'html',
    );
  expect(page()).toBe(page());
  expect(page()).not.toContain('<script');
  expect(page().match(/<\/article>/g)).toHaveLength(1);
  expect(page()).not.toContain('<b>');
});

test('JSON-LD cannot end the script element that somebody puts it in', () => {
  const text = jsonLdText(toJsonLd(readable(document('topic', { name: '</script><!--\u2028\u2029' }))));
  expect(text).not.toMatch(/[<\u2028\u2029]/);
  expect(JSON.parse(text)).toMatchObject({ '@graph': [{ name: '</script><!--\u2028\u2029' }] });
});

test('what is not decided has no number in a review', () => {
  const rating = (of: PublishedDocument) =>
    (toJsonLd(readable(of))['@graph'][0] as unknown as { reviewRating: Record<string, unknown> }).reviewRating;
  expect(rating(document('fact', { statement: 'S', status: 'UNVERIFIED', notice: 'n' }))).toEqual({
    '@type': 'Rating',
    alternateName: 'Unverified',
    ratingExplanation: 'n',
  });
  expect(rating(document('myth-fact', { myth: 'M', fact: 'F' }))['ratingValue']).toBeUndefined();
  expect(rating(document('myth-fact', { myth: 'M', fact: 'F', verdict: 'FALSE' }))).toMatchObject({ ratingValue: 1 });
});
