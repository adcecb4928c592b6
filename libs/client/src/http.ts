/** What a server answered, when it was no data. */
export class AlmanacError extends Error {
  constructor(
    message: string,
    /** Stable, such as BAD_INPUT or SYNC_RESET; HTTP_<status> where the server named none. */
    readonly code: string,
    /** The copy must be made anew. */
    readonly resync: boolean,
    readonly status: number,
  ) {
    super(message);
    this.name = 'AlmanacError';
  }
}

export interface Connection {
  /** Of the delivery API: `https://content.example.org`. */
  readonly url: string;
  /** API key of a partner; without one, what is public for everybody. */
  readonly key?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** How often a request that did not get through is sent again; 6 when absent. */
  readonly retries?: number | undefined;
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/** The JSON of an answer. Sends again what did not get through, after pauses that grow and are never the same for all. */
export async function ask(
  connection: Connection,
  path: string,
  init: RequestInit = {},
  signal?: AbortSignal,
): Promise<unknown> {
  const { url, key, fetch: send = fetch, retries = 6 } = connection;
  for (let attempt = 0; ; attempt++) {
    const last = attempt >= retries;
    let pause: number;
    try {
      const response = await send(url.replace(/\/$/, '') + path, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), ...(key === undefined ? {} : { 'Almanac-Key': key }) },
        ...(signal ? { signal } : {}),
      });
      // Read whole before anything is done with it: a connection may break in the middle of a page.
      const body = await response.text();
      if (response.ok) return JSON.parse(body) as unknown;
      const again = response.status === 429 || response.status >= 500;
      if (!again || last) throw refusalOf(response.status, body);
      pause = Number(response.headers.get('retry-after') ?? 0) * 1_000;
    } catch (error) {
      if (error instanceof AlmanacError || signal?.aborted || last) throw error;
      pause = 0;
    }
    const most = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
    await wait(Math.max(pause, Math.random() * most), signal);
  }
}

export function refusalOf(status: number, body: string): AlmanacError {
  try {
    const [error] = (
      JSON.parse(body) as { errors: { message: string; extensions: { code: string; resync?: boolean } }[] }
    ).errors;
    if (error) return new AlmanacError(error.message, error.extensions.code, error.extensions.resync ?? false, status);
  } catch {
    // Something in between answered.
  }
  return new AlmanacError(`The server answered ${status}.`, `HTTP_${status}`, false, status);
}

export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
