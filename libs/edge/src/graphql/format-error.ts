import { unwrapResolverError } from '@apollo/server/errors';
import {
  GraphQLError,
  type GraphQLFormattedError,
  Kind,
  parse,
  print,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { formatPath, isServerAway, isServerFull, type Problem, Problems } from '#platform';
import { AWAY, FULL } from '../http/refusal.js';
import { requestId } from '../http/request-id.js';
import type { Logger } from '../logger.js';
import { LIMITS } from './limits.js';

const REQUEST_CODES: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
]);

/**
 * What a caller sees of an error. A Problem is shown as itself; what is wrong with the request keeps its code and never
 * repeats a variable's value; anything else is our fault: logged, and shown as INTERNAL with the id under which to find it.
 */
export function errorFormatter(
  logger: Logger,
): (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError {
  return (formatted, thrown) => {
    const [problem] = problemsIn(thrown);
    if (problem) return ofProblem(formatted, problem);
    const code = formatted.extensions?.['code'];
    const limit = formatted.extensions?.['limit'];
    if (limit !== undefined)
      return { ...placed(formatted), message: formatted.message, extensions: { code: 'TOO_COSTLY', limit } };
    if (code === 'GRAPHQL_PARSE_FAILED' && formatted.message.includes('tokens. Parsing aborted')) {
      return {
        message: `The operation has more than ${LIMITS.tokens} tokens: split it.`,
        extensions: { code: 'TOO_COSTLY', limit: LIMITS.tokens },
      };
    }
    if (thrown instanceof GraphQLError && !thrown.path) {
      // What validation says of a variable names it and its types, and no value.
      const badInput = (code === 'GRAPHQL_VALIDATION_FAILED' ? null : ofVariable(thrown)) ?? ofArgument(thrown);
      if (badInput) return { ...placed(formatted), ...badInput };
      if (code === 'BAD_USER_INPUT')
        return {
          ...placed(formatted),
          message: 'A variable has a value that its type does not allow.',
          extensions: { code: 'BAD_INPUT' },
        };
    }
    if (REQUEST_CODES.has(code)) return { ...placed(formatted), message: formatted.message, extensions: { code } };
    const id = requestId();
    const fault = unwrapResolverError(thrown);
    logger.error({ err: fault, requestId: id, field: fieldOf(thrown) }, 'An operation failed.');
    if (isServerAway(fault)) return { ...placed(formatted), message: AWAY, extensions: { code: 'UNAVAILABLE' } };
    if (isServerFull(fault)) return { ...placed(formatted), message: FULL, extensions: { code: 'STORAGE_FULL' } };
    return {
      ...placed(formatted),
      message: `Something failed on our side. Tell the operator this request id: ${id}.`,
      extensions: { code: 'INTERNAL', requestId: id },
    };
  };
}

/** Errors are wrapped once by us and once by graphql-js. */
function problemsIn(thrown: unknown): readonly Problem[] {
  const problems = Problems.of(thrown);
  if (problems) return problems;
  return thrown instanceof GraphQLError && thrown.originalError ? problemsIn(thrown.originalError) : [];
}

function ofProblem(formatted: GraphQLFormattedError, problem: Problem): GraphQLFormattedError {
  const [argument] = problem.path;
  const named =
    argument === undefined
      ? {}
      : { argument: String(argument), ...(problem.path.length > 1 ? { argumentPath: formatPath(problem.path) } : {}) };
  return {
    ...placed(formatted),
    message: problem.message,
    extensions: { code: problem.kind, ...named, ...problem.details },
  };
}

/** As the schema names it: an alias is the caller's word. */
function fieldOf(thrown: unknown): string | undefined {
  const node = thrown instanceof GraphQLError ? thrown.nodes?.[0] : undefined;
  return node?.kind === Kind.FIELD ? node.name.value : undefined;
}

function placed(formatted: GraphQLFormattedError): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  return {
    ...(formatted.locations ? { locations: formatted.locations } : {}),
    ...(formatted.path ? { path: formatted.path } : {}),
  };
}

interface Shown {
  readonly message: string;
  readonly extensions: { readonly code: string; readonly argument: string };
}

/** graphql-js repeats the value of a variable that it cannot coerce; the name and the type are enough to mend it. */
function ofVariable(error: GraphQLError): Shown | null {
  const definition = error.nodes?.find(
    (node): node is VariableDefinitionNode => node.kind === Kind.VARIABLE_DEFINITION,
  );
  if (!definition || !/^Variable "\$/.test(error.message)) return null;
  const name = definition.variable.name.value;
  const argument = usesOf(definition, name) ?? name;
  return {
    message: `Variable "$${name}" must be given and be a valid ${print(definition.type)}.`,
    extensions: { code: 'BAD_INPUT', argument },
  };
}

function usesOf(definition: VariableDefinitionNode, name: string): string | null {
  if (!definition.loc) return null;
  let found: string | null = null;
  visit(parse(definition.loc.source), {
    Argument(argument) {
      if (found === null && argument.value.kind === Kind.VARIABLE && argument.value.name.value === name)
        found = argument.name.value;
    },
  });
  return found;
}

/** A required argument that is missing, or a literal of the wrong type: named, so that a program can react. */
function ofArgument(error: GraphQLError): Shown | null {
  const missing = / argument "(\w+)" of type "([^"]+)" is required, but it was not provided/.exec(error.message);
  if (missing?.[1]) {
    return {
      message: `The argument "${missing[1]}" of type ${missing[2] ?? ''} is missing.`,
      extensions: { code: 'BAD_INPUT', argument: missing[1] },
    };
  }
  const node = error.nodes?.[0];
  if (
    !node?.loc ||
    !/^(Expected value of type|Int cannot|ID cannot|String cannot|Boolean cannot|OneOf |Value |Enum |Field "\w+\.\w+" (of required type|is not defined)|DateTime )/.test(
      error.message,
    )
  )
    return null;
  const { start, end } = node.loc;
  let found: string | null = null;
  visit(parse(node.loc.source), {
    Argument(argument) {
      if (found === null && argument.loc && argument.loc.start <= start && argument.loc.end >= end)
        found = argument.name.value;
    },
  });
  return found === null ? null : { message: error.message, extensions: { code: 'BAD_INPUT', argument: found } };
}
