import { UnitOfWork } from '#platform';
import type { VariantKey } from './draft.store.js';

export interface Comment extends VariantKey {
  readonly id: string;
  /** The comment that began the thread; its own id for that one. */
  readonly thread: string;
  /** Where the thread stands; null for the draft as a whole, and in replies. */
  readonly field: string | null;
  readonly block: string | null;
  /** What the block said when the thread began. */
  readonly quote: string | null;
  readonly words: string;
  /** Such as `editor:<id>`. */
  readonly author: string;
  readonly authorName: string | null;
  readonly at: string;
  /** Counts what its author made of it; an edit names the one that it was based on. */
  readonly version: number;
  readonly editedAt: string | null;
  readonly resolvedAt: string | null;
  readonly resolvedBy: string | null;
}

export type NewComment = Pick<
  Comment,
  'id' | 'documentId' | 'locale' | 'thread' | 'field' | 'block' | 'quote' | 'words' | 'author'
> & {
  readonly at: Date;
};

/** Where a page of threads ended. */
export interface CommentPosition {
  readonly at: string;
  readonly id: string;
}

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const COMMENT = `c.id, c.document_id as "documentId", c.locale, c.thread, c.field, c.block, c.quote, c.words, c.author, e.name as "authorName",
  ${instant('c.at')} as at, c.version, ${instant('c.edited_at')} as "editedAt", ${instant('c.resolved_at')} as "resolvedAt", c.resolved_by as "resolvedBy"`;
const FROM = `content.comment c left join access.editor e on c.author = 'editor:' || e.id`;

/** All SQL on comments. */
export class CommentStore {
  constructor(private readonly work: UnitOfWork) {}

  async insert(comment: NewComment): Promise<void> {
    const { id, documentId, locale, thread, field, block, quote, words, author, at } = comment;
    await this.work.rows(
      `insert into content.comment (id, document_id, locale, thread, field, block, quote, words, author, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [id, documentId, locale, thread, field, block, quote, words, author, at],
    );
  }

  /** Locked until the transaction ends: of two who resolve it one is told. */
  async hold(id: string): Promise<Comment | null> {
    const [comment] = await this.work.rows<Comment>(
      `select ${COMMENT} from ${FROM} where c.id = $1 for no key update of c`,
      [id],
    );
    return comment ?? null;
  }

  /** Of a comment that is held. */
  async edit(id: string, words: string, at: Date): Promise<void> {
    await this.work.rows('update content.comment set words = $2, version = version + 1, edited_at = $3 where id = $1', [
      id,
      words,
      at,
    ]);
  }

  async resolve(id: string, by: string | null, at: Date | null): Promise<void> {
    await this.work.rows('update content.comment set resolved_at = $2, resolved_by = $3 where id = $1', [id, at, by]);
  }

  /** Comments that began threads, oldest first. */
  async threads(
    { documentId, locale }: VariantKey,
    page: { readonly first: number; readonly after: CommentPosition | null; readonly resolved: boolean | null },
  ): Promise<readonly Comment[]> {
    return this.work.rows<Comment>(
      `select ${COMMENT} from ${FROM}
       where c.document_id = $1 and c.locale = $2 and c.thread = c.id and ($3::boolean is null or (c.resolved_at is not null) = $3)
       and (c.at, c.id) > ($4::timestamptz, $5::uuid) order by c.at, c.id limit $6`,
      [
        documentId,
        locale,
        page.resolved,
        page.after?.at ?? '-infinity',
        page.after?.id ?? '00000000-0000-0000-0000-000000000000',
        page.first,
      ],
    );
  }

  /** What was answered in these threads, oldest first. */
  async replies(threads: readonly string[]): Promise<readonly Comment[]> {
    return this.work.rows<Comment>(
      `select ${COMMENT} from ${FROM} where c.thread = any ($1::uuid[]) and c.id <> c.thread order by c.at, c.id`,
      [threads],
    );
  }

  async count(thread: string): Promise<number> {
    const [row] = await this.work.rows<{ count: number }>(
      'select count(*)::int4 as count from content.comment where thread = $1',
      [thread],
    );
    return row?.count ?? 0;
  }
}
