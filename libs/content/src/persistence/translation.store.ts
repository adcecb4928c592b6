import { UnitOfWork } from '#platform';
import type { VariantKey } from './draft.store.js';

/** What a translation says the same as. */
export interface Following {
  readonly locale: string;
  readonly sourceLocale: string;
  readonly sourceRevision: number;
  readonly followedAt: string;
  readonly followedBy: string;
}

/** A translation whose source says something else by now. */
export interface StaleTranslation extends VariantKey {
  readonly sourceLocale: string;
  readonly sourceRevision: number;
  /** ISO 8601 with microseconds. */
  readonly staleSince: string;
}

export interface StalePosition {
  readonly staleSince: string;
  readonly documentId: string;
}

/** All SQL on which variant follows which revision of which other one. */
export class TranslationStore {
  constructor(private readonly work: UnitOfWork) {}

  async follow(
    { documentId, locale }: VariantKey,
    source: { readonly locale: string; readonly revision: number; readonly at: Date; readonly by: string },
  ): Promise<void> {
    await this.work.rows(
      `insert into content.translation (document_id, locale, source_locale, source_revision, followed_at, followed_by) values ($1, $2, $3, $4, $5, $6)
       on conflict (document_id, locale) do update set source_locale = excluded.source_locale, source_revision = excluded.source_revision,
         followed_at = excluded.followed_at, followed_by = excluded.followed_by`,
      [documentId, locale, source.locale, source.revision, source.at, source.by],
    );
  }

  /** What has been behind for the longest comes first. */
  async stale(
    locale: string,
    page: { readonly first: number; readonly after: StalePosition | null },
  ): Promise<readonly StaleTranslation[]> {
    return this.work.rows<StaleTranslation>(
      `select t.document_id as "documentId", t.locale, t.source_locale as "sourceLocale", t.source_revision as "sourceRevision",
         to_char(t.stale_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "staleSince"
       from content.translation t
       where t.locale = $1 and t.stale_since is not null and (t.stale_since, t.document_id) > ($2::timestamptz, $3::uuid)
       order by t.stale_since, t.document_id limit $4`,
      [
        locale,
        page.after?.staleSince ?? '-infinity',
        page.after?.documentId ?? '00000000-0000-0000-0000-000000000000',
        page.first,
      ],
    );
  }

  /** Of the variants of a document that follow another one, by locale. */
  async followings(documentId: string): Promise<readonly Following[]> {
    const rows = await this.work.rows<{
      locale: string;
      source_locale: string;
      source_revision: number;
      followed_at: Date;
      followed_by: string;
    }>(
      'select locale, source_locale, source_revision, followed_at, followed_by from content.translation where document_id = $1 order by locale',
      [documentId],
    );
    return rows.map((row) => ({
      locale: row.locale,
      sourceLocale: row.source_locale,
      sourceRevision: row.source_revision,
      followedAt: row.followed_at.toISOString(),
      followedBy: row.followed_by,
    }));
  }
}
