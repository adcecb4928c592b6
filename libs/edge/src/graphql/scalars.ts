import { GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';

const INSTANT =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

function instant(value: unknown): string {
  if (typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new TypeError('DateTime must be an instant such as 2026-01-31T09:30:00.000000Z.');
}

/** Passed through as text: a JavaScript date would lose the microseconds that tell two publications apart. */
export const DateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'An instant: ISO 8601 with an offset and up to six decimals of a second.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time',
  serialize: (value) => String(value),
  parseValue: instant,
  parseLiteral: (node: ValueNode) => instant(node.kind === Kind.STRING ? node.value : null),
});

function blocks(value: unknown): readonly unknown[] {
  if (
    Array.isArray(value) &&
    value.every((block) => typeof block === 'object' && block !== null && !Array.isArray(block))
  )
    return value as unknown[];
  throw new TypeError('PortableText must be a list of blocks.');
}

/** Checked block by block where it is stored; here only its outer form. */
export const PortableTextScalar = new GraphQLScalarType<readonly unknown[], readonly unknown[]>({
  name: 'PortableText',
  description:
    'Portable Text: a JSON list of blocks (portabletext.org). Embedded documents appear as ids; the JSON Schema of each kind lists the blocks that may occur.',
  serialize: blocks,
  parseValue: blocks,
  parseLiteral: (node: ValueNode, variables) => blocks(valueFromASTUntyped(node, variables)),
});
