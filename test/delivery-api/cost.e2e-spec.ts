import { paragraph } from '../kit/world.js';
import { Api } from './api.js';

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
