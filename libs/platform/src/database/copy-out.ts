import pg from 'pg';
import { answerWithin } from './ask.js';

/** `COPY (...) TO STDOUT`: rows as the server sends them, with no row or text made of them. */
class CopyOut extends pg.Query {
  private failure: Error | null = null;

  constructor(
    text: string,
    private readonly take: (line: Buffer) => void,
    ended: (error: Error | null) => void,
  ) {
    // Of the form CSV nothing is left when what it quotes, and sets apart with, is not there: a line feed ends a row.
    super(`copy (${text}) to stdout (format csv, delimiter e'\\x02', quote e'\\x01')`, (error) =>
      ended(error ?? this.failure),
    );
  }

  /** As the driver calls it. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (this.failure !== null) return;
    try {
      this.take(chunk);
    } catch (error) {
      // Thrown here, it would end the process. The rows behind it still come.
      this.failure = error instanceof Error ? error : new Error('a row could not be taken', { cause: error });
    }
  }
}

export function copyOut(
  client: pg.ClientBase,
  text: string,
  take: (line: Buffer) => void,
  patience: number,
): Promise<void> {
  return answerWithin(patience, (done) => client.query(new CopyOut(text, take, (error) => done(error, undefined))));
}

/** COPY takes no parameters: the values stand where their numbers stood. Every one is a literal, escaped as the driver does it. */
export function inPlace(text: string, values: readonly unknown[]): string {
  return text.replaceAll(/\$(\d+)/g, (_whole, number: string) => literal(values[Number(number) - 1]));
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('only finite numbers stand in a statement');
    // In parentheses: a minus before it would begin a comment.
    return `(${value})`;
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return pg.escapeLiteral(value);
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map(element).join(',')}}`);
  throw new Error(`no literal is known for a value of type ${typeof value}`);
}

function element(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
  throw new Error(`no array is known for elements of type ${typeof value}`);
}
