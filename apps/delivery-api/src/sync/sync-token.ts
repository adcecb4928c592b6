import type { DeltaPosition, Selection, Snapshot } from '#delivery';
import { Problem } from '#platform';
import { fingerprint, type ReadRules } from '../read/rules.js';

/** Goes up when the form of what is sent changes so that a copy must be made anew. */
const FORM = 1;
/** Longer ones are none of ours. */
const LONGEST = 1_000;

export type ResetCode = 'SYNC_TOKEN_INVALID' | 'SYNC_TOKEN_EXPIRED' | 'SYNC_RESET' | 'SYNC_SCHEMA_CHANGED';

/** The copy cannot be brought up to date: keep showing it, ask without a token, and remove what did not come. */
export class SyncReset extends Problem {
  override readonly details = { resync: true };

  constructor(
    readonly kind: ResetCode,
    why: string,
  ) {
    super(`${why} Keep showing your copy, synchronise without a token, and then remove what did not come.`, ['token']);
  }
}

/** A publication by number and mark: the instant is not needed to find it again. */
export type Point = Pick<Snapshot, 'seq' | 'mark'>;

/** What a token stands for: a copy as of `to`; or, while pages are left, one on its way there. */
export interface SyncState {
  readonly to: Point;
  readonly page: { readonly from: Point | null; readonly after: DeltaPosition } | null;
}

/** What a token is bound to, besides. */
export interface SyncBinding {
  readonly partnerId: string;
  readonly selection: Selection;
  /** The version of its own data that a client names, so that an upgraded client starts anew. */
  readonly schemaTag: string | null;
}

type Sealed = readonly [
  form: number,
  partnerId: string,
  selection: string,
  locales: string,
  schemaTag: string | null,
  to: readonly [number, string],
  page: readonly [from: readonly [number, string] | null, after: readonly (string | number)[]] | null,
];

const pair = ({ seq, mark }: Point): readonly [number, string] => [seq, mark];
const pointOf = ([seq, mark]: readonly [number, string]): Point => ({ seq, mark });

export function closeToken(rules: ReadRules, { to, page }: SyncState, binding: SyncBinding): string {
  const sealed: Sealed = [
    FORM,
    binding.partnerId,
    nameOf(binding.selection),
    fingerprint(rules.locales),
    binding.schemaTag,
    pair(to),
    page && [page.from && pair(page.from), placeOf(page.after)],
  ];
  return rules.syncSeal.close(sealed);
}

/** Throws `SyncReset` for a token that is of no use any more; null when it was made with other arguments. */
export function openToken(rules: ReadRules, token: string, binding: SyncBinding): SyncState | null {
  const sealed = token.length <= LONGEST ? (rules.syncSeal.open(token) as Sealed | null) : null;
  if (!Array.isArray(sealed) || sealed[1] !== binding.partnerId)
    throw new SyncReset('SYNC_TOKEN_INVALID', 'This token was not issued to this partner here.');
  const [form, , selection, locales, schemaTag, to, page] = sealed;
  if (form !== FORM || locales !== fingerprint(rules.locales))
    throw new SyncReset('SYNC_RESET', 'What is sent here has another form since this token was issued.');
  if (schemaTag !== binding.schemaTag)
    throw new SyncReset('SYNC_SCHEMA_CHANGED', 'This token was issued for another "schemaTag".');
  if (selection !== nameOf(binding.selection)) return null;
  return {
    to: pointOf(to),
    page: page && { from: page[0] && pointOf(page[0]), after: positionOf(page[1]) },
  };
}

/** Order and repetition make no difference. */
function nameOf({ kinds, locales }: Selection): string {
  const sorted = (list: readonly string[] | null) => list && [...new Set(list)].sort();
  return fingerprint([sorted(kinds), sorted(locales)]);
}

function placeOf({ documentId, locale, event }: DeltaPosition): readonly (string | number)[] {
  return event ? [documentId, locale, event.seq, event.documentId, event.locale] : [documentId, locale];
}

function positionOf(place: readonly (string | number)[]): DeltaPosition {
  const [documentId, locale, seq, eventDocument, eventLocale] = place;
  const own = { documentId: String(documentId), locale: String(locale) };
  return seq === undefined
    ? own
    : { ...own, event: { seq: Number(seq), documentId: String(eventDocument), locale: String(eventLocale) } };
}
