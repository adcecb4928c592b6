import { CannotStart, isServerAway } from '#platform';

/** Ends a process that could not start, with a sentence that says what to do; a fault of ours goes on as it came. */
export function endUnstarted(error: unknown): void {
  const said = error instanceof CannotStart ? error.message : isServerAway(error) ? away(error) : null;
  if (said === null) throw error;
  process.stderr.write(`${said}\n`);
  process.exit(1);
}

function away(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return `PostgreSQL does not answer (${code ?? message}). When it runs and takes connections, start this process again.`;
}
