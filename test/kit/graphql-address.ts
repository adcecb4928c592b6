/** A GraphQL request as the address of a GET. */
export function graphqlAddress(request: object): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(request) as [string, unknown][])
    parameters.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return `/graphql?${parameters.toString()}`;
}
