import { hash } from 'node:crypto';
import path from 'node:path';
import request from 'supertest';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OperationsService } from '#access';
import { createLogger } from '#edge';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { graphqlAddress } from '../kit/graphql-address.js';
import { TESTER } from '../kit/world.js';
import { Dice } from '../walk/dice.js';
import { Api } from './api.js';
import { until } from '../kit/until.js';
import { addresses, asked, corpus, type Known, pointed, type Question } from './equality-corpus.js';
import { type Edit, Edits } from './equality-edits.js';

let api: Api;
let cached: NestFastifyApplication;
let key: string;
let documents: Known[];
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
  // One server each for thousands of requests: supertest would open and close one for each of them.
  for (const app of [api.app, cached]) await app.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await cached.close();
  await api.end();
});

const ENCODINGS = ['identity', 'gzip', 'br'] as const;
type Encoding = (typeof ENCODINGS)[number];
type Headers = Readonly<Record<string, string>>;
const keyFor = (partner: boolean): Headers => (partner ? { 'almanac-key': key } : {});
const visit = (app: NestFastifyApplication, path: string, encoding: Encoding, partner: boolean) =>
  request(app.getHttpServer())
    .get(path)
    .set({ 'accept-encoding': encoding, ...keyFor(partner) })
    .redirects(0)
    .buffer(true);

const post = (app: NestFastifyApplication, body: object, headers: Headers) =>
  request(app.getHttpServer()).post('/graphql').set(headers).send(body);
/** What is too long for an address goes by POST. */
const get = (app: NestFastifyApplication, body: object, headers: Headers) => {
  const address = graphqlAddress(body);
  if (address.length > 8_000) return post(app, body, headers);
  return request(app.getHttpServer())
    .get(address)
    .set({ ...headers, 'apollo-require-preflight': 'true' });
};

/** Of the operation that is registered for a question. */
const idOf = (query: string) => `q-${hash('sha256', query, 'hex').slice(0, 16)}`;
const persisted = (query: string) => ({ persistedQuery: { version: 1, sha256Hash: hash('sha256', query, 'hex') } });
/** What stands for the operation, and how it is sent. */
const WAYS = {
  text: [(query: string) => ({ query }), post],
  'text in the address': [(query: string) => ({ query }), get],
  hash: [(query: string) => ({ extensions: persisted(query) }), post],
  'hash in the address': [(query: string) => ({ extensions: persisted(query) }), get],
  id: [(query: string) => ({ documentId: idOf(query) }), post],
  'id in the address': [(query: string) => ({ documentId: idOf(query) }), get],
} as const;
type Way = keyof typeof WAYS;

const ask = async (app: NestFastifyApplication, { query, variables }: Question, way: Way, headers: Headers) => {
  const [named, send] = WAYS[way];
  const answer = await send(app, { ...named(query), variables }, headers);
  if (!answer.text.includes('PERSISTED_QUERY_NOT_FOUND')) return answer;
  return post(app, { query, variables, extensions: persisted(query) }, headers);
};

/** The answer, and whether it took no statement. */
const watched = async <T>(work: () => Promise<T>) => {
  let answer: T | undefined;
  const statements = await api.statementsOf(async () => (answer = await work()));
  // The registry is looked at now and then, whoever asks.
  return { answer: answer as T, fromMemory: statements.every((name) => name === 'delivery.operation-registry') };
};

test('through publications of every sort, a kept answer is the fresh one to the last byte, however it is asked for', async () => {
  // What happens does not depend on how many questions there are.
  const [dice, edits] = [new Dice(7), new Edits(api, documents, new Dice(3), 'narrow')];
  const probe = asked('{ notices { id } }');
  const headOf = async (app: NestFastifyApplication) =>
    (await ask(app, probe, 'text', {})).headers['almanac-as-of'] as string;
  const past = await headOf(api.app);
  const always = pointed(documents);
  const questions = [...always, ...corpus(documents, past)];
  const paths = addresses(documents, past);
  const texts = [...new Set(questions.map(({ query }) => query))];
  await api.world.app.get(OperationsService, { strict: false }).register(
    TESTER,
    texts.map((document) => ({ id: idOf(document), name: null, document })),
  );
  const kept = { questions: 0, pages: 0 };
  const seen = new Set<string>();
  const compareAll = async (why: Edit | 'nothing') => {
    const fresh = await headOf(api.app);
    await until(async () => (await headOf(cached)) === fresh);
    // Of the others a few at random each time, so that answers are left in the cache over several publications.
    for (const [index, question] of questions.entries()) {
      const isPointed = index < always.length;
      if (!isPointed && !dice.chance(25)) continue;
      const way = dice.one(Object.keys(WAYS) as Way[]);
      const headers = {
        ...keyFor(isPointed ? index % 4 === 3 : dice.chance(25)),
        'accept-encoding': dice.one(ENCODINGS),
      };
      const expected = await ask(api.app, question, 'text', { ...headers, 'accept-encoding': 'identity' });
      const { answer, fromMemory } = await watched(() => ask(cached, question, way, headers));
      if (fromMemory && why !== 'nothing') kept.questions += 1;
      seen.add(way).add(answer.headers['content-encoding'] ?? 'identity');
      const where = `question ${index} by its ${way} in ${headers['accept-encoding']} after step ${edits.done.length}, ${why}`;
      expect([where, answer.text]).toEqual([where, expected.text]);
      expect([where, answer.headers['almanac-as-of'], answer.headers['almanac-partner']]).toEqual([
        where,
        expected.headers['almanac-as-of'],
        expected.headers['almanac-partner'],
      ]);
      // What is expunged is told as an error.
      expect(answer.text.replaceAll('"code":"GONE"', '')).not.toContain('"code":');
    }
    for (const path of paths) {
      if (!dice.chance(22)) continue;
      const [encoding, partner] = [dice.one(ENCODINGS), dice.chance(25)];
      const expected = await visit(api.app, path, encoding, partner);
      const { answer, fromMemory } = await watched(() => visit(cached, path, encoding, partner));
      if (fromMemory && why !== 'nothing') kept.pages += 1;
      const said = (response: typeof answer) => [response.status, { ...response.headers, date: '' }, response.text];
      const where = `${path} in ${encoding} after step ${edits.done.length}, ${why}`;
      expect([where, ...said(answer)]).toEqual([where, ...said(expected)]);
    }
  };
  for (let round = 0; round < 3; round++) await compareAll('nothing');
  await edits.all(compareAll);
  // The test would prove nothing if nothing had been kept, or some way had not been taken.
  expect(kept.questions).toBeGreaterThan(100);
  expect(kept.pages).toBeGreaterThan(15);
  expect([...seen].sort()).toEqual([...Object.keys(WAYS), ...ENCODINGS].sort());
}, 240_000);
