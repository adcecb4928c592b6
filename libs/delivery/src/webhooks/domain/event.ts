import type { Kind } from '#content';
import type { Removal, Upsert } from '../../sync/delta.js';

/** What an endpoint can be told. `head`: a publication changed something for its partner. */
export const EVENTS = ['published', 'corrected', 'retracted', 'withdrawn', 'expunged', 'head'] as const;
export type Event = (typeof EVENTS)[number];

export function isEvent(value: string): value is Event {
  return (EVENTS as readonly string[]).includes(value);
}

/** One thing to tell: ids and numbers alone. Who hears of it asks the API what it says now. */
export interface Message {
  readonly event: Event;
  readonly documentId: string | null;
  readonly locale: string | null;
  readonly kind: Kind | null;
  readonly edition: number | null;
  readonly changeKind: string | null;
  /** The document that took the place of one that was withdrawn. */
  readonly replacedBy: string | null;
  /** Of `head`. */
  readonly changes: number | null;
}

const BARE = { edition: null, changeKind: null, replacedBy: null, changes: null };

/** What a document that a partner is shown has to be called, in the publication with this number. */
export function messageOfUpsert({ documentId, locale, kind, edition }: Upsert, seq: number): Message {
  // Older editions come into view when a scope grows or something begins to embed them: that is no correction.
  const isNew = edition.seq === seq;
  const event =
    isNew && edition.changeKind === 'CORRECTION'
      ? 'corrected'
      : isNew && edition.changeKind === 'RETRACTION'
        ? 'retracted'
        : 'published';
  return { ...BARE, event, documentId, locale, kind, edition: edition.number, changeKind: edition.changeKind };
}

const REMOVED = {
  RETRACTED: 'retracted',
  EXPUNGED: 'expunged',
  REPLACED: 'withdrawn',
  WITHDRAWN: 'withdrawn',
} as const;

export function messageOfRemoval({ documentId, locale, kind, reason, replacedBy }: Removal): Message {
  return { ...BARE, event: REMOVED[reason], documentId, locale, kind, replacedBy };
}

/** @param changes null: too much changed to tell one by one what. */
export function messageOfHead(changes: number | null): Message {
  return { ...BARE, event: 'head', documentId: null, locale: null, kind: null, changes };
}

/**
 * Documents of one publication that are told one by one as published. A site that is imported makes tens of thousands, and who
 * keeps a copy asks for them in one request: from there on `head` alone says how many there are.
 */
const MOST_PUBLISHED = 1_000;

/** What of a publication is told: nothing that takes back or corrects is ever left out. */
export function told(changes: readonly Message[]): readonly Message[] {
  if (changes.length === 0) return [];
  let published = 0;
  const own = changes.filter(({ event }) => event !== 'published' || ++published <= MOST_PUBLISHED);
  return [...own, messageOfHead(changes.length)];
}
