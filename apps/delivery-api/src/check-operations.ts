import { type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { BODY_LIMIT, operationFacts } from '#edge';
import { readOperations } from './operations/operation-judge.js';
import { makeDeliverySchema } from './schema.js';

type Verdict = { readonly name: string | null } | { readonly objections: readonly string[] };

/** Judges the texts of a JSON list by the rules that a request meets here, in their order, as JSON. */
export async function checkOperations(json: string): Promise<string> {
  const schema = await makeDeliverySchema();
  return JSON.stringify((JSON.parse(json) as string[]).map((text) => judge(schema, text)));
}

function judge(schema: GraphQLSchema, text: string): Verdict {
  // What could not be sent is not registered either.
  if (Buffer.byteLength(text) > BODY_LIMIT)
    return { objections: [`It is larger than ${BODY_LIMIT / 1_000} kB: split it.`] };
  const read = readOperations(schema, text);
  if ('objections' in read) return read;
  const operations = read.document.definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [only, ...others] = operations;
  if (!only || others.length > 0)
    return { objections: [`It holds ${operations.length} operations: register each under an id of its own.`] };
  const name = only.name?.value ?? null;
  // In production nobody may ask for the schema, and what is registered must work there.
  if (operationFacts(schema, text, name) === null)
    return { objections: ['It asks for the schema: take the published file schema.graphql instead.'] };
  return { name };
}
