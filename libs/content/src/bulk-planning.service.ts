import { Inject, Injectable } from '@nestjs/common';
import { type Actor, may, NotAllowed, PermissionsService } from '#access';
import { type Problem, type ProblemPath, UnitOfWork } from '#platform';
import { type BulkSketch, BulkSketchingService, type DraftChanged, type PassedOver } from './bulk-sketching.service.js';
import type { BulkChange } from './domain/bulk/bulk-change.js';
import { checkOf, type PlannedVariant } from './domain/bulk/checks.js';
import { NothingToChange, VariantInTheWay } from './domain/bulk/refusals.js';
import { placeOf } from './domain/proposal.js';
import { BulkStore, type PinningRelease } from './persistence/bulk.store.js';
import type { VariantKey } from './persistence/draft.store.js';
import { PlanningService, type PublicationPlan } from './planning.service.js';
import { type Becoming, WorkflowService } from './workflow.service.js';

/** What a bulk change would do, for the public and for drafts. */
export interface BulkPlan {
  readonly change: BulkChange;
  /** Of what is public. Its problems are among those of the whole. */
  readonly publication: Omit<PublicationPlan, 'problems'>;
  readonly drafts: readonly DraftChanged[];
  readonly passedOver: readonly PassedOver[];
  /** Approved with what was public before: they have to be approved again. */
  readonly releases: readonly PinningRelease[];
  /** Everything that stands in the way; it can be made when there is nothing. */
  readonly problems: readonly Problem[];
  /** What was agreed, variant by variant. */
  readonly checks: readonly PlannedVariant[];
  readonly sketch: BulkSketch;
}

const NO_PUBLICATION: Omit<PublicationPlan, 'problems'> = {
  request: { publish: [], withdraw: [], agreed: [] },
  goingLive: [],
  withdrawn: [],
  unchanged: [],
  companions: [],
  dependents: [],
  touches: { documents: 0, bytes: 0 },
};

/** Shows what a bulk change would do before anybody makes it. Holds nothing and writes nothing. */
@Injectable()
export class BulkPlanningService {
  private readonly store: BulkStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(BulkSketchingService) private readonly sketching: BulkSketchingService,
    @Inject(PlanningService) private readonly planning: PlanningService,
    @Inject(WorkflowService) private readonly workflow: WorkflowService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
  ) {
    this.store = new BulkStore(work);
  }

  async plan(actor: Actor, change: BulkChange): Promise<BulkPlan> {
    const sketch = await this.sketching.sketch(change);
    const publication = await this.publication(sketch);
    const { request, goingLive, withdrawn } = publication;
    const touched = [...goingLive, ...withdrawn, ...sketch.drafts];
    const problems = [
      ...sketch.problems,
      ...publication.problems.map((problem) => inTheWay(problem, request)),
      ...(await this.notAllowed(actor, touched)),
      ...(await this.unclear(actor, publication)),
    ];
    const nothing = touched.length === 0 && problems.length === 0;
    return {
      change,
      publication,
      drafts: sketch.drafts,
      passedOver: sketch.passedOver,
      releases: await this.store.pinningReleases([...goingLive, ...withdrawn]),
      problems: [...problems, ...(nothing ? [new NothingToChange([])] : [])],
      checks: checksOf(publication, sketch.drafts),
      sketch,
    };
  }

  /** Documents that making it would change, and those that it would refer to. */
  async reach(
    change: BulkChange,
  ): Promise<{ readonly changed: readonly string[]; readonly related: readonly string[] }> {
    const { request, lives, drafts } = await this.sketching.sketch(change);
    const { publish = [], withdraw = [] } = request;
    const named =
      change.what === 'merge-topics' ? [change.topic] : change.what === 'replace-reference' ? [change.target] : [];
    return {
      changed: [...publish, ...withdraw, ...drafts].map(({ documentId }) => documentId).concat(named),
      related: [
        ...lives.flatMap(({ references }) => references.map(({ target }) => target)),
        ...withdraw.flatMap(({ replacedBy }) => replacedBy ?? []),
      ],
    };
  }

  private async publication({ request, lives }: BulkSketch): Promise<PublicationPlan> {
    const { publish = [], withdraw = [] } = request;
    if (publish.length + withdraw.length === 0) return { ...NO_PUBLICATION, problems: [] };
    return this.planning.plan(request, lives);
  }

  private async notAllowed(actor: Actor, touched: readonly VariantKey[]): Promise<readonly Problem[]> {
    const rights = await this.permissions.rightsOf(actor);
    const locales = [...new Set(touched.map(({ locale }) => locale))];
    return (locales.length === 0 ? [null] : locales).flatMap((locale) => {
      const verdict = may(rights, 'document.change-many', { locale });
      return verdict.allowed ? [] : [new NotAllowed('document.change-many', locale, verdict.reason, [])];
    });
  }

  /** Whether all of it may become public by whoever asks, and has been looked at. */
  private async unclear(actor: Actor, { request, goingLive, withdrawn }: PublicationPlan): Promise<readonly Problem[]> {
    const places = new Map(
      [...(request.publish ?? []), ...(request.withdraw ?? [])].map((item, index) => [nameOf(item), { item, index }]),
    );
    const placed = (key: VariantKey): { path: ProblemPath; wordsOf: number | null } => {
      const found = places.get(nameOf(key));
      const wordsOf = found && 'keepsWordsOf' in found.item ? (found.item.keepsWordsOf ?? null) : null;
      return { path: placeOf(found?.index ?? 0, request.publish?.length ?? 0), wordsOf };
    };
    const becoming = goingLive.map((each): Becoming => ({ ...each, ...placed(each), unchanged: false }));
    const leaving = withdrawn.map((each) => ({ ...each, path: placed(each).path }));
    const { problems } = await this.workflow.clear(actor, becoming, leaving);
    return problems.map((problem) => inTheWay(problem, request));
  }
}

function checksOf(
  { request, goingLive, withdrawn, unchanged }: Omit<PublicationPlan, 'problems'>,
  drafts: readonly DraftChanged[],
): readonly PlannedVariant[] {
  const agreed = new Map(
    [...(request.publish ?? []), ...(request.withdraw ?? [])].map((item, index) => [
      nameOf(item),
      request.agreed[index] ?? '',
    ]),
  );
  const drafted = new Map(drafts.map((draft) => [nameOf(draft), draft]));
  const all = new Map([...goingLive, ...withdrawn, ...unchanged, ...drafts].map((each) => [nameOf(each), each]));
  return [...all].map(([name, { documentId, locale }]) => {
    const draft = drafted.get(name);
    const check = checkOf([name, agreed.get(name) ?? null, draft ? [draft.endsReview] : null]);
    return { documentId, locale, check };
  });
}

/** A plan names places in a request that nobody wrote: here the document is named instead. */
function inTheWay(problem: Problem, { publish = [], withdraw = [] }: PublicationPlan['request']): Problem {
  const [list, index] = problem.path;
  const item = (list === 'publish' ? publish : list === 'withdraw' ? withdraw : [])[Number(index)];
  return item ? new VariantInTheWay(item.documentId, item.locale, problem, []) : problem;
}

function nameOf({ documentId, locale }: VariantKey): string {
  return `${documentId} ${locale}`;
}
