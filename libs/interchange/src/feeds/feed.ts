import { type Kind, titleOf } from '#content';
import type { Attribution, PublishedDocument, PublishedWithdrawal } from '#delivery';
import { nameOf } from '../readable/readable.js';
import { readingWords } from '../readable/words.js';

export interface FeedEntry {
  /** Never changes, whatever becomes of the slug. */
  readonly id: string;
  readonly title: string;
  /** Plain text; null when there is nothing to add to the title. */
  readonly summary: string | null;
  readonly url: string;
  readonly locale: string;
  /** ISO 8601. */
  readonly at: string;
  /** For programs: what happened, and to which document. */
  readonly about: {
    readonly documentId: string;
    readonly kind: Kind;
    readonly event: PublishedDocument['edition']['changeKind'] | 'WITHDRAWN';
    readonly edition: number | null;
  };
}

export interface Feed {
  readonly title: string;
  /** Says what the feed is, and carries the safety contacts. */
  readonly description: string;
  /** Address of this very answer. */
  readonly url: string;
  readonly homeUrl: string;
  /** Whom the entries are to be credited to; null: nothing is said. */
  readonly attribution: Attribution | null;
  /** When the last thing happened; of an empty feed, the epoch: a feed never names the state, or it would change with every publication. */
  readonly updated: string;
  readonly entries: readonly FeedEntry[];
}

/** An edition as something that happened. What the editors say about it comes first. */
export function entryOfEdition(document: PublishedDocument, url: string): FeedEntry {
  const { documentId, kind, locale, edition } = document;
  const said = readingWords(locale);
  const change = edition.changeKind === 'CORRECTION' || edition.changeKind === 'RETRACTION' ? edition.changeKind : null;
  const name = nameOf(document, said);
  const { summary, fact, notice, message, description } = document.body as Readonly<Record<string, unknown>>;
  const own = [summary, fact, notice, message, description].find((text) => typeof text === 'string') ?? null;
  return {
    id: `urn:almanac:edition:${documentId}:${locale}:${edition.number}`,
    title: change === null ? name : `${said.changes[change]}: ${name}`,
    summary: [edition.note, own].filter((text) => typeof text === 'string' && text !== '').join('\n\n') || null,
    url,
    locale,
    at: edition.publishedAt,
    about: { documentId, kind, event: edition.changeKind, edition: edition.number },
  };
}

/** A retraction that took the document away with it. What it said is not repeated; the notice says what to know. */
export function entryOfRetraction(withdrawal: PublishedWithdrawal, url: string): FeedEntry {
  const { documentId, kind, locale, slug, notice, at } = withdrawal;
  const said = readingWords(locale);
  return {
    id: `urn:almanac:withdrawal:${documentId}:${locale}:${at}`,
    title: `${said.changes.RETRACTION}: ${slug}`,
    summary: notice,
    url,
    locale,
    at,
    about: { documentId, kind, event: 'WITHDRAWN', edition: null },
  };
}

/** Newest first; of the same instant, by id, so that equal states give equal bytes. */
export function newestFirst(entries: readonly FeedEntry[], count: number): readonly FeedEntry[] {
  const byId = (a: FeedEntry, b: FeedEntry) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return [...entries].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : byId(a, b))).slice(0, count);
}

/** `Helpline: 1-800-555-0100`: whoever reads only the feed has the numbers too. */
export function contactLine(notices: readonly PublishedDocument<'notice'>[]): string {
  return notices
    .map(({ body }) => {
      const channels = [body.phone, body.text?.number, body.chatUrl, body.tty].filter((each) => each !== undefined);
      return `${titleOf('notice', body) ?? ''}: ${channels.join(', ')}`;
    })
    .join(' · ');
}
