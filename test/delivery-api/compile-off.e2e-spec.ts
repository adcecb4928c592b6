import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { OperationsService } from '#access';
import { createLogger } from '#edge';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { compiledRuns, figuresOf } from '../kit/figures.js';
import { TESTER } from '../kit/world.js';
import { Api } from './api.js';
import { until } from '../kit/until.js';

/** More often than an operation must have come to be compiled. */
const TIMES = 7;
const OPERATIONS = {
  list: '{ articles(first: 10) { edges { cursor node { id slug title topics { name } audiences { name } } } pageInfo { endCursor hasNextPage } } }',
  page: 'query Page($s: String!) { article(slug: $s) { ...Shown } } fragment Shown on Article { title summary body { html text references { id } } mythFacts { myth } related { slug } }',
  choice:
    'query ($s: String!, $yes: Boolean!, $no: Boolean = false) { article(slug: $s) { id @skip(if: $yes) title @include(if: $no) slug @include(if: $yes) } }',
  topics:
    '{ topics(first: 5) { edges { node { name broader { name } narrower { name } articles(first: 3) { edges { node { title } } } mythFacts(first: 3) { edges { position node { myth } } } } } } }',
  courses:
    '{ courses(first: 2) { edges { node { title modules { lessons { minutes uses { pinned document { slug ... on Article { title } } } } } } } } }',
  nodes: 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Article { title } } }',
  search: '{ search(query: "trafficking", first: 3) { totalCount edges { node { __typename slug } } } }',
  past: 'query ($t: AsOf!) { articles(first: 2, asOf: $t) { edges { node { id title } } } }',
  notices: '{ notices { name message } }',
  // What is refused in a field, and before any field.
  refused: '{ ok: articles(first: 1) { edges { node { slug } } } article { id } }',
  uncoerced: 'query ($f: Int!) { articles(first: $f) { edges { cursor } } }',
} as const;
type Name = keyof typeof OPERATIONS;
const REFUSED: readonly Name[] = ['refused', 'uncoerced'];
const NAMES = Object.keys(OPERATIONS) as Name[];

let api: Api;
let on: NestFastifyApplication;
let variables: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  // With a front, which answers registered operations its own way, and without memory: each request is executed.
  api = await Api.over({ bare: true, environment: { ALMANAC_CACHE_BYTES: '0', ALMANAC_COMPILE_OPERATIONS: 'off' } });
  const { world } = api;
  await world.seeds.seed(TESTER, path.resolve(import.meta.dirname, '../../samples'));
  await world.app.get(OperationsService, { strict: false }).register(
    TESTER,
    NAMES.map((id) => ({ id, name: null, document: OPERATIONS[id] })),
  );
  await api.settled();
  on = await createDeliveryApp(
    { ...world.config, compileOperations: true },
    { secrets: world.secrets, clock: world.clock, pool: api.pool, logger: createLogger('test', 'silent') },
  );
  for (const app of [api.app, on])
    await until(async () => (await ask(app, { documentId: 'notices' })).text.includes('"data"'));
  type Listed = { articles: { edges: { node: { documentId: string; slug: string } }[] } };
  const answer = await api.ask<Listed>('{ articles(first: 1) { edges { node { documentId slug } } } }');
  const { slug, documentId } = answer.data.articles.edges[0]?.node ?? {};
  expect(slug).toBeTruthy();
  const r = [{ __typename: 'Article', documentId, locale: 'en' }];
  variables = { s: slug, yes: true, r, t: { token: answer.headers['almanac-as-of'] }, f: 'one' };
});
afterAll(async () => {
  await on.close();
  await api.end();
});

const ask = async (app: NestFastifyApplication, question: object) => {
  const { status, text, headers } = await request(app.getHttpServer()).post('/graphql').send(question);
  return { status, text, headers: { ...(headers as Record<string, string>), date: '' } };
};
/** Only those that the operation declares. */
const given = (name: Name) =>
  Object.fromEntries(Object.entries(variables).filter(([key]) => OPERATIONS[name].includes(`$${key}:`)));

test.each(NAMES)(
  'switched off, nothing is compiled, and the answers are the same to the last byte: %s',
  async (name) => {
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    for (const way of [{ query: OPERATIONS[name] }, { documentId: name }]) {
      const before = (await compiledRuns(on)) ?? NaN;
      for (let time = 0; time < TIMES; time++)
        for (const app of [api.app, on]) answers.push(await ask(app, { ...way, variables: given(name) }));
      if (!REFUSED.includes(name)) expect(await compiledRuns(on)).toBeGreaterThan(before);
    }
    expect(answers[0]?.text).toContain(REFUSED.includes(name) ? '"errors"' : '{"data":{');
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await figuresOf(api.app, 'almanac_compiled_runs_total')).toBeNull();
  },
);
