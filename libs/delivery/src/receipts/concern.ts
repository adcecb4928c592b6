import type { UnitOfWork } from '#platform';
import { scopeOf, type ScopeRow } from '../domain/scope-row.js';
import { plantTree, type TopicNode, type TopicTree } from '../domain/topics.js';
import type { AudienceBits } from '../domain/view.js';
import type { ScopedStatement } from '../persistence/fragments.js';
import { TOPIC_TREE } from '../persistence/snapshot.statements.js';
import { inScope } from '../persistence/values.js';
import { selected, type Selection } from '../sync/delta.js';
import { EXPUNGED, STATES } from '../sync/delta.statements.js';
import type { Change } from './domain/receipt.js';

const WHOLE: Selection = { kinds: null, locales: null };

/**
 * Which changes of one publication a scope shows, by the very predicate that copies are made by: what it shows after the
 * publication or showed before it, what others embed included. Partners with equal scopes share the statements.
 */
export class Concern {
  private readonly known = new Map<string, Promise<ReadonlySet<number>>>();

  private constructor(
    private readonly work: UnitOfWork,
    private readonly locales: readonly [string, ...string[]],
    private readonly seq: number,
    /** All of this publication. */
    private readonly changes: readonly Change[],
    private readonly scopes: ReadonlyMap<string, ScopeRow>,
    private readonly trees: readonly [before: TopicTree, after: TopicTree],
    private readonly bits: AudienceBits,
  ) {}

  static async of(
    work: UnitOfWork,
    locales: readonly [string, ...string[]],
    seq: number,
    changes: readonly Change[],
  ): Promise<Concern> {
    const scopes = await work.rows<ScopeRow & { readonly partnerId: string }>(
      `select partner_id as "partnerId", kinds, topics::text[] as topics, audiences, locales from access.partner_scope
       where from_seq <= $1 and (to_seq is null or to_seq > $1)`,
      [seq],
    );
    const bits = await work.rows<{ key: string; bit: number }>('select key, bit from delivery.audience');
    const tree = async (at: number) => plantTree(await work.rows<TopicNode>(TOPIC_TREE.text, [at]));
    return new Concern(
      work,
      locales,
      seq,
      changes,
      new Map(scopes.map(({ partnerId, ...scope }) => [partnerId, scope])),
      [await tree(seq - 1), await tree(seq)],
      Object.fromEntries(bits.map(({ key, bit }) => [key, bit])),
    );
  }

  /** The changes, counted from 0, that the partner's scope of that time shows within a selection. */
  shownTo(partnerId: string, selection: Selection = WHOLE): Promise<ReadonlySet<number>> {
    const scope = this.scopes.get(partnerId);
    if (!scope) return Promise.resolve(new Set());
    const name = JSON.stringify([scope.kinds, scope.topics, scope.audiences, scope.locales, selection]);
    const known = this.known.get(name) ?? this.shown(scope, selection);
    this.known.set(name, known);
    return known;
  }

  private async shown(scope: ScopeRow, selection: Selection): Promise<ReadonlySet<number>> {
    const [before, after] = this.trees;
    const now = await this.indexes(STATES, this.seq, scopeOf(scope, after, this.bits), selection);
    const then = scopeOf(scope, before, this.bits);
    const was = await this.indexes(STATES, this.seq - 1, then, selection);
    const isExpunging = this.changes.some(({ event }) => event === 'EXPUNGED');
    const left = isExpunging ? await this.indexes(EXPUNGED, this.seq - 1, then, selection) : [];
    return new Set([...now, ...was, ...left]);
  }

  private async indexes(
    question: ScopedStatement,
    seq: number,
    scope: ReturnType<typeof scopeOf>,
    selection: Selection,
  ): Promise<readonly number[]> {
    const sight = selected({ snapshot: { seq }, scopes: [scope] as const }, selection);
    const keys = [this.changes.map(({ documentId }) => documentId), this.changes.map(({ locale }) => locale)];
    const [{ text }, values] = inScope(question, sight, keys, this.locales);
    const rows = await this.work.rows<{ ord: number }>(text, [...values]);
    return rows.map(({ ord }) => ord - 1);
  }
}
