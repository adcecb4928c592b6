import { hash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SelfReport } from '#edge';
import { OperationsService } from '#access';
import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';

const TITLE = 'query Title($slug: String!) { article(slug: $slug) { title } }';
const NOTICES = '{ notices { name } }';
const FAILING =
  'query ($after: String) { article(slug: "page") { title } articles(first: 1, after: $after) { edges { cursor } } }';
const variables = { slug: 'page' };
/** As after an upgrade: a field that is gone, and an argument of another type. */
const OUTDATED = [
  { id: 'gone', name: 'Gone', document: 'query Gone($slug: String!) { article(slug: $slug) { headline } }' },
  {
    id: 'moved',
    name: 'Moved',
    document: 'query Moved($slug: String!, $of: String!) { article(slug: $slug, edition: $of) { title } }',
  },
];
const PATIENCE = 60_000;
const REGISTERED = 'almanac_registered_operations';

interface Read {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function post(api: Api, body: object): Promise<Read> {
  return api.http.post('/graphql').send(body);
}

async function until(api: Api, body: object, status: number): Promise<Read> {
  const begun = performance.now();
  for (;;) {
    const answer = await post(api, body);
    if (answer.status === status) return answer;
    if (performance.now() - begun > PATIENCE) throw new Error(`still ${answer.status}: ${answer.text}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each([
  ['with the cache', '4000000'],
  ['without the cache', '0'],
])('%s', (_how, bytes) => {
  let api: Api;
  let operations: OperationsService;
  beforeAll(async () => {
    api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: bytes } });
    // One server for a thousand requests at once: supertest would open and close one for each.
    await api.app.listen(0, '127.0.0.1');
    operations = api.world.app.get(OperationsService, { strict: false });
    await api.world.given.published('article', { title: 'First', body: [paragraph('a', 'x')] }, { slug: 'page' });
    await operations.register(TESTER, [
      { id: 'title', name: 'Title', document: TITLE },
      { id: hash('sha256', NOTICES, 'hex'), name: null, document: NOTICES },
      { id: 'schema', name: null, document: '{ __schema { queryType { name } } }' },
      ...OUTDATED,
      { id: 'failing', name: null, document: FAILING },
    ]);
    const begun = performance.now();
    while (!(await api.ask(TITLE, variables)).text.includes('First'))
      if (performance.now() - begun > PATIENCE) throw new Error('The publication did not arrive.');
  });
  afterAll(() => api.end());
  /** Of `/metrics`, by one of their labels. */
  const figures = async (name: string, label: string): Promise<Record<string, number>> => {
    const { metrics } = await api.app.get(SelfReport).report();
    const values = metrics.find((metric) => metric.name === name)?.values ?? [];
    return Object.fromEntries(values.map(({ labels, value }) => [String(labels[label]), value]));
  };

  test('a registered operation is answered by its id as by its text, by POST and by GET', async () => {
    const url = `/graphql?${new URLSearchParams({ documentId: 'title', variables: JSON.stringify(variables) }).toString()}`;
    const byText = await post(api, { query: TITLE, variables });
    for (let round = 0; round < 3; round++) {
      const byId = await post(api, { documentId: 'title', operationName: 'Title', variables });
      const get = await api.http.get(url).set('apollo-require-preflight', 'true');
      for (const answer of [byId, get]) {
        expect([answer.status, answer.text]).toEqual([200, byText.text]);
        expect(answer.headers['etag']).toBe(byText.headers['etag']);
      }
    }
    expect(byText.text).toBe('{"data":{"article":{"title":"First"}}}\n');
  });

  test("a persisted query of Apollo's clients is found by the hash that a manifest gave it", async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash('sha256', NOTICES, 'hex') } };
    const answer = await post(api, { extensions });
    expect([answer.status, answer.text]).toEqual([200, '{"data":{"notices":[{"name":"Helpline"}]}}\n']);
  });

  test('an unknown id is refused with what to do, and a thousand of them cost hardly a statement', async () => {
    await post(api, { documentId: 'title', variables });
    const statements: string[] = [];
    const stop = api.pool.onStatement((statement) => statements.push(statement.name));
    const answers = await Promise.all(Array.from({ length: 1_000 }, (_, at) => post(api, { documentId: `no-${at}` })));
    stop();
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.text}`))).toEqual(
      new Set([
        '404 {"errors":[{"message":"No operation is registered under this documentId: send the query itself, or ask the operator to register it.","extensions":{"code":"PERSISTED_DOCUMENT_NOT_FOUND"}}]}',
      ]),
    );
    expect(answers[0]?.headers['access-control-allow-origin']).toBe('*');
    expect(statements.filter((name) => name === 'delivery.operation')).toEqual([]);
    // The poll goes on while the flood does.
    expect(statements.filter((name) => name === 'delivery.operation-registry').length).toBeLessThan(50);
  });

  test.each([
    ['an id that is no string', { documentId: 1 }],
    ['an id beside a query', { documentId: 'title', query: TITLE, variables }],
    ['an id among unknown members', { documentId: 'title', id: 'title', variables }],
  ])('%s is refused', async (_what, body) => {
    const answer = await post(api, body);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('BAD_REQUEST');
  });

  test('an id whose operation the schema does not answer any more is refused with the reason, and counted', async () => {
    const ask = (id: string) => post(api, { documentId: id, variables: { ...variables, of: '1' } });
    const refused = (reason: string) => ({
      status: 400,
      text: expect.stringContaining(
        `The schema has changed since the operation behind this id was registered. ${reason}`,
      ) as string,
    });
    for (let round = 0; round < 3; round++) {
      expect(await ask('gone')).toMatchObject(refused('Cannot query field \\"headline\\" on type \\"Article\\".'));
      expect(await ask('moved')).toMatchObject(refused('Variable \\"$of\\" of type \\"String!\\" used in position'));
    }
    const { text } = await ask('gone');
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_DOCUMENT_OUTDATED' } }] });
    // The text itself is refused as any other.
    const query = OUTDATED[0]?.document;
    expect((await post(api, { query, variables })).text).toContain('GRAPHQL_VALIDATION_FAILED');

    const begun = performance.now();
    while ((await figures(REGISTERED, 'state'))['outdated'] !== 2)
      if (performance.now() - begun > PATIENCE)
        throw new Error(`counted: ${JSON.stringify(await figures(REGISTERED, 'state'))}`);
    expect((await figures(REGISTERED, 'state'))['valid']).toBe(4);
  });

  test('a registered operation that fails says so as its text does, and reads nothing twice', async () => {
    const given = { after: 'no cursor' };
    const byText = await post(api, { query: FAILING, variables: given });
    expect(byText.text).toContain('BAD_INPUT');
    // What would come late comes before what is asked now.
    const flush = () => post(api, { query: '{ article(slug: "nothing-of-the-kind") { id } }' });
    await flush();
    const statements: string[] = [];
    const stop = api.pool.onStatement(({ name }) => statements.push(name));
    const reads = () => statements.filter((name) => name === 'delivery.by-slugs').length;
    for (let round = 1; round <= 3; round++) {
      const byId = await post(api, { documentId: 'failing', variables: given });
      expect([byId.status, byId.text]).toEqual([byText.status, byText.text]);
      // The refusal answers at once, beside a read that may still be under way.
      while (reads() < round) await wait(5);
    }
    await flush();
    stop();
    expect(reads()).toBe(4);
    expect(await figures('almanac_compiled_runs_total', 'outcome')).toMatchObject({ repeated: 1, left: 2 });
  });

  test('an operation that is registered now is known within a second, and so is its removal', async () => {
    await until(api, { documentId: 'late', variables }, 404);
    await operations.register(TESTER, [{ id: 'late', name: 'Title', document: TITLE }]);
    const found = await until(api, { documentId: 'late', variables }, 200);
    expect(found.text).toContain('First');
    for (let round = 0; round < 3; round++) await post(api, { documentId: 'late', variables });
    await operations.remove(TESTER, ['late']);
    await until(api, { documentId: 'late', variables }, 404);
    // The id is free again, and means what it is given now.
    await operations.register(TESTER, [{ id: 'late', name: null, document: NOTICES }]);
    expect((await until(api, { documentId: 'late', variables: {} }, 200)).text).toContain('Helpline');
    await operations.remove(TESTER, ['late']);
  });
});

describe('in production', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.over({
      environment: {
        ALMANAC_CACHE_BYTES: '4000000',
        ALMANAC_ENV: 'production',
        ALMANAC_SECRET: 'x'.repeat(32),
        ALMANAC_PUBLIC_URL: 'https://content.example.org',
      },
    });
    await api.world.app
      .get(OperationsService, { strict: false })
      .register(TESTER, [{ id: 'schema', name: null, document: '{ __schema { queryType { name } } }' }]);
  });
  afterAll(() => api.end());

  test('an id opens no way to the schema that a query has not', async () => {
    const answer = await post(api, { documentId: 'schema' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('GRAPHQL_VALIDATION_FAILED');
  });

  test('neither does the field that gateways ask for the schema', async () => {
    const { errors, data } = await api.ask('{ _service { sdl } }');
    expect([data, errors[0]?.extensions['code']]).toEqual([null, 'BAD_INPUT']);
    expect(errors[0]?.message).toContain('subgraph.graphql');
  });
});
