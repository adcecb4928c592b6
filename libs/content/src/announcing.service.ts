import { Inject, Injectable } from '@nestjs/common';
import { type Actor, actorName, type Fact, LedgerService, type Publication } from '#ledger';
import { CONFIG, type Config, constraintOf, Problems, refusedKey, UnitOfWork } from '#platform';
import { hash64 } from './domain/kinds/hash.js';
import { BODY_FORMAT } from './domain/kinds/kinds.js';
import { audienceMask, decidingTopics, type Proposed, topicsOf } from './domain/proposal.js';
import type { WithdrawalCandidate } from './domain/publication-plan.js';
import { NoLiveNotice, NothingToPublish, SlugTaken, TopicCycle } from './domain/refusals.js';
import { renderDocument } from './domain/rendered-document.js';
import { type Prepared, PublicationStore, type Staged } from './persistence/publication.store.js';

export interface PublishedEdition {
  readonly documentId: string;
  readonly locale: string;
  readonly edition: number;
  readonly revision: number;
}

export interface Announced {
  readonly publication: Publication;
  readonly published: readonly PublishedEdition[];
}

/** What has been judged, by somebody who holds the documents. */
export interface Decided {
  /** What is live already exactly so is passed over. */
  readonly proposed: readonly Proposed[];
  readonly withdrawals: readonly WithdrawalCandidate[];
  /** For editors; never public. */
  readonly note: string | null;
  /** The publication that this one takes back. */
  readonly reverts?: number;
}

/**
 * Makes true what has been judged: revisions, editions, the read model, audit, outbox and counter, in the caller's transaction,
 * which holds the documents. What can only be judged across documents that nobody holds is judged here, under the counter.
 */
@Injectable()
export class AnnouncingService {
  private readonly store: PublicationStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.store = new PublicationStore(work);
  }

  async announce(actor: Actor, { proposed, withdrawals, note, reverts }: Decided): Promise<Announced> {
    const prepared = await this.prepare(proposed.filter((each) => !each.unchanged));
    const before = await this.store.hashes([...prepared, ...withdrawals]);
    const [first, ...rest] = factsOf(
      prepared,
      withdrawals,
      ({ documentId, locale }) => before.get(`${documentId} ${locale}`)?.live ?? null,
    );
    if (!first) throw new NothingToPublish();
    await this.store.writeRevisions(prepared, actorName(actor));
    await this.store.topicNumbers(prepared.filter((item) => item.kind === 'topic').map((item) => item.documentId));
    const staged = await this.store.stage(prepared);
    const publication = await this.ledger.publish(
      actor,
      {
        kind: prepared.length > 0 ? 'PUBLISH' : 'WITHDRAW',
        note,
        facts: [first, ...rest],
        ...(reverts === undefined ? {} : { reverts }),
      },
      async ({ seq, at }) => {
        await this.store.writeWithdrawals(seq, at, withdrawals);
        if (prepared.length > 0) await this.becomeLive(seq, at, staged);
        if (!(await this.store.anyNoticeLive())) throw new NoLiveNotice();
        return {
          seq,
          published: prepared.map(({ documentId, locale, kind, edition, changeKind }) => ({
            documentId,
            locale,
            kind,
            edition,
            changeKind,
          })),
          withdrawn: withdrawals.map(({ documentId, locale, kind, reason, replacedBy }) => ({
            documentId,
            locale,
            kind,
            reason,
            replacedBy,
          })),
        };
      },
    );
    return {
      publication,
      published: prepared.map(({ documentId, locale, edition, revision }) => ({
        documentId,
        locale,
        edition,
        revision,
      })),
    };
  }

  /** Hashes, own words and what lists need, before the counter is taken, so that it is held for as short as can be. */
  private async prepare(proposed: readonly Proposed[]): Promise<readonly Prepared[]> {
    const bits = await this.store.audienceBits();
    return proposed.map((each) => ({
      ...each,
      edition: each.nextEdition,
      bodyFormat: BODY_FORMAT,
      hash64: hash64(each.documentId, each.locale, Buffer.from(each.hash, 'hex')).toString(),
      rendered: renderDocument(each.kind, each.body, each.locale),
      audience: audienceMask(each.body, bits),
      topics: topicsOf(each.body),
    }));
  }

  private async becomeLive(seq: number, at: string, staged: Staged): Promise<void> {
    const prepared = staged.items;
    try {
      await this.store.writeEditions(seq, at, staged);
    } catch (error) {
      if (constraintOf(error) !== 'listing_live_slug_key') throw error;
      // Two documents that are not related raced for a slug; the index decided, and the other one commits first.
      const [kind, locale, slug] = refusedKey(error);
      const item = prepared.find((each) => each.kind === kind && each.locale === locale && each.slug === slug);
      if (!item) throw error;
      throw new SlugTaken(item.slug, item.kind, item.locale, [...item.path, 'slug'], null);
    }
    await this.placeTopics(
      seq,
      prepared.filter((item) => item.kind === 'topic'),
    );
  }

  private async placeTopics(seq: number, topics: readonly Prepared[]): Promise<void> {
    if (topics.length === 0) return;
    const [defaultLocale] = this.config.locales;
    const live = await this.store.liveVariants(topics.map((topic) => topic.documentId));
    const inDefault = live.filter((variant) => variant.locale === defaultLocale);
    const deciding = decidingTopics(
      topics,
      this.config.locales,
      new Set(inDefault.map((variant) => variant.documentId)),
    );
    const refuse = (ids: readonly string[]) =>
      Problems.throwIfAny(
        deciding
          .filter((topic) => ids.includes(topic.documentId))
          .map(({ documentId, path }) => new TopicCycle(documentId, [...path, 'fields', 'broader'])),
      );
    refuse(deciding.filter((topic) => topic.broader === topic.documentId).map((topic) => topic.documentId));
    refuse(await this.store.moveTopics(seq, deciding));
  }
}

type LiveHash = (key: { readonly documentId: string; readonly locale: string }) => string | null;

/** `before` and `after` are the hashes of what the public saw, and sees. */
function factsOf(
  prepared: readonly Prepared[],
  withdrawals: readonly WithdrawalCandidate[],
  liveHash: LiveHash,
): readonly Fact[] {
  return [
    ...prepared.map((item): Fact => ({
      verb: 'variant.publish',
      subject: item.documentId,
      data: {
        locale: item.locale,
        edition: item.edition,
        revision: item.revision,
        hash: item.hash,
        changeKind: item.changeKind,
        before: liveHash(item),
        after: item.hash,
      },
    })),
    ...withdrawals.map((item): Fact => ({
      verb: 'variant.withdraw',
      subject: item.documentId,
      data: {
        locale: item.locale,
        reason: item.reason,
        replacedBy: item.replacedBy,
        before: liveHash(item),
        after: null,
      },
    })),
  ];
}
