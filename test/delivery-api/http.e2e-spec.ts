import { getIntrospectionQuery } from 'graphql';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLogger } from '#edge';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import request from 'supertest';
import { Api } from './api.js';

let api: Api;
beforeAll(async () => {
  // With the cache: what it reads and does not take must arrive behind it as it was sent.
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
  await api.app.listen(0, '127.0.0.1');
});
afterAll(() => api.end());

test.each([
  ['broken JSON', 'application/json', '{"query":', 400],
  ['a charset that is not UTF-8', 'application/json; charset=utf-16', '{"query":"{ __typename }"}', 415],
  ['bytes that are not UTF-8', 'application/json', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
  ['plain text', 'text/plain', '{"query":"{ __typename }"}', 415],
  ['a form', 'application/x-www-form-urlencoded', 'query=x', 415],
  ['an upload', 'multipart/form-data; boundary=x', '--x--', 415],
  ['no body', 'application/json', '', 400],
  ['a list of operations', 'application/json', '[{"query":"{ __typename }"}]', 400],
  ['a number', 'application/json', '7', 400],
  ['an unknown member', 'application/json', '{"query":"{ __typename }","extra":1}', 400],
  ['a member that pollutes', 'application/json', '{"query":"{ __typename }","__proto__":{}}', 400],
  ['more than 100 kB', 'application/json', JSON.stringify({ query: 'x'.repeat(100_001) }), 413],
  ['a query that is not text', 'application/json', '{"query":7}', 400],
])('%s is refused as JSON with a 4xx', async (_case, type, body, status) => {
  const response = await api.http
    .post('/graphql')
    .set('content-type', type)
    .serialize((value: unknown) => value as string)
    .send(body as string);
  expect(response.status).toBe(status);
  expect(response.headers['content-type']).toMatch(/^application\/(graphql-response\+)?json/);
  const { errors } = JSON.parse(response.text) as { errors: { message: string; extensions: { code: string } }[] };
  expect(errors[0]?.extensions.code).toMatch(/^[A-Z_]+$/);
  expect(response.text).not.toMatch(/at .*\.(js|ts)|node_modules|stack/);
});

test.each(['/nope', '/graphql/x', '/%zz', '/assets/../../../etc/passwd', '/index.html'])(
  '%s is answered as JSON',
  async (path) => {
    const response = await api.http.get(path);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers['content-type']).toContain('application/json');
  },
);

test.each([
  ['a head of more than 16 kB', `GET /graphql?${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, 'TOO_COSTLY'],
  ['no HTTP', '\u{1f54a} \0\r\n\r\n', 400, 'BAD_REQUEST'],
])('%s is refused as everything else is, though Node itself cannot read it', async (_case, sent, status, code) => {
  const { port } = api.app.getHttpServer().address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.end(sent);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(body)).toEqual({ errors: [{ message: expect.any(String) as string, extensions: { code } }] });
});

test('a simple form-like GET cannot run a query; with a header that browsers do not add, it can', async () => {
  expect((await api.http.get('/graphql?query={__typename}')).status).toBe(400);
  const allowed = await api.http.get('/graphql?query={__typename}').set('apollo-require-preflight', '1');
  expect(allowed.body).toEqual({ data: { __typename: 'Query' } });
});

test('while no database can be reached, the answer is 503 and says when to ask again', async () => {
  const { config, secrets, clock } = api.world;
  const app = await createDeliveryApp(config, {
    secrets,
    clock,
    logger: createLogger('test', 'silent'),
    databaseUrl: 'postgres://nobody:none@127.0.0.1:1/none',
  });
  for (const answer of [
    await request(app.getHttpServer()).post('/graphql').send({ query: '{ articles(first: 1) { edges { cursor } } }' }),
    await request(app.getHttpServer()).get('/v1/article'),
  ]) {
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '2']);
    expect((answer.body as { errors: { extensions: object }[] }).errors[0]?.extensions).toEqual({
      code: 'UNAVAILABLE',
    });
    expect(answer.text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|stack|"data"/);
  }
  await app.close();
});

test('what fails inside is shown as INTERNAL with the id under which the log has it', async () => {
  const lines: string[] = [];
  const logger = createLogger('test', 'silent');
  const log = Object.assign(Object.create(logger) as typeof logger, {
    error: (fields: object) => void lines.push(JSON.stringify(fields)),
  });
  const { config, secrets, clock, database } = api.world;
  const closed = new URL(database.addresses.delivery);
  closed.password = 'wrong';
  const app = await createDeliveryApp(config, { secrets, clock, logger: log, databaseUrl: closed.toString() });
  const response = await request(app.getHttpServer())
    .post('/graphql')
    .send({ query: '{ articles(first: 1) { edges { cursor } } }' });
  const { errors } = response.body as {
    errors: { message: string; extensions: { code: string; requestId: string } }[];
  };
  expect(errors[0]?.extensions.code).toBe('INTERNAL');
  const id = errors[0]?.extensions.requestId ?? 'none';
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(errors[0]?.message).toContain(id);
  expect(response.text).not.toMatch(/password|28P01|127\.0\.0\.1|stack/);
  expect(lines.some((line) => line.includes(id))).toBe(true);
  const ready = await request(app.getHttpServer()).get('/readyz');
  expect([ready.status, (ready.body as { reasons: string[] }).reasons.length]).toEqual([503, 1]);
  await app.close();
});

test('it says that it lives, and whether it is ready', async () => {
  expect((await api.http.get('/healthz')).body).toEqual({ status: 'ok' });
  expect((await api.http.get('/readyz')).body).toEqual({ status: 'ready', reasons: [] });
  const bare = await Api.over({ bare: true });
  const response = await bare.http.get('/readyz');
  expect(response.status).toBe(503);
  expect(response.text).toContain('notice');
  await bare.end();
});

test('introspection is for development', async () => {
  expect((await api.ask(getIntrospectionQuery())).errors).toEqual([]);
  const { secrets, clock, config } = api.world;
  const production = await createDeliveryApp(
    { ...config, env: 'production' },
    { secrets, clock, pool: api.pool, logger: createLogger('test', 'silent') },
  );
  const ask = (query: string) => request(production.getHttpServer()).post('/graphql').send({ query });
  expect((await ask(getIntrospectionQuery())).status).toBe(400);
  expect((await ask('{ article(slug: "x") { idd } }')).text).not.toContain('Did you mean');
  const page = await request(production.getHttpServer()).get('/');
  expect(page.body).toMatchObject({ graphql: expect.stringContaining('/graphql') as unknown });
  await production.close();
});
