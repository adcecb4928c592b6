import type { Kind } from '#content';
import type { UnitOfWork } from '#platform';
import { allows, ALL_AUDIENCES, maskOf, type Scoped } from './domain/scope.js';
import { scopeOf, type ScopeRow } from './domain/scope-row.js';
import { plantTree, type TopicNode } from './domain/topics.js';
import type { AudienceBits } from './domain/view.js';

/** What a document would be filed under once it is public. */
export interface Filed {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly audiences: readonly string[];
  readonly topics: readonly string[];
}

/** How far a change of the public goes: for editors, with their login, by the very predicate that reads go by. */
export class PartnerReach {
  constructor(private readonly work: UnitOfWork) {}

  /** How many partners may see any of what is live now, or would be. The partner `public` is one of them. */
  async partners(
    live: readonly { readonly documentId: string; readonly locale: string }[],
    filed: readonly Filed[],
  ): Promise<number> {
    if (live.length + filed.length === 0) return 0;
    const tree = plantTree(await this.topics());
    const bits = await this.bits();
    const listed = await this.listed(live);
    const seen: readonly Scoped[] = [
      ...listed.map(({ documentId, ...row }) => ({ ...row, ownTopic: tree.numbers.get(documentId) ?? null })),
      ...filed.map(({ documentId, kind, locale, audiences, topics }) => ({
        kind,
        locale,
        audience: maskOf(bits, audiences) & ALL_AUDIENCES,
        topics: topics.flatMap((topic) => tree.numbers.get(topic) ?? []),
        ownTopic: tree.numbers.get(documentId) ?? null,
      })),
    ];
    const scopes = await this.work.rows<ScopeRow>(
      `select s.kinds, s.topics::text[] as topics, s.audiences, s.locales from access.partner_scope s
       join access.partner p on p.id = s.partner_id where s.to_seq is null and p.closed_at is null`,
    );
    return scopes.filter((row) => {
      const scope = scopeOf(row, tree, bits);
      return seen.some((document) => allows(scope, document));
    }).length;
  }

  private async listed(
    keys: readonly { readonly documentId: string; readonly locale: string }[],
  ): Promise<readonly (Omit<Scoped, 'ownTopic'> & { readonly documentId: string })[]> {
    return this.work.rows(
      `select l.document_id as "documentId", l.kind, l.locale, l.audience::int4 as audience, l.topics
       from unnest($1::uuid[], $2::text[]) as k (document_id, locale) join delivery.listing l using (document_id, locale) where l.to_seq is null`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale)],
    );
  }

  private async topics(): Promise<readonly TopicNode[]> {
    return this.work.rows<TopicNode>(
      `select n.topic, n.document_id::text as "documentId", t.broader from delivery.topic_node n
       left join delivery.topic_tree t on t.topic = n.topic and t.to_seq is null`,
    );
  }

  private async bits(): Promise<AudienceBits> {
    const rows = await this.work.rows<{ key: string; bit: number }>('select key, bit from delivery.audience');
    return Object.fromEntries(rows.map(({ key, bit }) => [key, bit]));
  }
}
