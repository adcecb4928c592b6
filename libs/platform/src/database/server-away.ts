/** Raised by the driver and by Node for a server that cannot be reached, or is no longer. */
const CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  // SQLSTATE: the server shuts down, crashed, or still starts; it takes no more connections.
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);
/** What the driver says without a code. */
const SENTENCES =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed)/;

/** A statement failed because its server is away: another one, or the same later, may answer it. */
export class ServerAway extends Error {
  /** @param why what the server's failure was, or a sentence when it is we who turn from it. */
  constructor(why: unknown) {
    super(
      typeof why === 'string' ? why : 'The database is away.',
      typeof why === 'string' ? undefined : { cause: why },
    );
    this.name = 'ServerAway';
  }
}

/** Also for what no pool of ours has seen. */
export function isServerAway(thrown: unknown): boolean {
  if (thrown instanceof ServerAway) return true;
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return CODES.has(code) || /^08...$/.test(code);
  return typeof message === 'string' && SENTENCES.test(message);
}

/** Whether the server ended a statement because it took too long: asking another would only take as long again. */
export function isPastDeadline(thrown: unknown): boolean {
  return (thrown as { code?: unknown } | null)?.code === '57014';
}

/** The server has no room for what was to be written: SQLSTATE 53100. Nothing of the transaction is kept. */
export function isServerFull(thrown: unknown): boolean {
  return (thrown as { code?: unknown } | null)?.code === '53100';
}
