import { createLogger } from '#edge';
import { ReadPool } from '#platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { Wire } from '../kit/wire.js';
import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';

const QUERY = '{ article(slug: "page") { title } }';
let api: Api;
let wire: Wire;
let pool: ReadPool;
let app: NestFastifyApplication;
let key: { id: string; key: string };
beforeAll(async () => {
  api = await Api.over();
  const { world } = api;
  await world.given.published('article', { title: 'First', body: [paragraph('a', 'x')] }, { slug: 'page' });
  await world.partners.create(TESTER, {
    handle: 'district',
    name: 'A district',
    region: null,
    scope: { kinds: null, topics: null, audiences: null, locales: null },
  });
  key = await world.partners.issueKey(TESTER, 'district', null);
  wire = await Wire.to(world.database.addresses.delivery);
  pool = new ReadPool(wire.url);
  app = await createDeliveryApp(
    { ...world.config, cacheBytes: 4_000_000 },
    { secrets: world.secrets, clock: world.clock, pool, logger: createLogger('test', 'silent') },
  );
});
afterAll(async () => {
  await app.close();
  await pool.end();
  await wire.end();
  await api.end();
});

const ask = (headers: Record<string, string> = {}) =>
  request(app.getHttpServer()).post('/graphql').set(headers).send({ query: QUERY });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('while the database is away everybody gets the last public bytes, marked, and nobody gets anything by a key', async () => {
  const bearer = { authorization: `Bearer ${key.key}` };
  for (let round = 0; round < 2; round++) await Promise.all([ask(), ask(bearer)]);
  const before = await ask();
  expect((await ask(bearer)).headers['almanac-partner']).toBe('district');

  wire.sever();
  await api.world.partners.revokeKey(TESTER, key.id);
  await pause(2_300);
  const during = await ask();
  expect([during.status, during.text, during.headers['etag']]).toEqual([200, before.text, before.headers['etag']]);
  expect(during.headers['warning']).toContain('110');
  expect(before.headers['warning']).toBeUndefined();
  const withKey = await ask(bearer);
  expect(withKey.text).not.toContain('First');
  expect(withKey.headers['almanac-partner']).toBeUndefined();

  await api.change(
    (
      await api.world.work.run(() =>
        api.world.work.rows<{ id: string }>(`select document_id as id from delivery.listing where slug = 'page'`),
      )
    )[0]?.id ?? '',
    { title: 'Second' },
  );
  wire.mend();
  const begun = performance.now();
  while (!(await ask()).text.includes('Second'))
    if (performance.now() - begun > 5_000) throw new Error('It did not come back.');
  expect((await ask()).headers['warning']).toBeUndefined();
  expect((await ask(bearer)).headers['almanac-partner']).toBe('public');
});
