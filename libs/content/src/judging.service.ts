import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, isUuid, type Problem, type ProblemPath, Problems, UnitOfWork } from '#platform';
import { sameWording } from './domain/bulk/wording.js';
import type { Kind } from './domain/kinds/kinds.js';
import { extractReferences } from './domain/kinds/references.js';
import { movedOn, placeOf, propose, type Proposed, proposeWithdrawal } from './domain/proposal.js';
import { type Candidate, objections, type PublicState, type WithdrawalCandidate } from './domain/publication-plan.js';
import type { PublicationRequest, PublishItem, WithdrawItem } from './domain/publication-request.js';
import { DocumentExpunged, DocumentNotFound, RevisionNotFound } from './domain/refusals.js';
import type { FrozenBody, Variant } from './domain/variant.js';
import { DraftStore } from './persistence/draft.store.js';
import { PublicationStore } from './persistence/publication.store.js';
import { RevisionStore } from './persistence/revision.store.js';

/** What a request names, before it is looked at. */
export interface Named {
  readonly publish: readonly PublishItem[];
  readonly withdraw: readonly WithdrawItem[];
  /** Revisions that items name and that are not written yet. */
  readonly unwritten: readonly FrozenBody[];
  /** Whoever publishes many revisions does not keep what they say: it is read again when it is written. */
  readonly leavesWords: boolean;
  /** Documents that it refers to, and those that take the place of others. */
  readonly related: readonly string[];
  /** Of every document named or related that there is. */
  readonly kinds: ReadonlyMap<string, Kind>;
}

/** What a request would make of the public, and everything that stands against it. */
export interface Judgement {
  readonly proposed: readonly Proposed[];
  readonly withdrawals: readonly WithdrawalCandidate[];
  /** The reasons, with their places in the request; it may be done when there is none. */
  readonly problems: readonly Problem[];
}

type Candidacy = ReturnType<typeof propose>;

type Paired<I> = { readonly item: I; readonly variant: Variant; readonly path: ProblemPath };

/** Variants that are looked at at a time, and revisions whose words are kept for as long as a publication is made. */
const PORTION = 500;
const MOST_KEPT = 1_000;

/**
 * Says what a publication would do, and every reason against it. Writes nothing. What it says lasts only while the documents
 * are held: whoever publishes holds them first and then asks; whoever plans only looks, and asks again.
 */
@Injectable()
export class JudgingService {
  private readonly drafts: DraftStore;
  private readonly revisions: RevisionStore;
  private readonly store: PublicationStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.drafts = new DraftStore(work);
    this.revisions = new RevisionStore(work);
    this.store = new PublicationStore(work);
  }

  /** From here on nothing that the publication depends on can change, except what is judged under the counter. */
  async hold(request: PublicationRequest): Promise<Named> {
    const { related, ...named } = await this.name(request, []);
    const changed = [...named.publish, ...named.withdraw].map((item) => item.documentId);
    return { ...named, related, leavesWords: true, kinds: await this.store.lock(changed, related) };
  }

  /** As `hold`, without holding anything. Revisions that it names may still be unwritten: then they are given. */
  async look(request: PublicationRequest, unwritten: readonly FrozenBody[] = []): Promise<Named> {
    const { related, ...named } = await this.name(request, unwritten);
    const changed = [...named.publish, ...named.withdraw].map((item) => item.documentId);
    return {
      ...named,
      related,
      leavesWords: false,
      kinds: await this.drafts.kindsOf([...new Set([...changed, ...related])]),
    };
  }

  /** Refuses at once what is not there, or not as the caller saw it; everything else it says together. */
  async judge(named: Named): Promise<Judgement> {
    const { publish, withdraw } = named;
    const missing: Problem[] = [];
    const candidates: Candidacy[] = [];
    for (const first of portionsOf(publish)) {
      const portion = publish.slice(first, first + PORTION);
      const found = await this.find(portion, (index) => placeOf(first + index, publish.length), missing);
      candidates.push(...(await this.propose(found, named, missing)));
    }
    const leaving = await this.find(withdraw, (index) => placeOf(publish.length + index, publish.length), missing);
    Problems.throwIfAny(missing.sort(byPlace));
    const departures = leaving.map(({ item, variant, path }) => proposeWithdrawal(variant, item, path));
    const proposed = candidates.map((candidate) => candidate.proposed);
    const withdrawals = departures.map((departure) => departure.proposed);
    const state = await this.publicState(proposed, withdrawals, named);
    return {
      proposed,
      withdrawals,
      problems: [
        ...[...candidates, ...departures].flatMap(({ problems }) => problems),
        ...objections(proposed, withdrawals, state),
      ],
    };
  }

  /** Items with their variants; what is not there, or has moved on, is put on the list. */
  private async find<I extends PublishItem | WithdrawItem>(
    items: readonly I[],
    placed: (index: number) => ProblemPath,
    missing: Problem[],
  ): Promise<readonly Paired<I>[]> {
    if (items.length === 0) return [];
    const variants = new Map((await this.drafts.findMany(items)).map((variant) => [keyOf(variant), variant]));
    const expunged = await this.store.expungedAmong(
      items.filter((item) => !variants.has(keyOf(item))).map((item) => item.documentId),
    );
    return items.flatMap((item, index) => {
      const path = placed(index);
      const variant = variants.get(keyOf(item));
      if (!variant) {
        missing.push(absence(item, path, expunged));
        return [];
      }
      missing.push(...movedOn(variant, item, path));
      return [{ item, variant, path }];
    });
  }

  private async propose(
    found: readonly Paired<PublishItem>[],
    { publish, unwritten, leavesWords }: Named,
    missing: Problem[],
  ): Promise<readonly Candidacy[]> {
    const frozen = await this.frozen(found, unwritten);
    // What was published for an audience that has left the configuration since stays; more of it is refused.
    const audiences = this.config.audiences.map((audience) => audience.key);
    const hashes = await this.store.hashes(found.map(({ variant }) => variant));
    return found.flatMap(({ item, variant, path }) => {
      const { documentId, locale, revision } = item;
      const body = revision === undefined ? null : (frozen.get(revisionKey(item, revision)) ?? null);
      if (revision !== undefined && body === null) {
        missing.push(new RevisionNotFound(documentId, locale, revision, variant.lastRevision, [...path, 'revision']));
        return [];
      }
      const candidacy = propose(variant, body, item, {
        audiences,
        path,
        hashes: hashes.get(keyOf(variant)) ?? { lastRevision: null, live: null },
        kept: keptWords(item, frozen),
      });
      const leaves = leavesWords && publish.length > MOST_KEPT && !candidacy.proposed.newRevision && body !== null;
      return [leaves ? { ...candidacy, proposed: { ...candidacy.proposed, body: null } } : candidacy];
    });
  }

  /** The revisions that items name, by `document locale number`. They never change. */
  private async frozen(
    found: readonly Paired<PublishItem>[],
    unwritten: readonly FrozenBody[],
  ): Promise<ReadonlyMap<string, FrozenBody>> {
    const known = new Map(unwritten.map((revision) => [revisionKey(revision, revision.number), revision]));
    const written = await this.revisions.bodies(
      found.flatMap(({ item: { documentId, locale, revision, keepsWordsOf } }) =>
        [revision, keepsWordsOf].flatMap((number) =>
          number === undefined || known.has(revisionKey({ documentId, locale }, number))
            ? []
            : [{ documentId, locale, number }],
        ),
      ),
    );
    return new Map([...known, ...written.map((each) => [revisionKey(each, each.number), each] as const)]);
  }

  private async name(
    request: PublicationRequest,
    unwritten: readonly FrozenBody[],
  ): Promise<Omit<Named, 'kinds' | 'leavesWords'>> {
    const { publish = [], withdraw = [] } = request;
    Problems.throwIfAny(
      [...publish, ...withdraw].flatMap((item, index) =>
        isUuid(item.documentId)
          ? []
          : [new DocumentNotFound(item.documentId, [...placeOf(index, publish.length), 'documentId'])],
      ),
    );
    const known = new Set(unwritten.map((revision) => revisionKey(revision, revision.number)));
    const referred = unwritten.flatMap(({ kind, body }) =>
      extractReferences(kind, body).map((reference) => reference.target),
    );
    const written = await this.revisions.targets(
      publish.flatMap(({ documentId, locale, revision }) =>
        revision === undefined || known.has(revisionKey({ documentId, locale }, revision))
          ? []
          : [{ documentId, locale, number: revision }],
      ),
    );
    const replacements = withdraw.flatMap(({ replacedBy }) =>
      replacedBy !== undefined && isUuid(replacedBy) ? [replacedBy] : [],
    );
    const drafted = await this.drafts.draftTargets(publish.filter((item) => item.revision === undefined));
    return {
      publish,
      withdraw,
      unwritten,
      related: [...new Set([...drafted, ...written, ...referred, ...replacements])],
    };
  }

  private async publicState(
    candidates: readonly Candidate[],
    withdrawals: readonly WithdrawalCandidate[],
    { related, kinds }: Named,
  ): Promise<PublicState> {
    const touched = [...new Set([...candidates, ...withdrawals].map((entry) => entry.documentId).concat(related))];
    const going = withdrawals.filter((entry) => entry.reason === 'GONE').map((entry) => entry.documentId);
    return {
      defaultLocale: this.config.locales[0],
      live: await this.store.liveVariants(touched),
      slugHolders: candidates.length === 0 ? [] : await this.store.slugHolders(candidates),
      hosts: going.length === 0 ? [] : await this.store.hostsOf(going),
      withdrawn: await this.store.withdrawnAmong(related),
      expunged: await this.store.expungedAmong(related),
      kinds,
    };
  }
}

function keyOf({ documentId, locale }: { readonly documentId: string; readonly locale: string }): string {
  return `${documentId} ${locale}`;
}

/** The words that an item keeps. It says so itself and is trusted in nothing: they are compared. */
function keptWords(
  { documentId, locale, revision, keepsWordsOf }: PublishItem,
  frozen: ReadonlyMap<string, FrozenBody>,
): FrozenBody | null {
  if (revision === undefined || keepsWordsOf === undefined) return null;
  const now = frozen.get(revisionKey({ documentId, locale }, revision));
  const before = frozen.get(revisionKey({ documentId, locale }, keepsWordsOf));
  if (!now || !before || now.slug !== before.slug || !sameWording(now.kind, now.body, before.body))
    throw new Error(`revision ${revision} of ${documentId} (${locale}) does not keep the words of ${keepsWordsOf}`);
  return before;
}

function revisionKey(key: { readonly documentId: string; readonly locale: string }, number: number): string {
  return `${keyOf(key)} ${number}`;
}

function absence(
  { documentId, locale }: PublishItem | WithdrawItem,
  path: ProblemPath,
  expunged: ReadonlySet<string>,
): Problem {
  const place = [...path, 'documentId'];
  return expunged.has(documentId)
    ? new DocumentExpunged(documentId, place)
    : new DocumentNotFound(documentId, place, locale);
}

/** In the order of the request, whatever was found first. */
function byPlace(one: Problem, other: Problem): number {
  const place = ({ path: [list, index] }: Problem) => (list === 'publish' ? Number(index) : Infinity);
  return place(one) === place(other) ? 0 : place(one) - place(other);
}

/** Where each portion of a list begins. */
function portionsOf(items: readonly unknown[]): readonly number[] {
  return Array.from({ length: Math.ceil(items.length / PORTION) }, (_each, index) => index * PORTION);
}
