import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildSchema,
  type DocumentNode,
  getOperationAST,
  isObjectType,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { costOf } from '#edge';
import { PRICES } from './prices.js';

const root = path.resolve(import.meta.dirname, '../../..');
const schemaOf = (app: string) => buildSchema(readFileSync(path.join(root, `apps/${app}/schema.graphql`), 'utf8'));
const delivery = schemaOf('delivery-api');
const studio = schemaOf('studio-api');

/** Every operation that the documentation shows: blocks of GraphQL, and bodies that are sent with curl. */
function documented(): readonly { readonly place: string; readonly document: DocumentNode }[] {
  return ['README.md', ...globSync('docs/how-to/*.md', { cwd: root })].flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const blocks = [...text.matchAll(/^```graphql\n([^]*?)^```$/gmu)].map(([, block]) => block ?? '');
    const bodies = [...text.matchAll(/-d '(\{ ?"query"[^']*)'/gu)].map(
      ([, body]) => (JSON.parse(body ?? '') as { query: string }).query,
    );
    return [...blocks, ...bodies].map((query, index) => ({ place: `${file} ${index + 1}`, document: parse(query) }));
  });
}

test('every documented operation is valid, and every one of a partner costs less than a tenth of the limit', () => {
  const costs = new Map<string, number>();
  for (const { place, document } of documented()) {
    if (validate(studio, document, specifiedRules).length === 0) continue;
    expect([place, validate(delivery, document, specifiedRules)]).toEqual([place, []]);
    const operation = getOperationAST(document);
    if (!operation) throw new Error(`${place} holds no operation, or several`);
    costs.set(place, costOf(delivery, document, operation, {}, PRICES).cost);
  }
  expect([...costs].filter(([, cost]) => cost >= PRICES.limit / 10)).toEqual([]);
  expect([...costs].filter(([, cost]) => cost === 0)).toEqual([]);
  expect(costs.size).toBeGreaterThanOrEqual(6);
});

test('every price is that of a field which exists', () => {
  const fields = new Set(
    Object.values(delivery.getTypeMap())
      .filter(isObjectType)
      .flatMap((type) => Object.keys(type.getFields()).flatMap((field) => [`${type.name}.${field}`, field])),
  );
  const priced = [...Object.keys(PRICES.fields), ...Object.keys(PRICES.lengths)];
  expect(priced.filter((name) => !fields.has(name))).toEqual([]);
});

test('what a page of a school shows is far from the limit, and what nobody shows is beyond it', () => {
  const cost = (query: string) => {
    const document = parse(query);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('the test has no operation');
    expect(validate(delivery, document, specifiedRules)).toEqual([]);
    return costOf(delivery, document, operation, {}, PRICES).cost;
  };
  const list = (first: number, node: string) => `articles(first: ${first}) { edges { node { ${node} } } }`;
  expect(
    cost(`{ ${list(100, 'title body { html } notices { name } topics { name } sources { title }')} }`),
  ).toBeLessThan(PRICES.limit);
  expect(cost(`{ topics(first: 100) { edges { node { ${list(100, 'title')} } } } }`)).toBeGreaterThan(PRICES.limit);
});
