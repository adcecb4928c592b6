import { hash } from 'node:crypto';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import {
  type DocumentNode,
  type ExecutionResult,
  getNamedType,
  getOperationAST,
  getVariableValues,
  type GraphQLInputObjectType,
  type GraphQLSchema,
  type GraphQLType,
  isInputObjectType,
  type NamedTypeNode,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';

/** Compiling takes some milliseconds and memory: an operation must have come this often to be worth it. */
const WORTH_COMPILING = 5;
/** Compiled operations that are held, some hundred kilobytes each at most. */
const MOST = 300;
/** Operations that are counted. */
const MOST_COUNTED = 3_000;
/** Times that an operation which failed is left to graphql-js before it is tried again: what it asks for may have changed. */
const LEFT_ALONE = 63;
/** Variables with which an operation failed that are remembered. */
const MOST_FAILED = 200;

type Run = CompiledQuery['query'];

export type Data = NonNullable<ExecutionResult['data']>;

/** What became of operations that were compiled. Plain numbers: whoever shows them fetches them. */
export class CompiledCounts {
  complete = 0;
  /** Ran, failed, and were executed once more. */
  repeated = 0;
  /** Had failed with the same variables, and were not run. */
  left = 0;
}

/**
 * Runs operations that come again and again as code made for them alone. What it returns is complete data, equal to that of
 * graphql-js to the last byte; whatever does not end so, be it a variable that cannot be coerced or a field that fails, is null,
 * and graphql-js executes the operation to say what went wrong. Fields are reads, so running one twice changes nothing. An
 * operation that has failed is left to graphql-js at once when it comes with the same variables again.
 */
export class CompiledOperations {
  private readonly compiled = new Map<DocumentNode, Map<string | null, Run | null>>();
  private readonly counted = new Map<DocumentNode, number>();
  /** How often each is still left alone, by hash of name and variables. */
  private readonly failed = new WeakMap<DocumentNode, Map<string, number>>();
  private readonly oneOf = new WeakMap<OperationDefinitionNode, boolean>();

  /** @param worth how often an operation must have come to be compiled. */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly worth = WORTH_COMPILING,
    private readonly counts = new CompiledCounts(),
  ) {}

  /** Operations that are held compiled. */
  get size(): number {
    return this.compiled.size;
  }

  /** @param document one that has been validated, the same object each time. */
  async run(
    document: DocumentNode,
    operationName: string | null,
    context: unknown,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Data | null> {
    const run = this.find(document, operationName);
    const operation = run && getOperationAST(document, operationName);
    if (!operation) return null;
    if (this.isLeftAlone(document, operationName, variables)) {
      this.counts.left += 1;
      return null;
    }
    if (this.takesOneOf(operation) && getVariableValues(this.schema, variablesOf(operation), variables).errors)
      return null;
    try {
      const { data, errors } = (await run(undefined, context, variables)) as ExecutionResult;
      if (data && !errors) {
        this.counts.complete += 1;
        return data;
      }
    } catch {
      // A getter that throws, which compiled code does not catch.
    }
    this.counts.repeated += 1;
    this.leaveAlone(document, operationName, variables);
    return null;
  }

  /** graphql-jit coerces variables too, but takes an input of which exactly one member may be given with any number of them. */
  private takesOneOf(operation: OperationDefinitionNode): boolean {
    let takes = this.oneOf.get(operation);
    if (takes === undefined) {
      takes = variablesOf(operation).some(({ type }) =>
        isOrHoldsOneOf(typeFromAST(this.schema, type as NamedTypeNode)),
      );
      this.oneOf.set(operation, takes);
    }
    return takes;
  }

  private isLeftAlone(document: DocumentNode, operationName: string | null, variables: object): boolean {
    const failed = this.failed.get(document);
    if (!failed) return false;
    const name = nameOf(operationName, variables);
    const times = failed.get(name) ?? 0;
    if (times > 1) failed.set(name, times - 1);
    else failed.delete(name);
    return times > 0;
  }

  private leaveAlone(document: DocumentNode, operationName: string | null, variables: object): void {
    const failed = this.failed.get(document) ?? new Map<string, number>();
    this.failed.set(document, failed);
    failed.set(nameOf(operationName, variables), LEFT_ALONE);
    forgetOldest(failed, MOST_FAILED);
  }

  private find(document: DocumentNode, operationName: string | null): Run | null {
    const held = this.compiled.get(document);
    if (held) {
      const known = held.get(operationName);
      return known === undefined ? this.compile(document, operationName, held) : known;
    }
    const times = (this.counted.get(document) ?? 0) + 1;
    if (times < this.worth) {
      this.counted.set(document, times);
      forgetOldest(this.counted, MOST_COUNTED);
      return null;
    }
    this.counted.delete(document);
    const made = new Map<string | null, Run | null>();
    this.compiled.set(document, made);
    forgetOldest(this.compiled, MOST);
    return this.compile(document, operationName, made);
  }

  private compile(
    document: DocumentNode,
    operationName: string | null,
    into: Map<string | null, Run | null>,
  ): Run | null {
    // Errors are made by graphql-js, so their stacks need not be captured here.
    const made = compileQuery(this.schema, document, operationName ?? undefined, {
      disablingCapturingStackErrors: true,
    });
    const run = isCompiledQuery(made) ? made.query : null;
    // A document has few operations, but nothing says how few.
    if (into.size < 20) into.set(operationName, run);
    return run;
  }
}

const variablesOf = ({ variableDefinitions }: OperationDefinitionNode) => variableDefinitions ?? [];

function isOrHoldsOneOf(type: GraphQLType | undefined, seen = new Set<GraphQLInputObjectType>()): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named) || seen.has(named)) return false;
  seen.add(named);
  return named.isOneOf || Object.values(named.getFields()).some((field) => isOrHoldsOneOf(field.type, seen));
}

/** As they came: the same in another order is another one, which costs a run. */
function nameOf(operationName: string | null, variables: object): string {
  return hash('sha256', JSON.stringify([operationName, variables]), 'base64url');
}

function forgetOldest<K>(map: Map<K, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
