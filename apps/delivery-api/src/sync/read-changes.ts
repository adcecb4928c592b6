import type { Kind } from '#content';
import {
  type Attribution,
  type CopyAt,
  type DeliveryReader,
  type DeltaPage,
  type DeltaPosition,
  type DeltaRequest,
  Lines,
  type Removal,
  scopeMoved,
  selected,
  type Selection,
  type SetProof,
  type Upsert,
  type View,
} from '#delivery';
import { BadInput } from '#platform';
import type { ReadSession } from '../read/read-session.js';
import { checkLocale } from '../read/rules.js';
import { closeToken, openToken, type Point, type SyncBinding, SyncReset, type SyncState } from './sync-token.js';

export interface AskedChanges {
  readonly token?: string | null;
  readonly first: number;
  readonly kinds?: readonly Kind[] | null;
  readonly locales?: readonly string[] | null;
  readonly schemaTag?: string | null;
}

/** One page of what a copy lacks. */
export interface Changes {
  /**
   * The complete copy whose token was given: whoever comes with it has it. What was sent may have been lost, so that alone
   * would not show it.
   */
  readonly presented: CopyAt | null;
  readonly upserts: readonly Upsert[];
  readonly removals: readonly Removal[];
  /** What to ask for the next page with, or later for what has changed by then. */
  readonly token: string;
  readonly hasMore: boolean;
  /** What a copy is that has all pages up to this one; null while there are more. */
  readonly filled: CopyAt | null;
  /** Its pages lead to the head; those of an older token lead to where it was when they began. */
  readonly isCurrent: boolean;
  /** Whom what the copy holds is to be credited to, as of where its pages lead. */
  readonly attribution: Attribution | null;
  /** Of a complete copy: with the last page. */
  readonly proof: SetProof | null;
}

/** Brings a copy from where its token says it stands to the head, or on towards where its pages lead. */
export async function readChanges(session: ReadSession, asked: AskedChanges): Promise<Changes> {
  const changes = await readOn(session, asked);
  if (changes.presented !== null) session.cargo?.hold(changes.presented);
  return changes;
}

/** The same for a token that was never sent: it shows nothing of what anybody has. */
export async function readOn(session: ReadSession, asked: AskedChanges): Promise<Changes> {
  const { page, ...rest } = await readPage(session, asked, (reader, view, request) => reader.delta(view, request));
  return { ...rest, upserts: page.upserts, removals: page.removals };
}

/** A page of changes in the lines of a snapshot, and what else there is to say of it. */
export async function readLines(
  session: ReadSession,
  asked: AskedChanges,
): Promise<Omit<Changes, 'upserts' | 'removals'> & { readonly lines: Promise<Lines> }> {
  const { page, ...rest } = await readPage(session, asked, async (reader, view, request) => {
    if (request.from === null) return reader.deltaLines(view, request);
    const changes = await reader.delta(view, request);
    return changes && { lines: Promise.resolve(linesOf(changes)), next: changes.next };
  });
  if (rest.presented !== null) session.cargo?.hold(rest.presented);
  return { ...rest, lines: page.lines };
}

function linesOf({ upserts, removals }: DeltaPage): Lines {
  const lines = new Lines();
  for (const { json } of upserts) lines.add(`{"upsert":${json}}`);
  for (const removal of removals) lines.add(JSON.stringify({ removal }));
  return lines;
}

async function readPage<P extends { readonly next: DeltaPosition | null }>(
  session: ReadSession,
  asked: AskedChanges,
  pageOf: (reader: DeliveryReader, view: View, request: DeltaRequest) => Promise<P | null>,
): Promise<Omit<Changes, 'upserts' | 'removals'> & { readonly page: P }> {
  const { rules } = session;
  const selection = checkSelection(session, asked);
  const partner = await session.partner();
  const binding: SyncBinding = { partnerId: partner.id, selection, schemaTag: asked.schemaTag ?? null };
  const { token } = asked;
  const held = token === null || token === undefined ? null : openToken(rules, token, binding);
  if (typeof token === 'string' && held === null)
    throw new BadInput(
      'The token was issued with other "kinds" or "locales": give the same with it, or keep a copy and a token for each choice.',
      ['token'],
    );
  const read = await session.current();
  const changes = await read.ask(null, async (reader, head) => {
    const { from, to, state } = await placesOf(reader, head, held);
    const [view, before] = [selected(to, selection), from && selected(from, selection)];
    const page = await pageOf(reader, view, { from: before, after: state.page?.after ?? null, first: asked.first });
    if (page === null)
      throw new SyncReset('SYNC_RESET', 'A document was expunged, and what it brought with it has to go as well.');
    const { next } = page;
    const after: SyncState = { to: pointOf(to), page: next && { from: state.page?.from ?? null, after: next } };
    return {
      presented: held?.page === null ? { selection, at: held.to } : null,
      page,
      token: closeToken(rules, after, binding),
      hasMore: next !== null,
      filled: next === null ? { selection, at: pointOf(to) } : null,
      isCurrent: to.snapshot.seq >= head.snapshot.seq,
      attribution: to.attribution,
      proof: next === null ? await reader.proof(view) : null,
    };
  });
  if (changes === null) throw new Error('the head is a publication, and reading it gave no view');
  return changes;
}

/** The changes are in the answer with all that they say. */
export function noteFilled({ cargo }: ReadSession, { filled }: Pick<Changes, 'filled'>): void {
  if (filled !== null) cargo?.fill(filled);
}

interface Places {
  /** What the copy holds; null for nothing. */
  readonly from: View | null;
  readonly to: View;
  /** The same as the token will have it, with pages counted from `from`. */
  readonly state: {
    readonly page: {
      readonly from: Point | null;
      readonly after: NonNullable<SyncState['page']>['after'] | null;
    } | null;
  };
}

async function placesOf(reader: DeliveryReader, head: View, held: SyncState | null): Promise<Places> {
  if (held === null) return { from: null, to: head, state: { page: null } };
  const oldest = await reader.oldestCopy();
  const base = held.page === null ? held.to : held.page.from;
  if ((base ?? held.to).seq < oldest)
    throw new SyncReset('SYNC_TOKEN_EXPIRED', 'This token is older than what is kept for bringing copies up to date.');
  const known = await viewOf(reader, head, held.to);
  if (held.page === null) {
    // Another process has seen a later head than this one: a token never goes down.
    const to = known.snapshot.seq > head.snapshot.seq ? known : head;
    return { from: known, to, state: { page: { from: pointOf(known), after: null } } };
  }
  if (scopeMoved(known))
    throw new SyncReset('SYNC_RESET', 'What this partner may see was changed while its pages were read.');
  const from = held.page.from && (await viewOf(reader, head, held.page.from));
  return { from, to: known, state: { page: held.page } };
}

async function viewOf(reader: DeliveryReader, { partner }: View, { seq, mark }: Point): Promise<View> {
  const snapshot = await reader.snapshotOf(seq, mark);
  if (snapshot === null)
    throw new SyncReset('SYNC_RESET', 'The history that this token belongs to no longer exists here.');
  return reader.view(partner, snapshot);
}

const pointOf = ({ snapshot: { seq, mark } }: View): Point => ({ seq, mark });

function checkSelection(session: ReadSession, { kinds, locales, schemaTag }: AskedChanges): Selection {
  if (kinds?.length === 0) throw new BadInput('"kinds" names at least one, or is left out for all.', ['kinds']);
  if (locales?.length === 0) throw new BadInput('"locales" names at least one, or is left out for all.', ['locales']);
  if (schemaTag !== null && schemaTag !== undefined && !/^[\x20-\x7e]{1,64}$/.test(schemaTag))
    throw new BadInput('"schemaTag" is up to 64 ASCII characters that name the version of your own data.', [
      'schemaTag',
    ]);
  for (const [index, locale] of (locales ?? []).entries()) {
    try {
      checkLocale(session.rules, locale);
    } catch (error) {
      throw error instanceof BadInput ? new BadInput(error.message, ['locales', index]) : error;
    }
  }
  return { kinds: kinds ?? null, locales: locales ?? null };
}
