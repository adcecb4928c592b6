import { embed, paragraph } from '../kit/world.js';
import { type Answer, Api } from './api.js';

interface Page {
  readonly edges: readonly {
    readonly cursor: string;
    readonly position?: number | null;
    readonly node: { readonly slug: string };
  }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const TOPICS = 4;
const EACH = 5;
let api: Api;
let topicIds: string[];
beforeAll(async () => {
  // As it is run, but that each request is executed: with a front, and with editions in memory.
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '0' } });
  const { given } = api.world;
  topicIds = [];
  for (let topic = 0; topic < TOPICS; topic++) {
    const pairs: string[] = [];
    for (let n = 0; n < EACH; n++) {
      const fact = await given.published('fact', { statement: `f${topic}${n}`, status: 'UNVERIFIED', notice: 'n' });
      const pair = await given.published(
        'myth-fact',
        { myth: `m${topic}${n}`, fact: 'f', explanation: [embed('f', 'factEmbed', fact.documentId)] },
        { slug: `pair-${topic}-${n}` },
      );
      pairs.push(pair.documentId);
    }
    const { documentId } = await given.published(
      'topic',
      {
        name: `Topic ${topic}`,
        mythFacts: [...pairs].reverse(),
        ...(topic > 0 ? { broader: topicIds[0] } : {}),
      },
      { slug: `topic-${topic}` },
    );
    topicIds.push(documentId);
    for (let n = 0; n < EACH; n++) {
      await given.published(
        'article',
        {
          title: `a${topic}${n}`,
          topics: [documentId],
          audiences: n % 2 === 0 ? ['educators'] : ['individuals'],
          body: [paragraph('p', 'x'), embed('m', 'mythFactEmbed', pairs[n] ?? '')],
        },
        { slug: `article-${topic}-${n}` },
      );
    }
  }
  await api.settled();
});
afterAll(() => api.end());

async function walk(field: string, variables: Record<string, unknown> = {}): Promise<string[]> {
  const slugs: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 50; page++) {
    const { data, errors }: Answer<{ list: Page }> = await api.ask(
      `query ($after: String) { list: ${field} { edges { cursor node { slug } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      { ...variables, after },
    );
    expect(errors).toEqual([]);
    slugs.push(...data.list.edges.map((edge) => edge.node.slug));
    expect(data.list.pageInfo).toMatchObject({
      hasPreviousPage: false,
      startCursor: data.list.edges[0]?.cursor ?? null,
      endCursor: data.list.edges.at(-1)?.cursor ?? null,
    });
    if (!data.list.pageInfo.hasNextPage) return slugs;
    after = data.list.pageInfo.endCursor;
  }
  throw new Error('the list does not end');
}

test('pages follow each other without gap or repetition, newest first or oldest first', async () => {
  const newest = await walk('articles(first: 3, after: $after)');
  expect(newest).toHaveLength(TOPICS * EACH);
  expect(newest[0]).toBe(`article-${TOPICS - 1}-${EACH - 1}`);
  expect(await walk('articles(first: 7, after: $after, orderBy: PUBLISHED_AT_ASC)')).toEqual([...newest].reverse());
});

test('a filter by topic includes what is below it, and one by audience leaves out what is for others', async () => {
  const below = await walk(`articles(first: 100, after: $after, filter: { topics: ["${topicIds[1]}"] })`);
  expect(below).toHaveLength(EACH);
  expect(await walk(`articles(first: 100, after: $after, filter: { topics: ["${topicIds[0]}"] })`)).toHaveLength(
    TOPICS * EACH,
  );
  expect(await walk('articles(first: 100, after: $after, filter: { audiences: ["individuals"] })')).toHaveLength(
    TOPICS * 2,
  );
});

test('a topic lists its pairs in its own order, with their positions', async () => {
  const { data } = await api.ask<{ topic: { mythFacts: Page } }>(
    '{ topic(slug: "topic-2") { mythFacts(first: 3) { edges { position node { slug } } pageInfo { hasNextPage } } } }',
  );
  expect(data.topic.mythFacts).toEqual({
    edges: [4, 3, 2].map((n, index) => ({ position: index + 1, node: { slug: `pair-2-${n}` } })),
    pageInfo: { hasNextPage: true },
  });
});

test('topics know what is above and below them', async () => {
  const { data } = await api.ask<{ top: { broader: null; narrower: { name: string }[] }; low: unknown }>(
    '{ top: topic(slug: "topic-0") { broader { name } narrower { name } } low: topic(slug: "topic-1") { broader { name } narrower { name } } }',
  );
  expect(data.top.broader).toBeNull();
  expect(data.top.narrower.map((topic) => topic.name).sort()).toEqual(['Topic 1', 'Topic 2', 'Topic 3']);
  expect(data.low).toEqual({ broader: { name: 'Topic 0' }, narrower: [] });
});

describe('an operation costs one statement for each level of what it shows, and none for what is known', () => {
  const LIST = 'list-plain.newest';
  const TOPIC_LISTS = ['list-filed.newest', 'topic-myth-facts'];
  /** Of topics, with lists in each, and three levels below these. */
  const nested = (first: number) => `{
    topics(first: ${first}) { edges { node { name broader { name } narrower { name }
      articles(first: ${first}) { edges { node { title audiences { name } notices { name } topics { name } mythFacts { myth } body { html text references { id } } } } }
      mythFacts(first: ${first}) { edges { position node { myth } } }
      courses(first: ${first}) { edges { node { title } } }
    } } }
  }`;
  /** The fewest of several times, one at a time: a process that had to wait may split a level, or look at its view again. */
  const fewest = async (query: string) => {
    const counts: (readonly string[])[] = [];
    for (let time = 0; time < 5; time++) {
      const { statements, errors } = await api.counted(query);
      expect(errors).toEqual([]);
      counts.push(statements.map((name) => name.replace('delivery.', '')).sort());
    }
    return counts.sort((one, other) => one.length - other.length)[0];
  };

  test.each([
    ['an article: one', '{ article(slug: "article-1-1") { title summary } }', ['by-slugs']],
    [
      'with its topics, of which it is known where they lead: one',
      '{ article(slug: "article-1-1") { title topics { name broader { name } narrower { name } } } }',
      ['by-slugs'],
    ],
    [
      'with a pair in its text, in which there is a fact: three',
      '{ article(slug: "article-1-1") { topics { name } body { html text references { id } } } }',
      ['by-reference', 'by-reference', 'by-slugs'],
    ],
    ['articles by date: one, however many', '{ articles(first: 20) { edges { node { title } } } }', [LIST]],
    ['their topics: no more', '{ articles(first: 20) { edges { node { title topics { name } } } } }', [LIST]],
    [
      'their pairs, and what these embed: one more for all of them, and another one',
      '{ articles(first: 20) { edges { node { mythFacts { myth explanation { html } } } } } }',
      ['by-reference', 'by-reference', LIST],
    ],
    [
      'a topic with articles and pairs: one for each list, and none for the topic',
      '{ topic(slug: "topic-2") { name articles(first: 20) { edges { node { title } } } mythFacts(first: 20) { edges { node { myth } } } } }',
      TOPIC_LISTS,
    ],
    [
      'lists of one within a list: one for each list, for labels, and for each of two levels below',
      nested(1),
      ['audience-labels', 'by-reference', 'by-reference', ...TOPIC_LISTS, LIST],
    ],
    ['lists of five: no more', nested(5), ['audience-labels', 'by-reference', 'by-reference', ...TOPIC_LISTS, LIST]],
  ])('%s', async (_what, query, expected) => {
    expect(await fewest(query)).toEqual([...expected].sort());
  });

  test('what is new in a list takes one more statement, the first time', async () => {
    const query = '{ articles(first: 20) { edges { node { documentId title } } } }';
    type Listed = { articles: { edges: { node: { documentId: string } }[] } };
    const { edges } = (await api.ask<Listed>(query)).data.articles;
    for (const { node } of edges.slice(0, 3)) await api.change(node.documentId, { title: 'Changed' });
    await api.settled();
    const { statements } = await api.counted(query);
    expect(statements.filter((name) => name === 'delivery.editions')).toHaveLength(1);
    expect(await fewest(query)).toEqual([LIST]);
  });
});
