import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { SandboxService } from '#interchange';
import { TESTER } from '../kit/world.js';
import { Api } from './api.js';

const SCHEMA = new URL('../../apps/delivery-api/schema.graphql', import.meta.url);
const ONE_OF_EACH = ['article', 'mythFact', 'course', 'fact', 'source', 'topic', 'collection', 'notice'] as const;
/** Nullable for reasons that no content can show: the way it is asked for, or the configuration. */
const ELSEWHERE = new Set(['redirectedFrom', 'attribution', 'readingGrade']);
/** The contract leaves them open; nothing is published without them. */
const REQUIRED = new Set(['Lesson.title', 'CourseModule.title', 'Citation.role', 'Citation.source', 'TextLine.number']);

let api: Api;
let schema: GraphQLSchema;
beforeAll(async () => {
  api = await Api.over({ bare: true });
  schema = buildSchema(readFileSync(SCHEMA, 'utf8'));
  expect(await sandbox().fill(TESTER)).toBe(true);
});
afterAll(() => api.end());

const sandbox = () => api.world.app.get(SandboxService, { strict: false });

/** Every field of a type that needs no argument, down to the leaves; of documents within documents, how they are named. */
function selection(type: GraphQLObjectType, depth: number): string {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const named = getNamedType(field.type);
    if (isLeafType(named)) return [field.name];
    if (isInterfaceType(named)) return [`${field.name} { documentId }`];
    if (!isObjectType(named) || depth === 0) return [];
    const isDocument = named.getInterfaces().some(({ name }) => name === 'ContentDocument');
    return [`${field.name} { ${isDocument ? 'documentId' : selection(named, depth - 1)} }`];
  });
  return ['__typename', ...fields].join(' ');
}

/** What was seen of each nullable field: a value, and none. */
const seen = new Map<string, Set<'value' | 'null'>>();
function look(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(look);
  if (typeof value !== 'object' || value === null) return;
  const { __typename: name, ...members } = value as Record<string, unknown>;
  const type = typeof name === 'string' ? schema.getType(name) : undefined;
  for (const [field, member] of Object.entries(members)) {
    look(member);
    const shape = isObjectType(type) ? type.getFields()[field]?.type : undefined;
    if (!shape || isNonNullType(shape) || ELSEWHERE.has(field)) continue;
    const both = seen.get(`${name as string}.${field}`) ?? new Set();
    seen.set(`${name as string}.${field}`, both.add(member === null ? 'null' : 'value'));
  }
}

test('the sandbox has a document with, and one without, everything that a document may lack', async () => {
  const { data: listed } = await api.ask<Record<string, { edges: { node: { slug: string } }[] }>>(
    `{ ${ONE_OF_EACH.filter((kind) => kind !== 'notice')
      .map((kind) => `${kind}: ${kind}s(first: 50) { edges { node { slug } } }`)
      .join(' ')} }`,
  );
  for (const kind of ONE_OF_EACH.filter((each) => each !== 'notice')) {
    const type = schema.getType(kind.charAt(0).toUpperCase() + kind.slice(1)) as GraphQLObjectType;
    for (const { node } of listed[kind]?.edges ?? []) {
      const answer = await api.ask(`{ ${kind}(slug: "${node.slug}") { ${selection(type, 3)} } }`);
      expect(answer.errors).toEqual([]);
      look(answer.data);
    }
  }
  const notice = schema.getType('Notice') as GraphQLObjectType;
  for (const region of ['global', 'US-MO'])
    look((await api.ask(`{ notices(region: "${region}") { ${selection(notice, 2)} } }`)).data);
  const lacking = [...seen]
    .filter(([field, both]) => both.size < 2 && !REQUIRED.has(field))
    .map(([field, [only]]) => `${field} is always ${only ?? ''}`);
  expect(lacking).toEqual([]);
  expect(seen.size).toBeGreaterThan(40);
});

test('the sandbox loses documents in every way, and corrects and retracts what stays', async () => {
  const at = (name: string) => api.http.get(`/v1/article/sandbox-article-${name}.json`);
  const [gone, replaced, retracted, expunged, corrected] = await Promise.all(
    ['gone', 'replaced', 'retracted', 'expunged', 'corrected'].map(at),
  );
  expect([gone, replaced, retracted, expunged, corrected].map((each) => each?.status)).toEqual([
    410, 308, 410, 410, 308,
  ]);
  expect(gone?.body).toMatchObject({ withdrawal: { reason: 'GONE', notice: null } });
  expect(retracted?.body).toMatchObject({ withdrawal: { reason: 'RETRACTED', notice: expect.any(String) as unknown } });
  expect(expunged?.body).toMatchObject({ expunged: { kind: 'article' } });
  const feed = await api.http.get('/v1/corrections.json');
  const events = (feed.body as { items: { tags: string[] }[] }).items.map(({ tags }) => tags[1]);
  expect(new Set(events)).toEqual(new Set(['CORRECTION', 'RETRACTION', 'WITHDRAWN']));
});

test('what is there already is not made again', async () => {
  const before = await api.world.ledger.head();
  expect(await sandbox().fill(TESTER)).toBe(false);
  expect(await api.world.ledger.head()).toEqual(before);
});

test('what went can be brought back, so that a copy made then loses it again, for every reason', async () => {
  const copy = async (token: string | null) =>
    (
      await api.ask<{ sync: { token: string; hasMore: boolean; removals: { reason: string }[] } }>(
        'query ($token: String) { sync(first: 100, token: $token) { token hasMore removals { reason } } }',
        { token },
      )
    ).data.sync;
  for (let round = 0; round < 2; round++) {
    expect([await sandbox().bringBack(TESTER), await sandbox().bringBack(TESTER)]).toEqual([true, false]);
    const { token, hasMore } = await copy(null);
    expect(hasMore).toBe(false);
    expect([await sandbox().fill(TESTER), await sandbox().fill(TESTER)]).toEqual([true, false]);
    const { removals } = await copy(token);
    expect(removals.map(({ reason }) => reason).sort()).toEqual(['EXPUNGED', 'REPLACED', 'RETRACTED', 'WITHDRAWN']);
  }
});

test('a sandbox is refused in production', async () => {
  const { work, drafting, publishing, config } = api.world;
  const inProduction = new SandboxService(work, drafting, publishing, {} as never, { ...config, env: 'production' });
  await expect(inProduction.fill(TESTER)).rejects.toThrow('ALMANAC_ENV is not production');
});
