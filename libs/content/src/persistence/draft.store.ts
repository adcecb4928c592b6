import { constraintOf, isUuid, type ProblemPath, UnitOfWork } from '#platform';
import { BODY_FORMAT, type Body, type Kind, TITLE_FIELD } from '../domain/kinds/kinds.js';
import type { ExtractedReference } from '../domain/kinds/references.js';
import { upcast } from '../domain/kinds/upcast.js';
import { DocumentExpunged, UnknownReference, VariantExists } from '../domain/refusals.js';
import type { ReviewOf, Variant } from '../domain/variant.js';
import { type KeptState, type State, STATES, stateAfter } from '../domain/workflow/workflow.js';
import { DraftVersionStore } from './draft-version.store.js';
import { PresenceStore } from './presence.store.js';
import { DocumentEntity } from './document.entity.js';
import { workflowState } from './standing.js';
import { VariantEntity } from './variant.entity.js';

export interface VariantKey {
  readonly documentId: string;
  readonly locale: string;
}

interface VariantRow {
  readonly document_id: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string | null;
  readonly draft: unknown;
  readonly draft_format: number;
  readonly draft_version: number;
  readonly based_on: number | null;
  readonly last_revision: number;
  readonly last_edition: number;
  readonly is_live: boolean;
  readonly created_at: Date;
  readonly saved_at: Date;
  readonly saved_by: string;
  readonly state: State;
  readonly workflow_state: KeptState;
  readonly due_on: string | null;
  readonly review: ReviewOf | null;
}

const VARIANT = `v.document_id, v.kind, v.locale, v.slug, v.draft, v.draft_format, v.draft_version, v.based_on, v.last_revision, v.last_edition,
  v.created_at, v.saved_at, v.saved_by, ${workflowState('v')} as state, v.workflow_state, v.due_on::text as due_on,
  (select jsonb_build_object('id', w.id, 'revision', w.revision, 'submittedBy', w.submitted_by, 'approvedBy', case when w.outcome = 'approved' then w.decided_by end) from content.review w where w.id = v.review) as review,
  exists (select 1 from delivery.listing l where l.document_id = v.document_id and l.locale = v.locale and l.to_seq is null) as is_live`;

/** Where a draft stands once it says something else. */
const FALLEN = JSON.stringify(Object.fromEntries(STATES.map((state) => [state, stateAfter('edit', state)])));

/** All SQL on documents, variants and their working copies. */
export class DraftStore {
  private readonly versions: DraftVersionStore;
  private readonly presence: PresenceStore;

  constructor(private readonly work: UnitOfWork) {
    this.versions = new DraftVersionStore(work);
    this.presence = new PresenceStore(work);
  }

  async insertDocument(document: { id: string; kind: Kind; at: Date; by: string }): Promise<void> {
    await this.work.manager.insert(DocumentEntity, {
      id: document.id,
      kind: document.kind,
      createdAt: document.at,
      createdBy: document.by,
    });
  }

  async insertVariant(
    variant: VariantKey & { kind: Kind; slug: string | null; draft: Body; at: Date; by: string },
    path: ProblemPath,
  ): Promise<void> {
    const { documentId, locale, kind, slug, draft, at, by } = variant;
    try {
      await this.work.manager.insert(VariantEntity, {
        documentId,
        locale,
        kind,
        slug,
        draft,
        draftFormat: BODY_FORMAT,
        draftVersion: 1,
        basedOn: null,
        lastRevision: 0,
        lastEdition: 0,
        createdAt: at,
        savedAt: at,
        savedBy: by,
      });
    } catch (error) {
      const broken = constraintOf(error);
      if (broken === 'variant_pkey') throw new VariantExists(documentId, locale, path);
      if (broken === 'variant_is_not_expunged') throw new DocumentExpunged(documentId, path);
      throw error;
    }
  }

  /**
   * False when the draft is no longer at the expected version: nothing is written then. What it said is kept for a while; whatever
   * was under way for what it said is over, unless it says the same.
   */
  async rewrite(
    variant: VariantKey & { expectedVersion: number; slug: string | null; draft: Body; at: Date; by: string },
  ): Promise<boolean> {
    const { documentId, locale, expectedVersion, slug, draft, at, by } = variant;
    await this.versions.keep(variant, at);
    const [written] = await this.work.rows<{ overtaken: string | null }>(
      `update content.variant v set slug = $4, draft = $5, draft_format = $6, draft_version = v.draft_version + 1, saved_at = $7, saved_by = $8,
         workflow_state = case when b.same then b.state else b.fallen end, review = case when b.same or b.fallen <> 'draft' then b.review end
       from (
         select workflow_state as state, $9::jsonb ->> workflow_state as fallen, review, draft = $5::jsonb and slug is not distinct from $4 as same
         from content.variant where document_id = $1 and locale = $2 and draft_version = $3 for no key update
       ) as b
       where v.document_id = $1 and v.locale = $2 and v.draft_version = $3
       returning case when v.review is distinct from b.review then b.review end as overtaken`,
      [documentId, locale, expectedVersion, slug, JSON.stringify(draft), BODY_FORMAT, at, by, FALLEN],
    );
    if (written?.overtaken)
      await this.work.rows(
        `update content.review set outcome = 'overtaken', decided_by = $2, decided_at = $3 where id = $1 and outcome is null`,
        [written.overtaken, by, at],
      );
    await this.presence.renew(variant, by, at);
    return written !== undefined;
  }

  /** The draft says what this revision says, which is the newest one when it is new. For a document that is held. */
  async growFrom({ documentId, locale, revision }: VariantKey & { readonly revision: number }): Promise<void> {
    await this.work.rows(
      'update content.variant set based_on = $3, last_revision = greatest(last_revision, $3) where document_id = $1 and locale = $2',
      [documentId, locale, revision],
    );
  }

  async replaceReferences(
    variant: VariantKey,
    references: readonly ExtractedReference[],
    path: ProblemPath,
  ): Promise<void> {
    await this.work.rows('delete from content.draft_reference where document_id = $1 and locale = $2', [
      variant.documentId,
      variant.locale,
    ]);
    await this.insertReferences(variant, references, path);
  }

  /** Of a variant that has none. */
  async insertReferences(
    variant: VariantKey,
    references: readonly ExtractedReference[],
    path: ProblemPath,
  ): Promise<void> {
    if (references.length === 0) return;
    const rows = references.map(({ ordinal, path: place, role, target }) => ({
      ordinal,
      path: JSON.stringify(place),
      role,
      target,
    }));
    try {
      await this.work.rows(
        `insert into content.draft_reference (document_id, locale, ordinal, path, role, target)
         select $1, $2, ordinal, path, role, target from jsonb_to_recordset($3) as r (ordinal int4, path text, role text, target uuid)`,
        [variant.documentId, variant.locale, JSON.stringify(rows)],
      );
    } catch (error) {
      if (constraintOf(error) !== 'draft_reference_target_fkey') throw error;
      throw new UnknownReference(references[0]?.target ?? '', path);
    }
  }

  async kindsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Kind>> {
    const rows = await this.work.rows<{ id: string; kind: Kind }>(
      'select id, kind from content.document where id = any ($1::uuid[])',
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row.kind]));
  }

  /** What documents are called, in the first of the locales that has a draft of them. */
  async titles(
    ids: readonly string[],
    locales: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly kind: Kind; readonly title: string | null }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.work.rows<{ id: string; kind: Kind; title: string | null }>(
      `select d.id, d.kind, t.title from unnest($1::uuid[]) as w (id) join content.document d using (id)
       left join lateral (
         select v.draft ->> ($3::jsonb ->> d.kind) as title from content.variant v
         where v.document_id = d.id and v.locale = any ($2::text[]) order by array_position($2::text[], v.locale::text) limit 1) t on true`,
      [ids, [...new Set(locales)], JSON.stringify(TITLE_FIELD)],
    );
    return new Map(rows.map(({ id, kind, title }) => [id, { kind, title }]));
  }

  async find(key: VariantKey): Promise<Variant | null> {
    const [variant] = await this.findMany([key]);
    return variant ?? null;
  }

  /** As `find`, and nobody else writes it until the transaction ends. */
  async hold({ documentId, locale }: VariantKey): Promise<Variant | null> {
    if (locale.includes('\0')) return null;
    const rows = await this.work.rows<VariantRow>(
      `select ${VARIANT} from content.variant v where v.document_id = $1 and v.locale = $2 for no key update of v`,
      [documentId, locale],
    );
    const [variant] = rows.map(variantOf);
    return variant ?? null;
  }

  async findMany(wanted: readonly VariantKey[]): Promise<readonly Variant[]> {
    // What names no row must not reach the driver: PostgreSQL takes neither U+0000 nor a malformed id.
    const keys = wanted.filter(({ documentId, locale }) => isUuid(documentId) && !locale.includes('\0'));
    const rows = await this.work.rows<VariantRow>(
      `select ${VARIANT} from unnest($1::uuid[], $2::text[]) as k (document_id, locale) join content.variant v using (document_id, locale)`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale)],
    );
    return rows.map(variantOf);
  }

  async variantsOf(documentId: string): Promise<readonly Variant[]> {
    const rows = await this.work.rows<VariantRow>(
      `select ${VARIANT} from content.variant v where v.document_id = $1 order by v.locale`,
      [documentId],
    );
    return rows.map(variantOf);
  }

  /** Newest saves first; `after` is the last one of the previous page. */
  async list(filter: {
    kind: Kind;
    locale: string;
    first: number;
    after: { savedAt: string; documentId: string } | null;
  }): Promise<readonly Variant[]> {
    const rows = await this.work.rows<VariantRow>(
      `select ${VARIANT} from content.variant v where v.kind = $1 and v.locale = $2 and (v.saved_at, v.document_id) < ($3::timestamptz, $4::uuid)
       order by v.saved_at desc, v.document_id desc limit $5`,
      [
        filter.kind,
        filter.locale,
        filter.after?.savedAt ?? 'infinity',
        filter.after?.documentId ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
        filter.first,
      ],
    );
    return rows.map(variantOf);
  }

  async draftTargets(wanted: readonly VariantKey[]): Promise<readonly string[]> {
    const keys = wanted.filter(({ locale }) => !locale.includes('\0'));
    const rows = await this.work.rows<{ target: string }>(
      `select distinct r.target from unnest($1::uuid[], $2::text[]) as k (document_id, locale) join content.draft_reference r using (document_id, locale)`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale)],
    );
    return rows.map((row) => row.target);
  }

  /** Whether a slug is in use by another variant of this kind and locale, live or drafted. */
  async slugInUse(kind: Kind, locale: string, slug: string, except: string): Promise<boolean> {
    const rows = await this.work.rows(
      `select 1 from content.variant where kind = $1 and locale = $2 and slug = $3 and document_id <> $4
       union all select 1 from delivery.listing where kind = $1 and locale = $2 and slug = $3 and to_seq is null and document_id <> $4 limit 1`,
      [kind, locale, slug, except],
    );
    return rows.length > 0;
  }
}

function variantOf(row: VariantRow): Variant {
  return {
    documentId: row.document_id,
    kind: row.kind,
    locale: row.locale,
    slug: row.slug,
    draft: upcast(row.kind, row.draft, row.draft_format),
    draftVersion: row.draft_version,
    basedOn: row.based_on,
    lastRevision: row.last_revision,
    lastEdition: row.last_edition,
    liveEdition: row.is_live ? row.last_edition : null,
    createdAt: row.created_at.toISOString(),
    savedAt: row.saved_at.toISOString(),
    savedBy: row.saved_by,
    dueOn: row.due_on,
    state: row.state,
    unscheduled: row.workflow_state,
    review: row.review,
  };
}
