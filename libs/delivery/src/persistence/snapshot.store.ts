import { timingSafeEqual } from 'node:crypto';
import { hashKey, parseKey, type Site } from '#access';
import type { Kind } from '#content';
import { BadInput, type Clock, type ReadPool } from '#platform';
import { isInstant } from '../domain/instant.js';
import { ALL_AUDIENCES, EMPTY_SCOPE, maskOf, sameScope } from '../domain/scope.js';
import { expandTopics, plantTree, type TopicNode, type TopicTree } from '../domain/topics.js';
import type { Attribution, AudienceBits, PartnerIdentity, Scope, Snapshot, View } from '../domain/view.js';
import {
  AUDIENCE_LABELS,
  HEAD,
  IDENTIFY,
  SCOPES,
  SNAPSHOT_AT,
  SNAPSHOT_OF,
  TOPIC_TREE,
} from './snapshot.statements.js';
import { type IdentityRow, identityOf } from './identity.row.js';
import { asText, inOrder } from './values.js';

const PUBLIC = 'public';
/** Trees of how many seqs a process keeps. */
const KEPT_TREES = 16;
const EMPTY_HASH = Buffer.alloc(32);

interface KeyRow extends IdentityRow {
  readonly hash: Buffer | null;
  readonly valid: boolean;
}

interface ScopeRow {
  readonly head_seq: number;
  readonly head_mark: string;
  readonly head_at: string;
  readonly found: boolean;
  readonly then: boolean | null;
  readonly now: boolean | null;
  readonly kinds: readonly Kind[] | null;
  readonly topics: readonly string[] | null;
  readonly audiences: readonly string[] | null;
  readonly locales: readonly string[] | null;
  readonly site: Site | null;
  readonly region: string | null;
  readonly attribution: Attribution | null;
  readonly bits: AudienceBits;
  readonly has_tombstones: boolean;
}

/** Who asks, as of which publication, and what they may see: everything that a view is made of. */
export class SnapshotStore {
  private readonly trees = new Map<string, Promise<TopicTree>>();

  constructor(
    private readonly pool: ReadPool,
    private readonly defaultLocale: string,
    private readonly hashingKey: Buffer,
    private readonly clock: Clock,
  ) {}

  async identify(key: string | null): Promise<PartnerIdentity> {
    const parsed = key === null ? null : parseKey(key);
    const rows = await this.pool.rows<KeyRow>(IDENTIFY, [parsed?.id ?? '', this.clock.now().toISOString(), PUBLIC]);
    const held = rows.find((row) => row.hash !== null);
    // An unknown id is hashed and compared like a known one, so that time tells nothing about which ids exist.
    const matches = timingSafeEqual(held?.hash ?? EMPTY_HASH, hashKey(this.hashingKey, parsed ? (key ?? '') : ''));
    const chosen = held && held.valid && matches ? held : rows.find((row) => row.hash === null);
    if (!chosen) throw new Error('the partner `public` has no scope: the migrations make it, so something removed it');
    return identityOf(chosen);
  }

  async head(): Promise<Snapshot> {
    const [head] = await this.pool.rows<Snapshot>(HEAD);
    if (!head) throw new Error('ledger.head is empty: the migrations fill it, so something removed its row');
    return head;
  }

  async at(instant: string): Promise<Snapshot | null> {
    if (!isInstant(instant)) {
      throw new BadInput(`"${instant.slice(0, 40)}" is not an instant: write it like 2026-01-31T12:00:00Z.`, [
        'instant',
      ]);
    }
    const [found] = await this.pool.rows<Snapshot>(SNAPSHOT_AT, [instant]);
    return found ?? null;
  }

  async of(seq: number, mark: string): Promise<Snapshot | null> {
    if (!Number.isSafeInteger(seq) || !/^[0-9a-f]{32}$/.test(mark)) return null;
    const [found] = await this.pool.rows<Snapshot>(SNAPSHOT_OF, [seq, mark]);
    return found ?? null;
  }

  async view(partner: PartnerIdentity, snapshot: Snapshot): Promise<View> {
    const rows = await this.pool.rows<ScopeRow>(SCOPES, [snapshot.seq, partner.id]);
    const [first] = rows;
    if (!first) throw new Error('ledger.head is empty: the migrations fill it, so something removed its row');
    const head: Snapshot = { seq: first.head_seq, mark: first.head_mark, at: first.head_at };
    const then = await this.scope(
      rows.find((row) => row.then),
      snapshot,
    );
    // Today's rule on the documents and topics of S: what is published later must not change an answer as of S.
    const now = await this.scope(
      rows.find((row) => row.now),
      snapshot,
    );
    return {
      snapshot,
      isHead: snapshot.seq === head.seq && snapshot.mark === head.mark,
      head,
      partner,
      scopes: sameScope(then, now) ? [then] : [then, now],
      region: rows.find((row) => row.then)?.region ?? null,
      site: rows.find((row) => row.then)?.site ?? null,
      attribution: first.attribution,
      audienceBits: first.bits,
      hasTombstones: first.has_tombstones,
    };
  }

  /** The tree of a seq never changes once the seq is out, so it is kept; the mark tells apart two histories. */
  topics(snapshot: Snapshot): Promise<TopicTree> {
    const name = `${snapshot.seq} ${snapshot.mark}`;
    const known = this.trees.get(name);
    const tree = known ?? this.pool.rows<TopicNode>(TOPIC_TREE, [snapshot.seq]).then(plantTree);
    this.trees.delete(name);
    this.trees.set(name, tree);
    if (!known) {
      tree.catch(() => this.trees.delete(name));
      const [oldest] = this.trees.keys();
      if (this.trees.size > KEPT_TREES && oldest !== undefined) this.trees.delete(oldest);
    }
    return tree;
  }

  async audienceLabels(view: View, keys: readonly { key: string; locale: string }[]): Promise<(string | null)[]> {
    const rows = await this.pool.rows<{ ord: number; label: string | null }>(AUDIENCE_LABELS, [
      view.snapshot.seq,
      keys.map((each) => asText(each.key)),
      keys.map((each) => asText(each.locale)),
      this.defaultLocale,
    ]);
    return inOrder(keys.length, rows, (row) => row.label);
  }

  private async scope(row: ScopeRow | undefined, snapshot: Snapshot): Promise<Scope> {
    if (!row?.found) return EMPTY_SCOPE;
    return {
      kinds: row.kinds,
      locales: row.locales,
      topics: row.topics === null ? null : expandTopics(await this.topics(snapshot), row.topics),
      audiences: row.audiences === null ? null : maskOf(row.bits, row.audiences) & ALL_AUDIENCES,
    };
  }
}
