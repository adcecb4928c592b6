import { UnitOfWork } from '#platform';
import type { Kind } from '../domain/kinds/kinds.js';
import type { VariantKey } from './draft.store.js';

/** A live variant that somebody must look at again. */
export interface Due extends VariantKey {
  readonly kind: Kind;
  /** What is public of it. */
  readonly edition: number;
  /** A day. */
  readonly dueOn: string;
}

/** What a reminder is about, and whom it goes to. */
export interface Reminder extends VariantKey {
  readonly dueOn: string;
  readonly editorId: string;
}

export interface DuePosition {
  readonly dueOn: string;
  readonly documentId: string;
}

/** All SQL on what has to be looked at again. */
export class DueStore {
  constructor(private readonly work: UnitOfWork) {}

  /** What is due first comes first. */
  async list(
    locale: string,
    until: string,
    page: { readonly first: number; readonly after: DuePosition | null },
  ): Promise<readonly Due[]> {
    return this.work.rows<Due>(
      `select v.document_id as "documentId", v.locale, v.kind, v.last_edition as edition, v.due_on::text as "dueOn"
       from content.variant v where v.due_on <= $2::date and v.locale = $1 and (v.due_on, v.document_id) > ($3::date, $4::uuid)
       order by v.due_on, v.document_id limit $5`,
      [
        locale,
        until,
        page.after?.dueOn ?? '-infinity',
        page.after?.documentId ?? '00000000-0000-0000-0000-000000000000',
        page.first,
      ],
    );
  }

  /** The document is held. */
  async confirm(
    { documentId, locale }: VariantKey,
    confirmation: { readonly edition: number; readonly at: Date; readonly who: string; readonly dueOn: string | null },
  ): Promise<void> {
    const { edition, at, who, dueOn } = confirmation;
    await this.work.rows(
      `insert into content.confirmation (document_id, locale, edition, at, who, due_on) values ($1, $2, $3, $4, $5, $6::date)
       on conflict on constraint confirmation_pkey do nothing`,
      [documentId, locale, edition, at, who, dueOn],
    );
    await this.work.rows('update content.variant set due_on = $3::date where document_id = $1 and locale = $2', [
      documentId,
      locale,
      dueOn,
    ]);
  }

  /**
   * Writes down who is to be reminded of what falls due by then, and says who has not been before: whoever wrote what is live; where
   * that is nobody who has an address, everybody who may confirm it. Of two who do this at once each reminder is new to one.
   */
  async newReminders(
    until: string,
    able: readonly { readonly locale: string; readonly editors: readonly string[] }[],
    at: Date,
  ): Promise<readonly Reminder[]> {
    return this.work.rows<Reminder>(
      `with due as (
         select v.document_id, v.locale, v.due_on, w.id as writer
         from content.variant v
         join content.edition e on e.document_id = v.document_id and e.locale = v.locale and e.number = v.last_edition
         join content.revision r on r.document_id = e.document_id and r.locale = e.locale and r.number = e.revision
         left join access.editor w on r.author = 'editor:' || w.id and w.disabled_at is null and w.email is not null
         where v.due_on <= $1::date
       ), able as (
         select a.locale, e.id from jsonb_to_recordset($2) as a (locale text, editors jsonb)
         cross join lateral jsonb_array_elements_text(a.editors) as t (id) join access.editor e on e.id = t.id::uuid and e.email is not null
       )
       insert into content.reminder (document_id, locale, due_on, editor_id, at)
       select d.document_id, d.locale, d.due_on, coalesce(d.writer, a.id), $3 from due d
       left join able a on d.writer is null and a.locale = d.locale
       where coalesce(d.writer, a.id) is not null
       order by 1, 2, 3, 4
       on conflict on constraint reminder_pkey do nothing
       returning document_id as "documentId", locale, due_on::text as "dueOn", editor_id as "editorId"`,
      [until, JSON.stringify(able), at],
    );
  }

  async editorsWaiting(): Promise<readonly string[]> {
    const rows = await this.work.rows<{ id: string }>(
      'select distinct editor_id as id from content.reminder where sent_at is null order by 1',
    );
    return rows.map(({ id }) => id);
  }

  /** What this editor has still to be told, and where to. What is due no more needs no reminder. */
  async waiting(
    editorId: string,
  ): Promise<{ readonly email: string; readonly reminders: readonly (Due & { readonly title: string })[] } | null> {
    const rows = await this.work.rows<Due & { readonly title: string; readonly email: string }>(
      `select e.email, r.document_id as "documentId", r.locale, v.kind, v.last_edition as edition, r.due_on::text as "dueOn",
         coalesce(x.body ->> 'title', x.body ->> 'statement', x.body ->> 'name', x.body ->> 'myth', x.slug) as title
       from content.reminder r join access.editor e on e.id = r.editor_id and e.disabled_at is null and e.email is not null
       join content.variant v on v.document_id = r.document_id and v.locale = r.locale and v.due_on = r.due_on
       join delivery.edition_row x on x.document_id = v.document_id and x.locale = v.locale and x.edition = v.last_edition
       where r.editor_id = $1 and r.sent_at is null order by r.due_on, title, r.document_id`,
      [editorId],
    );
    const [first] = rows;
    return first ? { email: first.email, reminders: rows } : null;
  }

  async sent(reminders: readonly Reminder[], at: Date): Promise<void> {
    await this.work.rows(
      `update content.reminder r set sent_at = $2 from jsonb_to_recordset($1) as s ("documentId" uuid, locale text, "dueOn" date, "editorId" uuid)
       where r.document_id = s."documentId" and r.locale = s.locale and r.due_on = s."dueOn" and r.editor_id = s."editorId"`,
      [JSON.stringify(reminders), at],
    );
  }

  /** When each variant was first public, last changed in public, and last looked at; of those that were ever public. */
  async dates(keys: readonly VariantKey[]): Promise<readonly (VariantKey & PublicDates)[]> {
    return this.work.rows<VariantKey & PublicDates>(
      `select k.document_id as "documentId", k.locale, ${instant('f.at')} as "firstPublished", ${instant('u.at')} as "lastUpdated",
         ${instant('greatest(c.at, a.at)')} as "lastReviewed"
       from unnest($1::uuid[], $2::text[]) as k (document_id, locale) join content.variant v using (document_id, locale)
       left join lateral (select p.at from content.edition e join ledger.publication p using (seq) where e.document_id = v.document_id and e.locale = v.locale and e.number = 1) f on true
       left join lateral (select p.at, e.revision from content.edition e join ledger.publication p using (seq) where e.document_id = v.document_id and e.locale = v.locale and e.number = v.last_edition) u on true
       left join lateral (select max(x.at) as at from content.confirmation x where x.document_id = v.document_id and x.locale = v.locale) c on true
       left join lateral (select max(x.decided_at) as at from content.review x where x.document_id = v.document_id and x.locale = v.locale and x.outcome = 'approved') a on true`,
      [keys.map((key) => key.documentId), keys.map((key) => key.locale)],
    );
  }
}

/** Instants; null for what has not happened. */
export interface PublicDates {
  readonly firstPublished: string | null;
  readonly lastUpdated: string | null;
  readonly lastReviewed: string | null;
}

function instant(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
