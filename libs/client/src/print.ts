/** A node of a GraphQL document, as `graphql` parses it and graphql-codegen writes it. */
interface Node {
  readonly kind: string;
  readonly [member: string]: unknown;
}

const all = (nodes: unknown, between: string, [open, close]: readonly [string, string] = ['', '']): string => {
  const list = (nodes ?? []) as readonly Node[];
  return list.length === 0 ? '' : open + list.map(print).join(between) + close;
};
const one = (node: unknown, before = ''): string => (node ? before + print(node as Node) : '');

/** The text of an operation with its fragments: as much of GraphQL as clients send. */
export function print(document: { readonly kind: string }): string {
  const node = document as Node;
  const { kind, name, value, type, directives, selectionSet } = node;
  const rest = all(directives, '', [' ', '']) + one(selectionSet, ' ');
  switch (kind) {
    case 'Document':
      return all(node['definitions'], '\n');
    case 'OperationDefinition':
      return `${String(node['operation'])} ${one(name)}${all(node['variableDefinitions'], ', ', ['(', ')'])}${rest}`;
    case 'FragmentDefinition':
      return `fragment ${one(name)} on ${one(node['typeCondition'])}${rest}`;
    case 'VariableDefinition':
      return `${one(node['variable'])}: ${one(type)}${one(node['defaultValue'], ' = ')}${rest}`;
    case 'SelectionSet':
      return all(node['selections'], ' ', ['{ ', ' }']);
    case 'Field':
      return `${node['alias'] ? `${one(node['alias'])}: ` : ''}${one(name)}${all(node['arguments'], ', ', ['(', ')'])}${rest}`;
    case 'FragmentSpread':
      return `...${one(name)}${rest}`;
    case 'InlineFragment':
      return `...${one(node['typeCondition'], ' on ')}${rest}`;
    case 'Directive':
      return `@${one(name)}${all(node['arguments'], ', ', ['(', ')'])} `;
    case 'Argument':
    case 'ObjectField':
      return `${one(name)}: ${one(value)}`;
    case 'Variable':
      return `$${one(name)}`;
    case 'NonNullType':
      return `${one(type)}!`;
    case 'ListType':
      return `[${one(type)}]`;
    case 'NamedType':
      return one(name);
    case 'ListValue':
      return `[${all(node['values'], ', ')}]`;
    case 'ObjectValue':
      return `{${all(node['fields'], ', ')}}`;
    case 'StringValue':
      return JSON.stringify(value);
    case 'NullValue':
      return 'null';
    default:
      // Names and values without parts.
      return String(value);
  }
}
