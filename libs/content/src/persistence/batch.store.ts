import { UnitOfWork } from '#platform';
import { BODY_FORMAT, type Body, type Kind } from '../domain/kinds/kinds.js';
import type { ExtractedReference } from '../domain/kinds/references.js';
import type { VariantKey } from './draft.store.js';
import { inPieces } from './pieces.js';

interface Writing {
  readonly at: Date;
  readonly by: string;
}

export interface NewVariant extends VariantKey {
  readonly kind: Kind;
  readonly slug: string;
  readonly body: Body;
  /** Hex. */
  readonly hash: string;
  readonly references: readonly ExtractedReference[];
}

/** Where a variant stands, without what it says. */
export interface Standing extends VariantKey {
  readonly kind: Kind;
  readonly draftVersion: number;
  readonly lastEdition: number;
  readonly isLive: boolean;
  readonly savedBy: string;
}

/** SQL that makes many variants at once, for a transaction that makes tens of thousands. */
export class BatchStore {
  constructor(private readonly work: UnitOfWork) {}

  async insertDocuments(
    documents: readonly { readonly id: string; readonly kind: Kind }[],
    { at, by }: Writing,
  ): Promise<void> {
    await this.work.rows(
      `insert into content.document (id, kind, created_at, created_by) select id, kind, $3, $4 from unnest($1::uuid[], $2::text[]) as d (id, kind)`,
      [documents.map(({ id }) => id), documents.map(({ kind }) => kind), at, by],
    );
  }

  /** Variants with their drafts and what these refer to, and revision 1 of each, which says the same. */
  async insertVariants(variants: readonly NewVariant[], { at, by }: Writing): Promise<void> {
    const rows = variants.map(({ references: _references, ...variant }) => variant);
    for (const piece of inPieces(rows))
      await this.work.rows(
        `with given as (
           select * from jsonb_to_recordset($1) as v ("documentId" uuid, locale text, kind text, slug text, body jsonb, hash text)
         ), made as (
           insert into content.variant (document_id, locale, kind, slug, draft, draft_format, draft_version, based_on, last_revision, last_edition, created_at, saved_at, saved_by)
           select "documentId", locale, kind, slug, body, $2, 1, 1, 1, 0, $3, $3, $4 from given
         )
         insert into content.revision (document_id, locale, number, slug, body, body_format, hash, author, note, based_on, created_at)
         select "documentId", locale, 1, slug, body, $2, decode(hash, 'hex'), $4, null, null, clock_timestamp() from given`,
        [piece, BODY_FORMAT, at, by],
      );
    const references = variants.flatMap(({ documentId, locale, references: list }) =>
      list.map(({ ordinal, path, role, target, pinLocale, pinEdition }) => ({
        documentId,
        locale,
        ordinal,
        path: JSON.stringify(path),
        role,
        target,
        pinLocale,
        pinEdition,
      })),
    );
    for (const piece of inPieces(references))
      await this.work.rows(
        `with given as (
           select * from jsonb_to_recordset($1) as r ("documentId" uuid, locale text, ordinal int4, path text, role text, target uuid, "pinLocale" text, "pinEdition" int4)
         ), drafted as (
           insert into content.draft_reference (document_id, locale, ordinal, path, role, target)
           select "documentId", locale, ordinal, path, role, target from given
         )
         insert into content.reference (document_id, locale, revision, ordinal, path, role, target, pin_locale, pin_edition)
         select "documentId", locale, 1, ordinal, path, role, target, "pinLocale", "pinEdition" from given`,
        [piece],
      );
  }

  async standings(keys: readonly VariantKey[]): Promise<ReadonlyMap<string, Standing>> {
    const rows = await this.work.rows<Standing>(
      `select v.document_id as "documentId", v.locale, v.kind, v.draft_version as "draftVersion", v.last_edition as "lastEdition", v.saved_by as "savedBy",
         exists (select from delivery.listing l where l.document_id = v.document_id and l.locale = v.locale and l.to_seq is null) as "isLive"
       from unnest($1::uuid[], $2::text[]) as k (document_id, locale) join content.variant v using (document_id, locale)`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale)],
    );
    return new Map(rows.map((row) => [`${row.documentId} ${row.locale}`, row]));
  }

  /** Of these variants, those that were expunged, as `document locale`. */
  async expunged(keys: readonly VariantKey[]): Promise<ReadonlySet<string>> {
    const rows = await this.work.rows<VariantKey>(
      `select k.document_id as "documentId", k.locale from unnest($1::uuid[], $2::text[]) as k (document_id, locale)
       where exists (select from content.tombstone t where t.document_id = k.document_id and (t.locale is null or t.locale = k.locale))`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale)],
    );
    return new Set(rows.map(({ documentId, locale }) => `${documentId} ${locale}`));
  }

  /** Of these slugs, those that a draft or something live has, as `kind locale slug`. */
  async slugsInUse(
    wanted: readonly { readonly kind: Kind; readonly locale: string; readonly slug: string }[],
  ): Promise<readonly string[]> {
    const rows = await this.work.rows<{ name: string }>(
      `select w.kind || ' ' || w.locale || ' ' || w.slug as name from unnest($1::text[], $2::text[], $3::text[]) as w (kind, locale, slug)
       where exists (select from content.variant v where v.kind = w.kind and v.locale = w.locale collate "C" and v.slug = w.slug)
          or exists (select from delivery.listing l where l.kind = w.kind collate "C" and l.locale = w.locale collate "C" and l.slug = w.slug collate "C" and l.to_seq is null)`,
      [wanted.map((each) => each.kind), wanted.map((each) => each.locale), wanted.map((each) => each.slug)],
    );
    return rows.map((row) => row.name);
  }
}
