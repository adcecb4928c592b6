import type { Problem } from '#platform';
import { hash64 } from './domain/kinds/hash.js';
import { BODY_FORMAT } from './domain/kinds/kinds.js';
import { audienceMask, decidingTopics, type Proposed, topicsOf } from './domain/proposal.js';
import type { WithdrawalCandidate, WithdrawalCause } from './domain/publication-plan.js';
import { NoLiveNotice, TopicCycle } from './domain/refusals.js';
import { renderDocument } from './domain/rendered-document.js';
import type { Prepared, PublicationStore, Staged } from './persistence/publication.store.js';

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

  /** Hashes, own words and what lists need, before the counter is taken, so that it is held for as short as can be. */
  async prepare(proposed: readonly (Proposed & Partial<Pick<Prepared, 'repeats'>>)[]): Promise<readonly Prepared[]> {
    const bits = await this.store.audienceBits();
    return proposed.map((each) => ({
      ...each,
      repeats: each.repeats ?? null,
      edition: each.nextEdition,
      bodyFormat: BODY_FORMAT,
      hash64: hash64(each.documentId, each.locale, Buffer.from(each.hash, 'hex')).toString(),
      rendered: renderDocument(each.kind, each.body, each.locale),
      audience: audienceMask(each.body, bits),
      topics: topicsOf(each.body),
    }));
  }

  /** The last that can be done before the number is known. The revisions are written. */
  async stage(prepared: readonly Prepared[]): Promise<Staged> {
    await this.store.topicNumbers(prepared.filter((item) => item.kind === 'topic').map((item) => item.documentId));
    return this.store.stage(prepared);
  }

  /** Under the number. Returns what can only be judged of the whole side as it is afterwards. */
  async write(seq: number, at: string, staged: Staged, withdrawals: readonly Leaving[]): Promise<readonly Problem[]> {
    await this.store.writeWithdrawals(seq, at, withdrawals);
    if (staged.items.length > 0) await this.store.writeEditions(seq, at, staged);
    const problems = await this.placeTopics(
      seq,
      staged.items.filter((item) => item.kind === 'topic'),
    );
    return (await this.store.anyNoticeLive()) ? problems : [...problems, new NoLiveNotice()];
  }

  private async placeTopics(seq: number, topics: readonly Prepared[]): Promise<readonly Problem[]> {
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
