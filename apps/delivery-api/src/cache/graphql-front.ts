import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, readGet, readPost, refusalBody, UNKNOWN_DOCUMENT } from '#edge';
import { apiKeyOf } from '../read/api-key.js';
import { type AnswerStore, Counts, type Way } from './answer-store.js';
import type { GraphqlExecution } from './graphql-execution.js';
import type { Asked, NotAsked, Operations } from './operations.js';
import { type Call, passOn, sendJson } from './send-answer.js';
import type { Standing } from './standing.js';

/** Longer ones are no media types that anybody means. */
const LONGEST_ACCEPT = 200;

/** A call with the media type of its body. */
interface GraphqlCall extends Call {
  readonly type: string;
}

/** Queries over HTTP as the store answers them; what is no query that it could keep passes. */
export class GraphqlFront implements Way<Asked> {
  readonly counts = new Counts();

  constructor(
    private readonly store: AnswerStore,
    private readonly operations: Operations,
    private readonly execution: GraphqlExecution,
  ) {}

  /** False when the request is none of its own. */
  handle(request: IncomingMessage, response: ServerResponse, pass: () => void): boolean {
    const { method, url = '' } = request;
    if (method === 'POST' && url === '/graphql') {
      const type = request.headers['content-type'] ?? '';
      if (!isJson(type) || request.headers['content-encoding'] !== undefined) return false;
      return readBody(request, (body) => this.serve({ request, response, pass, body, type }));
    }
    if (method !== 'GET' || !url.startsWith('/graphql?') || !isDeliberate(request)) return false;
    this.serve({ request, response, pass, body: null, type: '' });
    return true;
  }

  remember(sent: string, asked: Asked): void {
    this.operations.remember(sent, asked);
  }

  execute(asked: Asked, standing: Standing): ReturnType<GraphqlExecution['run']> {
    return this.execution.run(asked, standing);
  }

  private serve(call: GraphqlCall): void {
    const { request, body } = call;
    const accept = request.headers.accept ?? '*/*';
    if (accept.length > LONGEST_ACCEPT) return passOn(call);
    // A body is JSON and an address is none, so the two never meet under one name.
    const sent = body === null ? (request.url ?? '') : body.toString('latin1');
    const key = apiKeyOf(request);
    const recalled = this.operations.recall(sent, accept);
    if (recalled) {
      if (!this.store.repeat(this.counts, call, recalled, key)) this.store.answer(this, call, recalled, key, null);
      return;
    }
    const read = body === null ? readGet(request.url ?? '') : readPost(call.type, body);
    const found = read && this.operations.read(read, accept);
    const take = (asked: Asked | NotAsked) => {
      if (asked === null) passOn(call);
      else if (typeof asked === 'string') sendPersistedRefusal(call.response, asked);
      else this.store.answer(this, call, asked, key, sent);
    };
    if (found instanceof Promise) found.then(take, () => passOn(call));
    else take(found ?? null);
  }
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
