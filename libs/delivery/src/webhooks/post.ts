import { lookup as lookUp } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { forbiddenAddress, hostOf, type OwnNetworks, portOf } from './domain/destination.js';
import type { Envelope } from './domain/envelope.js';

/** Milliseconds for the whole of it, from the first look at the name to the end of the answer. */
const PATIENCE = 15_000;
/** Bytes of an answer that are waited for; nobody reads them. */
const LISTENED_TO = 16_384;

export interface Answered {
  /** Null: there was no answer. */
  readonly status: number | null;
  /** Why it does not count as delivered, in a sentence; null: it does. */
  readonly error: string | null;
  readonly milliseconds: number;
}

class Forbidden extends Error {}

/**
 * Sends a message and says what came back; never throws. It follows no redirect, and connects to no address of this house unless
 * that is allowed: the address is judged when it is known, just before the connection, so that a name which changes its mind in
 * between gains nothing. Node looks up no literal address, so those are judged before.
 */
export async function post(url: string, { headers, body }: Envelope, own: OwnNetworks): Promise<Answered> {
  const began = performance.now();
  const outcome = await attempt(new URL(url), headers, body, own).catch((error: unknown) => ({
    status: null,
    error: reasonOf(error),
  }));
  return { ...outcome, milliseconds: Math.round(performance.now() - began) };
}

function attempt(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  own: OwnNetworks,
): Promise<Omit<Answered, 'milliseconds'>> {
  const [host, port] = [hostOf(url), portOf(url)];
  const forbidden = isIP(host) === 0 ? null : forbiddenAddress(host, port, own);
  if (forbidden !== null) return Promise.reject(new Forbidden(forbidden));
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      // Each on a connection of its own: one that is kept was judged for another message.
      agent: false,
      lookup: judgedLookup(port, own),
      signal: AbortSignal.timeout(PATIENCE),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const done = () => {
        resolve({ status, error: refusalOf(status) });
        response.destroy();
      };
      let heard = 0;
      response.on('data', (part: Buffer) => {
        heard += part.length;
        if (heard > LISTENED_TO) done();
      });
      // An answer that breaks off was an answer.
      response.on('end', done).on('close', done).on('error', done);
    });
    request.end(body);
  });
}

function judgedLookup(port: number, own: OwnNetworks): LookupFunction {
  return (name, options, callback) => {
    lookUp(name, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const allowed = found.filter(({ address }) => forbiddenAddress(address, port, own) === null);
      const [first] = allowed;
      if (!first) {
        const why = forbiddenAddress(found[0]?.address ?? '', port, own) ?? '';
        return callback(new Forbidden(why), '', 0);
      }
      if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function refusalOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400)
    return `It answered ${status}: give the address itself, redirects are not followed.`;
  return `It answered ${status}.`;
}

function reasonOf(error: unknown): string {
  if (error instanceof Forbidden) return `Nothing was sent: ${error.message}.`;
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'TimeoutError' || name === 'AbortError') return `It said nothing for ${PATIENCE / 1_000} seconds.`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Its name leads nowhere.';
  if (code === 'ECONNREFUSED') return 'It refused the connection.';
  if (code?.startsWith('ERR_TLS') || code?.includes('CERT')) return `Its certificate is not to be trusted (${code}).`;
  return `The connection broke${code ? ` (${code})` : ''}.`;
}
