import { UnitOfWork } from '#platform';
import { BODY_FORMAT, type Body } from '../domain/kinds/kinds.js';
import type { ExtractedReference } from '../domain/kinds/references.js';
import { STATES, stateAfter } from '../domain/workflow/workflow.js';
import type { VariantKey } from './draft.store.js';
import { inPieces } from './pieces.js';

/** A draft that says something else from now on. */
export interface Redraft extends VariantKey {
  readonly body: Body;
  readonly references: readonly ExtractedReference[];
}

/** An approved release that holds what a change touches: it was approved with what was public then. */
export interface PinningRelease {
  readonly releaseId: string;
  /** Null: made to schedule one document. */
  readonly name: string | null;
  readonly variants: number;
}

/** Where a draft stands once it says something else. */
const FALLEN = JSON.stringify(Object.fromEntries(STATES.map((state) => [state, stateAfter('edit', state)])));

const KEYS = (keys: readonly VariantKey[]) => [keys.map((key) => key.documentId), keys.map((key) => key.locale)];

/** SQL on many variants at once. Whoever writes holds their documents, and then them. */
export class BulkStore {
  constructor(private readonly work: UnitOfWork) {}

  /** Variants whose draft, or whose live edition, refers to a document itself. */
  async hosts(target: string, most: number): Promise<readonly VariantKey[]> {
    return this.work.rows<VariantKey>(
      `select r.document_id as "documentId", r.locale from content.draft_reference r where r.target = $1
       union
       select r.document_id, r.locale from delivery.reference r
       join delivery.listing l on l.document_id = r.document_id and l.locale = r.locale and l.to_seq is null
       where r.target = $1 and r.from_seq = (select max(e.from_seq) from delivery.edition_row e where e.document_id = r.document_id and e.locale = r.locale)
       order by 1, 2 limit $2`,
      [target, most],
    );
  }

  /** The revision that the public sees of each variant that is live, by `document locale`. */
  async liveRevisions(keys: readonly VariantKey[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.work.rows<VariantKey & { readonly revision: number }>(
      `select v.document_id as "documentId", v.locale, e.revision from unnest($1::uuid[], $2::text[]) as k (document_id, locale)
       join content.variant v using (document_id, locale)
       join delivery.listing l on l.document_id = v.document_id and l.locale = v.locale and l.to_seq is null
       join content.edition e on e.document_id = v.document_id and e.locale = v.locale and e.number = v.last_edition`,
      KEYS(keys),
    );
    return new Map(rows.map(({ documentId, locale, revision }) => [`${documentId} ${locale}`, revision]));
  }

  /** Locales in which a document is live. */
  async liveLocales(documentId: string): Promise<readonly string[]> {
    const rows = await this.work.rows<{ locale: string }>(
      'select locale from delivery.listing where document_id = $1 and to_seq is null order by locale',
      [documentId],
    );
    return rows.map((row) => row.locale);
  }

  /** Handles of partners who may see what is filed under a topic, and would not see it under another one. */
  async losing(topic: string, into: string): Promise<readonly string[]> {
    const rows = await this.work.rows<{ handle: string }>(
      `with recursive upward (id) as (
         select $2::uuid
         union
         select b.document_id from upward u join delivery.topic_node n on n.document_id = u.id
         join delivery.topic_tree t on t.topic = n.topic and t.to_seq is null join delivery.topic_node b on b.topic = t.broader
         where b.document_id <> $1
       )
       select p.handle from access.partner_scope s join access.partner p on p.id = s.partner_id
       where s.to_seq is null and $1::uuid = any (s.topics) and not s.topics && array(select id from upward) order by p.handle`,
      [topic, into],
    );
    return rows.map((row) => row.handle);
  }

  async pinningReleases(keys: readonly VariantKey[]): Promise<readonly PinningRelease[]> {
    if (keys.length === 0) return [];
    return this.work.rows<PinningRelease>(
      `select r.id as "releaseId", r.name, count(*)::int4 as variants from unnest($1::uuid[], $2::text[]) as k (document_id, locale)
       join content.release_item i using (document_id, locale) join content.release r on r.id = i.release_id
       where r.state = 'APPROVED' group by r.id, r.name order by r.name, r.id`,
      KEYS(keys),
    );
  }

  /** From here on nobody saves these drafts. */
  async hold(keys: readonly VariantKey[]): Promise<void> {
    await this.work.rows(
      `select from content.variant v join unnest($1::uuid[], $2::text[]) as k (document_id, locale) using (document_id, locale)
       order by v.document_id, v.locale for no key update of v`,
      KEYS(keys),
    );
  }

  /** What the drafts said is kept for a while; a review of it is over. The slugs stay. */
  async redraft(drafts: readonly Redraft[], { at, by }: { readonly at: Date; readonly by: string }): Promise<void> {
    const keys = drafts.map(({ documentId, locale }) => ({ documentId, locale }));
    await this.work.rows(
      `insert into content.draft_version (document_id, locale, version, slug, draft, draft_format, saved_at, saved_by, replaced_at)
       select v.document_id, v.locale, v.draft_version, v.slug, v.draft, v.draft_format, v.saved_at, v.saved_by, $3
       from content.variant v join unnest($1::uuid[], $2::text[]) as k (document_id, locale) using (document_id, locale)
       on conflict on constraint draft_version_pkey do nothing`,
      [...KEYS(keys), at],
    );
    await this.work.rows(
      `update content.review r set outcome = 'overtaken', decided_by = $3, decided_at = $4
       from content.variant v join unnest($1::uuid[], $2::text[]) as k (document_id, locale) using (document_id, locale)
       where r.id = v.review and r.outcome is null and $5::jsonb ->> v.workflow_state = 'draft'`,
      [...KEYS(keys), by, at, FALLEN],
    );
    for (const piece of inPieces(drafts.map(({ documentId, locale, body }) => ({ documentId, locale, body }))))
      await this.work.rows(
        `update content.variant v set draft = d.body, draft_format = $2, draft_version = v.draft_version + 1, saved_at = $3, saved_by = $4,
           workflow_state = $5::jsonb ->> v.workflow_state, review = case when $5::jsonb ->> v.workflow_state = 'draft' then null else v.review end
         from jsonb_to_recordset($1) as d ("documentId" uuid, locale text, body jsonb)
         where v.document_id = d."documentId" and v.locale = d.locale`,
        [piece, BODY_FORMAT, at, by, FALLEN],
      );
    await this.work.rows(
      `delete from content.draft_reference r using unnest($1::uuid[], $2::text[]) as k (document_id, locale)
       where r.document_id = k.document_id and r.locale = k.locale`,
      KEYS(keys),
    );
    const references = drafts.flatMap(({ documentId, locale, references: list }) =>
      list.map(({ ordinal, path, role, target }) => ({
        documentId,
        locale,
        ordinal,
        path: JSON.stringify(path),
        role,
        target,
      })),
    );
    for (const piece of inPieces(references))
      await this.work.rows(
        `insert into content.draft_reference (document_id, locale, ordinal, path, role, target)
         select "documentId", locale, ordinal, path, role, target
         from jsonb_to_recordset($1) as r ("documentId" uuid, locale text, ordinal int4, path text, role text, target uuid)`,
        [piece],
      );
  }

  /** Revisions have been written; these drafts say what theirs says. */
  async growFrom(
    grown: readonly (VariantKey & { readonly revision: number; readonly drafted: boolean })[],
  ): Promise<void> {
    await this.work.rows(
      `update content.variant v set last_revision = greatest(v.last_revision, g.revision), based_on = case when g.drafted then g.revision else v.based_on end
       from jsonb_to_recordset($1) as g ("documentId" uuid, locale text, revision int4, drafted boolean)
       where v.document_id = g."documentId" and v.locale = g.locale`,
      [JSON.stringify(grown)],
    );
  }
}
