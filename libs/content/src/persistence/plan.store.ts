import { UnitOfWork } from '#platform';
import type { Kind } from '../domain/kinds/kinds.js';
import { ROLES, type ReferenceRole } from '../domain/kinds/shapes.js';
import type { VariantKey } from './draft.store.js';

/** A live variant that refers to something that a plan changes, itself or through others that show it. */
export interface Dependent extends VariantKey {
  readonly kind: Kind;
  readonly slug: string;
  /** In what roles it refers to it; empty where only others that it shows do. */
  readonly roles: readonly ReferenceRole[];
  /** Its own page shows what changes. */
  readonly shows: boolean;
}

const CARRIED_ROLES = Object.entries(ROLES).flatMap(([name, role]) => (role.carried ? [name] : []));

/** What else a plan touches. */
export class PlanStore {
  constructor(private readonly work: UnitOfWork) {}

  /**
   * Hosts see a target in their own locale, else in the default one. Whoever shows a host that shows the target shows the target
   * too; whoever only links to it does not.
   */
  async dependents(changing: readonly VariantKey[], defaultLocale: string): Promise<readonly Dependent[]> {
    if (changing.length === 0) return [];
    return this.work.rows<Dependent>(
      `with recursive changing as (
         select * from unnest($1::uuid[], $2::text[]) as c (document_id, locale)
       ), host (document_id, locale, role, shows) as (
         select r.document_id, r.locale::text, r.role::text, r.role = any ($4::text[])
         from changing c join delivery.reference r on r.target = c.document_id and (r.locale = c.locale or c.locale = $3)
         join delivery.listing l on l.document_id = r.document_id and l.locale = r.locale and l.to_seq is null
         where r.from_seq = (select max(e.from_seq) from delivery.edition_row e where e.document_id = r.document_id and e.locale = r.locale)
         union
         select r.document_id, r.locale::text, null, true
         from host h join delivery.reference r on r.target = h.document_id and r.locale = h.locale and r.role = any ($4::text[])
         join delivery.listing l on l.document_id = r.document_id and l.locale = r.locale and l.to_seq is null
         where h.shows and r.from_seq = (select max(e.from_seq) from delivery.edition_row e where e.document_id = r.document_id and e.locale = r.locale)
       )
       select l.document_id as "documentId", l.locale, l.kind, l.slug, bool_or(h.shows) as shows,
         coalesce(array_agg(distinct h.role order by h.role) filter (where h.role is not null), '{}') as roles
       from host h join delivery.listing l on l.document_id = h.document_id and l.locale = h.locale and l.to_seq is null
       where not exists (select from changing c where c.document_id = h.document_id and c.locale = h.locale)
       group by l.document_id, l.locale, l.kind, l.slug
       order by bool_or(h.shows) desc, l.kind, l.slug, l.document_id, l.locale`,
      [changing.map((each) => each.documentId), changing.map((each) => each.locale), defaultLocale, CARRIED_ROLES],
    );
  }

  /** Whether a notice is live besides these. */
  async otherNoticeLive(leaving: readonly VariantKey[]): Promise<boolean> {
    const [row] = await this.work.rows<{ live: boolean }>(
      `select exists (select from delivery.listing l where l.kind = 'notice' and l.to_seq is null
         and not exists (select from unnest($1::uuid[], $2::text[]) as g (document_id, locale) where g.document_id = l.document_id and g.locale = l.locale)) as live`,
      [leaving.map((each) => each.documentId), leaving.map((each) => each.locale)],
    );
    return row?.live ?? false;
  }

  /** Where each topic hangs now. */
  async broaderTopics(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.work.rows<{ id: string; broader: string }>(
      `select n.document_id as id, b.document_id as broader from delivery.topic_tree t
       join delivery.topic_node n on n.topic = t.topic join delivery.topic_node b on b.topic = t.broader where t.to_seq is null`,
    );
    return new Map(rows.map((row) => [row.id, row.broader]));
  }
}
