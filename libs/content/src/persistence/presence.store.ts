import { UnitOfWork } from '#platform';

interface VariantKey {
  readonly documentId: string;
  readonly locale: string;
}

/** Somebody at a draft. */
export interface Present {
  /** Such as `editor:<id>`. */
  readonly who: string;
  /** Null for who is no editor of this installation. */
  readonly name: string | null;
  readonly field: string | null;
  readonly block: string | null;
  readonly since: string;
  readonly until: string;
}

export type Lock = Omit<Present, 'field' | 'block'>;

/** How long somebody counts as there after the last sign of life. */
export const PRESENT_SECONDS = 60;
/** How long a lock lasts after its holder last renewed it, or saved. */
export const LOCK_SECONDS = 120;

const named = (table: string) => `left join access.editor e on ${table}.who = 'editor:' || e.id`;
const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const later = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);

/** All SQL on who is at a draft, and who holds it. What has expired is as if it were not there. */
export class PresenceStore {
  constructor(private readonly work: UnitOfWork) {}

  async appear(
    { documentId, locale }: VariantKey,
    place: { readonly who: string; readonly field: string | null; readonly block: string | null },
    at: Date,
  ): Promise<void> {
    await this.work.rows(
      `insert into content.presence as p (document_id, locale, who, field, block, since, until) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict on constraint presence_pkey do update
       set field = $4, block = $5, until = $7, since = case when p.until > $6 then p.since else $6 end`,
      [documentId, locale, place.who, place.field, place.block, at, later(at, PRESENT_SECONDS)],
    );
  }

  async leave({ documentId, locale }: VariantKey, who: string): Promise<void> {
    await this.work.rows('delete from content.presence where document_id = $1 and locale = $2 and who = $3', [
      documentId,
      locale,
      who,
    ]);
    await this.work.rows('delete from content.draft_lock where document_id = $1 and locale = $2 and who = $3', [
      documentId,
      locale,
      who,
    ]);
  }

  async present({ documentId, locale }: VariantKey, at: Date): Promise<readonly Present[]> {
    return this.work.rows<Present>(
      `select p.who, e.name, p.field, p.block, ${instant('p.since')} as since, ${instant('p.until')} as until
       from content.presence p ${named('p')} where p.document_id = $1 and p.locale = $2 and p.until > $3 order by p.since, p.who`,
      [documentId, locale, at],
    );
  }

  async lockOf({ documentId, locale }: VariantKey, at: Date): Promise<Lock | null> {
    const [lock] = await this.work.rows<Lock>(
      `select l.who, e.name, ${instant('l.since')} as since, ${instant('l.until')} as until
       from content.draft_lock l ${named('l')} where l.document_id = $1 and l.locale = $2 and l.until > $3`,
      [documentId, locale, at],
    );
    return lock ?? null;
  }

  /**
   * True when `who` holds it from now on: it was free or had expired, was theirs already, or was held by whom they take it from.
   * One statement, so that of two who try at once one is told.
   */
  async take({ documentId, locale }: VariantKey, who: string, from: string | null, at: Date): Promise<boolean> {
    const taken = await this.work.rows(
      `insert into content.draft_lock as l (document_id, locale, who, since, until) values ($1, $2, $3, $4, $5)
       on conflict on constraint draft_lock_pkey do update
       set who = $3, until = $5, since = case when l.who = $3 and l.until > $4 then l.since else $4 end
       where l.until <= $4 or l.who = $3 or l.who = $6 returning 1`,
      [documentId, locale, who, at, later(at, LOCK_SECONDS), from],
    );
    return taken.length > 0;
  }

  /** Whoever saves is at work: a lock that they hold lasts on. */
  async renew({ documentId, locale }: VariantKey, who: string, at: Date): Promise<void> {
    await this.work.rows(
      'update content.draft_lock set until = greatest(until, $5) where document_id = $1 and locale = $2 and who = $3 and until > $4',
      [documentId, locale, who, at, later(at, LOCK_SECONDS)],
    );
  }

  async prune(at: Date): Promise<number> {
    const gone = [
      ...(await this.work.rows('delete from content.presence where until <= $1 returning 1', [at])),
      ...(await this.work.rows('delete from content.draft_lock where until <= $1 returning 1', [at])),
    ];
    return gone.length;
  }
}
