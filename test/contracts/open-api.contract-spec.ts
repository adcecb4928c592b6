import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { KINDS } from '#content';
import { Api } from '../delivery-api/api.js';
import { questionsAbout, wholeInstallation } from '../kit/whole-installation.js';

type Json = Record<string, unknown>;
interface Operation {
  readonly operationId: string;
  readonly parameters?: Json[];
  readonly responses: Record<string, { readonly description?: string; readonly content?: Readonly<Json> }>;
}
interface Description extends Json {
  readonly openapi: string;
  readonly paths: Record<string, { readonly get: Operation }>;
}

let api: Api;
let text: string;
beforeAll(async () => {
  api = await Api.over();
  await wholeInstallation(api.world);
  await api.app.listen(0, '127.0.0.1');
  text = (await ask('/v1/openapi.json')).body;
});
afterAll(() => api.end());

interface Asked {
  readonly status: number;
  readonly media: string;
  readonly body: string;
}

/** Of a stream that goes on only the beginning. */
async function ask(path: string): Promise<Asked> {
  const response = await fetch(`${await api.app.getUrl()}${path}`, { redirect: 'manual' });
  const { status, headers } = response;
  const media = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  if (media !== 'text/event-stream') return { status, media, body: await response.text() };
  await response.body?.cancel();
  return { status, media, body: '' };
}

const described = () => JSON.parse(text) as Description;
/** The schemas that it refers to, by their addresses. */
const schemas = () =>
  Promise.all(
    [...KINDS, 'portable-text'].map(async (name) => {
      const path = `/v1/schemas/${name}.json`;
      return [`${api.world.config.publicUrl}${path}`, JSON.parse((await ask(path)).body) as Json] as const;
    }),
  );

async function objectionsTo(description: Description): Promise<unknown> {
  const validator = new Validator();
  for (const [address, schema] of await schemas()) await validator.addSpecRef(schema, address);
  return (await validator.validate(description)).errors ?? [];
}

test('the description is OpenAPI 3.1, and every reference in it leads somewhere', async () => {
  expect(described().openapi).toMatch(/^3\.1\./);
  expect(await objectionsTo(described())).toEqual([]);
  const ids = Object.values(described().paths).map(({ get }) => get.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

const PLANTED: readonly (readonly [string, (operation: Operation) => void, string])[] = [
  ['an answer without a description', ({ responses }) => (responses['200'] = {}), "'description'"],
  ['a parameter that stands nowhere', ({ parameters }) => parameters?.push({ name: 'x', schema: {} }), "'in'"],
  [
    'a reference that leads nowhere',
    ({ responses }) => Object.assign(responses, { 200: { $ref: '#/components/responses/None' } }),
    'responses/None',
  ],
];

test.each(PLANTED)('%s is found', async (_what, plant, named) => {
  const description = described();
  const { get } = description.paths['/v1/{kind}'] ?? {};
  if (get) plant(get);
  expect(JSON.stringify(await objectionsTo(description))).toContain(named);
});

/** `/v1/{kind}/{slug}.{format}` and `/v1/:kind/:name` are the same place. */
const placeOf = (path: string) => path.replace(/\/[^/]*[:{][^/]*/g, '/*');

/** From the router's drawing of its tree: a line for each branch, four columns deeper than what it continues. */
function pathsIn(tree: string): string[] {
  const trunk: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', piece = '', methods = ''] = /^([\s│]*)[├└]── (\S*)(?: \((.*)\))?$/u.exec(line) ?? [];
    trunk.splice(indent.length / 4, trunk.length, piece);
    return methods.split(', ').includes('GET') ? [trunk.join('')] : [];
  });
}

test('it has every address that is mounted, and each answers as it says', async () => {
  const tree = api.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const mounted = pathsIn(tree).filter((path) => path.startsWith('/v1/') || path === '/sitemap.xml');
  const { paths } = described();
  expect(new Set(Object.keys(paths).map(placeOf))).toEqual(new Set(mounted.map(placeOf)));
  const values: Readonly<Record<string, string>> = { kind: 'article', slug: 'on-wells', format: 'html' };
  for (const [path, { get }] of Object.entries(paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect((get.parameters ?? []).filter((each) => each['in'] === 'path').map((each) => each['name'])).toEqual(named);
    const { status, media } = await ask(path.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? name));
    expect([path, status]).toEqual([path, 200]);
    expect(Object.keys(get.responses['200']?.content ?? {})).toContain(media);
  }
});

const REFUSED = ['/v1/article?x=1', '/v1/sync?token=nonsense', '/v1/sync.ndjson?token=nonsense', '/v1/article/none'];

test('whatever is asked, the status is described, and JSON fits the schema of its status', async () => {
  const ajv = new Ajv2020({ strict: false });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  for (const [address, schema] of await schemas()) ajv.addSchema(schema, address);
  ajv.addSchema(described(), 'description');
  // A place without parameters goes before one with them.
  const templates = Object.keys(described().paths).sort((a, b) => a.split('{').length - b.split('{').length);
  const patterns = templates.map(
    (path) => new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/.]+')}$`),
  );
  const asked = (await questionsAbout(api.world.database.addresses.owner)).map(({ path }) => path);
  const seen = new Set<number>();
  for (const path of [...asked.filter((each) => each !== '/graphql'), '/v1/sync?first=100', ...REFUSED]) {
    const { status, media, body } = await ask(path);
    const template = templates[patterns.findIndex((pattern) => pattern.test(path.split('?')[0] ?? ''))] ?? '';
    const { content } = described().paths[template]?.get.responses[status] ?? {};
    expect([path, status, Object.keys(content ?? {})]).toEqual([path, status, expect.arrayContaining([media])]);
    seen.add(status);
    if (!media.endsWith('json')) continue;
    const steps = ['paths', template, 'get', 'responses', String(status), 'content', media, 'schema'];
    const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('/', '~1'))).join('/');
    const fits = ajv.getSchema(`description#/${pointer}`);
    expect([path, status, fits?.(JSON.parse(body)), fits?.errors]).toEqual([path, status, true, null]);
  }
  expect([...seen].sort()).toEqual([200, 308, 400, 404, 409, 410]);
});
