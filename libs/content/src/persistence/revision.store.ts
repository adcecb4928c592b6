import { isUuid, type ProblemPath, UnitOfWork } from '#platform';
import { type Body, type Kind, titleOf } from '../domain/kinds/kinds.js';
import type { ExtractedReference } from '../domain/kinds/references.js';
import type { ReferenceRole } from '../domain/kinds/shapes.js';
import { upcast } from '../domain/kinds/upcast.js';
import type { FrozenBody, Revision, RevisionReference, RevisionSummary } from '../domain/variant.js';
import type { VariantKey } from './draft.store.js';
import { inPieces } from './pieces.js';

export interface RevisionKey extends VariantKey {
  readonly number: number;
}

/** A revision that is to be written. */
export interface NewRevision extends RevisionKey {
  readonly slug: string | null;
  readonly body: object;
  readonly bodyFormat: number;
  /** Hex. */
  readonly hash: string;
  readonly note: string | null;
  readonly basedOn: number | null;
  readonly references: readonly ExtractedReference[];
}

/** A revision as it is stored, in the format of its day. */
export interface StoredRevision {
  readonly slug: string | null;
  readonly body: unknown;
  readonly bodyFormat: number;
  readonly hash: string;
}

interface SummaryRow {
  readonly number: number;
  readonly slug: string | null;
  readonly body_format: number;
  readonly hash: Buffer;
  readonly author: string;
  readonly note: string | null;
  readonly based_on: number | null;
  readonly created_at: Date;
  readonly editions: number[];
}

const SUMMARY = `r.number, r.slug, r.body_format, r.hash, r.author, r.note, r.based_on, r.created_at,
  array(select e.number from content.edition e where e.document_id = r.document_id and e.locale = r.locale and e.revision = r.number order by e.number) as editions`;

/** All SQL on what was frozen. It is written once, with the document locked, so that numbers have no gap. */
export class RevisionStore {
  constructor(private readonly work: Pick<UnitOfWork, 'rows'>) {}

  /** Those that there are. */
  async bodies(wanted: readonly RevisionKey[]): Promise<readonly FrozenBody[]> {
    const keys = wanted.filter(isKey);
    if (keys.length === 0) return [];
    const rows = await this.work.rows<{
      document_id: string;
      locale: string;
      number: number;
      kind: Kind;
      slug: string | null;
      body: unknown;
      body_format: number;
      hash: Buffer;
    }>(
      `select r.document_id, r.locale, r.number, d.kind, r.slug, r.body, r.body_format, r.hash
       from unnest($1::uuid[], $2::text[], $3::int4[]) as k (document_id, locale, number)
       join content.revision r using (document_id, locale, number) join content.document d on d.id = r.document_id`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale), keys.map((key) => key.number)],
    );
    return rows.map((row) => ({
      documentId: row.document_id,
      kind: row.kind,
      locale: row.locale,
      number: row.number,
      slug: row.slug,
      body: upcast(row.kind, row.body, row.body_format),
      hash: row.hash.toString('hex'),
    }));
  }

  /** What these revisions refer to. */
  async targets(wanted: readonly RevisionKey[]): Promise<readonly string[]> {
    const keys = wanted.filter(isKey);
    if (keys.length === 0) return [];
    const rows = await this.work.rows<{ target: string }>(
      `select distinct r.target from unnest($1::uuid[], $2::text[], $3::int4[]) as k (document_id, locale, revision)
       join content.reference r using (document_id, locale, revision)`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale), keys.map((key) => key.number)],
    );
    return rows.map((row) => row.target);
  }

  async write(revisions: readonly NewRevision[], author: string): Promise<void> {
    const rows = revisions.map(({ references: _references, ...revision }) => revision);
    for (const piece of inPieces(rows))
      await this.work.rows(
        `insert into content.revision (document_id, locale, number, slug, body, body_format, hash, author, note, based_on, created_at)
       select "documentId", locale, number, slug, body, "bodyFormat", decode(hash, 'hex'), $2, note, "basedOn", clock_timestamp()
       from jsonb_to_recordset($1) as r ("documentId" uuid, locale text, number int4, slug text, body jsonb, "bodyFormat" int2, hash text, note text, "basedOn" int4)`,
        [piece, author],
      );
    const references = revisions.flatMap(({ documentId, locale, number, references: list }) =>
      list.map(({ ordinal, path, role, target, pinLocale, pinEdition }) => ({
        documentId,
        locale,
        number,
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
        `insert into content.reference (document_id, locale, revision, ordinal, path, role, target, pin_locale, pin_edition)
       select "documentId", locale, number, ordinal, path, role, target, "pinLocale", "pinEdition"
       from jsonb_to_recordset($1) as r ("documentId" uuid, locale text, number int4, ordinal int4, path text, role text, target uuid, "pinLocale" text, "pinEdition" int4)`,
        [piece],
      );
  }

  /** Without what they say: a page costs the same however long they are, and however many there are. Newest first. */
  async list(key: VariantKey, page: { first: number; before: number | null }): Promise<readonly RevisionSummary[]> {
    const rows = await this.work.rows<SummaryRow>(
      `select ${SUMMARY} from content.revision r where r.document_id = $1 and r.locale = $2 and r.number < $3 order by r.number desc limit $4`,
      [key.documentId, key.locale, page.before ?? 2_147_483_647, page.first],
    );
    return rows.map((row) => summaryOf(key, row));
  }

  /** Number of the revision that the public sees, null when the variant is not live. */
  async live({ documentId, locale }: VariantKey): Promise<number | null> {
    const [row] = await this.work.rows<{ revision: number }>(
      `select e.revision from content.variant v join content.edition e on e.document_id = v.document_id and e.locale = v.locale and e.number = v.last_edition
       where v.document_id = $1 and v.locale = $2
       and exists (select from delivery.listing l where l.document_id = v.document_id and l.locale = v.locale and l.to_seq is null)`,
      [documentId, locale],
    );
    return row?.revision ?? null;
  }

  async find(key: RevisionKey): Promise<Revision | null> {
    if (!isKey(key)) return null;
    const [row] = await this.work.rows<SummaryRow & { kind: Kind; body: unknown }>(
      `select ${SUMMARY}, r.body, d.kind from content.revision r join content.document d on d.id = r.document_id
       where r.document_id = $1 and r.locale = $2 and r.number = $3`,
      [key.documentId, key.locale, key.number],
    );
    return row ? { ...summaryOf(key, row), kind: row.kind, body: upcast(row.kind, row.body, row.body_format) } : null;
  }

  async stored(key: RevisionKey): Promise<StoredRevision | null> {
    if (!isKey(key)) return null;
    const [row] = await this.work.rows<{ slug: string | null; body: unknown; body_format: number; hash: Buffer }>(
      'select slug, body, body_format, hash from content.revision where document_id = $1 and locale = $2 and number = $3',
      [key.documentId, key.locale, key.number],
    );
    return row ? { slug: row.slug, body: row.body, bodyFormat: row.body_format, hash: row.hash.toString('hex') } : null;
  }

  /**
   * What a revision refers to, and how each target stood when it was frozen: of one that went public, as of its first
   * publication, else as of the last publication before it. A target is seen in the host's locale, else in the default one.
   */
  async references(key: RevisionKey, defaultLocale: string): Promise<readonly RevisionReference[]> {
    const rows = await this.work.rows<{
      ordinal: number;
      path: string;
      role: ReferenceRole;
      target: string;
      kind: Kind;
      pin_locale: string | null;
      pin_edition: number | null;
      locale: string | null;
      edition: number | null;
      slug: string | null;
      card: Body | null;
    }>(
      `with moment as (
         select coalesce(
           (select min(e.seq) from content.edition e where e.document_id = $1 and e.locale = $2 and e.revision = $3),
           (select max(p.seq) from ledger.publication p where p.at <= r.created_at)) as seq
         from content.revision r where r.document_id = $1 and r.locale = $2 and r.number = $3
       )
       select r.ordinal, r.path, r.role, r.target, d.kind, r.pin_locale, r.pin_edition, s.locale, s.edition, s.slug, s.card
       from content.reference r cross join moment m join content.document d on d.id = r.target
       left join lateral (
         select l.locale, l.slug, e.edition, e.card
         from delivery.listing l
         cross join lateral (
           select x.edition, x.card from delivery.edition_row x
           where x.document_id = l.document_id and x.locale = l.locale and x.from_seq <= m.seq and (r.pin_edition is null or x.edition = r.pin_edition)
           order by x.from_seq desc limit 1) e
         where l.document_id = r.target and l.locale in (coalesce(r.pin_locale, $2), coalesce(r.pin_locale, $4))
           and l.from_seq <= m.seq and (l.to_seq is null or l.to_seq > m.seq)
         order by (l.locale = coalesce(r.pin_locale, $2)) desc limit 1) s on true
       where r.document_id = $1 and r.locale = $2 and r.revision = $3 order by r.ordinal`,
      [key.documentId, key.locale, key.number, defaultLocale],
    );
    return rows.map((row) => ({
      path: JSON.parse(row.path) as ProblemPath,
      role: row.role,
      target: row.target,
      kind: row.kind,
      pinLocale: row.pin_locale,
      pinEdition: row.pin_edition,
      then:
        row.locale === null || row.edition === null || row.slug === null
          ? null
          : { locale: row.locale, edition: row.edition, slug: row.slug, title: titleThen(row.kind, row.card) },
    }));
  }
}

function summaryOf(key: VariantKey, row: SummaryRow): RevisionSummary {
  return {
    documentId: key.documentId,
    locale: key.locale,
    number: row.number,
    slug: row.slug,
    bodyFormat: row.body_format,
    hash: row.hash.toString('hex'),
    author: row.author,
    note: row.note,
    basedOn: row.based_on,
    createdAt: row.created_at.toISOString(),
    editions: row.editions,
  };
}

/** A card has the fields as they were stored: what named a document in an older format is only found where it was called the same. */
function titleThen(kind: Kind, card: Body | null): string | null {
  return card && titleOf(kind, card);
}

function isKey({ documentId, locale, number }: RevisionKey): boolean {
  return isUuid(documentId) && !locale.includes('\0') && isInt4(number);
}

function isInt4(number: number): boolean {
  return Number.isInteger(number) && number > 0 && number <= 2_147_483_647;
}
