import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork } from '#platform';
import { SEARCH_FORMAT, type SearchableEdition, SearchStore } from './persistence/search.store.js';

const BATCH = 200;

interface LiveEdition extends SearchableEdition {
  readonly publishedAt: string;
}

/** Words for search of what was live before this release kept them: written at a start, in order of publication. */
@Injectable()
export class SearchIndexService {
  private readonly store: SearchStore;

  constructor(@Inject(UnitOfWork) private readonly work: UnitOfWork) {
    this.store = new SearchStore(work);
  }

  /** True when rows were written. Two processes at once take turns, and the second finds nothing to do; a broken-off one begins again. */
  async takeIn(): Promise<boolean> {
    const [state] = await this.work.rows<{ format: number }>('select format from delivery.search_format');
    if (state?.format === SEARCH_FORMAT) return false;
    let after: readonly [string, string, string] = ['-infinity', '00000000-0000-0000-0000-000000000000', ''];
    for (;;) {
      const batch = await this.takeInAfter(after);
      const last = batch.at(-1);
      if (!last) break;
      after = [last.publishedAt, last.documentId, last.locale];
    }
    await this.work.rows('update delivery.search_format set format = $1', [SEARCH_FORMAT]);
    return true;
  }

  /** Documents are locked before the counter, as publishing does; neither can change while their words are read and written. */
  private async takeInAfter(after: readonly [string, string, string]): Promise<readonly LiveEdition[]> {
    const next = `select l.document_id as "documentId", l.locale, l.published_at::text as "publishedAt" from delivery.listing l
      where l.to_seq is null and (l.published_at, l.document_id, l.locale) > ($1::timestamptz, $2::uuid, $3::text collate "C")
      order by l.published_at, l.document_id, l.locale limit ${BATCH}`;
    return this.work.run(async () => {
      await this.work.rows('select pg_advisory_xact_lock(7105405)');
      const keys = await this.work.rows<LiveEdition>(next, [...after]);
      if (keys.length === 0) return [];
      await this.work.rows(`select id from content.lock_documents('{}', $1::uuid[])`, [
        keys.map((key) => key.documentId),
      ]);
      await this.work.rows('select seq from ledger.head for no key update');
      const live = await this.work.rows<SearchableEdition>(
        `select e.document_id as "documentId", e.locale, e.kind, e.body, e.body_format as "bodyFormat"
         from unnest($1::uuid[], $2::text[]) as k (document_id, locale)
         join delivery.listing l on l.document_id = k.document_id and l.locale = k.locale and l.to_seq is null
         cross join lateral (select * from delivery.edition_row x where x.document_id = l.document_id and x.locale = l.locale order by x.from_seq desc limit 1) e`,
        [keys.map((key) => key.documentId), keys.map((key) => key.locale)],
      );
      await this.store.put(await this.store.read(live));
      return keys;
    });
  }
}
