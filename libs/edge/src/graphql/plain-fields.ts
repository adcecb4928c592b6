import { type GraphQLSchema, isObjectType } from 'graphql';

/**
 * Nest gives every field a resolver, also where it only reads the property of the same name, which is what executors do by
 * themselves without calling anything. Takes those away. Schemas are made per app, so nobody else sees the change.
 */
export function leavePlainFieldsToExecutors(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      // Resolver methods take any number of arguments; what takes the source alone can only read it.
      if (field.resolve?.length === 1 && reads(field.resolve as unknown as Reader, field.name)) delete field.resolve;
    }
  }
  return schema;
}

type Reader = (source: unknown) => unknown;

/** Whether it reads this one property and nothing else, and returns it as it is, absent or not. */
function reads(resolve: Reader, name: string): boolean {
  const value = {};
  const read: PropertyKey[] = [];
  const source = (result: unknown) =>
    new Proxy(
      {},
      {
        get: (_target, property) => {
          read.push(property);
          return result;
        },
      },
    );
  try {
    return (
      resolve(source(value)) === value && resolve(source(undefined)) === undefined && read.join() === `${name},${name}`
    );
  } catch {
    return false;
  }
}
