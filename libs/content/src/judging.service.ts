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
  /** The revisions that items name, by `document locale number`. They never change. */
  readonly frozen: ReadonlyMap<string, FrozenBody>;
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

type Paired<I> = { readonly item: I; readonly variant: Variant; readonly path: ProblemPath };

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
    return { ...named, related, kinds: await this.store.lock(changed, related) };
  }

  /** As `hold`, without holding anything. Revisions that it names may still be unwritten: then they are given. */
  async look(request: PublicationRequest, unwritten: readonly FrozenBody[] = []): Promise<Named> {
    const { related, ...named } = await this.name(request, unwritten);
    const changed = [...named.publish, ...named.withdraw].map((item) => item.documentId);
    return { ...named, related, kinds: await this.drafts.kindsOf([...new Set([...changed, ...related])]) };
  }

  /** Refuses at once what is not there, or not as the caller saw it; everything else it says together. */
  async judge(named: Named): Promise<Judgement> {
    const { publish, withdraw, frozen } = named;
    const items = [...publish, ...withdraw];
    const variants = new Map((await this.drafts.findMany(items)).map((variant) => [keyOf(variant), variant]));
    const expunged = await this.store.expungedAmong(
      items.filter((item) => !variants.has(keyOf(item))).map((item) => item.documentId),
    );
    const missing: Problem[] = [];
    const pair = <I extends PublishItem | WithdrawItem>(item: I, path: ProblemPath): Paired<I>[] => {
      const variant = variants.get(keyOf(item));
      if (!variant) {
        missing.push(absence(item, path, expunged));
        return [];
      }
      missing.push(...movedOn(variant, item, path));
      if ('revision' in item && item.revision !== undefined && !frozen.has(revisionKey(item, item.revision)))
        missing.push(
          new RevisionNotFound(item.documentId, item.locale, item.revision, variant.lastRevision, [
            ...path,
            'revision',
          ]),
        );
      return [{ item, variant, path }];
    };
    const going = publish.flatMap((item, index) => pair(item, placeOf(index, publish.length)));
    const leaving = withdraw.flatMap((item, index) => pair(item, placeOf(publish.length + index, publish.length)));
    Problems.throwIfAny(missing);

    // What was published for an audience that has left the configuration since stays; more of it is refused.
    const audiences = this.config.audiences.map((audience) => audience.key);
    const hashes = await this.store.hashes(going.map(({ variant }) => variant));
    const candidates = going.map(({ item, variant, path }) =>
      propose(
        variant,
        item.revision === undefined ? null : (frozen.get(revisionKey(item, item.revision)) ?? null),
        item,
        {
          audiences,
          path,
          hashes: hashes.get(keyOf(variant)) ?? { lastRevision: null, live: null },
          kept: keptWords(item, frozen),
        },
      ),
    );
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

  private async name(request: PublicationRequest, unwritten: readonly FrozenBody[]): Promise<Omit<Named, 'kinds'>> {
    const { publish = [], withdraw = [] } = request;
    Problems.throwIfAny(
      [...publish, ...withdraw].flatMap((item, index) =>
        isUuid(item.documentId)
          ? []
          : [new DocumentNotFound(item.documentId, [...placeOf(index, publish.length), 'documentId'])],
      ),
    );
    const known = new Map(unwritten.map((revision) => [revisionKey(revision, revision.number), revision]));
    const written = await this.revisions.bodies(
      publish.flatMap(({ documentId, locale, revision, keepsWordsOf }) =>
        [revision, keepsWordsOf].flatMap((number) =>
          number === undefined || known.has(revisionKey({ documentId, locale }, number))
            ? []
            : [{ documentId, locale, number }],
        ),
      ),
    );
    const revisions = [...written, ...unwritten];
    const referred = revisions.flatMap(({ kind, body }) =>
      extractReferences(kind, body).map((reference) => reference.target),
    );
    const replacements = withdraw.flatMap(({ replacedBy }) =>
      replacedBy !== undefined && isUuid(replacedBy) ? [replacedBy] : [],
    );
    const drafted = await this.drafts.draftTargets(publish.filter((item) => item.revision === undefined));
    return {
      publish,
      withdraw,
      frozen: new Map(revisions.map((revision) => [revisionKey(revision, revision.number), revision])),
      related: [...new Set([...drafted, ...referred, ...replacements])],
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
