// A little longer than other files: one history, and every way of asking for it once it is gone.
import { jest } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { ExpungingService } from '#content';
import { SqlDeliveryReader } from '#delivery';
import { SelfReport } from '#edge';
import { closeAsOf } from '../../apps/delivery-api/src/read/public-read.js';
import { readRules } from '../../apps/delivery-api/src/read/rules.js';
import { launchDelivery, served } from '../kit/delivery-process.js';
import { embed, paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';
import { until } from '../kit/until.js';

// A whole process more, on a busy machine of two cores.
jest.setTimeout(120_000);
const MARK = 'zqxvemark';
const MYTH = 'Solar lamps burn all through the night.';
const UNKNOWN = '00000000-0000-7000-8000-00000000dead';

let api: Api;
/** Two processes that answer: one of this test's own, and one as it is run; each keeps answers of its own. */
let urls: readonly string[];
let child: ChildProcess;
let keys: Readonly<Record<'teachers' | 'hosts', string>>;
const ids = { fact: '', pair: '', article: '', host: '' };
/** As-of values of the states in order: before any of it was public, and after each publication. */
const tokens: string[] = [];
/** Ids that the API returned for the article: of today, of its first edition, and as of the past. */
let returned: readonly string[];

beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '8000000' } });
  const { given } = api.world;
  const topic = (await given.published('topic', { name: 'Lamps' }, { slug: 'lamps' })).documentId;
  await remember();
  ids.fact = (
    await given.published(
      'fact',
      { statement: `${MARK} one in two.`, status: 'UNVERIFIED', notice: MARK },
      { slug: `${MARK}-fact` },
    )
  ).documentId;
  ids.pair = (
    await given.published(
      'myth-fact',
      { myth: MYTH, fact: `${MARK} says no.`, explanation: [paragraph('m', MARK)], topics: [topic] },
      { slug: `${MARK}-pair` },
    )
  ).documentId;
  ids.article = (
    await given.published(
      'article',
      {
        title: `${MARK} first`,
        summary: MARK,
        body: [paragraph('a', `${MARK} words`)],
        audiences: ['individuals'],
        topics: [topic],
      },
      { slug: `${MARK}-first` },
    )
  ).documentId;
  await remember();
  await api.change(ids.article, { title: `${MARK} second` }, 'en', `${MARK}-second`);
  await remember();
  ids.host = (
    await given.published(
      'article',
      {
        title: 'Host',
        body: [paragraph('p', 'Own words.'), embed('f', 'factEmbed', ids.fact), embed('m', 'mythFactEmbed', ids.pair)],
        related: [ids.article],
        audiences: ['professional-organizations'],
      },
      { slug: 'host' },
    )
  ).documentId;
  keys = {
    teachers: await partner('teachers', 'educators'),
    hosts: await partner('hosts', 'professional-organizations'),
  };
  await remember();
  await api.app.listen(0, '127.0.0.1');
  child = launchDelivery(api.world);
  urls = [await api.app.getUrl(), (await served(child)).url];
});
afterAll(async () => {
  child.kill('SIGKILL');
  await api.end();
});

async function remember(): Promise<void> {
  const { config, secrets, clock, ledger } = api.world;
  tokens.push(closeAsOf(readRules(config, secrets, clock), await ledger.head()));
}

async function partner(handle: string, audience: string): Promise<string> {
  const { partners } = api.world;
  const scope = { kinds: ['article' as const], topics: null, audiences: [audience], locales: null };
  await partners.create(TESTER, { handle, name: handle, region: null, scope });
  return (await partners.issueKey(TESTER, handle, null)).key;
}

interface Answered {
  readonly status: number;
  /** Everything that came back, headers too. */
  readonly text: string;
  readonly body: string;
}

async function fetched(address: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(address, { redirect: 'manual', ...init });
  const body = await response.text();
  return { status: response.status, body, text: `${JSON.stringify([...response.headers])}\n${body}` };
}

interface Result {
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: { readonly code: string };
  }[];
}

async function ask(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Result & Answered> {
  const answered = await fetched(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { ...answered, ...(JSON.parse(answered.body) as Result) };
}

const codesOf = ({ errors }: Result) =>
  (errors ?? []).map(({ message, path: at, extensions }) => `${at?.join('.') ?? message} ${extensions.code}`).sort();

const NAMED = (asOf: string) => `
  byId: article(id: $article${asOf}) { title }
  bySlug: article(slug: "${MARK}-second"${asOf}) { title }
  byFormerSlug: article(slug: "${MARK}-first"${asOf}) { title }
  pinned: article(id: $article, edition: 1${asOf}) { title }
  fact(id: $fact${asOf}) { statement }
  pair: mythFact(slug: "${MARK}-pair"${asOf}) { myth }`;
const SHOWN = (asOf: string) => `
  articles(first: 10${asOf}) { edges { node { slug title } } }
  facts(first: 10${asOf}) { edges { node { slug statement } } }
  topic(slug: "lamps"${asOf}) { name mythFacts(first: 5) { edges { node { fact } } } }
  host: article(slug: "host"${asOf}) {
    related { slug } mythFacts { fact }
    body { html markdown text portableText references { documentId } } }`;
const AT_HEAD = `{
  search(query: "${MARK}", first: 5) { totalCount edges { node { slug } } }
  matchMyths(text: "Everybody says that solar lamps burn all through the night.") { mythFact { fact } } }`;
const declared = (token: string | null, more: readonly string[]) => {
  const all = [...more, ...(token === null ? [] : ['$token: String!'])];
  return all.length === 0 ? '' : `(${all.join(', ')})`;
};
const asOf = (token: string | null) => (token === null ? '' : ', asOf: { token: $token }');

/** Whatever a reader may ask that could bring a word of what was expunged. */
function questions(token: string | null): readonly ((url: string) => Promise<Answered>)[] {
  const variables = { article: ids.article, fact: ids.fact, ids: returned, ...(token === null ? {} : { token }) };
  const query = token === null ? '' : `?asOf=${encodeURIComponent(token)}`;
  const addresses = [
    ...['json', 'html', 'md', 'txt', 'jsonld'].map((suffix) => `/v1/article/${MARK}-second.${suffix}`),
    `/v1/article/${MARK}-first.json`,
    `/v1/myth-fact/${MARK}-pair.html`,
    '/v1/article/host.json',
    '/v1/article/host.html',
    '/v1/article',
    '/v1/publications.atom',
    '/v1/publications.json',
    '/v1/corrections.json',
  ].map((address) => `${address}${query}`);
  return [
    (url) => ask(url, `query ${declared(token, ['$article: ID!', '$fact: ID!'])} { ${NAMED(asOf(token))} }`, variables),
    (url) => ask(url, `query ${declared(token, [])} { ${SHOWN(asOf(token))} }`, variables),
    ...addresses.map((address) => (url: string) => fetched(`${url}${address}`)),
    ...(token === null
      ? [
          (url: string) => ask(url, AT_HEAD),
          (url: string) =>
            ask(url, 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { title } } }', variables),
          (url: string) => fetched(`${url}/sitemap.xml`),
        ]
      : []),
  ];
}

test('of what was expunged no word is in any answer, of today or of any moment before, from any process', async () => {
  const [here = ''] = urls;
  const idOf = async (args: string, variables: Record<string, unknown> = {}) =>
    (
      (
        await ask(
          here,
          `query ($article: ID!${'token' in variables ? ', $token: String!' : ''}) { article(id: $article${args}) { id } }`,
          {
            article: ids.article,
            ...variables,
          },
        )
      ).data['article'] as { id: string }
    ).id;
  returned = [
    await idOf(''),
    await idOf(', edition: 1'),
    await idOf(', asOf: { token: $token }', { token: tokens[2] }),
    await idOf(', edition: 1, asOf: { token: $token }', { token: tokens[1] }),
  ];
  const states = [null, ...tokens];
  /** How many answers of each process have the mark; asked twice, so that they are kept. */
  const marked = async () => {
    const counts: number[] = [];
    for (const url of urls) {
      const answers: Answered[] = [];
      for (let round = 0; round < 2; round++)
        for (const state of states) for (const question of questions(state)) answers.push(await question(url));
      expect(answers.filter(({ status }) => status >= 500 || status === 400).map(({ text }) => text)).toEqual([]);
      counts.push(answers.filter(({ text }) => text.includes(MARK)).length);
    }
    return counts;
  };
  const before = await marked();
  expect(Math.min(...before)).toBeGreaterThan(80);

  const { config, secrets, clock } = api.world;
  const reader = new SqlDeliveryReader(api.pool, config, secrets, clock);
  /** Not only left out where it would be shown: the index that matching keeps in memory has let go of it. */
  const matched = async () =>
    reader.repeatedMyths(await reader.view(await reader.identify(null), await reader.head()), [
      { text: MYTH, locale: 'en' },
    ]);
  expect((await matched())[0]).toHaveLength(1);
  /** Bytes of editions that the process of this test holds. */
  const held = async () => {
    const { values } =
      (await api.app.get(SelfReport).metrics.read()).find(({ name }) => name === 'almanac_edition_bytes') ?? {};
    return values?.[0]?.value ?? 0;
  };
  const heldBefore = await held();
  expect(heldBefore).toBeGreaterThan(0);

  const expunging = api.world.app.get(ExpungingService, { strict: false });
  for (const documentId of [ids.article, ids.pair, ids.fact]) await expunging.expunge(TESTER, { documentId });
  for (const url of urls)
    await until(
      async () => codesOf(await ask(url, 'query ($id: ID!) { fact(id: $id) { slug } }', { id: ids.fact })).length > 0,
    );
  // All have been let go, and hardly anything has been asked for since.
  expect(await held()).toBeLessThan(heldBefore / 2);
  expect(await marked()).toEqual([0, 0]);
  expect(await matched()).toEqual([[]]);
});

const ALL_GONE = ['byFormerSlug', 'byId', 'bySlug', 'fact', 'pair', 'pinned'].map((field) => `${field} GONE`);

test('every field that named it is null with GONE, as of today and as of every moment since it was public', async () => {
  for (const url of urls) {
    const answers = await Promise.all(
      [null, ...tokens].map((token) =>
        ask(url, `query ${declared(token, ['$article: ID!', '$fact: ID!'])} { ${NAMED(asOf(token))} }`, {
          article: ids.article,
          fact: ids.fact,
          token,
        }),
      ),
    );
    for (const { data } of answers) expect(Object.values(data)).toEqual([null, null, null, null, null, null]);
    // Before it was public there was nothing; before it was renamed nobody knew it by its second slug.
    const [today, never, named, ...rest] = answers.map(codesOf);
    expect(never).toEqual([]);
    expect(named).toEqual(ALL_GONE.filter((code) => code !== 'bySlug GONE'));
    for (const codes of [today, ...rest]) expect(codes).toEqual(ALL_GONE);
  }
});

test('ids that were returned say GONE one by one, also to a gateway, and so does the question why', async () => {
  const [url = ''] = urls;
  const nodes = await ask(url, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Article { title } } }', {
    ids: [...returned.slice(0, 2), Buffer.from(JSON.stringify([1, ids.host, 'en'])).toString('base64url')],
  });
  expect(nodes.data['nodes']).toEqual([null, null, expect.objectContaining({ title: 'Host' })]);
  expect(codesOf(nodes)).toEqual(['nodes.0 GONE', 'nodes.1 GONE']);
  const node = await ask(url, 'query ($id: ID!) { node(id: $id) { id } }', { id: returned[2] });
  expect([node.data, codesOf(node)]).toEqual([{ node: null }, ['node GONE']]);
  const entities = await ask(url, 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }', {
    of: [
      { __typename: 'Article', documentId: ids.article, locale: 'en' },
      { __typename: 'Article', documentId: ids.host, locale: 'en' },
    ],
  });
  expect([entities.data['_entities'], codesOf(entities)]).toEqual([
    [null, { __typename: 'Article' }],
    ['_entities.0 GONE'],
  ]);
  const why = await ask(
    url,
    `query ($id: ID!) { withdrawal(id: $id) { reason } bySlug: withdrawal(kind: ARTICLE, slug: "${MARK}-first") { reason } }`,
    {
      id: ids.article,
    },
  );
  expect(codesOf(why)).toEqual(['bySlug GONE', 'withdrawal GONE']);
});

test('a host shows a text without it: no embed, no entry, nothing in its place', async () => {
  const [url = ''] = urls;
  const { data, errors } = await ask(url, `{ ${SHOWN('')} }`);
  expect(errors).toBeUndefined();
  expect(data['host']).toEqual({
    related: [],
    mythFacts: [],
    body: {
      html: '<p>Own words.</p>',
      markdown: 'Own words.',
      text: 'Own words.',
      portableText: [expect.objectContaining({ _key: 'p' })],
      references: [],
    },
  });
  const { body } = await fetched(`${url}/v1/article/host.json`);
  expect(JSON.parse(body)).toMatchObject({ body: { body: [{ _key: 'p' }] }, links: [] });
});

test.each([
  ['json', 'GONE'],
  ['html', 'remove every copy'],
  ['md', 'remove every copy'],
  ['txt', 'remove every copy'],
  ['jsonld', 'GONE'],
])('/v1 says 410 as %s, with what to do and the safety contacts', async (suffix, words) => {
  const [url = ''] = urls;
  for (const slug of [`${MARK}-second`, `${MARK}-first`]) {
    const { status, body } = await fetched(`${url}/v1/article/${slug}.${suffix}`);
    expect([status, body.includes(words), body.includes('1-800-555-0100')]).toEqual([410, true, true]);
  }
  const past = (token: string) =>
    fetched(`${url}/v1/article/${MARK}-first.${suffix}?asOf=${encodeURIComponent(token)}`);
  expect([(await past(tokens[0] ?? '')).status, (await past(tokens[1] ?? '')).status]).toEqual([404, 410]);
});

test('whoever could never see it gets the very bytes that something unknown gets, for as many statements', async () => {
  const query =
    'query ($id: ID!, $slug: String!) { article(id: $id) { title } bySlug: article(slug: $slug) { title } withdrawal(id: $id) { reason } }';
  const asked = async (key: string, id: string, slug: string) => {
    const statements: string[] = [];
    const stop = api.pool.onStatement(({ name }) => statements.push(name));
    const answer = await ask(urls[0] ?? '', query, { id, slug }, { 'almanac-key': key });
    stop();
    return {
      body: answer.body,
      statements: statements.filter((name) => !/head|keys|identify|scopes/.test(name)).sort(),
    };
  };
  const outside = await asked(keys.teachers, ids.article, `${MARK}-second`);
  expect(outside).toEqual(await asked(keys.teachers, UNKNOWN, 'never-was'));
  expect(outside.body).toBe('{"data":{"article":null,"bySlug":null,"withdrawal":null}}\n');
  const [known, unknown] = await Promise.all(
    [`${MARK}-second`, 'never-was'].map((slug) =>
      fetched(`${urls[0]}/v1/article/${slug}.html`, { headers: { 'almanac-key': keys.teachers } }),
    ),
  );
  expect([known?.status, known?.body]).toEqual([404, unknown?.body]);
  // Through its host it was seen, whatever the scope says of it.
  const carried = await ask(
    urls[0] ?? '',
    'query ($id: ID!) { fact(id: $id) { slug } }',
    { id: ids.fact },
    { 'almanac-key': keys.hosts },
  );
  expect(codesOf(carried)).toEqual(['fact GONE']);
});

test('another document takes the slug and is found by it, and the past stays gone', async () => {
  const [url = ''] = urls;
  const { documentId } = await api.world.given.published(
    'article',
    { title: 'Somebody else', body: [paragraph('a', 'x')] },
    { slug: `${MARK}-second` },
  );
  const query = `{ article(slug: "${MARK}-second") { documentId } withdrawal(kind: ARTICLE, slug: "${MARK}-second") { reason } }`;
  await until(async () => (await ask(url, query)).data['article'] !== null);
  const now = await ask(url, query);
  expect([now.data, codesOf(now)]).toEqual([{ article: { documentId }, withdrawal: null }, []]);
  const then = await ask(
    url,
    `query ($token: String!) { article(slug: "${MARK}-second", asOf: { token: $token }) { title } }`,
    {
      token: tokens[2],
    },
  );
  expect([then.data, codesOf(then)]).toEqual([{ article: null }, ['article GONE']]);
});
