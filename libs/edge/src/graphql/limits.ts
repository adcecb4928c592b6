import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** What one operation may ask for, counted after fragments are spread. Introspection is bounded by graphql-js itself. */
export const LIMITS = {
  tokens: 2_000,
  depth: 16,
  introspectionDepth: 20,
  aliases: 50,
  rootFields: 20,
  directives: 50,
} as const;

interface Size {
  readonly depth: number;
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly fields: number;
}

const NOTHING: Size = { depth: 0, introspectionDepth: 0, aliases: 0, directives: 0, fields: 0 };
const INTROSPECTION = new Set(['__schema', '__type']);

/** Refuses an operation that is too big before any resolver runs; each limit is named in the message. */
export const operationLimits: ValidationRule = (context: ValidationContext): ASTVisitor => {
  const measure = measureWith((name) => context.getFragment(name) ?? null);
  return {
    OperationDefinition(operation: OperationDefinitionNode) {
      const size = measure(operation.selectionSet);
      const directives = size.directives + (operation.directives?.length ?? 0);
      const refuse = (limit: keyof typeof LIMITS, what: string) =>
        context.reportError(
          new GraphQLError(`The operation ${what}: the limit is ${LIMITS[limit]}. Split it.`, {
            nodes: operation,
            extensions: { limit: LIMITS[limit] },
          }),
        );
      if (size.depth > LIMITS.depth) refuse('depth', `is nested ${size.depth} levels deep`);
      if (size.introspectionDepth > LIMITS.introspectionDepth)
        refuse('introspectionDepth', `asks for the schema ${size.introspectionDepth} levels deep`);
      if (size.aliases > LIMITS.aliases) refuse('aliases', `has ${size.aliases} aliases`);
      if (size.fields > LIMITS.rootFields) refuse('rootFields', `asks for ${size.fields} root fields`);
      if (directives > LIMITS.directives) refuse('directives', `has ${directives} directives`);
    },
  };
};

/** Each fragment is measured once, so a chain of fragments that doubles at each step costs no more than its text. */
function measureWith(fragment: (name: string) => FragmentDefinitionNode | null): (set: SelectionSetNode) => Size {
  const known = new Map<string, Size>();
  const ofFragment = (name: string): Size => {
    const measured = known.get(name);
    if (measured) return measured;
    // Standing in while the fragment is measured: a cycle is refused by another rule and must only not hang this one.
    known.set(name, NOTHING);
    const node = fragment(name);
    const size = node ? ofSet(node.selectionSet) : NOTHING;
    known.set(name, size);
    return size;
  };
  const ofSet = (set: SelectionSetNode): Size => {
    let { depth, introspectionDepth, aliases, directives, fields } = NOTHING as { -readonly [K in keyof Size]: number };
    for (const selection of set.selections) {
      directives += selection.directives?.length ?? 0;
      const isField = selection.kind === Kind.FIELD;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value)
          : selection.selectionSet
            ? ofSet(selection.selectionSet)
            : NOTHING;
      aliases += inner.aliases + (isField && selection.alias ? 1 : 0);
      directives += inner.directives;
      fields += isField ? 1 : inner.fields;
      if (isField && INTROSPECTION.has(selection.name.value)) {
        introspectionDepth = Math.max(introspectionDepth, inner.depth + 1);
      } else {
        depth = Math.max(depth, inner.depth + (isField ? 1 : 0));
        introspectionDepth = Math.max(introspectionDepth, inner.introspectionDepth);
      }
    }
    return { depth, introspectionDepth, aliases, directives, fields };
  };
  return ofSet;
}
