import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getDirectiveValues,
  getVariableValues,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import type { AskedAsOf } from './read-session.js';

/**
 * Every `asOf` of an operation, before any field is resolved: fields run side by side, so the state that all of them show
 * must be known first. Only root fields have the argument.
 */
export function asOfArguments(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): AskedAsOf[] {
  const root = schema.getQueryType();
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  // Variables that cannot be coerced are refused by the execution itself.
  if (!root || !coerced) return [];
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const visited = new Set<string>();
  const found: AskedAsOf[] = [];
  const visit = (selections: readonly SelectionNode[]): void => {
    for (const selection of selections) {
      if (getDirectiveValues(GraphQLSkipDirective, selection, coerced)?.['if'] === true) continue;
      if (getDirectiveValues(GraphQLIncludeDirective, selection, coerced)?.['if'] === false) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet.selections);
      } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = visited.has(selection.name.value) ? undefined : fragments.get(selection.name.value);
        visited.add(selection.name.value);
        if (fragment) visit(fragment.selectionSet.selections);
      } else {
        const field = root.getFields()[selection.name.value];
        const asOf = field && argumentsOf(() => getArgumentValues(field, selection, coerced))['asOf'];
        if (asOf !== undefined && asOf !== null) found.push({ ...(asOf as AskedAsOf) });
      }
    }
  };
  visit(operation.selectionSet.selections);
  return found;
}

/** Arguments that cannot be coerced are refused, with their place, when the field is executed. */
function argumentsOf(read: () => Record<string, unknown>): Record<string, unknown> {
  try {
    return read();
  } catch {
    return {};
  }
}
