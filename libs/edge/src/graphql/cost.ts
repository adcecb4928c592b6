import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** What operations cost in one API, in objects that an answer may hold. */
export interface Prices {
  /** The most that one operation may cost. */
  readonly limit: number;
  /** What a field costs besides what is below it, by `Type.field`; one that is not named costs 1 if it shows objects, else nothing. */
  readonly fields: Readonly<Record<string, number>>;
  /** How long a list is taken to be that no argument bounds, by `Type.field` or `field`. */
  readonly lengths: Readonly<Record<string, number>>;
}

/** Of an operation with its variables: what it costs, of how much. */
export interface Cost {
  readonly cost: number;
  readonly limit: number;
}

/** Of a list that neither an argument nor the prices bound. */
const USUAL_LENGTH = 5;
/** The most that one list returns; who asks for more is told so by the field. */
const LONGEST = 100;
/** Where counting ends: lists within lists soon pass every number. */
const MOST = 1_000_000_000;
/** Arguments that name each object of a list. */
const NAMING: readonly string[] = ['ids', 'representations'];

/** Costs of a selection: those that come once, and those that come again for each edge of the connection it is made on. */
interface Sum {
  readonly once: number;
  readonly each: number;
}

const NOTHING: Sum = { once: 0, each: 0 };

type Variables = Readonly<Record<string, unknown>>;

/** What an operation was found to cost, and the variables that were looked at for it. */
interface Found {
  readonly schema: GraphQLSchema;
  readonly prices: Prices;
  readonly looked: ReadonlyMap<string, unknown>;
  readonly cost: Cost;
}

const LAST = new WeakMap<OperationDefinitionNode, Found>();

/**
 * An upper bound: lists multiply what is below them, the dearest of the possible types counts, and what two fragments both
 * ask for counts twice. Each selection is counted once per type, so fragments that double cost no more than their text. It
 * is counted again only when a variable differs that was looked at the last time.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  prices: Prices,
): Cost {
  const last = LAST.get(operation);
  if (last?.schema === schema && last.prices === prices && agree(last.looked, variables)) return last.cost;
  const root = schema.getRootType(operation.operation);
  const count = new Counting(schema, document, operation, variables, prices);
  const { once } = root ? count.ofSet(operation.selectionSet, root) : NOTHING;
  const cost = { cost: Math.min(MOST, once), limit: prices.limit };
  LAST.set(operation, { schema, prices, looked: count.looked, cost });
  return cost;
}

/** A variable, as far as it counts: a number, a boolean, how long a list is, that it is anything else, or that it was not given. */
function countable(variables: Variables, name: string): unknown {
  if (!Object.hasOwn(variables, name)) return undefined;
  const value = variables[name];
  if (Array.isArray(value)) return `${value.length} of them`;
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function agree(looked: ReadonlyMap<string, unknown>, variables: Variables): boolean {
  for (const [name, value] of looked) if (countable(variables, name) !== value) return false;
  return true;
}

class Counting {
  /** Variables, as far as they counted. */
  readonly looked = new Map<string, unknown>();
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly defaults: ReadonlyMap<string, ValueNode | undefined>;
  private readonly known = new Map<SelectionSetNode, Map<GraphQLCompositeType, Sum>>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    private readonly variables: Variables,
    private readonly prices: Prices,
  ) {
    this.fragments = new Map(
      document.definitions
        .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
        .map((node) => [node.name.value, node]),
    );
    this.defaults = new Map(
      (operation.variableDefinitions ?? []).map((node) => [node.variable.name.value, node.defaultValue]),
    );
  }

  ofSet(set: SelectionSetNode, type: GraphQLCompositeType): Sum {
    let ofTypes = this.known.get(set);
    if (!ofTypes) this.known.set(set, (ofTypes = new Map<GraphQLCompositeType, Sum>()));
    const known = ofTypes.get(type);
    if (known) return known;
    // Stands in while the set is counted: a cycle of fragments is refused elsewhere and must only not hang this.
    ofTypes.set(type, NOTHING);
    let [once, each] = [0, 0];
    if (isAbstractType(type)) {
      for (const possible of this.schema.getPossibleTypes(type)) {
        const sum = this.ofSet(set, possible);
        [once, each] = [Math.max(once, sum.once), Math.max(each, sum.each)];
      }
    } else {
      for (const selection of set.selections) {
        const sum = this.ofSelection(selection, type);
        [once, each] = [once + sum.once, each + sum.each];
      }
    }
    const sum = { once: Math.min(MOST, once), each: Math.min(MOST, each) };
    ofTypes.set(type, sum);
    return sum;
  }

  private ofSelection(node: SelectionNode, type: GraphQLObjectType): Sum {
    if (this.isLeftOut(node)) return NOTHING;
    if (node.kind === Kind.FIELD) {
      const field = type.getFields()[node.name.value];
      // Introspection is bounded by itself, and what does not exist is refused by validation.
      return field ? this.ofField(node, field, type) : NOTHING;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(node.name.value) : node;
    if (!fragment) return NOTHING;
    const condition = fragment.typeCondition && this.schema.getType(fragment.typeCondition.name.value);
    const applies =
      !condition || condition === type || (isAbstractType(condition) && this.schema.isSubType(condition, type));
    return applies ? this.ofSet(fragment.selectionSet, type) : NOTHING;
  }

  private ofField(node: FieldNode, field: GraphQLField<unknown, unknown>, type: GraphQLObjectType): Sum {
    const coordinate = `${type.name}.${field.name}`;
    const shown = getNamedType(field.type);
    if (!isCompositeType(shown)) return { once: this.prices.fields[coordinate] ?? 0, each: 0 };
    const below = node.selectionSet ? this.ofSet(node.selectionSet, shown) : NOTHING;
    const isList = isListType(getNullableType(field.type));
    // An edge is its node: only what is on it counts.
    if (field.name === 'edges') return { once: 0, each: below.once };
    const own = this.prices.fields[coordinate] ?? 1;
    const length = this.lengthOf(node, field, coordinate);
    return { once: own + below.once * (isList ? length : 1) + (isList ? length : below.each * length), each: 0 };
  }

  private lengthOf(node: FieldNode, field: GraphQLField<unknown, unknown>, coordinate: string): number {
    for (const { name, defaultValue } of field.args) {
      if (name === 'first') {
        const first = this.argument(node, name) ?? defaultValue;
        return typeof first === 'number' ? Math.min(LONGEST, Math.max(0, first)) : LONGEST;
      }
      if (NAMING.includes(name)) {
        const named = this.argument(node, name);
        return Array.isArray(named) ? named.length : 1;
      }
    }
    return this.prices.lengths[coordinate] ?? this.prices.lengths[field.name] ?? USUAL_LENGTH;
  }

  private argument(node: FieldNode, name: string): unknown {
    return this.valueOf(node.arguments?.find((argument) => argument.name.value === name)?.value);
  }

  /** Numbers, lists (of which only the length counts) and booleans; what has the wrong type is refused when it is executed. */
  private valueOf(value: ValueNode | undefined): unknown {
    switch (value?.kind) {
      case Kind.VARIABLE: {
        const name = value.name.value;
        this.looked.set(name, countable(this.variables, name));
        return Object.hasOwn(this.variables, name) ? this.variables[name] : this.valueOf(this.defaults.get(name));
      }
      case Kind.INT:
        return Number(value.value);
      case Kind.BOOLEAN:
        return value.value;
      case Kind.LIST:
        return value.values;
      default:
        return undefined;
    }
  }

  private isLeftOut({ directives }: SelectionNode): boolean {
    return (directives ?? []).some(({ name, arguments: given }) => {
      const condition = () => this.valueOf(given?.find((argument) => argument.name.value === 'if')?.value);
      return (name.value === 'skip' && condition() === true) || (name.value === 'include' && condition() === false);
    });
  }
}
