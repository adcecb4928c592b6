import { hash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type { Kind } from '#content';
import { ByteCache, type RegisteredOperations } from '#delivery';
import { type GraphqlRequest, isQueryOf, type OperationFacts, operationFacts } from '#edge';
import type { OperationJudge } from '../operations/operation-judge.js';
import type { Question } from './answer-store.js';
import { dependenciesOf, dependenciesWith } from './dependencies.js';

/** An operation with its variables, ready to be looked up: what stays the same while heads and partners come and go. */
export interface Asked extends Question {
  readonly query: string;
  readonly operationName: string | null;
  /** Canonical JSON. */
  readonly variables: string;
  /** What the caller takes, as sent; empty for those who negotiate nothing. */
  readonly media: string;
  /** The answer says what the operation cost, and so is another one. */
  readonly cost: boolean;
  /** What it can show by itself; null: the very head. */
  readonly kinds: readonly Kind[] | null;
  /** The registry's version by which the operation is registered; null for one that was sent as text. */
  readonly registered: number | null;
  readonly bytes: number;
}

/**
 * What a request is not answered from here for. 'unknown': a persisted query that must be sent in full once. 'mismatch': a
 * hash of something else. 'unregistered': an id that nobody registered. Null: not a request for this cache.
 */
export type NotAsked = 'unknown' | 'mismatch' | 'unregistered' | null;

interface Known {
  readonly name: string;
  readonly operation: string | null;
  /** What it depends on, or, where its variables decide that, what to find it out from. */
  readonly dependencies: { readonly kinds: readonly Kind[] | null } | { readonly facts: OperationFacts };
  readonly bytes: number;
}

/** Operations that their authors gave no name are counted together. */
const UNNAMED = '(unnamed)';

/** What clients that negotiate nothing send; Apollo answers all of them alike, so they share answers. */
const PLAIN = new Set(['*/*', 'application/json', 'application/json, text/plain, */*', 'application/json, */*']);

const mediaOf = (accept: string) => (PLAIN.has(accept) ? '' : accept);

/** Turns requests into what can be looked up; remembers operations, persisted queries and the requests that were hits. */
export class Operations {
  private readonly known: ByteCache<Known>;
  private readonly persisted: ByteCache<{ query: string; bytes: number }>;
  /** By the bytes as they were sent, so that a hit needs no JSON and no hash. */
  private readonly sent: ByteCache<Asked>;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly registry: RegisteredOperations,
    private readonly judge: OperationJudge,
    limit: number,
  ) {
    this.known = new ByteCache(limit / 16);
    this.persisted = new ByteCache(limit / 16);
    this.sent = new ByteCache(limit / 8);
  }

  recall(sent: string, accept: string): Asked | undefined {
    const asked = this.sent.get(sent);
    if (asked?.media !== mediaOf(accept)) return undefined;
    return asked.registered === null || asked.registered === this.registry.version ? asked : undefined;
  }

  /** Only for requests whose answer is kept: others would come and go here without use. */
  remember(sent: string, asked: Asked): void {
    this.sent.set(sent, asked);
  }

  /** At once, but for the first request of a registered operation, whose text has to be read. */
  read(request: GraphqlRequest, accept: string): Asked | NotAsked | Promise<Asked | NotAsked> {
    const { query, documentId, persisted } = request;
    if (query !== null) {
      if (persisted !== null && !isQueryOf(query, persisted)) return 'mismatch';
      const asked = this.ask(request, query, null, accept);
      if (asked && persisted !== null) this.persisted.set(persisted, { query, bytes: 2 * query.length });
      return asked;
    }
    const before = documentId === null && this.persisted.get(persisted ?? '')?.query;
    if (before) return this.ask(request, before, null, accept);
    // Apollo's manifests name an operation by the hash that its clients send.
    const id = documentId ?? persisted ?? '';
    const missing = documentId === null ? 'unknown' : 'unregistered';
    const take = (text: string | null) =>
      text === null ? missing : this.ask(request, text, this.registry.version, accept);
    const text = this.registry.known(id);
    if (text !== undefined) return take(text);
    return this.registry.find(id).then(take, (error: unknown) => {
      // The database is away: who sends a hash can send the query as well.
      if (documentId === null) return missing;
      throw error;
    });
  }

  private ask(request: GraphqlRequest, query: string, registered: number | null, accept: string): Asked | null {
    const { operationName, variables, cost } = request;
    const known = this.know(query, operationName);
    if (!known) return null;
    // Who sends its id is told so behind the front.
    if (registered !== null && this.judge.objectionsTo(query).length > 0) return null;
    const media = mediaOf(accept);
    return {
      query,
      operationName,
      variables,
      media,
      cost,
      name: hash('sha256', JSON.stringify([known.name, variables, media, cost]), 'base64url'),
      operation: known.operation ?? UNNAMED,
      kinds: kindsWith(known, variables),
      registered,
      bytes: 2 * (query.length + variables.length) + 1_000,
      hit: null,
    };
  }

  private know(query: string, operationName: string | null): Known | null {
    const text = hash('sha256', JSON.stringify([query, operationName]), 'base64url');
    const before = this.known.get(text);
    if (before) return before;
    const facts = operationFacts(this.schema, query, operationName);
    if (!facts) return null;
    const { name, operation, entities } = facts;
    const known: Known = entities
      ? { name, operation, dependencies: { facts }, bytes: 2_000 }
      : { name, operation, dependencies: { kinds: dependenciesOf(facts) }, bytes: 400 };
    this.known.set(text, known);
    return known;
  }
}

function kindsWith({ dependencies }: Known, variables: string): readonly Kind[] | null {
  if ('kinds' in dependencies) return dependencies.kinds;
  return dependenciesWith(dependencies.facts, () => JSON.parse(variables) as Record<string, unknown>);
}
