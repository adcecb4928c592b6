/** Causes and gathered errors deeper than this say nothing new. */
const DEPTH = 3;

interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly severity?: unknown;
  readonly schema?: unknown;
  readonly table?: unknown;
  readonly column?: unknown;
  readonly constraint?: unknown;
  readonly routine?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/**
 * What the log keeps of something thrown: where, and of which sort, but nothing that a caller sent. PostgreSQL and JSON quote
 * values in their messages, and system errors hold addresses; details, parameters and statements are left out altogether.
 */
export function faultRecord(thrown: unknown, depth = 0): object {
  if (typeof thrown !== 'object' || thrown === null) return { type: typeof thrown };
  const { name, stack, code, schema, table, column, constraint, routine, cause, errors } = thrown as Thrown;
  const kept = { code, schema, table, column, constraint, routine };
  return {
    type: typeof name === 'string' ? name : 'Error',
    message: sentenceOf(thrown),
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => typeof value === 'string')),
    ...(typeof stack === 'string' ? { stack: framesOf(stack) } : {}),
    ...(cause !== undefined && depth < DEPTH ? { cause: faultRecord(cause, depth + 1) } : {}),
    ...(Array.isArray(errors) && depth < DEPTH
      ? { errors: errors.slice(0, 5).map((each) => faultRecord(each, depth + 1)) }
      : {}),
  };
}

function sentenceOf({ message, code, syscall, severity }: Thrown): string {
  if (typeof syscall === 'string') return `${syscall} ${typeof code === 'string' ? code : ''}`.trim();
  const said = typeof message === 'string' ? message.replace(/[^\s<>"'`,;:]+@[^\s<>"'`,;:]+/g, '…') : '';
  // Of PostgreSQL's errors only these classes (data, constraints) speak of values; the others name tables and columns.
  if (typeof severity === 'string' && typeof code === 'string' && !/^2[23]/.test(code)) return said;
  return said.replace(/".*"/s, '"…"').replace(/\b\d{1,3}(\.\d{1,3}){3}\b/g, '…');
}

/** Without the first lines, which repeat the message. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
