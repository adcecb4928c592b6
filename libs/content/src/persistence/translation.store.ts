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
