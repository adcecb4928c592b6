import { Inject, Injectable } from '@nestjs/common';
import { type Actor, actorName, type Fact, LedgerService, type Publication } from '#ledger';
import { CONFIG, type Config, constraintOf, type Problem, Problems, refusedKey, UnitOfWork } from '#platform';
import type { Body } from './domain/kinds/kinds.js';
import type { Proposed } from './domain/proposal.js';
import type { WithdrawalCandidate } from './domain/publication-plan.js';
import { NothingToPublish, SlugTaken } from './domain/refusals.js';
import type { Mark } from './workflow.service.js';
import { WorkflowStore } from './persistence/workflow.store.js';
import { PublicationStore } from './persistence/publication.store.js';
import { RevisionStore } from './persistence/revision.store.js';
import { type Leaving, PublicSide, type Ready } from './public-side.js';

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
  /** Who looked at what, by `document locale`: for the audit. */
  readonly marks: ReadonlyMap<string, Mark>;
  /** The publication that this one takes back. */
  readonly reverts?: number;
  /** By `document locale`: the edition, or the publication of the withdrawal, that is said again as it was then. */
  readonly repeats?: ReadonlyMap<string, number>;
}

/**
 * Makes true what has been judged: revisions, editions, the read model, audit, outbox and counter, in the caller's transaction,
 * which holds the documents. What can only be judged across documents that nobody holds is judged here, under the counter.
 */
@Injectable()
export class AnnouncingService {
  private readonly store: PublicationStore;
  private readonly side: PublicSide;
  private readonly states: WorkflowStore;
  private readonly revisions: RevisionStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(CONFIG) config: Config,
  ) {
    this.store = new PublicationStore(work);
    this.states = new WorkflowStore(work);
    this.revisions = new RevisionStore(work);
    this.side = new PublicSide(this.store, config.locales);
  }

  async announce(actor: Actor, decided: Decided): Promise<Announced> {
    const { note, marks, reverts } = decided;
    const repeated = ({ documentId, locale }: { documentId: string; locale: string }) =>
      decided.repeats?.get(`${documentId} ${locale}`) ?? null;
    const going = decided.proposed
      .filter((each) => !each.unchanged)
      .map((each) => ({ ...each, repeats: repeated(each) }));
    const withdrawals = decided.withdrawals.map((each): Leaving => {
      const repeats = repeated(each);
      const unmade = reverts !== undefined && repeats === null;
      return { ...each, repeats, reason: unmade ? 'REVERTED' : each.reason };
    });
    const before = await this.store.hashes([...going, ...withdrawals]);
    const [first, ...rest] = factsOf(
      going,
      withdrawals,
      ({ documentId, locale }) => before.get(`${documentId} ${locale}`)?.live ?? null,
      marks,
    );
    if (!first) throw new NothingToPublish();
    await this.store.writeRevisions(going, actorName(actor));
    await this.states.settle(going, withdrawals, actorName(actor));
    const ready = await this.side.ready(going, (portion) => this.wordsOf(portion));
    const publication = await this.ledger.publish(
      actor,
      {
        kind: going.length > 0 ? 'PUBLISH' : 'WITHDRAW',
        note,
        facts: [first, ...rest],
        ...(reverts === undefined ? {} : { reverts }),
      },
      async ({ seq, at }) => {
        await this.store.numberEditions(seq, ready.items);
        Problems.throwIfAny(await this.becomeLive(seq, at, ready, withdrawals));
        return {
          seq,
          published: going.map(({ documentId, locale, kind, nextEdition, changeKind }) => ({
            documentId,
            locale,
            kind,
            edition: nextEdition,
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
      published: going.map(({ documentId, locale, nextEdition, revision }) => ({
        documentId,
        locale,
        edition: nextEdition,
        revision,
      })),
    };
  }

  /** What revisions say that were written before. */
  private async wordsOf(portion: readonly Proposed[]): Promise<ReadonlyMap<string, Body>> {
    const revisions = await this.revisions.bodies(
      portion.map(({ documentId, locale, revision }) => ({ documentId, locale, number: revision })),
    );
    return new Map(revisions.map(({ documentId, locale, body }) => [`${documentId} ${locale}`, body]));
  }

  private async becomeLive(
    seq: number,
    at: string,
    ready: Ready,
    withdrawals: readonly Leaving[],
  ): Promise<readonly Problem[]> {
    try {
      return await this.side.write(seq, at, ready, withdrawals);
    } catch (error) {
      if (constraintOf(error) !== 'listing_live_slug_key') throw error;
      // Two documents that are not related raced for a slug; the index decided, and the other one commits first.
      const [kind, locale, slug] = refusedKey(error);
      const item = ready.items.find((each) => each.kind === kind && each.locale === locale && each.slug === slug);
      if (!item) throw error;
      throw new SlugTaken(item.slug, item.kind, item.locale, [...item.path, 'slug'], null);
    }
  }
}

type LiveHash = (key: { readonly documentId: string; readonly locale: string }) => string | null;

/** `before` and `after` are the hashes of what the public saw, and sees. */
function factsOf(
  going: readonly Proposed[],
  withdrawals: readonly Leaving[],
  liveHash: LiveHash,
  marks: ReadonlyMap<string, Mark>,
): readonly Fact[] {
  return [
    ...going.map((item): Fact => ({
      verb: 'variant.publish',
      subject: item.documentId,
      data: {
        locale: item.locale,
        edition: item.nextEdition,
        revision: item.revision,
        hash: item.hash,
        changeKind: item.changeKind,
        before: liveHash(item),
        after: item.hash,
        ...marks.get(`${item.documentId} ${item.locale}`),
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
