import { UnitOfWork } from '#platform';
import type { DraftWords } from '../domain/draft/parts.js';
import type { Kind } from '../domain/kinds/kinds.js';
import { upcast } from '../domain/kinds/upcast.js';

/** Versions of a draft that are kept, beside the one it has. */
export const KEPT_VERSIONS = 200;

interface VariantKey {
  readonly documentId: string;
  readonly locale: string;
}

/** What drafts said before they were rewritten. Not history: it is pruned, and nothing refers to it. */
export class DraftVersionStore {
  constructor(private readonly work: UnitOfWork) {}

  /** Copies what a draft says in this version, before somebody rewrites it. */
  async keep(
    { documentId, locale, expectedVersion }: VariantKey & { readonly expectedVersion: number },
    at: Date,
  ): Promise<void> {
    await this.work.rows(
      `insert into content.draft_version (document_id, locale, version, slug, draft, draft_format, saved_at, saved_by, replaced_at)
       select document_id, locale, draft_version, slug, draft, draft_format, saved_at, saved_by, $4 from content.variant
       where document_id = $1 and locale = $2 and draft_version = $3
       on conflict on constraint draft_version_pkey do nothing`,
      [documentId, locale, expectedVersion, at],
    );
  }

  async find(kind: Kind, { documentId, locale }: VariantKey, version: number): Promise<DraftWords | null> {
    const [row] = await this.work.rows<{ slug: string | null; draft: unknown; draft_format: number }>(
      'select slug, draft, draft_format from content.draft_version where document_id = $1 and locale = $2 and version = $3',
      [documentId, locale, version],
    );
    return row ? { slug: row.slug, body: upcast(kind, row.draft, row.draft_format) } : null;
  }

  /** Of each draft all but its newest versions, and those that were replaced before the given time. */
  async prune(before: Date): Promise<number> {
    const gone = await this.work.rows(
      `delete from content.draft_version d using content.variant v
       where v.document_id = d.document_id and v.locale = d.locale and (d.replaced_at < $1 or d.version < v.draft_version - $2)
       returning 1`,
      [before, KEPT_VERSIONS],
    );
    return gone.length;
  }
}
