import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { PUBLIC_PARTNER } from '#access';
import { Cargo, type DeliveryReader } from '#delivery';
import { Deadline } from '#platform';
import { apiKeyOf } from '../read/api-key.js';
import type { Receipts } from '../traffic/receipts.js';
import { closeAsOf } from '../read/public-read.js';
import { ReadSession } from '../read/read-session.js';
import { fingerprint, type ReadRules } from '../read/rules.js';
import { sendRefused } from '../cache/send-answer.js';
import { queryOf } from '../v1/address.js';
import { refusedFor } from '../v1/answer.js';
import { checkQuery, type Given, SYNC_KINDS, SYNC_LOCALES, SYNC_TAG, SYNC_TOKEN } from '../v1/parameters.js';
import { readPage } from '../v1/sync.js';
import { type Changes, noteFilled } from './read-changes.js';

/** Changes that one statement brings; a token follows them, so that a reader whose connection breaks goes on from there. */
const AT_ONCE = 1_000;
const PARAMETERS = [SYNC_TOKEN, SYNC_KINDS, SYNC_LOCALES, SYNC_TAG];

export interface SnapshotParts {
  readonly reader: DeliveryReader;
  readonly rules: ReadRules;
  /** Null where nobody wants to know who received what. */
  readonly receipts: Receipts | null;
  /** Milliseconds for the statements of one page. */
  readonly deadline: number;
}

/**
 * `/v1/sync.ndjson`: all pages of a synchronisation in one answer, a line for each change and one with the token after each
 * page. Nothing is held but the page that is being sent, whatever the size of the site. A copy is complete when a line says so:
 * an answer that ends before it was cut off.
 */
export function serveSnapshot(fastify: FastifyInstance, { reader, rules, receipts, deadline }: SnapshotParts): void {
  fastify.get('/v1/sync.ndjson', async (request, reply) => {
    const { raw: response } = reply;
    const isZipped = /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '');
    const cargo = new Cargo();
    let given: Given;
    let session: ReadSession;
    let first: Changes;
    let tag: string;
    try {
      given = checkQuery(PARAMETERS, queryOf(request.url));
      session = new ReadSession(reader, rules, apiKeyOf(request), null, cargo);
      const [partner, read] = await Promise.all([session.partner(), session.current()]);
      const asOf = read.snapshot ? closeAsOf(rules, read.snapshot) : '';
      tag = `"${fingerprint([partner.id, asOf, [...given].sort(), isZipped])}"`;
      response.setHeader('etag', tag);
      response.setHeader('cache-control', partner.handle === 'public' ? 'no-cache' : 'private, no-cache');
      response.setHeader('vary', 'Accept-Encoding, Authorization, Almanac-Key');
      response.setHeader('almanac-partner', partner.handle);
      response.setHeader('almanac-as-of', asOf);
      reply.hijack();
      if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(tag)) return void response.writeHead(304).end();
      first = await readPage(session, given, AT_ONCE);
      if (read.snapshot && partner.id !== PUBLIC_PARTNER.id)
        receipts?.follow({ request: request.raw, response }, cargo, { partnerId: partner.id, head: read.snapshot });
    } catch (error) {
      const refused = refusedFor(error);
      if (!refused) throw error;
      for (const name of ['etag', 'cache-control']) response.removeHeader(name);
      reply.hijack();
      return sendRefused(response, refused);
    }
    response.setHeader('content-type', 'application/x-ndjson; charset=utf-8');
    response.setHeader('x-content-type-options', 'nosniff');
    if (isZipped) response.setHeader('content-encoding', 'gzip');
    const out: Writable = isZipped ? createGzip({ level: 6 }) : response;
    if (isZipped) out.pipe(response);
    // Who is gone needs no more pages.
    response.once('close', () => out.destroy());
    out.on('error', () => response.destroy());
    await write(out, pages(session, given, first, deadline));
  });
}

async function* pages(session: ReadSession, given: Given, first: Changes, deadline: number): AsyncGenerator<string> {
  let page = first;
  for (;;) {
    yield linesOf(page);
    noteFilled(session, page);
    if (!page.hasMore) return;
    const { token } = page;
    const limit = new Deadline(deadline);
    try {
      page = await limit.run(() => readPage(session, given, AT_ONCE, token));
    } catch (error) {
      const refused = refusedFor(error);
      // What was sent cannot be taken back: the last line says why there is no more.
      if (refused) yield refused.body + '\n';
      if (refused) return;
      throw error;
    } finally {
      limit.end();
    }
  }
}

function linesOf({ upserts, removals, token, hasMore, attribution, proof }: Changes): string {
  const changed = upserts.map(({ json }) => `{"upsert":${json}}\n`).join('');
  const gone = removals.map((removal) => `{"removal":${JSON.stringify(removal)}}\n`).join('');
  return `${changed}${gone}${JSON.stringify({ token, hasMore, attribution, ...(proof ?? {}) })}\n`;
}

/** As fast as it is taken. */
async function write(out: Writable, parts: AsyncIterable<string>): Promise<void> {
  try {
    for await (const part of parts) {
      if (out.destroyed) return;
      if (!out.write(part)) await Promise.race([once(out, 'drain'), once(out, 'close')]);
    }
    out.end();
  } catch {
    // A last line without `hasMore: false` is all that can be said now.
    out.destroy();
  }
}
