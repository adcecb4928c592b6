import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Problem, UnitOfWork } from '#platform';
import { type Kind, titleOf } from './domain/kinds/kinds.js';
import { fingerprintsOf } from './domain/outcome.js';
import { decidingTopics, type Proposed, topicCycles, wordsKept } from './domain/proposal.js';
import type { ChangeKind, WithdrawalCandidate, WithdrawalReason } from './domain/publication-plan.js';
import type { PublicationRequest, PublishItem, WithdrawItem } from './domain/publication-request.js';
import { NoLiveNotice, TopicCycle, UnpublishedReference } from './domain/refusals.js';
import type { FrozenBody, Variant } from './domain/variant.js';
import { type Judgement, JudgingService } from './judging.service.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';
import { type Dependent, PlanStore } from './persistence/plan.store.js';

/** What an editor has in mind. What is there now is what they will have looked at: the plan notes its versions. */
export interface PlanRequest {
  readonly publish?: readonly (VariantKey & {
    /** Instead of the draft. */
    readonly revision?: number;
    /** With a revision: the public one whose words it keeps. */
    readonly keepsWordsOf?: number;
    readonly changeKind?: ChangeKind;
    readonly note?: string;
  })[];
  readonly withdraw?: readonly (VariantKey & {
    readonly reason: WithdrawalReason;
    readonly replacedBy?: string;
    readonly notice?: string;
  })[];
  /** `taken`: the drafts that must come with it are part of the plan. `offered`: they are named beside it. */
  readonly closure: 'taken' | 'offered';
}

/** A variant that would go live. */
export interface GoingLive extends VariantKey {
  readonly kind: Kind;
  readonly slug: string;
  readonly title: string | null;
  readonly edition: number;
  readonly revision: number;
  readonly changeKind: ChangeKind;
  /** The edition that it takes the place of; null for one that was not live. */
  readonly replaces: number | null;
  /** It was not asked for, and comes because others refer to it. */
  readonly brought: boolean;
  /** What it would be filed under. */
  readonly audiences: readonly string[];
  readonly topics: readonly string[];
}

/** A draft that nobody asked for and without which the plan cannot be. */
export interface Companion extends VariantKey {
  readonly kind: Kind;
  readonly title: string | null;
  readonly neededBy: readonly VariantKey[];
}

export interface PublicationPlan {
  /** Exactly what is planned: publishing it does this or nothing. */
  readonly request: PublicationRequest & { readonly agreed: readonly string[] };
  readonly goingLive: readonly GoingLive[];
  readonly withdrawn: readonly WithdrawalCandidate[];
  /** Asked for, but live already exactly so. */
  readonly unchanged: readonly VariantKey[];
  /** Everything that stands in the way, with its place in `request`; it can be published when there is nothing. */
  readonly problems: readonly Problem[];
  /** Of a plan that does not take them: the drafts that must come with it, and with each other. */
  readonly companions: readonly Companion[];
  /** Live variants that refer to what changes; first those that show it. */
  readonly dependents: readonly Dependent[];
  readonly touches: {
    /** Live variants whose readers see something else afterwards. */
    readonly documents: number;
    /** Of what would go live, as JSON. */
    readonly bytes: number;
  };
}

/** Drafts that a plan may bring along: beyond these it has run away from what somebody meant. */
const MOST_COMPANIONS = 500;

/**
 * Shows what a publication would do before anybody does it: what goes live, everything that stands in the way, what must come
 * along, and what it touches. Holds nothing and writes nothing.
 */
@Injectable()
export class PlanningService {
  private readonly drafts: DraftStore;
  private readonly store: PlanStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(JudgingService) private readonly judging: JudgingService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.drafts = new DraftStore(work);
    this.store = new PlanStore(work);
  }

  /** Revisions that are named may still be unwritten: then they are given. */
  async plan(asked: PlanRequest, unwritten: readonly FrozenBody[] = []): Promise<PublicationPlan> {
    const request = await this.concrete(asked);
    const judge = (each: Concrete) => this.judge(each, unwritten);
    const alone = await judge(request);
    const companions = await this.companionsOf(request, alone, judge);
    const takes = asked.closure === 'taken' && companions.length > 0;
    const whole = takes ? { ...request, publish: [...request.publish, ...companions.map(itemOf)] } : request;
    const judgement = takes ? await judge(whole) : alone;
    const going = judgement.proposed.filter((each) => !each.unchanged);
    const changing = [...going, ...judgement.withdrawals];
    const dependents = await this.store.dependents(changing, this.config.locales[0]);
    const brought = new Set(companions.map(({ variant }) => keyOf(variant)));
    return {
      request: { ...whole, agreed: fingerprintsOf(judgement) },
      goingLive: going.map((each) => ({ ...goingLive(each), brought: brought.has(keyOf(each)) })),
      withdrawn: judgement.withdrawals,
      unchanged: judgement.proposed.filter((each) => each.unchanged).map(variantKey),
      problems: [...judgement.problems, ...(await this.underTheCounter(judgement))],
      companions: takes ? [] : companions.map(({ variant, neededBy }) => companion(variant, neededBy)),
      dependents,
      touches: {
        documents:
          going.filter((each) => each.liveEdition !== null).length +
          judgement.withdrawals.length +
          dependents.filter((each) => each.shows).length,
        bytes: going.reduce((sum, each) => sum + Buffer.byteLength(JSON.stringify(wordsKept(each))), 0),
      },
    };
  }

  /** What is asked for, in the versions that there are now. What is not there is left for the judge to name. */
  private async concrete({ publish = [], withdraw = [] }: PlanRequest): Promise<Concrete> {
    const variants = await this.drafts.findMany([...publish, ...withdraw]);
    const known = new Map(variants.map((variant) => [keyOf(variant), variant]));
    return {
      publish: publish.map(({ revision, keepsWordsOf, ...item }): PublishItem => {
        const { draftVersion = 0, lastEdition = 0 } = known.get(keyOf(item)) ?? {};
        return revision === undefined
          ? { ...item, expectedVersion: draftVersion, expectedEdition: lastEdition }
          : {
              ...item,
              revision,
              expectedEdition: lastEdition,
              ...(keepsWordsOf === undefined ? {} : { keepsWordsOf }),
            };
      }),
      withdraw: withdraw.map((item): WithdrawItem => ({
        ...item,
        expectedEdition: known.get(keyOf(item))?.lastEdition ?? 0,
      })),
    };
  }

  /** What publishing judges last, where commits are serial, as it stands now. */
  private async underTheCounter({ proposed, withdrawals }: Judgement): Promise<readonly Problem[]> {
    const notice = proposed.some((each) => each.kind === 'notice') || (await this.store.otherNoticeLive(withdrawals));
    const topics = proposed.filter((each) => each.kind === 'topic' && !each.unchanged);
    return [...(notice ? [] : [new NoLiveNotice()]), ...(topics.length === 0 ? [] : await this.cycles(topics))];
  }

  private async cycles(topics: readonly Proposed[]): Promise<readonly Problem[]> {
    const { locales } = this.config;
    const variants = await this.drafts.findMany(topics.map(({ documentId }) => ({ documentId, locale: locales[0] })));
    const live = variants.filter((variant) => variant.liveEdition !== null).map((variant) => variant.documentId);
    const deciding = decidingTopics(topics, locales, new Set(live));
    const cyclic = topicCycles(deciding, await this.store.broaderTopics());
    return deciding
      .filter(({ documentId }) => cyclic.includes(documentId))
      .map(({ documentId, path }) => new TopicCycle(documentId, [...path, 'fields', 'broader']));
  }

  private async judge(request: Concrete, unwritten: readonly FrozenBody[]): Promise<Judgement> {
    return this.judging.judge(await this.judging.look(request, unwritten));
  }

  /** The drafts without which what is asked for cannot be, and those without which these cannot. */
  private async companionsOf(
    request: Concrete,
    first: Judgement,
    judge: (request: Concrete) => Promise<Judgement>,
  ): Promise<readonly Needed[]> {
    const found = new Map<string, Needed>();
    let { publish } = request;
    let judgement = first;
    for (;;) {
      const wanted = await this.missing(judgement, publish);
      const fresh = wanted.filter(({ variant }) => !found.has(keyOf(variant)));
      for (const need of wanted) {
        const known = found.get(keyOf(need.variant));
        found.set(keyOf(need.variant), known ? { ...known, neededBy: [...known.neededBy, ...need.neededBy] } : need);
      }
      if (fresh.length === 0 || found.size > MOST_COMPANIONS) return [...found.values()];
      publish = [...publish, ...fresh.map(itemOf)];
      judgement = await judge({ ...request, publish });
    }
  }

  /** For each target that is not public: its draft in the host's locale, else in the default one. */
  private async missing({ problems }: Judgement, publish: readonly PublishItem[]): Promise<readonly Needed[]> {
    const open = problems.flatMap((problem) => {
      if (!(problem instanceof UnpublishedReference) || problem.path[0] !== 'publish') return [];
      const host = publish[Number(problem.path[1])];
      return host ? [{ target: problem.target, host }] : [];
    });
    const [defaultLocale] = this.config.locales;
    const variants = await this.drafts.findMany(
      open.flatMap(({ target, host }) =>
        [...new Set([host.locale, defaultLocale])].map((locale) => ({ documentId: target, locale })),
      ),
    );
    const known = new Map(variants.map((variant) => [keyOf(variant), variant]));
    const named = new Set(publish.map(keyOf));
    const needs = new Map<string, { variant: Variant; neededBy: VariantKey[] }>();
    for (const { target, host } of open) {
      const variant =
        known.get(keyOf({ documentId: target, locale: host.locale })) ??
        known.get(keyOf({ documentId: target, locale: defaultLocale }));
      if (!variant || named.has(keyOf(variant))) continue;
      const need = needs.get(keyOf(variant)) ?? { variant, neededBy: [] };
      if (!need.neededBy.some((each) => keyOf(each) === keyOf(host))) need.neededBy.push(variantKey(host));
      needs.set(keyOf(variant), need);
    }
    return [...needs.values()];
  }
}

interface Concrete {
  readonly publish: readonly PublishItem[];
  readonly withdraw: readonly WithdrawItem[];
}

interface Needed {
  readonly variant: Variant;
  readonly neededBy: readonly VariantKey[];
}

function itemOf({ variant }: Needed): PublishItem {
  const { documentId, locale, draftVersion, lastEdition } = variant;
  return { documentId, locale, expectedVersion: draftVersion, expectedEdition: lastEdition };
}

function goingLive(each: Proposed): Omit<GoingLive, 'brought'> {
  const { documentId, locale, kind, slug, nextEdition, revision, changeKind, liveEdition, audiences, topics } = each;
  return {
    documentId,
    locale,
    kind,
    slug,
    title: titleOf(kind, wordsKept(each)),
    edition: nextEdition,
    revision,
    changeKind,
    replaces: liveEdition,
    audiences,
    topics,
  };
}

function companion({ kind, draft, ...variant }: Variant, neededBy: readonly VariantKey[]): Companion {
  return { ...variantKey(variant), kind, title: titleOf(kind, draft), neededBy };
}

function variantKey({ documentId, locale }: VariantKey): VariantKey {
  return { documentId, locale };
}

function keyOf({ documentId, locale }: VariantKey): string {
  return `${documentId} ${locale}`;
}
