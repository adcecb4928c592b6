import { hash } from 'node:crypto';
import {
  type DocumentNode,
  getNamedType,
  getOperationAST,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  OperationTypeNode,
  parse,
  stripIgnoredCharacters,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LIMITS } from '../graphql/limits.js';

/** What can be known of an operation without running it. */
export interface OperationFacts {
  /** Names the operation whatever its white space and comments; two that differ otherwise have different names. */
  readonly name: string;
  /** What its author calls it; null for one without a name. */
  readonly operation: string | null;
  /** Every object type that its answer may show something of. */
  readonly types: ReadonlySet<string>;
  /** Every argument that it gives to some field. */
  readonly argumentNames: ReadonlySet<string>;
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
        if (isAbstractType(type)) for (const possible of schema.getPossibleTypes(type)) types.add(possible.name);
        else if (isCompositeType(type)) types.add(type.name);
        for (const argument of node.arguments ?? []) argumentNames.add(argument.name.value);
      },
    }),
  );
  if (!known) return null;
  const text = JSON.stringify([stripIgnoredCharacters(query), operationName]);
  return { name: hash('sha256', text, 'base64url'), operation: operation.name?.value ?? null, types, argumentNames };
}

function parsed(query: string): DocumentNode | null {
  try {
    return parse(query, { maxTokens: LIMITS.tokens, noLocation: true });
  } catch {
    return null;
  }
}
