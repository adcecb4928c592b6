import type { FastifyInstance } from 'fastify';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { Cargo, type DeliveryReader, type Lines } from '#delivery';
import { refusalBody, takesEncoding } from '#edge';
import { Deadline } from '#platform';
import { apiKeyOf } from '../read/api-key.js';
import type { Receipts } from '../traffic/receipts.js';
import { closeAsOf } from '../read/public-read.js';
import { ReadSession } from '../read/read-session.js';
import { fingerprint, type ReadRules } from '../read/rules.js';
import { type Refused, sendRefused } from '../cache/send-answer.js';
import { queryOf } from '../v1/address.js';
import { JSON_TYPE, refusedFor } from '../v1/answer.js';
import { checkQuery, type Given, SNAPSHOT_PARAMETERS } from '../v1/parameters.js';
import { askedOf } from '../v1/sync.js';
import { noteFilled, readLines } from './read-changes.js';

/** Changes that one statement brings; a token follows them, so that a reader whose connection breaks goes on from there. */
const AT_ONCE = 1_000;

const TOO_MANY: Refused = {
  status: 503,
  headers: ['content-type', JSON_TYPE, 'retry-after', '5'],
  body: JSON.stringify(
    refusalBody(
      'UNAVAILABLE',
      'As many copies are being made here as can be at once: come again after the seconds of Retry-After, or take the pages of /v1/sync.',
    ),
  ),
};

type Page = Awaited<ReturnType<typeof readLines>>;

export interface SnapshotParts {
  readonly reader: DeliveryReader;
  readonly rules: ReadRules;
  /** Null where nobody wants to know who received what. */
  readonly receipts: Receipts | null;
  /** Milliseconds for the statements of one page. */
  readonly deadline: number;
  /** Answers that are sent at once. Each holds a few pages in memory for as long as its client takes. */
  readonly atOnce: number;
}

/** Milliseconds in which a client takes nothing: then there is nobody any more. */
const SILENCE = 60_000;

/**
 * `/v1/sync.ndjson`: all pages of a synchronisation in one answer, a line for each change and one with the token after each
 * page. Whatever the size of the site, no more is held than the page that is being sent and the two behind it. A copy is
 * complete when a line says so: an answer that ends before it was cut off.
 */
export function serveSnapshot(fastify: FastifyInstance, parts: SnapshotParts): void {
  const { reader, rules, receipts, deadline, atOnce } = parts;
  let open = 0;
  fastify.get('/v1/sync.ndjson', async (request, reply) => {
    const { raw: response } = reply;
    if (open >= atOnce) {
      reply.hijack();
      return sendRefused(response, TOO_MANY);
    }
    open += 1;
    response.once('close', () => (open -= 1));
    response.setTimeout(SILENCE, () => response.destroy());
    const isZipped = takesEncoding(request.headers['accept-encoding']?.toString() ?? '', 'gzip');
    const cargo = new Cargo();
    let given: Given;
    let session: ReadSession;
    let first: Page;
    let tag: string;
    try {
      given = checkQuery(SNAPSHOT_PARAMETERS, queryOf(request.url));
      session = new ReadSession(reader, rules, apiKeyOf(request), null, cargo);
      const [partner, read] = await Promise.all([session.partner(), session.current()]);
      const asOf = read.snapshot ? closeAsOf(rules, read.snapshot) : '';
      tag = `"${fingerprint([partner.id, asOf, [...given].sort(), isZipped])}"`;
      response.setHeader('etag', tag);
      response.setHeader('cache-control', partner.handle === 'public' ? 'no-cache' : 'private, no-cache');
      response.setHeader('vary', 'Accept-Encoding, Authorization, Almanac-Key');
      response.setHeader('almanac-partner', partner.handle);
      response.setHeader('almanac-as-of', asOf);
      if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(tag)) {
        reply.hijack();
        return void response.writeHead(304).end();
      }
      if (request.method === 'HEAD') {
        reply.hijack();
        return void response.writeHead(200, headOf(isZipped)).end();
      }
      first = await readLines(session, askedOf(given, AT_ONCE));
      await first.lines;
      await receipts?.followSession({ request: request.raw, response }, session);
    } catch (error) {
      for (const name of ['etag', 'cache-control']) response.removeHeader(name);
      const refused = refusedFor(error);
      // Answered as whatever fails anywhere, for which the reply must still be theirs.
      if (!refused) throw error;
      reply.hijack();
      return sendRefused(response, refused);
    }
    reply.hijack();
    response.writeHead(200, headOf(isZipped));
    const out: Writable = isZipped ? createGzip({ level: 6 }) : response;
    if (isZipped) out.pipe(response);
    // Who is gone needs no more; and an answer that ends without `hasMore: false` was cut off.
    response.once('close', () => out.destroy());
    out.on('error', () => response.destroy());
    const next = (token: string): Promise<Page> => {
      const limit = new Deadline(deadline);
      const page = limit.run(() => readLines(session, askedOf(given, AT_ONCE, token)));
      page
        .then(({ lines }) => lines)
        .then(
          () => limit.end(),
          () => limit.end(),
        );
      return page;
    };
    try {
      await sendAll(out, first, next, (page) => noteFilled(session, page));
    } catch (error) {
      const refused = refusedFor(error);
      // What was sent cannot be taken back: the last line says why there is no more.
      if (refused && !out.destroyed) out.end(`${refused.body}\n`);
      else response.destroy();
    }
  });
}

const headOf = (isZipped: boolean) => ({
  'content-type': 'application/x-ndjson; charset=utf-8',
  'x-content-type-options': 'nosniff',
  ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
});

/** While a page is taken the one behind it is read, and when that one's end is known, it is asked for the next. */
async function sendAll(
  out: Writable,
  first: Page,
  next: (token: string) => Promise<Page>,
  sent: (page: Page) => void,
): Promise<void> {
  const readOn = ({ hasMore, token }: Page) => (hasMore ? next(token) : null);
  for (let [page, ahead] = [first as Page | null, readOn(first)]; page !== null;) {
    const lines = await page.lines;
    await taken(out, bytesOf(page, lines));
    lines.release();
    sent(page);
    page = await ahead;
    ahead = page && readOn(page);
  }
  out.end();
}

/** Until nobody needs the bytes any more. */
function taken(out: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('the connection has closed'));
    out.once('close', gone);
    out.write(bytes, (error) => {
      out.off('close', gone);
      if (error) reject(error);
      else resolve();
    });
  });
}

function bytesOf({ token, hasMore, attribution, proof }: Page, lines: Lines): Buffer {
  lines.add(JSON.stringify({ token, hasMore, attribution, ...(proof ?? {}) }));
  return lines.bytes;
}
