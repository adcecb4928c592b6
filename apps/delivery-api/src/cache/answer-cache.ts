import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import { ByteCache, type DeliveryReader, Doorkeeper, HeadTracker, KeyRing, type PartnerIdentity } from '#delivery';
import {
  allowAnyOrigin,
  Answer,
  asRefusal,
  AWAY,
  type Encoding,
  type Logger,
  keepBody,
  readBody,
  readGet,
  readPost,
  refusalBody,
  RETRY_AFTER,
  UNKNOWN_DOCUMENT,
  withRequestId,
} from '#edge';
import { type Clock, Deadline, isServerAway, type ReadPool } from '#platform';
import { apiKeyOf } from '../read/api-key.js';
import { closeAsOf } from '../read/public-read.js';
import { ReadSession } from '../read/read-session.js';
import type { Reading } from '../read/reading.js';
import type { ReadRules } from '../read/rules.js';
import type { DeliveryContext } from '../read/session.decorator.js';
import { headersOf, STALE_IF_ERROR } from './answer-headers.js';
import type { DirectExecution } from './direct-execution.js';
import { type Asked, type Hit, type NotAsked, Operations } from './operations.js';
import { Standing } from './standing.js';

/** Milliseconds without a word from the database after which a key must be confirmed before it opens anything. */
const KEY_TRUST = 1_000;
/** Milliseconds without a word from the database after which public answers are marked. */
const FRESH = 2_000;
const STANDINGS = 10_000;
const JSON_TYPE = 'application/json; charset=utf-8';
/** Milliseconds that a start waits for the database. */
const PATIENCE = 2_000;

/** What is sent but not kept: errors, partial data. */
interface Refused {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

/** One request on its way through the front. */
interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly pass: () => void;
  /** Null: a GET. */
  readonly body: Buffer | null;
  readonly type: string;
}

interface Flight {
  waiting: number;
  readonly result: Promise<Answer | Refused>;
}

export interface AnswerCacheParts {
  readonly reader: DeliveryReader;
  readonly reading: Reading;
  readonly rules: ReadRules;
  readonly pool: ReadPool;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Bytes of answers to keep; with 0 every answer is made from the database, though head, keys and scopes are still known. */
  readonly limit: number;
  /** Milliseconds that an execution may take. */
  readonly deadline: number;
}

/**
 * Answers of GraphQL queries by everything that they depend on: operation, canonical variables, media type, partner, region,
 * and the last publication that may have changed them. An execution gets exactly these and nothing of the request, so what
 * is not in the key cannot be in the answer. The schema is not in it: it lives and dies with the process, as the bytes do.
 */
export class AnswerCache {
  private readonly answers: ByteCache<Answer>;
  private readonly seen = new Doorkeeper();
  private readonly flights = new Map<string, Flight>();
  private readonly standings = new Map<string, Standing>();
  private readonly clears: (() => void)[] = [];
  /** How often everything was let go of: what was begun before is not kept afterwards. */
  private drops = 0;
  private readonly readings: ReadPool;
  private readonly keys: KeyRing;
  readonly tracker: HeadTracker;
  /** Plain numbers: whoever shows them fetches them. */
  readonly counts = { hits: 0, notModified: 0, executions: 0, shared: 0, refused: 0, failed: 0 };
  private operations: Operations | null = null;
  private apollo: ApolloServer<DeliveryContext> | null = null;
  private direct: DirectExecution | null = null;

  constructor(private readonly parts: AnswerCacheParts) {
    this.answers = new ByteCache(parts.limit);
    this.readings = parts.pool.apart({ max: 2, statementTimeout: 5_000 });
    this.keys = new KeyRing(parts.reader, this.readings, parts.clock);
    this.tracker = new HeadTracker(this.readings, this.keys, () => this.drop(), parts.reading.newest);
  }

  /** Called when every answer may differ, with what else is kept of them. */
  onDrop(clear: () => void): void {
    this.clears.push(clear);
  }

  private drop(): void {
    this.drops += 1;
    this.answers.clear();
    for (const clear of this.clears) clear();
  }

  /** From now on it answers, as soon as the head has been read; before, everything passes. Does not wait for a database that is away. */
  async open(
    operations: Operations,
    apollo: ApolloServer<DeliveryContext>,
    direct: DirectExecution | null,
  ): Promise<void> {
    this.operations = operations;
    this.apollo = apollo;
    this.direct = direct;
    this.tracker.start();
    await Promise.race([this.stand(null).catch(() => null), setTimeout(PATIENCE, null, { ref: false })]);
  }

  get bytes(): number {
    return this.answers.bytes;
  }

  get size(): number {
    return this.answers.size;
  }

  async end(): Promise<void> {
    await this.tracker.end();
    await this.readings.end();
  }

  handle(request: IncomingMessage, response: ServerResponse, pass: () => void): void {
    const { method, url = '' } = request;
    if (this.operations === null || this.tracker.head === null) return pass();
    if (method === 'POST' && url === '/graphql') {
      const type = request.headers['content-type'] ?? '';
      if (!isJson(type) || request.headers['content-encoding'] !== undefined) return pass();
      const read = readBody(request, (body) => this.serve({ request, response, pass, body, type }));
      if (!read) pass();
    } else if (method === 'GET' && url.startsWith('/graphql?') && isDeliberate(request)) {
      this.serve({ request, response, pass, body: null, type: '' });
    } else pass();
  }

  private serve(call: Call): void {
    const { request, body } = call;
    const accept = request.headers.accept ?? '*/*';
    if (accept.length > 200) return passOn(call);
    // A body is JSON and an address is none, so the two never meet under one name.
    const sent = body === null ? (request.url ?? '') : body.toString('latin1');
    const key = apiKeyOf(request);
    const recalled = this.operations?.recall(sent, accept);
    const standing = this.standingOf(key);
    // The shortest way: nothing is looked up when the same caller asks the same of the same head.
    if (recalled?.hit && recalled.hit.standing === standing && sendAgain(call, recalled.hit)) {
      this.counts.hits += 1;
      return;
    }
    if (recalled) return this.seat(call, null, recalled, key);
    const read = body === null ? readGet(request.url ?? '') : readPost(call.type, body);
    const found = read && this.operations?.read(read, accept);
    const take = (asked: Asked | NotAsked) => {
      if (asked === null) passOn(call);
      else if (typeof asked === 'string') sendPersistedRefusal(call.response, asked);
      else this.seat(call, sent, asked, key);
    };
    if (found instanceof Promise) found.then(take, () => passOn(call));
    else take(found ?? null);
  }

  /** Finds out who asks, at once if that is known. */
  private seat(
    call: Call,
    /** Null when the request was recalled by what was sent. */
    sent: string | null,
    asked: Asked,
    key: string | null,
  ): void {
    const standing = this.standingOf(key);
    if (standing) return this.answer(call, sent, asked, standing);
    this.stand(key).then(
      (holder) => {
        // Looked up in the same turn as the answer: a head that moved in between must not label what was read before it.
        const found = this.standingOf(holder);
        if (found) this.answer(call, sent, asked, found);
        else passOn(call);
      },
      () => passOn(call),
    );
  }

  private answer(call: Call, sent: string | null, asked: Asked, standing: Standing): void {
    const key = `${asked.name} ${standing.name} ${this.tracker.version(asked.kinds)}`;
    const hold = this.answers.hold(key);
    if (hold?.value) {
      this.counts.hits += 1;
      if (sent !== null) this.operations?.remember(sent, asked);
      this.send(call, hold.value, standing, key, (encoding, headers) => {
        asked.hit = { standing, hold, encoding, headers };
      });
      return;
    }
    // Nothing can be read: the database says so itself behind the front.
    if (standing.stale && !this.parts.reading.hasStandIn) return passOn(call);
    this.fill(key, asked, standing).then(
      (result) =>
        result instanceof Answer ? this.send(call, result, standing, key) : this.refuse(call.response, result),
      (error: unknown) => this.fail(call.response, error),
    );
  }

  /** One execution for all who ask at once; where nothing is kept, one for each. */
  private fill(key: string, asked: Asked, standing: Standing): Promise<Answer | Refused> {
    if (this.parts.limit === 0) return this.execute(asked, standing);
    const flight = this.flights.get(key);
    if (flight) {
      this.counts.shared += 1;
      flight.waiting += 1;
      return flight.result;
    }
    this.counts.executions += 1;
    const { drops } = this;
    const mine: Flight = {
      waiting: 1,
      result: this.execute(asked, standing)
        .then((result) => {
          // Once is chance: a flood of variables that nobody repeats must not push out what is asked for again and again.
          const again = this.seen.knows(`${asked.name} ${standing.name}`) || mine.waiting > 1;
          if (again && drops === this.drops && result instanceof Answer) this.answers.set(key, result);
          return result;
        })
        .finally(() => this.flights.delete(key)),
    };
    this.flights.set(key, mine);
    return mine.result;
  }

  private async execute(asked: Asked, standing: Standing): Promise<Answer | Refused> {
    const deadline = new Deadline(this.parts.deadline);
    try {
      // Others wait for it as well, so it does not end with this request.
      await deadline.bound(standing.view());
      return await deadline.run(() => this.run(asked, standing));
    } finally {
      deadline.end();
    }
  }

  private async run(asked: Asked, standing: Standing): Promise<Answer | Refused> {
    const { reader, rules } = this.parts;
    const apollo = this.apollo;
    if (!apollo) throw new Error('the cache was asked before it was opened');
    const tags = ['almanac', ...(asked.kinds ?? []).map((kind) => `almanac-${kind}`)];
    const made = await this.direct?.run(asked, async () => ({
      session: new ReadSession(reader, rules, null, await standing.view()),
    }));
    if (made) return new Answer(Buffer.from(made), JSON_TYPE, null, tags);
    let complete = false;
    const { status, headers, body } = await new Promise<Awaited<ReturnType<typeof apollo.executeHTTPGraphQLRequest>>>(
      (resolve, reject) =>
        withRequestId(randomUUID(), () => {
          standing
            .view()
            .then((view) =>
              apollo.executeHTTPGraphQLRequest({
                httpGraphQLRequest: {
                  method: 'POST',
                  headers: new HeaderMap([
                    ['content-type', 'application/json'],
                    ['accept', asked.media || 'application/json'],
                  ]),
                  search: '',
                  body: {
                    query: asked.query,
                    ...(asked.operationName === null ? {} : { operationName: asked.operationName }),
                    variables: JSON.parse(asked.variables) as unknown,
                    ...(asked.cost ? { extensions: { cost: true } } : {}),
                  },
                },
                context: () =>
                  Promise.resolve({
                    session: new ReadSession(reader, rules, null, view),
                    complete: () => void (complete = true),
                  }),
              }),
            )
            .then(resolve, reject);
        }),
    );
    if (body.kind !== 'complete') throw new Error('an answer came in parts');
    if (!complete || (status ?? 200) !== 200)
      return { status: status ?? 200, headers: [...headers].flat(), body: body.string };
    return new Answer(
      Buffer.from(body.string),
      headers.get('content-type') ?? JSON_TYPE,
      asked.kinds === null ? (headers.get('almanac-as-of') ?? standing.asOf) : null,
      tags,
    );
  }

  /** Who asks, without a statement; null when that must be found out. */
  private standingOf(key: string | null): Standing | null {
    const partner = key === null ? this.public : this.keys.known(key);
    if (!partner) return null;
    const { head, age } = this.tracker;
    if (!head || age > STALE_IF_ERROR * 1_000) return null;
    if (key !== null && age > KEY_TRUST) return null;
    const stale = age > FRESH;
    const before = this.standings.get(partner.id);
    if (before?.head === head && before.stale === stale && before.partner === partner) return before;
    if (this.standings.size >= STANDINGS) this.standings.clear();
    const standing = new Standing(this.parts.reader, partner, head, closeAsOf(this.parts.rules, head), stale);
    this.standings.set(partner.id, standing);
    return standing;
  }

  private public: PartnerIdentity | null = null;

  /** Who asks as of the head that is known here; null while none is. */
  async standingFor(key: string | null): Promise<Standing | null> {
    if (this.tracker.head === null) return null;
    return this.standingOf(key) ?? this.standingOf(await this.stand(key));
  }

  /** Whose key it is, at once if that is known. */
  holderOf(key: string): PartnerIdentity | Promise<PartnerIdentity> {
    return this.keys.known(key) ?? this.keys.identify(key);
  }

  /** Finds out whose key it is; what comes back is the key by which that is now known, null for the public. */
  private async stand(key: string | null): Promise<string | null> {
    if (this.tracker.age > KEY_TRUST) await this.tracker.refresh();
    const partner = await this.keys.identify(key);
    if (partner.handle !== 'public') return key;
    this.public = partner;
    return null;
  }

  private send(
    { request, response }: Call,
    answer: Answer,
    standing: Standing,
    key: string,
    sent: (encoding: Encoding, headers: string[]) => void = () => undefined,
  ): void {
    const encoding = answer.encodingFor(request.headers['accept-encoding']?.toString());
    const held = request.headers['if-none-match'];
    // Asked for by POST as well: the operation is a read, and a caller that sends its validator wants to hear of it.
    if (held !== undefined && answer.isHeldBy(held)) {
      this.counts.notModified += 1;
      response.writeHead(304, headersOf(answer, standing, encoding, null)).end();
      return;
    }
    const bytes = answer.variant(encoding, (more) => this.answers.grow(key, answer, more));
    if (Buffer.isBuffer(bytes)) {
      const headers = headersOf(answer, standing, encoding, bytes.length);
      sent(encoding, headers);
      response.writeHead(200, headers).end(bytes);
      return;
    }
    bytes.then(
      (made) => response.writeHead(200, headersOf(answer, standing, encoding, made.length)).end(made),
      (error: unknown) => this.fail(response, error),
    );
  }

  private refuse(response: ServerResponse, refused: Refused): void {
    this.counts.refused += 1;
    allowAnyOrigin(response);
    for (let at = 0; at < refused.headers.length; at += 2)
      response.setHeader(refused.headers[at] ?? '', refused.headers[at + 1] ?? '');
    response.setHeader('cache-control', 'no-store');
    response.writeHead(refused.status, { 'content-length': Buffer.byteLength(refused.body) }).end(refused.body);
  }

  private fail(response: ServerResponse, error: unknown): void {
    const refusal = asRefusal(error);
    if (refusal && !response.headersSent) return sendJson(response, refusal.status, refusal.body);
    const requestId = randomUUID();
    this.counts.failed += 1;
    this.parts.logger.error({ err: error, requestId }, 'An answer could not be made.');
    if (response.headersSent) return void response.destroy();
    if (isServerAway(error)) {
      response.setHeader('retry-after', RETRY_AFTER);
      return sendJson(response, 503, refusalBody('UNAVAILABLE', AWAY));
    }
    const message = `Something failed on our side. Tell the operator this request id: ${requestId}.`;
    sendJson(response, 500, refusalBody('INTERNAL', message, { requestId }));
  }
}

/** Sends what was sent last; false when that is no longer kept, or the call wants another encoding or names what it holds. */
function sendAgain({ request: { headers }, response }: Call, { hold, encoding, headers: sent }: Hit): boolean {
  const answer = hold.value;
  if (answer === null || headers['if-none-match'] !== undefined) return false;
  if (answer.encodingFor(headers['accept-encoding']?.toString()) !== encoding) return false;
  const bytes = answer.made(encoding);
  if (!bytes) return false;
  hold.used = true;
  response.writeHead(200, sent).end(bytes);
  return true;
}

function passOn({ request, pass, body }: Call): void {
  if (body !== null) keepBody(request, body);
  pass();
}

function isJson(contentType: string): boolean {
  return contentType === 'application/json' || /^application\/json\s*;\s*charset\s*=\s*"?utf-8"?$/i.test(contentType);
}

/** A page of another origin cannot send a GET with one of these unless a preflight allowed it. */
function isDeliberate({ headers }: IncomingMessage): boolean {
  return (
    Boolean(headers['apollo-require-preflight'] ?? headers['x-apollo-operation-name']) ||
    isJson(headers['content-type'] ?? '')
  );
}

/** An unknown hash is what Apollo's clients wait for: then they send the query with it. */
function sendPersistedRefusal(response: ServerResponse, why: NonNullable<NotAsked>): void {
  if (why === 'unregistered')
    return sendJson(response, UNKNOWN_DOCUMENT.status, refusalBody(UNKNOWN_DOCUMENT.code, UNKNOWN_DOCUMENT.message));
  if (why === 'unknown') sendJson(response, 200, refusalBody('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound'));
  else
    sendJson(
      response,
      400,
      refusalBody('BAD_REQUEST', 'The hash in extensions.persistedQuery is not the SHA-256 of the query.'),
    );
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  allowAnyOrigin(response);
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-type', 'application/json; charset=utf-8');
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-length': bytes.length }).end(bytes);
}
