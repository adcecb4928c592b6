import { OperationsService } from '#access';
import { compiledRuns, figuresOf } from '../kit/figures.js';
import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';
import { until } from '../kit/until.js';

let api: Api;
beforeAll(async () => {
  api = await Api.over();
  await api.world.given.published('article', { title: 'Page', body: [paragraph('a', 'x')] }, { slug: 'page' });
});
afterAll(() => api.end());

const times = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => one(index)).join(' ');
/** A list of topics within each topic of a list, and so on. */
const bomb = (levels: number): string =>
  levels === 0 ? 'id' : `narrower { mythFacts(first: 100) { edges { node { topics { ${bomb(levels - 1)} } } } } }`;

test.each([
  [
    'ten thousand aliases',
    `{ notices { ${times(10_000, (index) => `a${index.toString(36)}:id`)} } }`,
    'more than 2000 tokens',
  ],
  ['aliases that fit', `{ notices { ${times(60, (index) => `a${index}: name`)} } }`, 'limit is 50'],
  [
    'lists within lists',
    '{ topics(first: 100) { edges { node { articles(first: 100) { edges { node { title } } } } } } }',
    'limit is 5000',
  ],
  ['a bomb of lists', `{ topics(first: 10) { edges { node { ${bomb(2)} } } } }`, 'limit is 5000'],
  [
    'fragments that double at each step',
    `{ topics(first: 1) { edges { node { ...F0 } } } } ${times(60, (index) => `fragment F${index} on Topic { ${index === 59 ? 'broader { id }' : `...F${index + 1} ...F${index + 1}`} }`)}`,
    'limit is 5000',
  ],
  [
    'an introspection that goes deep',
    `{ __schema { types { ${'fields { type { '.repeat(12)} name ${'} } '.repeat(12)} } } }`,
    '',
  ],
  [
    'text of many pages to render',
    `{ articles(first: 100) { edges { node { ${times(10, (index) => `b${index}: body { html markdown text }`)} } } } }`,
    'limit is 5000',
  ],
])('%s: refused before a statement is run', async (_case, query, words) => {
  const { errors, statements } = await api.counted(query);
  expect(errors[0]?.extensions['code']).toMatch(words === '' ? /TOO_COSTLY|GRAPHQL_VALIDATION_FAILED/ : /^TOO_COSTLY$/);
  expect(errors[0]?.message).toContain(words);
  expect(statements).toEqual([]);
});

test('a list whose length comes in a variable is priced by its value', async () => {
  const query =
    'query ($n: Int! = 100) { topics(first: $n) { edges { node { articles(first: $n) { edges { node { title } } } } } } }';
  expect((await api.ask(query, { n: 5 })).errors).toEqual([]);
  for (const variables of [{ n: 100 }, {}]) {
    const { status, errors, statements } = await api.counted(query, variables);
    expect([status, errors[0]?.extensions, statements]).toEqual([400, { code: 'TOO_COSTLY', limit: 5_000 }, []]);
  }
});

describe('who asks for it is told what an operation costs', () => {
  const query = 'query ($n: Int!) { articles(first: $n) { edges { node { title } } } }';
  let cached: Api;
  beforeAll(async () => {
    cached = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
    await cached.world.given.published('article', { title: 'Page', body: [paragraph('a', 'x')] });
    while ((await ask({})).text.includes('[]'));
  });
  afterAll(() => cached.end());
  const ask = (more: object) => cached.http.post('/graphql').send({ query, variables: { n: 3 }, ...more });

  test('and nobody else is, whichever was kept first', async () => {
    for (let round = 0; round < 3; round++) {
      const [plain, priced] = [await ask({}), await ask({ extensions: { cost: true } })];
      expect(plain.body).toEqual({ data: { articles: { edges: [{ node: { title: 'Page' } }] } } });
      expect(priced.body).toEqual({ ...(plain.body as object), extensions: { cost: { cost: 4, limit: 5_000 } } });
      expect(priced.headers['etag']).not.toBe(plain.headers['etag']);
    }
    expect((await ask({ extensions: { cost: false } })).body).not.toHaveProperty('extensions');
  });

  test('from the cache as well', async () => {
    await ask({ extensions: { cost: true } });
    await ask({ extensions: { cost: true } });
    const statements: string[] = [];
    const stop = cached.pool.onStatement(({ name }) => statements.push(name));
    expect((await ask({ extensions: { cost: true } })).body).toHaveProperty('extensions.cost.cost', 4);
    stop();
    expect(statements).toEqual([]);
  });

  test('also when it is refused', async () => {
    const dear = '{ topics(first: 100) { edges { node { articles(first: 100) { edges { node { title } } } } } } }';
    const answer = await cached.http.post('/graphql').send({ query: dear, extensions: { cost: true } });
    expect(answer.body).toMatchObject({
      errors: [{ extensions: { code: 'TOO_COSTLY', limit: 5_000 } }],
      extensions: { cost: { cost: 1 + 100 * (1 + 1 + 100), limit: 5_000 } },
    });
  });
});

describe('what an operation costs is counted once, whichever way it is executed', () => {
  const LIST = 'query List($n: Int!) { articles(first: $n) { edges { node { title } } } }';
  const PAGE = '{ article(slug: "page") { title body { html } topics { name } } }';
  const DEAR = '{ topics(first: 100) { edges { node { articles(first: 100) { edges { node { title } } } } } } }';
  const FAILING = '{ notices { name } article { title } }';
  const counted = async (api: Api) => {
    const figures = await figuresOf(api.app, 'almanac_operation_cost');
    const of = (figure: string) =>
      figures?.find(({ metricName }) => metricName === `almanac_operation_cost_${figure}`)?.value ?? NaN;
    return { operations: of('count'), cost: of('sum') };
  };
  /** What is counted of the price while the question is asked, and how often compiled code answered. */
  const costing = async (api: Api, question: object) => {
    const [before, ran] = [await counted(api), await compiledRuns(api.app)];
    const { text } = await api.http.post('/graphql').send(question);
    const [after, run] = [await counted(api), await compiledRuns(api.app)];
    return {
      body: JSON.parse(text) as { extensions?: { cost: { cost: number } } },
      operations: after.operations - before.operations,
      cost: after.cost - before.cost,
      compiled: (run ?? NaN) - (ran ?? NaN),
    };
  };
  /** Each request is executed, behind a front. */
  let executing: Api;
  let keeping: Api;
  const open = async (bytes: string) => {
    const api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: bytes } });
    await api.world.given.published('article', { title: 'Page', body: [paragraph('a', 'x')] }, { slug: 'page' });
    await api.world.app.get(OperationsService, { strict: false }).register(
      TESTER,
      Object.entries({ LIST, PAGE, DEAR, FAILING }).map(([id, document]) => ({ id, name: null, document })),
    );
    await api.settled();
    await until(async () => (await api.http.post('/graphql').send({ documentId: 'FAILING' })).status === 200);
    return api;
  };
  beforeAll(async () => {
    executing = await open('0');
    keeping = await open('4000000');
  });
  afterAll(async () => {
    await executing.end();
    await keeping.end();
  });

  test.each([
    ['a list', LIST, 'LIST', { n: 3 }, true],
    ['a longer list', LIST, 'LIST', { n: 40 }, true],
    ['a page', PAGE, 'PAGE', {}, true],
    ['what fails', FAILING, 'FAILING', {}, false],
    ['what is refused for its price', DEAR, 'DEAR', {}, false],
  ])('%s: by its text through Apollo, by its id without', async (_what, query, documentId, variables, complete) => {
    const told = await costing(executing, { query, variables, extensions: { cost: true } });
    const cost = told.body.extensions?.cost.cost ?? NaN;
    expect(cost).toBeGreaterThan(0);
    expect(told).toMatchObject({ operations: 1, cost });
    expect(await costing(executing, { query, variables })).toMatchObject({ operations: 1, cost, compiled: 0 });
    const compiled = complete ? 1 : 0;
    expect(await costing(executing, { documentId, variables })).toMatchObject({ operations: 1, cost, compiled });
  });

  test.each([
    ['by its text', { query: LIST, variables: { n: 5 } }],
    ['by its id', { documentId: 'LIST', variables: { n: 6 } }],
  ])('nothing is counted of what is answered from memory: %s', async (_how, question) => {
    const asked = [
      await costing(keeping, question),
      await costing(keeping, question),
      await costing(keeping, question),
    ];
    expect(asked[0]).toMatchObject({ operations: 1 });
    expect(asked[2]).toMatchObject({ operations: 0, cost: 0 });
  });
});
