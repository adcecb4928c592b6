import { AlmanacError, ask, type Connection } from './http.js';
import { print } from './print.js';

interface Text {
  readonly length: number;
  toString(): string;
}

interface Document {
  readonly kind: 'Document';
  readonly definitions: readonly unknown[];
}

/**
 * An operation: its text; or, with the types of its result and variables, what graphql-codegen makes of it, be it text
 * (`documentMode: 'string'`) or a document.
 */
export type Operation<Result = unknown, Variables = Readonly<Record<string, unknown>>> = {
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
} & (Text | Document);

/** Variables may be left out where the operation needs none. */
export type Given<Variables> =
  Record<string, never> extends Variables
    ? [variables?: Variables, signal?: AbortSignal]
    : [variables: Variables, signal?: AbortSignal];

/** Sends one operation; throws `AlmanacError` with the code of the first error that the server names. */
export async function query<Result = unknown, Variables = Readonly<Record<string, unknown>>>(
  connection: Connection,
  operation: Operation<Result, Variables>,
  ...[variables, signal]: Given<Variables>
): Promise<Result> {
  const text = isDocument(operation) ? print(operation) : operation.toString();
  const body = JSON.stringify({ query: text, variables });
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' };
  const { data, errors } = (await ask(connection, '/graphql', { method: 'POST', headers, body }, signal)) as {
    readonly data?: Result;
    readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  };
  const [error] = errors ?? [];
  if (error) throw new AlmanacError(error.message, error.extensions?.code ?? 'UNKNOWN', false, 200);
  return data as Result;
}

function isDocument(operation: Text | Document): operation is Document {
  return typeof operation === 'object' && 'definitions' in operation;
}
