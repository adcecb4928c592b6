import type { Problem, ProblemPath } from '#platform';
import type { Kind } from './kinds/kinds.js';
import type { ExtractedReference } from './kinds/references.js';
import { ROLES } from './kinds/shapes.js';
import {
  ExpungedReference,
  HeldByHosts,
  InvalidWithdrawal,
  NamedTwice,
  NoteRequired,
  PinnedEditionMissing,
  SlugTaken,
  UnpublishedReference,
  WithdrawnReference,
} from './refusals.js';

export const CHANGE_KINDS = ['MAJOR', 'MINOR', 'CORRECTION', 'RETRACTION'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
export const WITHDRAWAL_REASONS = ['GONE', 'REPLACED', 'RETRACTED'] as const;
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];
/** What the public is told. REVERTED: the publication that first made it public was taken back. */
export type WithdrawalCause = WithdrawalReason | 'REVERTED';

/** A variant that is to become live, with what its draft says. */
export interface Candidate {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
  readonly changeKind: ChangeKind;
  readonly note: string | null;
  /** Number of the edition that this publication would make. */
  readonly nextEdition: number;
  readonly references: readonly ExtractedReference[];
  /** Of what the draft says, hex. */
  readonly hash: string;
  /** Live exactly as its draft stands: nothing happens to it, so it is not judged again, and changes nothing for others. */
  readonly unchanged: boolean;
  /** What its live edition refers to already, where only labels and references change: that is not judged again. */
  readonly standing?: ReadonlySet<string>;
  readonly path: ProblemPath;
}

export interface WithdrawalCandidate {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly reason: WithdrawalReason;
  readonly replacedBy: string | null;
  readonly notice: string | null;
  readonly path: ProblemPath;
}

export interface LiveVariant {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string;
  readonly edition: number;
}

/** A live document that embeds or cites `target`, directly or through documents that target has replaced. */
export interface HostReference {
  readonly documentId: string;
  readonly locale: string;
  readonly slug: string;
  readonly target: string;
}

/** What is public now, as far as this publication can touch it, read under the document locks. */
export interface PublicState {
  readonly defaultLocale: string;
  /** Live variants of every document that changes, is referenced or replaces another. */
  readonly live: readonly LiveVariant[];
  /** Holders of slugs that the candidates want, whatever document they are of. */
  readonly slugHolders: readonly LiveVariant[];
  /** Live hosts that hold a document to be withdrawn. */
  readonly hosts: readonly HostReference[];
  /** Documents that were public once and are live in no locale. */
  readonly withdrawn: ReadonlySet<string>;
  /** Documents that were expunged, in some locale at least. */
  readonly expunged: ReadonlySet<string>;
  readonly kinds: ReadonlyMap<string, Kind>;
}

const keyOf = (documentId: string, locale: string) => `${documentId} ${locale}`;

/** Every reason why this publication may not happen, all at once; empty when it may. */
export function objections(
  named: readonly Candidate[],
  withdrawals: readonly WithdrawalCandidate[],
  state: PublicState,
): readonly Problem[] {
  const candidates = named.filter((candidate) => !candidate.unchanged);
  return [
    ...namedTwice(named, withdrawals),
    ...missingNotes(candidates),
    ...takenSlugs(candidates, withdrawals, state),
    ...openReferences(candidates, withdrawals, state),
    ...badWithdrawals(candidates, withdrawals, state),
    ...heldTargets(candidates, withdrawals, state),
  ];
}

function namedTwice(candidates: readonly Candidate[], withdrawals: readonly WithdrawalCandidate[]): Problem[] {
  const seen = new Set<string>();
  return [...candidates, ...withdrawals].flatMap(({ documentId, locale, path }) => {
    const key = keyOf(documentId, locale);
    if (seen.has(key)) return [new NamedTwice(documentId, locale, path)];
    seen.add(key);
    return [];
  });
}

function missingNotes(candidates: readonly Candidate[]): Problem[] {
  return candidates.flatMap(({ changeKind, note, path }) =>
    (changeKind === 'CORRECTION' || changeKind === 'RETRACTION') && !note
      ? [new NoteRequired(changeKind, [...path, 'note'])]
      : [],
  );
}

function takenSlugs(
  candidates: readonly Candidate[],
  withdrawals: readonly WithdrawalCandidate[],
  state: PublicState,
): Problem[] {
  const leaving = new Set([...candidates, ...withdrawals].map(({ documentId, locale }) => keyOf(documentId, locale)));
  const holders = new Map<string, string>();
  for (const { kind, locale, slug, documentId } of state.slugHolders) {
    if (!leaving.has(keyOf(documentId, locale))) holders.set(`${kind} ${locale} ${slug}`, documentId);
  }
  return candidates.flatMap(({ kind, locale, slug, documentId, path }) => {
    const name = `${kind} ${locale} ${slug}`;
    const holder = holders.get(name);
    if (holder !== undefined && holder !== documentId)
      return [new SlugTaken(slug, kind, locale, [...path, 'slug'], holder)];
    holders.set(name, documentId);
    return [];
  });
}

/** Editions live after the publication, by document and locale. */
function liveAfter(
  candidates: readonly Candidate[],
  withdrawals: readonly WithdrawalCandidate[],
  state: PublicState,
): ReadonlyMap<string, number> {
  const live = new Map(state.live.map(({ documentId, locale, edition }) => [keyOf(documentId, locale), edition]));
  for (const { documentId, locale } of withdrawals) live.delete(keyOf(documentId, locale));
  for (const { documentId, locale, nextEdition } of candidates) live.set(keyOf(documentId, locale), nextEdition);
  return live;
}

function openReferences(
  candidates: readonly Candidate[],
  withdrawals: readonly WithdrawalCandidate[],
  state: PublicState,
): Problem[] {
  const live = liveAfter(candidates, withdrawals, state);
  const leaving = new Set(withdrawals.map(({ documentId }) => documentId));
  return candidates.flatMap(({ references, locale, path, standing }) =>
    references.flatMap((reference): Problem[] => {
      const { target, pinLocale, pinEdition } = reference;
      if (standing?.has(target) && !leaving.has(target)) return [];
      const place = [...path, 'fields', ...reference.path];
      if (pinLocale !== undefined && pinEdition !== undefined) {
        const edition = live.get(keyOf(target, pinLocale));
        if (edition !== undefined && pinEdition <= edition) return [];
        return [
          state.expunged.has(target)
            ? new ExpungedReference(target, place)
            : new PinnedEditionMissing(target, pinLocale, pinEdition, place),
        ];
      }
      const locales = [...new Set([locale, state.defaultLocale])];
      if (locales.some((candidate) => live.has(keyOf(target, candidate)))) return [];
      if (state.expunged.has(target)) return [new ExpungedReference(target, place)];
      return [
        state.withdrawn.has(target) || leaving.has(target)
          ? new WithdrawnReference(target, place)
          : new UnpublishedReference(target, locales, place),
      ];
    }),
  );
}

function badWithdrawals(
  candidates: readonly Candidate[],
  withdrawals: readonly WithdrawalCandidate[],
  state: PublicState,
): Problem[] {
  const live = liveAfter(candidates, withdrawals, state);
  return withdrawals.flatMap(({ documentId, kind, locale, reason, replacedBy, notice, path }): Problem[] => {
    if (reason === 'RETRACTED' && !notice)
      return [
        new InvalidWithdrawal('A retraction stays readable as a notice: say what was wrong.', [...path, 'notice']),
      ];
    if (reason !== 'REPLACED')
      return replacedBy === null
        ? []
        : [
            new InvalidWithdrawal('Only a withdrawal as REPLACED names another document: leave replacedBy out.', [
              ...path,
              'replacedBy',
            ]),
          ];
    const place = [...path, 'replacedBy'];
    if (replacedBy === null) return [new InvalidWithdrawal('Name the document that replaces this one.', place)];
    if (replacedBy === documentId)
      return [new InvalidWithdrawal('A document cannot replace itself: name another one.', place)];
    if (state.kinds.get(replacedBy) !== kind)
      return [
        new InvalidWithdrawal(
          `The replacement must be a ${kind} too, so that it can stand wherever this one stood.`,
          place,
        ),
      ];
    const locales = [...new Set([locale, state.defaultLocale])];
    if (locales.some((candidate) => live.has(keyOf(replacedBy, candidate)))) return [];
    return [
      state.expunged.has(replacedBy)
        ? new ExpungedReference(replacedBy, place)
        : new UnpublishedReference(replacedBy, locales, place),
    ];
  });
}

/** A live host may not lose what it embeds: refused unless the same publication changes the host, or the target stays reachable. */
function heldTargets(
  candidates: readonly Candidate[],
  withdrawals: readonly WithdrawalCandidate[],
  state: PublicState,
): Problem[] {
  const live = liveAfter(candidates, withdrawals, state);
  const changing = new Set([...candidates, ...withdrawals].map(({ documentId, locale }) => keyOf(documentId, locale)));
  return withdrawals.flatMap(({ documentId, locale, reason, path }): Problem[] => {
    if (reason !== 'GONE') return [];
    const hosts = state.hosts.filter(
      (host) =>
        host.target === documentId &&
        // A host shows its target in its own locale, else in the default one: no other locale is missed.
        (locale === host.locale || locale === state.defaultLocale) &&
        !changing.has(keyOf(host.documentId, host.locale)) &&
        !live.has(keyOf(documentId, host.locale)) &&
        !live.has(keyOf(documentId, state.defaultLocale)),
    );
    return hosts.length === 0 ? [] : [new HeldByHosts(documentId, hosts, path)];
  });
}

/** The roles that keep a target from being withdrawn as GONE. */
export const HOLDING_ROLES = (Object.entries(ROLES) as [ExtractedReference['role'], { holds: boolean }][])
  .filter(([, role]) => role.holds)
  .map(([name]) => name);
