import path from 'node:path';
import request from 'supertest';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KINDS } from '#content';
import { createLogger } from '#edge';
import { Problems } from '#platform';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { TESTER, toPublish } from '../kit/world.js';
import { Api } from './api.js';

/** What an edit of each kind changes. */
const WORDS = {
  article: 'title',
  collection: 'title',
  course: 'title',
  fact: 'notice',
  'myth-fact': 'myth',
  notice: 'name',
  source: 'title',
  topic: 'name',
} as const;
type Kind = keyof typeof WORDS;
const FIELD: Record<Kind, string> = {
  article: 'article',
  collection: 'collection',
  course: 'course',
  fact: 'fact',
  'myth-fact': 'mythFact',
  notice: 'notice',
  source: 'source',
  topic: 'topic',
};

const DOCUMENT = 'fragment D on ContentDocument { id slug kind redirectedFrom edition { number hash } }';
const EVERYTHING = `
  fragment A on Article { ...D title summary body { html text references { ...D } } topics { name slug } mythFacts { myth sources { title } } related { ...D } sources { title } audiences { name } }
  fragment M on MythFact { ...D myth fact explanation { markdown } sources { title } topics { name } }
  fragment F on Fact { ...D statement notice citations { source { title } } supersededBy { ...D } }
  fragment T on Topic { ...D name description broader { name } narrower { name } articles(first: 5) { edges { node { title } } } mythFacts(first: 5) { edges { position node { myth } } } }
  fragment C on Course { ...D title modules { lessons { title uses { pinned document { ...D ... on Article { title } } } } } prerequisites { title } topics { name } }
  fragment L on Collection { ...D title sections { items { ...D } } }`;

interface Question {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** Only the fragments that a query uses: GraphQL refuses the others. */
function asked(text: string, variables: Record<string, unknown> = {}): Question {
  const all = new Map(
    `${DOCUMENT}\n${EVERYTHING}`
      .split('\n')
      .map((line) => [/fragment (\w)/.exec(line)?.[1], line] as const)
      .filter((pair): pair is readonly [string, string] => pair[0] !== undefined),
  );
  const used = new Set<string>();
  const visit = (part: string) => {
    for (const [, name = ''] of part.matchAll(/\.\.\.([A-Z])\b/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(all.get(name) ?? '');
    }
  };
  visit(text);
  return { query: [text, ...[...used].map((name) => all.get(name))].join('\n'), variables };
}

let api: Api;
let cached: NestFastifyApplication;
let key: string;
let documents: { documentId: string; slug: string; kind: Kind }[];
beforeAll(async () => {
  api = await Api.over({ bare: true });
  const { world } = api;
  await world.seeds.seed(TESTER, path.resolve(import.meta.dirname, '../../samples'));
  documents = await world.work.run(() =>
    world.work.rows(
      `select document_id as "documentId", slug, kind from delivery.listing where to_seq is null order by kind, slug`,
    ),
  );
  await world.partners.create(TESTER, {
    handle: 'narrow',
    name: 'Narrow',
    region: 'US-MO',
    scope: { kinds: ['article', 'topic', 'fact'], topics: null, audiences: null, locales: ['en'] },
  });
  key = (await world.partners.issueKey(TESTER, 'narrow', null)).key;
  cached = await createDeliveryApp(
    { ...world.config, cacheBytes: 20_000_000 },
    { secrets: world.secrets, clock: world.clock, pool: api.pool, logger: createLogger('test', 'silent') },
  );
});
afterAll(async () => {
  await cached.close();
  await api.end();
});

function corpus(past: string): Question[] {
  const of = (kind: Kind) => documents.filter((document) => document.kind === kind);
  const topics = of('topic').map(({ documentId }) => documentId);
  return [
    asked('{ articles(first: 10) { edges { cursor node { ...A } } pageInfo { endCursor hasNextPage } } }'),
    asked('{ mythFacts(first: 10) { edges { node { ...M } } } }'),
    asked('{ facts(first: 10, orderBy: PUBLISHED_AT_ASC) { edges { node { ...F } } } }'),
    asked('{ topics(first: 10) { edges { node { ...T } } } }'),
    asked('{ courses(first: 10) { edges { node { ...C } } } }'),
    asked('{ collections(first: 10) { edges { node { ...L } } } }'),
    asked('{ sources(first: 20) { edges { node { ...D title } } } }'),
    asked('{ notices { ...D name } }'),
    // Lists that name no document of theirs.
    asked('{ articles(first: 3) { edges { cursor } pageInfo { endCursor } } }'),
    asked('{ mythFacts(first: 2) { pageInfo { endCursor } } }'),
    asked('{ topics(first: 10) { edges { node { slug articles(first: 2) { pageInfo { endCursor } } } } } }'),
    asked('{ courses(first: 5) { edges { node { totalMinutes modules { lessons { uses { pinned } } } } } } }'),
    asked('{ facts(first: 10) { edges { node { citations { quote } } } } }'),
    // By keys, as gateways ask: of one kind in a variable and in the text, of all kinds, and of a kind that does not fit.
    ...(['article', 'fact', 'course', 'source'] as const).map((kind) =>
      asked(`query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${typeOf(kind)} { ${WORDS[kind]} } } }`, {
        r: of(kind).map(keyOf),
      }),
    ),
    asked(
      `{ _entities(representations: [{ __typename: "Topic", documentId: "${topics[0]}", locale: "en" }]) { ... on Topic { name } } }`,
    ),
    asked('query ($r: [_Any!]!) { _entities(representations: $r) { __typename ...A ...M ...F ...C ...L } }', {
      r: KINDS.flatMap((kind) => of(kind).slice(0, 1).map(keyOf)),
    }),
    asked('query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', {
      r: of('course').map((document) => ({ ...keyOf(document), __typename: 'Article' })),
    }),
    asked('query ($t: [ID!]) { articles(first: 10, filter: { topics: $t }) { edges { node { slug } } } }', {
      t: topics.slice(0, 1),
    }),
    asked('query ($p: String!) { articles(first: 10, asOf: { token: $p }) { edges { node { ...A } } } }', { p: past }),
    ...(['article', 'myth-fact', 'topic', 'fact', 'course', 'collection'] as const).flatMap((kind) =>
      of(kind)
        .slice(0, 3)
        .flatMap(({ documentId, slug }) => [
          asked(`query ($s: String!) { ${FIELD[kind]}(slug: $s) { ...${letterOf(kind)} } }`, { s: slug }),
          asked('query ($i: ID!) { withdrawal(id: $i) { reason notice at replacedBy { ...D } } }', { i: documentId }),
        ]),
    ),
  ];
}

/** Addresses: pages in every format, lists, feeds. */
function addresses(past: string): string[] {
  const suffixes = ['', '.html', '.md', '.txt', '.jsonld'];
  const pages = KINDS.flatMap((kind) => documents.filter((document) => document.kind === kind).slice(0, 4));
  return [
    ...pages.map(({ kind, slug }, index) => `/v1/${kind}/${slug}${suffixes[index % suffixes.length]}`),
    ...KINDS.map((kind) => `/v1/${kind}?first=3`),
    '/v1/publications.atom?first=5',
    '/v1/corrections.json',
    '/sitemap.xml',
    ...pages.slice(0, 3).map(({ kind, slug }) => `/v1/${kind}/${slug}?asOf=${past}`),
    '/v1/article/nothing',
  ];
}

const typeOf = (kind: Kind) => `${FIELD[kind].charAt(0).toUpperCase()}${FIELD[kind].slice(1)}`;
/** As a gateway names a document. */
const keyOf = ({ documentId, kind }: { readonly documentId: string; readonly kind: Kind }) => ({
  __typename: typeOf(kind),
  documentId,
  locale: 'en',
});

const letterOf = (kind: Kind) =>
  ({ article: 'A', 'myth-fact': 'M', topic: 'T', fact: 'F', course: 'C', collection: 'L', notice: 'D', source: 'D' })[
    kind
  ];

const ENCODINGS = ['identity', 'gzip', 'br'];
const visit = (app: NestFastifyApplication, path: string, encoding: string, partner: boolean) =>
  request(app.getHttpServer())
    .get(path)
    .set({ 'accept-encoding': encoding, ...(partner ? { 'almanac-key': key } : {}) })
    .redirects(0)
    .buffer(true);

const ask = (app: NestFastifyApplication, { query, variables }: Question, partner: boolean) =>
  request(app.getHttpServer())
    .post('/graphql')
    .set(partner ? { 'almanac-key': key } : {})
    .send({ query, variables });

test('through two dozen publications of every sort, a kept answer is the fresh one to the last byte', async () => {
  const { world } = api;
  const randomFrom = (seed: number) => (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const random = randomFrom(7);
  // What happens does not depend on how many questions there are.
  const chance = randomFrom(3);
  const past = (await ask(api.app, asked('{ notices { name } }'), false)).headers['almanac-as-of'] as string;
  const questions = corpus(past);
  const paths = addresses(past);
  const gone = new Set<string>();
  const done: Record<string, number> = {};
  let kept = 0;
  let keptPages = 0;
  const compareAll = async (why: string) => {
    const probe = asked('{ notices { id } }');
    const fresh = (await ask(api.app, probe, false)).headers['almanac-as-of'] as string;
    const begun = performance.now();
    while ((await ask(cached, probe, false)).headers['almanac-as-of'] !== fresh)
      if (performance.now() - begun > 2_000) throw new Error('The head did not arrive.');
    // A few at random each time, so that answers are left in the cache over several publications.
    for (const [index, question] of questions.entries()) {
      if (random(2) > 0) continue;
      const partner = random(4) === 0;
      const expected = await ask(api.app, question, partner);
      const statements: string[] = [];
      const stop = api.pool.onStatement((statement) => statements.push(statement.name));
      const answer = await ask(cached, question, partner);
      stop();
      if (statements.length === 0 && why !== 'nothing') kept += 1;
      const where = `question ${index} after ${why}`;
      expect([where, answer.text]).toEqual([where, expected.text]);
      expect([where, answer.headers['almanac-as-of'], answer.headers['almanac-partner']]).toEqual([
        where,
        expected.headers['almanac-as-of'],
        expected.headers['almanac-partner'],
      ]);
      expect(answer.text).not.toContain('"errors"');
    }
    for (const path of paths) {
      if (random(4) > 0) continue;
      const [encoding = '', partner] = [ENCODINGS[random(3)], random(4) === 0];
      const expected = await visit(api.app, path, encoding, partner);
      const statements: string[] = [];
      const stop = api.pool.onStatement((statement) => statements.push(statement.name));
      const answer = await visit(cached, path, encoding, partner);
      stop();
      if (statements.length === 0 && why !== 'nothing') keptPages += 1;
      const said = (response: typeof answer) => [response.status, { ...response.headers, date: '' }, response.text];
      const where = `${path} in ${encoding} after ${why}`;
      expect([where, ...said(answer)]).toEqual([where, ...said(expected)]);
    }
  };
  for (let round = 0; round < 3; round++) await compareAll('nothing');
  for (let step = 0; step < 24; step++) {
    const document = documents[chance(documents.length)];
    if (!document) continue;
    const { documentId, kind } = document;
    const variant = await world.drafting.get(documentId, 'en');
    const action = gone.has(documentId)
      ? 'return'
      : (
          ['edit', 'edit', 'edit', 'edit', 'edit', 'edit', 'rename', 'withdraw', 'retract', 'replace', 'scope'] as const
        )[chance(11)];
    try {
      if (action === 'return') {
        await world.publishing.publish(TESTER, { publish: [toPublish(variant)] });
        gone.delete(documentId);
      } else if (action === 'edit') await api.change(documentId, { [WORDS[kind]]: `Edited in step ${step}` });
      else if (action === 'rename')
        await api.change(documentId, { [WORDS[kind]]: `Renamed in step ${step}` }, 'en', `renamed-${step}`);
      else if (action === 'scope')
        await world.partners.setScope(TESTER, 'narrow', {
          kinds: chance(2) === 0 ? null : ['article', 'course'],
          topics:
            chance(2) === 0
              ? null
              : documents
                  .filter((each) => each.kind === 'topic')
                  .slice(0, 2)
                  .map((each) => each.documentId),
          audiences: null,
          locales: null,
        });
      else {
        const other = documents.find(
          (each) => each.kind === kind && each.documentId !== documentId && !gone.has(each.documentId),
        );
        await api.withdraw(
          documentId,
          action === 'retract'
            ? { reason: 'RETRACTED', notice: `Wrong, step ${step}` }
            : action === 'replace' && other
              ? { reason: 'REPLACED', replacedBy: other.documentId }
              : { reason: 'GONE' },
        );
        gone.add(documentId);
      }
      done[action ?? ''] = (done[action ?? ''] ?? 0) + 1;
    } catch (error) {
      // What references forbid is no publication.
      if (Problems.of(error) === null) throw error;
    }
    await compareAll(`step ${step}, ${action} of a ${kind}`);
  }
  // The test would prove nothing if nothing had been kept, or nothing had happened.
  expect(kept).toBeGreaterThan(25);
  expect(keptPages).toBeGreaterThan(25);
  expect(Object.keys(done).sort()).toEqual(expect.arrayContaining(['edit', 'rename', 'scope']));
  expect((done['withdraw'] ?? 0) + (done['retract'] ?? 0) + (done['replace'] ?? 0)).toBeGreaterThan(1);
}, 240_000);
