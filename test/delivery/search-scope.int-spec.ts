import type { Kind } from '#content';
import { allows, type SearchRequest } from '#delivery';
import { as } from '../kit/server.js';
import { paragraph, TESTER } from '../kit/world.js';
import { Searching } from './searching.js';

const AUDIENCES = ['individuals', 'educators', 'community-groups'] as const;
const SCOPES = {
  articles: { kinds: ['article'] },
  'one-topic': { topics: ['harbour'] },
  'a-leaf': { topics: ['pier'] },
  'no-topics': { topics: [] },
  educators: { audiences: ['educators'] },
  spanish: { locales: ['es'] },
  mixed: { kinds: ['article', 'topic', 'fact'], topics: ['harbour', 'desert'], audiences: ['individuals'] },
} as const;
type Handle = keyof typeof SCOPES;
const HANDLES = Object.keys(SCOPES) as Handle[];

interface Listed {
  readonly slug: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly audience: number;
  readonly topics: number[];
  readonly ownTopic: number | null;
}

let searching: Searching;
const topics: Record<string, string> = {};
const keys = {} as Record<Handle, string>;

beforeAll(async () => {
  searching = await Searching.open();
  const { given, partners } = searching.world;
  for (const [name, broader] of [['harbour'], ['pier', 'harbour'], ['desert']] as const) {
    const body = { name: `Beacon ${name}`, ...(broader === undefined ? {} : { broader: topics[broader] ?? '' }) };
    topics[name] = (await given.published('topic', body, { slug: name })).documentId;
  }
  const filings = [[], ['harbour'], ['pier'], ['desert'], ['pier', 'desert']];
  let n = 0;
  for (const filing of filings)
    for (const audiences of [[], ['individuals'], ['educators', 'community-groups'], ['educators']])
      for (const locale of ['en', 'es']) {
        const filed = { topics: filing.map((name) => topics[name] ?? '') };
        const slug = `doc-${++n}`;
        if (Math.floor(n / 2) % 2)
          await given.published(
            'article',
            { title: `Beacon ${n}`, body: [paragraph('p', 'Text.')], audiences, ...filed },
            { slug, locale },
          );
        else
          await given.published(
            'myth-fact',
            { myth: `Beacon ${n}`, fact: 'No.', verdict: 'FALSE', ...filed },
            { slug, locale },
          );
      }
  await given.published('source', { title: 'Beacon source' }, { slug: 'source' });
  await given.published(
    'notice',
    { name: 'Beacon line', phone: '1-800-555-0111', message: 'Call the beacon.' },
    { slug: 'line' },
  );
  await given.published(
    'article',
    { title: 'Heliograph beacon', body: [paragraph('p', 'Text.')], topics: [topics['desert'] ?? ''] },
    { slug: 'heliograph' },
  );
  for (const handle of HANDLES) {
    const scope: {
      kinds?: readonly Kind[];
      topics?: readonly string[];
      audiences?: readonly string[];
      locales?: readonly string[];
    } = SCOPES[handle];
    await partners.create(TESTER, {
      handle,
      name: handle,
      region: null,
      scope: {
        kinds: scope.kinds ?? null,
        topics: scope.topics?.map((name) => topics[name] ?? '') ?? null,
        audiences: scope.audiences ?? null,
        locales: scope.locales ?? null,
      },
    });
    keys[handle] = (await partners.issueKey(TESTER, handle, null)).key;
  }
});
afterAll(() => searching.close());

const listed = () =>
  as(searching.world.database.superuserUrl, async (client) => {
    const { rows } = await client.query<Listed>(
      `select l.slug, l.kind, l.locale, l.audience, l.topics, n.topic as "ownTopic" from delivery.listing l
       left join delivery.topic_node n on l.kind = 'topic' and n.document_id = l.document_id where l.to_seq is null and l.slug <> 'notice-1'`,
    );
    return rows;
  });

describe.each(['en', 'es'])('in %s', (locale) => {
  test.each([null, ...HANDLES])('the partner %s finds exactly what its scope allows', async (handle) => {
    const key = handle === null ? null : keys[handle];
    const { scopes } = await searching.view(key);
    const expected = (await listed()).filter(
      (row) => row.locale === locale && scopes.every((scope) => allows(scope, row)),
    );
    expect((await searching.slugs('beacon', { locale }, key)).sort()).toEqual(expected.map((row) => row.slug).sort());
  });

  test.each([null, ...HANDLES])(
    'and for the partner %s every count of a facet is what choosing it leaves',
    async (handle) => {
      const key = handle === null ? null : keys[handle];
      const { facets, total } = await searching.search('beacon', { locale }, key);
      const left = async (given: Partial<SearchRequest>) =>
        (await searching.search('beacon', { locale, ...given }, key)).total;
      expect(facets.kinds.reduce((sum, facet) => sum + facet.count, 0)).toBe(total);
      for (const { value, count } of facets.kinds) expect(await left({ kinds: [value] })).toBe(count);
      for (const { value, count } of facets.audiences) expect(await left({ audiences: [value] })).toBe(count);
      for (const { value, count } of facets.topics) expect(await left({ topics: [value] })).toBe(count);
    },
  );
});

test('filters choose as the filters of lists do: topics with those below them, audiences with what is for everyone', async () => {
  const rows = (await listed()).filter((row) => row.locale === 'en');
  const mask = 1 << searching.world.config.audiences.findIndex(({ key }) => key === AUDIENCES[1]);
  const harbour = (row: Listed) =>
    row.slug === 'harbour' || row.slug === 'pier' || row.topics.some((topic) => topic <= 2);
  const of = (test: (row: Listed) => boolean) =>
    rows
      .filter(test)
      .map((row) => row.slug)
      .sort();
  const found = async (given: Partial<SearchRequest>) => (await searching.slugs('beacon', given)).sort();
  expect(await found({ topics: [topics['harbour'] ?? ''] })).toEqual(of(harbour));
  expect(await found({ audiences: ['educators'] })).toEqual(
    of((row) => row.audience === 0 || (row.audience & mask) !== 0),
  );
  expect(await found({ kinds: ['myth-fact', 'notice'] })).toEqual(
    of((row) => ['myth-fact', 'notice'].includes(row.kind)),
  );
  expect(await found({ kinds: ['article'], topics: [topics['harbour'] ?? ''] })).toEqual(
    of((row) => row.kind === 'article' && harbour(row)),
  );
  for (const nothing of [{ kinds: [] }, { topics: [] }, { topics: ['00000000-0000-4000-8000-000000000000'] }])
    expect(await found(nothing)).toEqual([]);
});

test('whether a word occurs outside the scope does not show, neither by finding nor by guessing', async () => {
  const key = keys['one-topic'];
  const present = await searching.search('heliograph', {}, key);
  const absent = await searching.search('heliogreph', {}, key);
  expect(present).toEqual(absent);
  expect((await searching.search('heliogreph')).approximate).toBe(true);
  // "becon" is like nothing else in scope, whether or not something outside has it.
  const guess = () => searching.search('becon', {}, key);
  const before = await guess();
  expect(before.approximate).toBe(true);
  await searching.world.given.published(
    'article',
    { title: 'Becon', body: [paragraph('p', 'Text.')], topics: [topics['desert'] ?? ''] },
    { slug: 'becon' },
  );
  const after = await guess();
  expect(after.hits.map((hit) => hit.document.slug)).toEqual(before.hits.map((hit) => hit.document.slug));
  expect(after.approximate).toBe(true);
  expect(await searching.slugs('becon')).toEqual(['becon']);
});

test('a scope that shrinks is searched as it is now', async () => {
  const { partners } = searching.world;
  await partners.setScope(TESTER, 'articles', {
    kinds: ['fact'],
    topics: null,
    audiences: null,
    locales: null,
  });
  expect(await searching.slugs('beacon', {}, keys.articles)).toEqual(['line']);
});
