import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { DOCUMENT_TYPES } from '../schema/documents.js';

/** Where each kind is found again: by the id that was returned, or by what names the document in a locale. */
const KEYS = ['id', 'documentId locale'] as const;
const ENTITIES: ReadonlySet<string> = new Set(Object.values(DOCUMENT_TYPES).map((type) => type.name));
/** Plumbing between gateway and subgraph, which no schema shows. */
const PLUMBING: ReadonlySet<string> = new Set(['_Any', '_Entity', '_Service', '_entities', '_service']);

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])

directive @oneOf on INPUT_OBJECT
`;

/** The schema as a gateway composes it: what partners see, with the keys of documents, and values that others may define too. */
export function subgraphSdl(schema: GraphQLSchema): string {
  const document = visit(parse(printSchema(lexicographicSortSchema(schema)), { noLocation: true }), {
    FieldDefinition: ({ name }) => (PLUMBING.has(name.value) ? null : undefined),
    ScalarTypeDefinition: ({ name }) => (PLUMBING.has(name.value) ? null : undefined),
    UnionTypeDefinition: ({ name }) => (PLUMBING.has(name.value) ? null : undefined),
    DirectiveDefinition: () => null,
    ObjectTypeDefinition: {
      enter: ({ name }) => (PLUMBING.has(name.value) ? null : undefined),
      leave: (node) => ({ ...node, directives: directivesOf(node) }),
    },
  });
  return `${HEAD}\n${print(document)}\n`;
}

function directivesOf({ name }: ObjectTypeDefinitionNode): readonly ConstDirectiveNode[] {
  if (ENTITIES.has(name.value)) return KEYS.map((fields) => directive('key', { fields }));
  return name.value === 'PageInfo' ? [directive('shareable', {})] : [];
}

function directive(name: string, given: Readonly<Record<string, string>>): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: Object.entries(given).map(([argument, value]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: argument },
      value: { kind: Kind.STRING, value },
    })),
  };
}
