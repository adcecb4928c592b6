import { Inject, Injectable } from '@nestjs/common';
import { type Actor, may, NotAllowed, PermissionsService } from '#access';
import { actorName } from '#ledger';
import { CONFIG, type Config, isUuid, type Problem, type ProblemPath, UnitOfWork } from '#platform';
import { MissingField } from './domain/kinds/problems.js';
import { requirementsToPublish } from './domain/kinds/requirements.js';
import { DocumentExpunged, DocumentNotFound } from './domain/refusals.js';
import type { Variant } from './domain/variant.js';
import { clearanceOf } from './domain/workflow/clearance.js';
import { NotInState, ReviewerNotFound, SecondPersonNeeded } from './domain/workflow/refusals.js';
import { type Asking, type Situation, type Step, type StepVerdict, verdictOf } from './domain/workflow/workflow.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';
import { PublicationStore } from './persistence/publication.store.js';
import { TombstoneStore } from './persistence/tombstone.store.js';
import { WorkflowStore } from './persistence/workflow.store.js';

/** Something that is to become public or to leave it, and where the request names it. */
export interface Leaving extends VariantKey {
  readonly path: ProblemPath;
}

export interface Becoming extends Leaving {
  readonly revision: number;
  /** Live exactly so: nothing happens to it. */
  readonly unchanged: boolean;
  /** The public revision whose words it says: what has been looked at is that one. */
  readonly wordsOf?: number | null;
}

/** What the audit says of an edition beside its numbers. */
export interface Mark {
  /** Who looked at it, other than who wrote it. */
  readonly approvedBy?: string;
  /** There was nobody else who could have. */
  readonly selfApproved?: true;
  /** Only labels and references changed: its words are those of this revision, which had been public. */
  readonly wordsOf?: number;
}

export interface Cleared {
  readonly problems: readonly Problem[];
  /** By `document locale`. */
  readonly marks: ReadonlyMap<string, Mark>;
}

const NO_MARK: Mark = {};

/** Asks the workflow: what somebody may do with a variant, and whether what is to become public has been looked at. */
@Injectable()
export class WorkflowService {
  private readonly store: WorkflowStore;
  private readonly drafts: DraftStore;
  private readonly publications: PublicationStore;
  private readonly tombstones: TombstoneStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.store = new WorkflowStore(work);
    this.drafts = new DraftStore(work);
    this.publications = new PublicationStore(work);
    this.tombstones = new TombstoneStore(work);
  }

  /** Who asks, in one language. */
  async asking(actor: Actor, locale: string): Promise<Asking> {
    const rights = await this.permissions.rightsOf(actor);
    // The system is nobody's second person, and needs none.
    const publishers =
      actor.type === 'system' ? 0 : (await this.permissions.holders('document.publish', { locale })).length;
    return { actor: actorName(actor), may: (right) => may(rights, right, { locale }), publishers };
  }

  /** A variant about which nobody else decides until the transaction ends: its document is held, then itself. */
  async hold({ documentId, locale }: VariantKey): Promise<Variant> {
    if (isUuid(documentId)) {
      await this.publications.lock([documentId], []);
      const variant = await this.drafts.hold({ documentId, locale });
      if (variant) return variant;
      if (await this.tombstones.isExpunged({ documentId, locale }))
        throw new DocumentExpunged(documentId, ['documentId'], locale);
    }
    throw new DocumentNotFound(documentId, ['documentId'], locale);
  }

  /** Lets whoever asks take a step with a variant that is held, or throws why not. */
  async demand(actor: Actor, step: Step, variant: Variant): Promise<Extract<StepVerdict, { readonly allowed: true }>> {
    const verdict = verdictOf(step, situationOf(variant), await this.asking(actor, variant.locale));
    if (verdict.allowed) return verdict;
    throw refusalOf(verdict, variant.locale, step === 'submit' ? ['documentId'] : ['revision']);
  }

  /** What a draft still lacks by itself before it could be published. */
  lacking({ kind, slug, draft }: Variant): readonly Problem[] {
    const audiences = this.config.audiences.map((audience) => audience.key);
    return [
      ...requirementsToPublish(kind, draft, { audiences }),
      ...(slug === null
        ? [new MissingField('Give the document a slug: it is the last part of its address.', ['slug'])]
        : []),
    ];
  }

  /** Whoever is asked for a review must be able to give it. */
  async reviewerProblems(reviewer: string | undefined, locale: string): Promise<readonly Problem[]> {
    if (reviewer === undefined) return [];
    const able = await this.permissions.holders('review.approve', { locale });
    return able.includes(reviewer) ? [] : [new ReviewerNotFound(['reviewer'])];
  }

  /** Whether all this may become public, and leave it, by whoever asks. The documents are held. */
  async clear(actor: Actor, becoming: readonly Becoming[], leaving: readonly Leaving[]): Promise<Cleared> {
    if (actor.type === 'system') return { problems: [], marks: new Map() };
    const problems: Problem[] = [];
    const marks = new Map<string, Mark>();
    const asked = new Map<string, Asking>();
    for (const { locale } of [...becoming, ...leaving])
      if (!asked.has(locale)) asked.set(locale, await this.asking(actor, locale));
    const refuseWithout = (right: 'document.publish' | 'document.withdraw', { locale, path }: Leaving) => {
      const may = asked.get(locale)?.may(right);
      if (may && !may.allowed) problems.push(new NotAllowed(right, locale, may.reason, path));
      return may?.allowed ?? false;
    };
    const looks = await this.store.looks(
      becoming.map(({ documentId, locale, revision, wordsOf }) => ({
        documentId,
        locale,
        revision: wordsOf ?? revision,
      })),
    );
    for (const item of becoming) {
      if (!refuseWithout('document.publish', item) || item.unchanged) continue;
      const { documentId, locale, revision, wordsOf, path } = item;
      const look = looks.get(`${documentId} ${locale} ${wordsOf ?? revision}`);
      const nobody = { submittedBy: null, approvedBy: null, wasPublic: false };
      const clearance = clearanceOf(look ?? nobody, asked.get(locale)?.publishers ?? 0);
      if (!clearance.allowed) problems.push(new SecondPersonNeeded(clearance.reason, path));
      else
        marks.set(`${documentId} ${locale}`, {
          ...markOf(clearance),
          ...(typeof wordsOf === 'number' ? { wordsOf } : {}),
        });
    }
    for (const item of leaving) refuseWithout('document.withdraw', item);
    return { problems, marks };
  }
}

function markOf({ approvedBy, selfApproved }: { approvedBy: string | null; selfApproved: boolean }): Mark {
  if (selfApproved) return { selfApproved: true };
  return approvedBy === null ? NO_MARK : { approvedBy };
}

/** What the workflow knows of a variant. */
export function situationOf({ state, unscheduled, liveEdition, review }: Variant): Situation {
  return {
    state,
    unscheduled,
    live: liveEdition !== null,
    submittedBy: review?.submittedBy ?? null,
    approvedBy: review?.approvedBy ?? null,
  };
}

/** A verdict that was against it, as a refusal. */
function refusalOf(
  verdict: Extract<StepVerdict, { readonly allowed: false }>,
  locale: string,
  path: ProblemPath,
): Problem {
  switch (verdict.why) {
    case 'right':
      return new NotAllowed(verdict.right, locale, verdict.reason, path);
    case 'state':
      return new NotInState(verdict.reason, path);
    case 'second person':
      return new SecondPersonNeeded(verdict.reason, path);
  }
}
