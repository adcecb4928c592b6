import type { Problem } from '#platform';
import { hash64 } from './domain/kinds/hash.js';
import type { Body } from './domain/kinds/kinds.js';
import { audienceMask, decidingTopics, type Proposed } from './domain/proposal.js';
import type { WithdrawalCandidate, WithdrawalCause } from './domain/publication-plan.js';
import { NoLiveNotice, TopicCycle } from './domain/refusals.js';
import { renderDocument } from './domain/rendered-document.js';
import type { Placed, PublicationStore, Staged } from './persistence/publication.store.js';

/** Variants whose words are in memory at a time, when there are more of them than are kept. */
const PORTION = 500;

/** What variants say, by `document locale`. */
type Words = (portion: readonly Placed[]) => Promise<ReadonlyMap<string, Body>>;

/** A publication whose revisions are written, ready for its number. */
export interface Ready {
  readonly items: readonly Placed[];
  /** What they say: made already, or while it is written. */
  readonly portions: readonly (() => Promise<Staged>)[];
}

/** What leaves the public, with what it is told of it. */
export type Leaving = Omit<WithdrawalCandidate, 'reason'> & {
  readonly reason: WithdrawalCause;
  /** The publication of the withdrawal that is said again as it was then. */
  readonly repeats?: number | null;
};

/**
 * What publishing makes of the public side. Which side that is, the store says: the one that everybody reads, or what a preview
 * lays over it. A preview shows what publishing would do because this is what publishing does.
 */
export class PublicSide {
  constructor(
    private readonly store: PublicationStore,
    private readonly locales: readonly [string, ...string[]],
  ) {}

  /**
   * The last that can be done before the number is known; the revisions are written. Own words are rendered and read for search
   * here, so that the counter is held for as short as can be. Of so many that what they say is not kept, that is done a portion
   * at a time while they are written: then others wait for the counter, and memory stays what it is.
   */
  async ready(proposed: readonly (Proposed & Partial<Pick<Placed, 'repeats'>>)[], words: Words): Promise<Ready> {
    const bits = await this.store.audienceBits();
    const items = proposed.map((each) => ({
      ...each,
      repeats: each.repeats ?? null,
      edition: each.nextEdition,
      hash64: hash64(each.documentId, each.locale, Buffer.from(each.hash, 'hex')).toString(),
      audience: audienceMask(each.audiences, bits),
    }));
    await this.store.topicNumbers(items.filter((item) => item.kind === 'topic').map((item) => item.documentId));
    if (items.every((item) => item.body !== null)) {
      const staged = await this.stage(items, new Map());
      return { items, portions: items.length === 0 ? [] : [() => Promise.resolve(staged)] };
    }
    const portions = Array.from({ length: Math.ceil(items.length / PORTION) }, (_each, index) =>
      items.slice(index * PORTION, (index + 1) * PORTION),
    );
    return { items, portions: portions.map((portion) => async () => this.stage(portion, await words(portion))) };
  }

  /** Under the number. Returns what can only be judged of the whole side as it is afterwards. */
  async write(
    seq: number,
    at: string,
    { items, portions }: Ready,
    withdrawals: readonly Leaving[],
  ): Promise<readonly Problem[]> {
    await this.store.writeWithdrawals(seq, at, withdrawals);
    if (items.length > 0) await this.store.moveListings(seq, at, items);
    for (const portion of portions) await this.store.writeEditions(seq, at, await portion());
    await this.store.writeReferences(seq, items);
    const problems = await this.placeTopics(
      seq,
      items.filter((item) => item.kind === 'topic'),
    );
    return (await this.store.anyNoticeLive()) ? problems : [...problems, new NoLiveNotice()];
  }

  private stage(items: readonly Placed[], words: ReadonlyMap<string, Body>): Promise<Staged> {
    return this.store.stage(
      items.map((item) => {
        const body = item.body ?? words.get(`${item.documentId} ${item.locale}`);
        if (!body) throw new Error(`the revision of ${item.documentId} (${item.locale}) is gone`);
        return { ...item, body, rendered: renderDocument(item.kind, body, item.locale) };
      }),
    );
  }

  private async placeTopics(seq: number, topics: readonly Placed[]): Promise<readonly Problem[]> {
    if (topics.length === 0) return [];
    const [defaultLocale] = this.locales;
    const live = await this.store.liveVariants(topics.map((topic) => topic.documentId));
    const inDefault = live.filter((variant) => variant.locale === defaultLocale);
    const deciding = decidingTopics(topics, this.locales, new Set(inDefault.map((variant) => variant.documentId)));
    const cyclic = (ids: readonly string[]) =>
      deciding
        .filter((topic) => ids.includes(topic.documentId))
        .map(({ documentId, path }) => new TopicCycle(documentId, [...path, 'fields', 'broader']));
    // No row may say that a topic contains itself, so these are not written.
    const own = deciding.filter((topic) => topic.broader === topic.documentId);
    const others = deciding.filter((topic) => topic.broader !== topic.documentId);
    return cyclic([...own.map((topic) => topic.documentId), ...(await this.store.moveTopics(seq, others))]);
  }
}
