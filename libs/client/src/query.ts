import { AlmanacError, ask, type Connection } from './http.js';

/** An operation with the types of its result and variables, as graphql-codegen makes it (`documentMode: 'string'`). */
export interface TypedOperation<Result, Variables> {
  toString(): string;
  readonly __apiType?: (variables: Variables) => Result;
}

/** Sends one operation; throws `AlmanacError` with the code of the first error that the server names. */
export async function query<Result = unknown, Variables = Readonly<Record<string, unknown>>>(
  connection: Connection,
  operation: TypedOperation<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const body = JSON.stringify({ query: operation.toString(), variables });
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' };
  const { data, errors } = (await ask(connection, '/graphql', { method: 'POST', headers, body }, signal)) as {
    readonly data?: Result;
    readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  };
  const [error] = errors ?? [];
  if (error) throw new AlmanacError(error.message, error.extensions?.code ?? 'UNKNOWN', false, 200);
  return data as Result;
}
