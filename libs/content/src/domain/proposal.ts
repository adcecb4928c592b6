import type { Problem, ProblemPath } from '#platform';
import { hashRevision } from './kinds/hash.js';
import { BODY_FORMAT, type Body } from './kinds/kinds.js';
import { MissingField } from './kinds/problems.js';
import { cleanText } from './kinds/normalise.js';
import { extractReferences } from './kinds/references.js';
import { requirementsToPublish } from './kinds/requirements.js';
import type { Candidate, WithdrawalCandidate } from './publication-plan.js';
import type { PublishItem, WithdrawItem } from './publication-request.js';
import { NotLive, StaleDraft, StaleEdition } from './refusals.js';
import type { FrozenBody, Variant } from './variant.js';

/** A candidate with the words that it would make public, and the numbers that it would take. */
export interface Proposed extends Candidate {
  /** Null in a publication of so many that what they say is not kept: the revision, which is written, says it. */
  readonly body: Body | null;
  /** What it is filed under. */
  readonly topics: readonly string[];
  /** Keys. */
  readonly audiences: readonly string[];
  /** Of a topic: where it hangs. */
  readonly broader: string | null;
  /** The revision that the edition would show. */
  readonly revision: number;
  /** False when a revision already holds exactly this. */
  readonly newRevision: boolean;
  /** It is the draft that goes live, and not an older revision beside it. */
  readonly fromDraft: boolean;
  readonly basedOn: number | null;
  /** The public revision whose words it says, where only labels and references change. */
  readonly wordsOf: number | null;
  /** The edition that the public sees before, null when the variant is not live. */
  readonly liveEdition: number | null;
}

/** Hashes of the last revision of a variant, and of what is live of it, hex. */
export interface KnownHashes {
  readonly lastRevision: string | null;
  readonly live: string | null;
}

/** `publish[0]`, `withdraw[2]`: where in the request an item stands. */
export function placeOf(index: number, publishCount: number): ProblemPath {
  return index < publishCount ? ['publish', index] : ['withdraw', index - publishCount];
}

/** What somebody wrote besides the body, without what no column takes; null when nothing is left. */
export function wordsOf(text: string | undefined): string | null {
  return cleanText(text ?? '').trim() || null;
}

/** Whether the caller has seen what there is. */
export function movedOn(variant: Variant, item: PublishItem | WithdrawItem, path: ProblemPath): readonly Problem[] {
  const { documentId, locale, draftVersion, lastEdition } = variant;
  const { expectedVersion, expectedEdition } = item;
  return [
    ...(expectedVersion !== undefined && expectedVersion !== draftVersion
      ? [new StaleDraft(documentId, locale, expectedVersion, draftVersion, [...path, 'expectedVersion'])]
      : []),
    ...(expectedEdition !== undefined && expectedEdition !== lastEdition
      ? [new StaleEdition(documentId, locale, expectedEdition, lastEdition, [...path, 'expectedEdition'])]
      : []),
  ];
}

/** What publishing a variant means: its draft, or the revision given; and what that still lacks by itself. */
export function propose(
  variant: Variant,
  frozen: FrozenBody | null,
  item: PublishItem,
  context: {
    readonly hashes: KnownHashes;
    readonly audiences: readonly string[];
    readonly path: ProblemPath;
    /** What is public, where the item says that it keeps the words of that. */
    readonly kept: FrozenBody | null;
  },
): { readonly proposed: Proposed; readonly problems: readonly Problem[] } {
  const { documentId, kind, locale, lastEdition, lastRevision } = variant;
  const { hashes, audiences, path, kept } = context;
  const { slug, body } = frozen ?? { slug: variant.slug, body: variant.draft };
  const hash = frozen?.hash ?? hashRevision({ kind, locale, slug, format: BODY_FORMAT, body }).toString('hex');
  const unchanged = hashes.live === hash;
  const newRevision = frozen === null && hashes.lastRevision !== hash;
  const lacking = unchanged
    ? []
    : requirementsToPublish(kind, body, { audiences }).map((problem) => relocated(problem, [...path, 'fields']));
  const nameless =
    slug === null
      ? [new MissingField('Give the document a slug: it is the last part of its address.', [...path, 'slug'])]
      : [];
  return {
    proposed: {
      documentId,
      kind,
      locale,
      slug: slug ?? '',
      changeKind: item.changeKind ?? (lastEdition === 0 ? 'MAJOR' : 'MINOR'),
      note: wordsOf(item.note),
      nextEdition: lastEdition + 1,
      references: extractReferences(kind, body),
      hash,
      unchanged,
      path,
      ...(kept ? { standing: new Set(extractReferences(kind, kept.body).map(({ target }) => target)) } : {}),
      wordsOf: kept?.number ?? null,
      body,
      topics: topicsOf(body),
      audiences: 'audiences' in body ? (body.audiences ?? []) : [],
      broader: kind === 'topic' ? ((body as Body<'topic'>).broader ?? null) : null,
      revision: frozen?.number ?? (newRevision ? lastRevision + 1 : lastRevision),
      newRevision,
      fromDraft: frozen === null,
      basedOn: variant.basedOn,
      liveEdition: variant.liveEdition,
    },
    problems: [...lacking, ...nameless],
  };
}

export function proposeWithdrawal(
  variant: Variant,
  item: WithdrawItem,
  path: ProblemPath,
): { readonly proposed: WithdrawalCandidate; readonly problems: readonly Problem[] } {
  const { documentId, kind, locale } = variant;
  return {
    proposed: {
      documentId,
      kind,
      locale,
      reason: item.reason,
      replacedBy: item.replacedBy ?? null,
      notice: wordsOf(item.notice),
      path,
    },
    problems: variant.liveEdition === null ? [new NotLive(documentId, locale, path)] : [],
  };
}

/** Which configured audiences these are, as a mask of their bits. What is not configured has none. */
export function audienceMask(keys: readonly string[], bits: ReadonlyMap<string, number>): number {
  return keys.reduce((mask, key) => mask | (1 << (bits.get(key) ?? 15)), 0) & 0x7fff;
}

/** What a proposal says, where it is kept. */
export function wordsKept({ body, documentId }: Pick<Proposed, 'body' | 'documentId'>): Body {
  if (body === null) throw new Error(`what is proposed of ${documentId} was not kept`);
  return body;
}

function topicsOf(body: Body): readonly string[] {
  return 'topics' in body ? [...new Set(body.topics ?? [])] : [];
}

/**
 * Of the topics that go live, what decides where each hangs. The tree has one shape for all locales: the default locale's line
 * decides, another only where that one is not live; of several others the first configured one, so it comes last.
 */
export function decidingTopics<
  T extends { documentId: string; locale: string; broader: string | null; path: ProblemPath },
>(
  topics: readonly T[],
  locales: readonly string[],
  liveInDefault: ReadonlySet<string>,
): readonly { readonly documentId: string; readonly broader: string | null; readonly path: ProblemPath }[] {
  const places = new Map(locales.map((locale, index) => [locale, index]));
  const place = ({ locale }: T) => places.get(locale) ?? places.size;
  const deciding = new Map(
    topics
      .filter((topic) => topic.locale === locales[0] || !liveInDefault.has(topic.documentId))
      .sort((a, b) => place(b) - place(a))
      .map((topic) => [topic.documentId, topic]),
  );
  return [...deciding.values()].map(({ documentId, broader, path }) => ({ documentId, broader, path }));
}

/** Of topics that are moved, those that would then contain themselves. */
export function topicCycles(
  moved: readonly { readonly documentId: string; readonly broader: string | null }[],
  broaderNow: ReadonlyMap<string, string>,
): readonly string[] {
  const broader = new Map<string, string | null>([
    ...broaderNow,
    ...moved.map((topic) => [topic.documentId, topic.broader] as const),
  ]);
  return moved
    .filter(({ documentId }) => {
      const passed = new Set<string>();
      let at = broader.get(documentId) ?? null;
      while (at !== null && at !== documentId && !passed.has(at)) {
        passed.add(at);
        at = broader.get(at) ?? null;
      }
      return at === documentId;
    })
    .map((topic) => topic.documentId);
}

/** The same refusal, seen from the request that the document stands in. */
function relocated(problem: Problem, prefix: ProblemPath): Problem {
  return Object.assign(Object.create(Object.getPrototypeOf(problem) as object) as Problem, problem, {
    message: problem.message,
    path: [...prefix, ...problem.path],
  });
}
