import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { OperationsService } from '#access';
import { Problems } from '#platform';
import { checkOperations } from '../../apps/delivery-api/src/check-operations.js';
import { operationsIn } from '../../apps/cli/src/manifest.js';
import { Api } from '../delivery-api/api.js';
import { until } from '../kit/until.js';
import { TESTER } from '../kit/world.js';

const root = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
let folder: string;
const inFolder = (name: string) => path.join(folder, name);

const RELAY = `
import { graphql } from 'react-relay';
export const list = graphql\`
  query PageNoticesQuery { notices { name ...Page_notice } }
\`;
export const notice = graphql\`fragment Page_notice on Notice { phone }\`;
`;
const CODEGEN = `
import { graphql } from './made/gql.js';
export const latest = graphql(\`query Latest($first: Int!) { articles(first: $first) { edges { node { title ...Edition } } } }\`);
export const edition = graphql(\`fragment Edition on Article { edition { number } }\`);
`;
const APOLLO_QUERY =
  'query Topics {\n  topics(first: 2) {\n    edges {\n      node {\n        name\n      }\n    }\n  }\n}';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'almanac-operations-'));
  await copyFile(path.join(root, 'apps/delivery-api/schema.graphql'), path.join(folder, 'schema.graphql'));
  await Promise.all([mkdir(path.join(folder, 'src')), mkdir(path.join(folder, 'relay-made'))]);
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  // The compiler adds to a file that is there.
  await writeFile(path.join(folder, 'relay-queries.json'), '{}');
  await writeFile(path.join(folder, 'src/Page.js'), RELAY);
  await writeFile(path.join(folder, 'src/page.ts'), CODEGEN);
  await writeFile(
    path.join(folder, 'relay.config.json'),
    JSON.stringify({
      src: './src',
      excludes: ['**/*.ts'],
      schema: './schema.graphql',
      language: 'javascript',
      artifactDirectory: './relay-made',
      persistConfig: { file: './relay-queries.json', algorithm: 'SHA256' },
    }),
  );
  await writeFile(
    path.join(folder, 'codegen.json'),
    JSON.stringify({
      schema: './schema.graphql',
      documents: './src/page.ts',
      generates: { './src/made/': { preset: 'client', presetConfig: { persistedDocuments: true } } },
    }),
  );
  await writeFile(
    path.join(folder, 'apollo-manifest.json'),
    JSON.stringify({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: hash('sha256', APOLLO_QUERY, 'hex'), name: 'Topics', type: 'query', body: APOLLO_QUERY }],
    }),
  );
  const tool = (script: string, args: string[]) =>
    run(process.execPath, [path.join(root, 'node_modules', script), ...args], { cwd: folder, env: { PATH: '' } });
  await tool('relay-compiler/cli.js', ['relay.config.json']);
  await tool('@graphql-codegen/cli/esm/bin.js', ['--config', 'codegen.json']);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function idIn(manifest: string, operation: string): Promise<string> {
  const entries = JSON.parse(await readFile(path.join(folder, manifest), 'utf8')) as Record<string, string>;
  const [id] = Object.entries(entries).find(([, text]) => text.includes(`query ${operation}`)) ?? [];
  if (id === undefined) throw new Error(`${manifest} holds no ${operation}`);
  return id;
}

test("what relay-compiler, graphql-codegen and Apollo's tool wrote down is registered while the API runs, and sent by id", async () => {
  const api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
  const registry = api.world.app.get(OperationsService, { strict: false });
  const ask = async (body: object) => {
    const answer = await api.http.post('/graphql').send(body);
    return { status: answer.status, body: answer.body as unknown };
  };
  try {
    const relay = { documentId: await idIn('relay-queries.json', 'PageNoticesQuery'), variables: {} };
    expect((await ask(relay)).status).toBe(404);

    const operations = await operationsIn(
      ['relay-queries.json', 'src/made/persisted-documents.json', 'apollo-manifest.json'].map(inFolder),
      checkOperations,
    );
    expect(operations.map(({ name }) => name).sort()).toEqual(['Latest', 'PageNoticesQuery', 'Topics']);
    expect(await registry.register(TESTER, operations)).toHaveLength(3);
    expect(await registry.register(TESTER, operations)).toEqual([]);

    await until(async () => (await ask(relay)).status !== 404);
    expect([
      await ask(relay),
      await ask({ documentId: await idIn('src/made/persisted-documents.json', 'Latest'), variables: { first: 1 } }),
      await ask({ extensions: { persistedQuery: { version: 1, sha256Hash: hash('sha256', APOLLO_QUERY, 'hex') } } }),
    ]).toEqual([
      {
        status: 200,
        body: { data: { notices: [{ id: expect.any(String) as string, name: 'Helpline', phone: '1-800-555-0100' }] } },
      },
      { status: 200, body: { data: { articles: { edges: [] } } } },
      { status: 200, body: { data: { topics: { edges: [] } } } },
    ]);
  } finally {
    await api.end();
  }
});

test('every objection to every operation is listed at once', async () => {
  const deep = `{ article(slug: "x") { ${'related { ... on Article { '.repeat(17)} id ${'} } '.repeat(17)} } }`;
  await writeFile(
    inFolder('bad.json'),
    JSON.stringify({
      good: '{ notices { name } }',
      typo: '{ notices { nmae } }',
      broken: '{ notices {',
      deep,
      two: 'query A { notices { name } } query B { notices { name } }',
      schema: '{ __schema { queryType { name } } }',
      large: `{ notices { name } } # ${'x'.repeat(100_000)}`,
    }),
  );
  const refused: unknown = await operationsIn([inFolder('bad.json')], checkOperations).catch((error: unknown) => error);
  expect(Problems.of(refused)?.map(({ message }) => message)).toEqual([
    expect.stringContaining('bad.json, "typo": Cannot query field "nmae" on type "Notice"'),
    'bad.json, "broken": Syntax Error: Expected Name, found <EOF>.',
    expect.stringContaining('bad.json, "deep": The operation is nested 19 levels deep: the limit is 16.'),
    'bad.json, "two": It holds 2 operations: register each under an id of its own.',
    'bad.json, "schema": It asks for the schema: take the published file schema.graphql instead.',
    'bad.json, "large": It is larger than 100 kB: split it.',
  ]);
});

test.each([
  ['a list', '[]'],
  ['no JSON', '{'],
  ['an empty manifest', '{}'],
  ['ids without texts', '{"x":1}'],
  [
    'an Apollo manifest with an operation that has no body',
    '{"format":"apollo-persisted-query-manifest","operations":[{"id":"x"}]}',
  ],
])('%s is no manifest, and neither is a file that is not there', async (_what, text) => {
  await writeFile(inFolder('no-manifest.json'), text);
  const refused: unknown = await operationsIn(
    [inFolder('no-manifest.json'), inFolder('nowhere.json')],
    checkOperations,
  ).catch((error: unknown) => error);
  expect(Problems.of(refused)?.map(({ message }) => message)).toEqual([
    expect.stringMatching(/no-manifest\.json is (not JSON|no manifest): give a file of persisted queries/),
    expect.stringContaining('nowhere.json cannot be read: check the path.'),
  ]);
});
