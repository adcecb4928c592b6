import path from 'node:path';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  type DocumentNode,
  execute,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isObjectType,
  Kind,
  parse,
  validate,
} from 'graphql';
import { Cargo, SqlDeliveryReader, WHOLE } from '#delivery';
import { CompiledCounts } from '#edge';
import { CompiledReads } from '../../apps/delivery-api/src/read/compiled-reads.js';
import { asOfArguments } from '../../apps/delivery-api/src/read/operation-as-of.js';
import { portionOf } from '../../apps/delivery-api/src/read/portion-of.js';
import { ReadSession } from '../../apps/delivery-api/src/read/read-session.js';
import { readRules } from '../../apps/delivery-api/src/read/rules.js';
import { TESTER } from '../kit/world.js';
import { Api } from './api.js';

const LISTS = ['articles', 'mythFacts', 'courses', 'facts', 'sources', 'topics', 'collections'] as const;

let api: Api;
let schema: GraphQLSchema;
beforeAll(async () => {
  api = await Api.over({ bare: true });
  await api.world.seeds.seed(TESTER, path.resolve(import.meta.dirname, '../../samples'));
  schema = api.app.get(GraphQLSchemaHost).schema;
});
afterAll(() => api.end());

interface Asked {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

const asked = (text: string, variables: Asked['variables'] = {}, operationName: string | null = null): Asked => {
  const document = parse(text);
  expect([text, validate(schema, document)]).toEqual([text, []]);
  return { document, variables, operationName };
};

/** A context as a request has it. `everything`: documents are read whole, whatever the operation shows of them. */
function contextOf({ document, variables }: Asked, everything = false, cargo: Cargo | null = null) {
  const { config, secrets, clock } = api.world;
  const reader = new SqlDeliveryReader(api.pool, config, secrets, clock);
  const session = new ReadSession(reader, readRules(config, secrets, clock), null, null, cargo);
  session.readPortion(everything ? WHOLE : portionOf(schema, document));
  for (const operation of document.definitions)
    if (operation.kind === Kind.OPERATION_DEFINITION)
      session.readAsOf(asOfArguments(schema, document, operation, variables));
  return { session };
}

const interpreted = async (it: Asked, everything = false) =>
  execute({
    schema,
    document: it.document,
    operationName: it.operationName,
    variableValues: it.variables,
    contextValue: contextOf(it, everything),
  });

/** A field with everything below it, to a depth; null for one whose arguments cannot be made up. */
function selected(field: GraphQLField<unknown, unknown>, depth: number): string | null {
  const needed = field.args.filter((argument) => String(argument.type).endsWith('!'));
  if (needed.some((argument) => argument.name !== 'first')) return null;
  const call = needed.length > 0 ? `${field.name}(first: 3)` : field.name;
  const type = getNamedType(field.type);
  if (isLeafType(type)) return call;
  const below = depth === 0 ? '__typename' : membersOf(type, depth - 1);
  return below === '' ? null : `${call} { ${below} }`;
}

function membersOf(type: GraphQLNamedType, depth: number): string {
  if (isAbstractType(type))
    return `__typename ${schema
      .getPossibleTypes(type)
      // Fields of one name have several types: each gets a name of its own.
      .map((each) => `... on ${each.name} { ${prefixed(each, depth)} }`)
      .join(' ')}`;
  if (!isObjectType(type)) return '';
  return Object.values(type.getFields())
    .map((field) => selected(field, depth))
    .filter((text) => text !== null)
    .join(' ');
}

function prefixed(type: ReturnType<GraphQLSchema['getPossibleTypes']>[number], depth: number): string {
  return Object.values(type.getFields())
    .flatMap((field) => {
      const text = selected(field, depth);
      return text === null ? [] : [`${type.name}_${field.name}: ${text}`];
    })
    .join(' ');
}

/** Each field of each kind of document, in a list of its own. */
function everyField(): { readonly name: string; readonly text: string }[] {
  return LISTS.flatMap((list) => {
    const edge = getNamedType(schema.getQueryType()?.getFields()[list]?.type ?? null);
    const connection = isObjectType(edge) ? getNamedType(edge.getFields()['edges']?.type ?? null) : null;
    const node = isObjectType(connection) ? getNamedType(connection.getFields()['node']?.type ?? null) : null;
    if (!isObjectType(node)) throw new Error(`${list} is no list`);
    return Object.values(node.getFields()).flatMap((field) => {
      const text = selected(field, 1);
      return text === null
        ? []
        : [
            {
              name: `${node.name}.${field.name}`,
              text: `{ ${list}(first: 4) { edges { node { documentId ${text} } } } }`,
            },
          ];
    });
  });
}

test('a field shows the same whether its documents are read whole or in the portion that the operation needs', async () => {
  const fields = everyField();
  expect(fields.length).toBeGreaterThan(80);
  for (const { name, text } of fields) {
    const it = asked(text);
    expect([name, JSON.stringify(await interpreted(it))]).toEqual([name, JSON.stringify(await interpreted(it, true))]);
  }
});

test('a list of titles reads no texts', () => {
  const portion = portionOf(schema, parse('{ articles(first: 20) { edges { node { id title summary } } } }'));
  expect(portion).toEqual({ bodies: [], texts: [], format: null });
  const text = portionOf(schema, parse('{ article(slug: "x") { body { html } topics { name } } }'));
  expect(text.bodies).not.toContain('article');
  expect(text.format).toBe('html');
});

async function corpus(): Promise<Asked[]> {
  const { edges } = (
    await api.ask<{ articles: { edges: { node: { id: string; slug: string } }[] } }>(
      '{ articles(first: 3) { edges { node { id slug } } } }',
    )
  ).data.articles;
  const [first] = edges;
  const slug = first?.node.slug ?? '';
  const token = (await api.ask('{ notices { name } }')).headers['almanac-as-of'];
  return [
    ...everyField().map(({ text }) => asked(text)),
    asked(
      'query ($s: String!) { a: article(slug: $s) { t: title title ...F } b: article(slug: "none") { id } } fragment F on Article { title body { html text } topics { ...T } } fragment T on Topic { name }',
      { s: slug },
    ),
    asked(
      'query ($s: String!, $yes: Boolean!, $no: Boolean = false) { article(slug: $s) { id @skip(if: $yes) title @include(if: $no) slug @include(if: $yes) ... @include(if: $yes) { summary } ...F @skip(if: $yes) } } fragment F on Article { locale }',
      { s: slug, yes: true },
    ),
    asked(
      'query ($s: String!, $yes: Boolean!, $no: Boolean = false) { article(slug: $s) { id @skip(if: $yes) title @include(if: $no) slug @include(if: $yes) ... @include(if: $yes) { summary } ...F @skip(if: $yes) } } fragment F on Article { locale }',
      { s: slug, yes: false, no: true },
    ),
    asked(
      'query ($first: Int!, $after: String, $order: ContentOrder) { articles(first: $first, after: $after, orderBy: $order) { edges { cursor node { __typename id edition { number publishedAt kind } } } pageInfo { hasNextPage endCursor startCursor hasPreviousPage } } }',
      { first: 2, order: 'PUBLISHED_AT_ASC' },
    ),
    asked('query ($first: Int!) { articles(first: $first) { edges { node { id } } } }', { first: 2 }),
    asked(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Article { title topics { slug } } ... on ContentDocument { slug kind edition { hash } } } }',
      { ids: edges.map(({ node }) => node.id) },
    ),
    asked(
      'query A { articles(first: 1) { edges { node { slug } } } } query B($s: String) { article(slug: $s) { slug } }',
      { s: slug },
      'B',
    ),
    asked('query ($t: AsOf!) { articles(first: 2, asOf: $t) { edges { node { id title } } } }', { t: { token } }),
    asked('query ($t: String!) { article(slug: "none", asOf: { token: $t }) { id } }', { t: token }),
    asked(
      '{ search(query: "water", first: 3) { totalCount edges { score node { __typename slug } highlights { text } } } }',
    ),
    asked('{ matchMyths(text: "nothing of the kind") { score } }'),
    asked(
      'query ($n: Int) { courses(first: 2) { edges { node { title modules { lessons { minutes uses { pinned document { slug ... on Article { title } } } } } } } } article(slug: "x", edition: $n) { id } }',
      { n: null },
    ),
    // What fails in a field, in several, and before any field.
    asked('{ article { id } articles(first: 1) { edges { node { slug } } } }'),
    asked('{ articles(first: 1000) { edges { cursor } } }'),
    asked('query ($after: String) { articles(first: 1, after: $after) { edges { cursor } } }', { after: 'nonsense' }),
    asked('query ($s: String!) { article(slug: $s) { id } }', {}),
    asked('query ($f: Int!) { articles(first: $f) { edges { cursor } } }', { f: 'one' }),
    asked('query ($t: AsOf) { articles(first: 1, asOf: $t) { edges { cursor } } }', {
      t: { token: 'x', instant: null },
    }),
    asked('query ($l: String) { article(slug: "x", locale: $l) { id } }', { l: 'xx' }),
    asked('query A { notices { id } } query B { notices { name } }'),
  ];
}

test.each([
  ['nobody', () => null],
  ['its partner', () => new Cargo()],
])(
  'compiled and telling %s of what it shows, an operation gives the data of graphql-js to the last byte, or leaves it to graphql-js',
  async (_whom, cargo) => {
    const compiled = new CompiledReads(schema, new CompiledCounts());
    let [same, left] = [0, 0];
    for (const it of await corpus()) {
      const expected = await interpreted(it);
      const run = () => compiled.run(it.document, it.operationName, contextOf(it, false, cargo()), it.variables);
      // An operation must have come some times before it is compiled.
      let found = await run();
      for (let time = 1; time < 6; time++) found = await run();
      const name = it.document.loc?.source.body ?? '';
      if (expected.errors) {
        left += 1;
        expect([name, found]).toEqual([name, null]);
      } else {
        same += 1;
        expect([name, JSON.stringify(found)]).toEqual([name, JSON.stringify(expected.data)]);
      }
    }
    expect([same > 100, left]).toEqual([true, 8]);
  },
);

test('compiled, an operation notes what it shows as of the past, and brings what it shows', async () => {
  const token = (await api.ask('{ notices { name } }')).headers['almanac-as-of'];
  const pages = '{ articles(first: 2) { edges { node { id title topics { name } } } } }';
  const past = `{ articles(first: 2, asOf: { token: "${token}" }) { edges { node { id title } } } }`;
  type Pages = { articles: { edges: { node: { id: string } }[] } };
  const ids = (await api.ask<Pages>(past)).data.articles.edges.map(({ node }) => node.id);
  const ofIds = asked('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { id title } } }', { ids });
  for (const it of [asked(pages), asked(past), ofIds]) {
    const compiled = new CompiledReads(schema, new CompiledCounts(), 1);
    const [own, other] = [contextOf(it, false, new Cargo()), contextOf(it)];
    const { document, variables: variableValues } = it;
    const interpretation = contextOf(it, false, new Cargo());
    await execute({ schema, document, variableValues, contextValue: interpretation });
    for (const context of [own, other])
      expect(await compiled.run(document, null, context, variableValues)).toBeTruthy();
    for (const { session } of [own, other])
      expect(session.shownOfThePast).toEqual(interpretation.session.shownOfThePast);
    const brought = ({ session }: typeof own) =>
      [...(session.cargo?.shown ?? [])].map((each) => JSON.stringify(each)).sort();
    expect(brought(own)).toEqual(brought(interpretation));
    expect(brought(own)).not.toEqual([]);
  }
});

test('an operation that fails is answered alike before and after it is compiled', async () => {
  const fails = '{ ok: articles(first: 1) { edges { node { slug } } } article { id } }';
  const answers = new Set<string>();
  for (let time = 0; time < 8; time++) answers.add((await api.ask(fails)).text);
  expect([...answers]).toHaveLength(1);
  expect([...answers][0]).toContain('Give exactly one of');
});
