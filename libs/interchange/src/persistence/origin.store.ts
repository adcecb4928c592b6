import type { Kind } from '#content';
import { UnitOfWork } from '#platform';
import type { KnownOrigin } from '../domain/match.js';

export interface Origin extends KnownOrigin {
  readonly draftVersion: number;
}

/** Version of a draft that an import has never written: a change on the page is then always a conflict. */
export const NOT_OURS = 0;

/** All SQL on schema interchange. */
export class OriginStore {
  constructor(private readonly work: UnitOfWork) {}

  /** Two imports of one page take turns. */
  async lockPage(page: string, locale: string): Promise<void> {
    await this.work.rows('select pg_advisory_xact_lock(hashtextextended($1, 7105406))', [`${locale} ${page}`]);
  }

  /** Two imports that may bring the same new hotline take turns, so that the second one finds it. */
  async lockNotices(locale: string): Promise<void> {
    await this.work.rows('select pg_advisory_xact_lock(hashtextextended($1, 7105408))', [locale]);
  }

  async documentsOf(pages: readonly string[], locale: string): Promise<readonly string[]> {
    const rows = await this.work.rows<{ id: string }>(
      'select distinct document_id as id from interchange.origin where page = any ($1::text[]) and locale = $2',
      [pages, locale],
    );
    return rows.map((row) => row.id);
  }

  async origins(page: string, locale: string): Promise<readonly (Origin & { kind: Kind })[]> {
    return this.work.rows(
      `select o.place, encode(o.hash, 'hex') as hash, o.document_id as "documentId", o.draft_version as "draftVersion", v.kind,
         coalesce(v.draft ->> 'title', v.draft ->> 'myth', v.draft ->> 'statement', v.draft ->> 'name', '') as title
       from interchange.origin o join content.variant v on v.document_id = o.document_id and v.locale = o.locale
       where o.page = $1 and o.locale = $2 order by o.place`,
      [page, locale],
    );
  }

  /** What the page holds from now on; places that it no longer has are forgotten, their documents are not touched. */
  async replace(
    page: string,
    locale: string,
    at: Date,
    origins: readonly Pick<Origin, 'place' | 'hash' | 'documentId' | 'draftVersion'>[],
  ): Promise<void> {
    await this.work.rows('delete from interchange.origin where page = $1 and locale = $2', [page, locale]);
    await this.work.rows(
      `insert into interchange.origin (page, locale, place, hash, document_id, draft_version, imported_at)
       select $1, $2, place, decode(hash, 'hex'), "documentId", "draftVersion", $4
       from jsonb_to_recordset($3) as o (place text, hash text, "documentId" uuid, "draftVersion" int4)`,
      [page, locale, JSON.stringify(origins), at],
    );
  }

  /** Rows that came from a system, by `id locale`. */
  async rowsOf(
    system: string,
  ): Promise<
    ReadonlyMap<string, { readonly documentId: string; readonly hash: string; readonly draftVersion: number }>
  > {
    const rows = await this.work.rows<{
      id: string;
      locale: string;
      hash: string;
      documentId: string;
      draftVersion: number;
    }>(
      `select place as id, locale, encode(hash, 'hex') as hash, document_id as "documentId", draft_version as "draftVersion"
       from interchange.origin where page = $1`,
      [system],
    );
    return new Map(rows.map(({ id, locale, ...origin }) => [`${id} ${locale}`, origin]));
  }

  async keepRows(
    system: string,
    rows: readonly {
      readonly id: string;
      readonly locale: string;
      readonly hash: string;
      readonly documentId: string;
      readonly draftVersion: number;
    }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await this.work.rows(
      `insert into interchange.origin (page, locale, place, hash, document_id, draft_version, imported_at)
       select $1, locale, id, decode(hash, 'hex'), "documentId", "draftVersion", clock_timestamp()
       from jsonb_to_recordset($2) as o (id text, locale text, hash text, "documentId" uuid, "draftVersion" int4)
       on conflict (page, locale, place) do update set hash = excluded.hash, draft_version = excluded.draft_version, imported_at = excluded.imported_at`,
      [system, JSON.stringify(rows)],
    );
  }

  /** Notices of the locale with the numbers that they answer, to find one by its number. */
  async notices(locale: string): Promise<readonly { documentId: string; numbers: readonly string[] }[]> {
    const rows = await this.work.rows<{
      documentId: string;
      phone: string | null;
      text: string | null;
      tty: string | null;
    }>(
      `select document_id as "documentId", draft ->> 'phone' as phone, draft -> 'text' ->> 'number' as text, draft ->> 'tty' as tty from content.variant where kind = 'notice' and locale = $1 order by document_id`,
      [locale],
    );
    return rows.map(({ documentId, phone, text, tty }) => ({
      documentId,
      numbers: [phone, text, tty].flatMap((number) => (number === null ? [] : [digitsOf(number)])),
    }));
  }

  async anyDocument(): Promise<boolean> {
    const [row] = await this.work.rows<{ found: boolean }>('select exists (select 1 from content.document) as found');
    return row?.found ?? false;
  }
}

/** A number as it is dialled, without the ways of writing it; a leading country code 1 is left out. */
export function digitsOf(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
}
