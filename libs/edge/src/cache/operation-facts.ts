import { hash } from 'node:crypto';
import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  getOperationAST,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  OperationTypeNode,
  parse,
  stripIgnoredCharacters,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LIMITS } from '../graphql/limits.js';
import { isObject } from '../http/request-extensions.js';

/** What can be known of an operation without running it. */
export interface OperationFacts {
  /** Names the operation whatever its white space and comments; two that differ otherwise have different names. */
  readonly name: string;
  /** What its author calls it; null for one without a name. */
  readonly operation: string | null;
  /** Every object type that its answer may show something of, but for what `entities` names. */
  readonly types: ReadonlySet<string>;
  /** What is asked for by key; null when nothing is, or the text does not say plainly what. */
  readonly entities: EntityKeys | null;
  /** Every argument that it gives to some field. */
  readonly argumentNames: ReadonlySet<string>;
}

/** The keys of the field `_entities` of Apollo Federation, whose union could otherwise show every type. */
export interface EntityKeys {
  /** Types that are named in the text. */
  readonly types: ReadonlySet<string>;
  /** Variables that hold keys, one each or a list. */
  readonly variables: ReadonlySet<string>;
}

/** Null for what is not kept or cannot run: mutations, introspection, ambiguous or broken operations. */
export function operationFacts(
  schema: GraphQLSchema,
  query: string,
  operationName: string | null,
): OperationFacts | null {
  const document = parsed(query);
  const operation = document && getOperationAST(document, operationName);
  if (!document || operation?.operation !== OperationTypeNode.QUERY) return null;
  const types = new Set<string>();
  const argumentNames = new Set<string>();
  const entities = { types: new Set<string>(), variables: new Set<string>() };
  let known = true;
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        if (node.name.value === '__schema' || node.name.value === '__type') known = false;
        const type = getNamedType(info.getType());
        // A field that does not exist: validation will say so.
        if (!type) known = false;
        if (node.name.value === ENTITIES && noteKeys(node, entities)) return;
        if (isAbstractType(type)) for (const possible of schema.getPossibleTypes(type)) types.add(possible.name);
        else if (isCompositeType(type)) types.add(type.name);
        for (const argument of node.arguments ?? []) argumentNames.add(argument.name.value);
      },
    }),
  );
  if (!known) return null;
  const text = JSON.stringify([stripIgnoredCharacters(query), operationName]);
  return {
    name: hash('sha256', text, 'base64url'),
    operation: operation.name?.value ?? null,
    types,
    argumentNames,
    entities: entities.types.size + entities.variables.size > 0 ? entities : null,
  };
}

const ENTITIES = '_entities';

/** False for keys that are written in any other way than gateways and people do. */
function noteKeys(field: FieldNode, into: { readonly types: Set<string>; readonly variables: Set<string> }): boolean {
  const [given, ...others] = field.arguments ?? [];
  if (!given || others.length > 0) return false;
  const keys = given.value.kind === Kind.LIST ? given.value.values : [given.value];
  for (const key of keys) {
    if (key.kind === Kind.VARIABLE) {
      into.variables.add(key.name.value);
      continue;
    }
    const [named, ...again] = key.kind === Kind.OBJECT ? key.fields.filter(isTypename) : [];
    if (named?.value.kind !== Kind.STRING || again.length > 0) return false;
    into.types.add(named.value.value);
  }
  return keys.length > 0;
}

const isTypename = ({ name }: { readonly name: { readonly value: string } }) => name.value === '__typename';

/** The types that keys name, with these variables; null when one does not say it plainly. */
export function entityTypes(
  { types, variables }: EntityKeys,
  given: Readonly<Record<string, unknown>>,
): readonly string[] | null {
  const named = [...types];
  for (const variable of variables) {
    // Left out, it may have a default in the text.
    const value = Object.hasOwn(given, variable) ? given[variable] : null;
    for (const key of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      const type = isObject(key) ? key['__typename'] : null;
      if (typeof type !== 'string') return null;
      named.push(type);
    }
  }
  return named;
}

function parsed(query: string): DocumentNode | null {
  try {
    return parse(query, { maxTokens: LIMITS.tokens, noLocation: true });
  } catch {
    return null;
  }
}
