import { Inject } from '@nestjs/common';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import {
  PreviewingService,
  PinningService,
  ReleaseApprovalService,
  ReleaseGateService,
  ReleaseNotFound,
  ReleasePublishingService,
  ReleasesService,
  type ReleaseState,
  SchedulingService,
} from '#content';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { CONFIG, type Config, Problems } from '#platform';
import { openOnce } from '../preview/preview.resolver.js';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { given } from '../schema/given.js';
import { showProblem, showProblemAt } from '../schema/problems.js';
import { Acting } from '../session/studio-context.js';
import { ReleaseStateEnum } from './release-states.schema.js';
import {
  ApproveReleaseInput,
  ChangeReleaseInput,
  CreateReleaseInput,
  CreateReleasePreviewInput,
  itemPlace,
  itemsOf,
  PublishReleaseInput,
  ReleaseRefInput,
  SeenDraftInput,
} from './release-inputs.schema.js';
import {
  CreateReleasePreviewPayload,
  PublishReleasePayload,
  ReleaseConnection,
  ReleasePayload,
  ReleaseVerdictView,
  ReleaseView,
  showRelease,
  showVerdict,
} from './release.schema.js';
import { ScheduleView, showSchedule } from '../schema/schedule.js';

@Resolver(() => ReleaseView)
export class ReleaseResolver {
  constructor(
    @Inject(ReleasesService) private readonly releases: ReleasesService,
    @Inject(ReleaseApprovalService) private readonly approval: ReleaseApprovalService,
    @Inject(ReleasePublishingService) private readonly publishing: ReleasePublishingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
  ) {}

  @Mutation(() => ReleasePayload, {
    description: 'Begins a release. What is in it may lack anything until it is approved.',
  })
  createRelease(
    @Args('input', { description: 'What to call it, and what to put in.' }) input: CreateReleaseInput,
    @Acting() actor: Actor,
  ): Promise<ReleasePayload> {
    return settle(showProblemAt(itemPlace(input)), async () => {
      Problems.throwIfAny(checkInput(CreateReleaseInput, input));
      const { name, note, idempotencyKey: key } = input;
      const items = itemsOf(input);
      const { id } = await this.idempotency.once(actor, { verb: 'createRelease', key, input }, async () => {
        const made = await this.releases.create(actor, { name, note: note || null, items });
        return { answer: { id: made.id }, documents: items.map(({ documentId }) => documentId) };
      });
      return { release: showRelease(await this.releases.get(id)) };
    });
  }

  @Mutation(() => ReleasePayload, { description: 'Changes an open release.' })
  changeRelease(
    @Args('input', { description: 'What to change.' }) input: ChangeReleaseInput,
    @Acting() actor: Actor,
  ): Promise<ReleasePayload> {
    return settle(showProblemAt(itemPlace(input)), async () => {
      Problems.throwIfAny(checkInput(ChangeReleaseInput, input));
      const { releaseId, expectedVersion, name, note, remove } = input;
      const release = await this.releases.change(actor, {
        releaseId,
        expectedVersion,
        put: itemsOf(input),
        remove: remove ?? [],
        ...given('name', name),
        ...(note === undefined ? {} : { note: note || null }),
      });
      return { release: showRelease(release) };
    });
  }

  @Mutation(() => ReleasePayload, {
    description:
      'Pins what is in a release: drafts are frozen in the versions that were looked at, and everything that publishing would judge is judged.',
  })
  approveRelease(
    @Args('input', { description: 'Which one, and what was looked at.' }) input: ApproveReleaseInput,
    @Acting() actor: Actor,
  ): Promise<ReleasePayload> {
    return settle(showProblem, async () => {
      const seen = input.seen ?? [];
      Problems.throwIfAny([
        ...checkInput(ApproveReleaseInput, input),
        ...seen.flatMap((draft, index) => checkInput(SeenDraftInput, draft, ['seen', index])),
      ]);
      return { release: showRelease(await this.approval.approve(actor, { ...input, seen })) };
    });
  }

  @Mutation(() => ReleasePayload, {
    description: 'Lets an approved release take changes again; what it waited for is called off.',
  })
  reopenRelease(
    @Args('input', { description: 'Which one.' }) input: ReleaseRefInput,
    @Acting() actor: Actor,
  ): Promise<ReleasePayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ReleaseRefInput, input));
      return { release: showRelease(await this.releases.reopen(actor, input)) };
    });
  }

  @Mutation(() => ReleasePayload, { description: 'Gives a release up; drafts stay as they are.' })
  discardRelease(
    @Args('input', { description: 'Which one.' }) input: ReleaseRefInput,
    @Acting() actor: Actor,
  ): Promise<ReleasePayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ReleaseRefInput, input));
      return { release: showRelease(await this.releases.discard(actor, input)) };
    });
  }

  @Mutation(() => PublishReleasePayload, { description: 'Makes an approved release public now, in one publication.' })
  publishRelease(
    @Args('input', { description: 'Which one.' }) input: PublishReleaseInput,
    @Acting() actor: Actor,
  ): Promise<PublishReleasePayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(PublishReleaseInput, input));
      const asked = { verb: 'publishRelease', key: input.idempotencyKey, input };
      const { publication } = await this.idempotency.once(actor, asked, async () => {
        const { publication: made, published, withdrawn } = await this.publishing.publish(actor, input);
        const documents = [...published, ...withdrawn].map(({ documentId }) => documentId);
        return { answer: { publication: made }, documents };
      });
      return { publication, release: showRelease(await this.releases.get(input.releaseId)) };
    });
  }
}

@Resolver(() => ReleaseView)
export class ReleaseReadingResolver {
  constructor(
    @Inject(ReleasesService) private readonly releases: ReleasesService,
    @Inject(ReleaseGateService) private readonly gate: ReleaseGateService,
    @Inject(SchedulingService) private readonly scheduling: SchedulingService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => ReleaseView, { name: 'release', nullable: true, description: 'A release, or null.' })
  async findRelease(
    @Args('releaseId', { type: () => ID, description: 'Its id.' }) releaseId: string,
  ): Promise<ReleaseView | null> {
    const release = await this.releases.find(releaseId);
    return release && showRelease(release);
  }

  @Query(() => ReleaseConnection, { name: 'releases', description: 'Releases, newest first.' })
  async listReleases(
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('states', { type: () => [ReleaseStateEnum], nullable: true, description: 'Only those that stand so.' })
    states?: readonly ReleaseState[] | null,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<ReleaseConnection> {
    const page = this.pages.ask(`releases ${[...(states ?? [])].sort().join(' ')}`, first, after);
    const before = page.after?.[0] ?? null;
    const found = await this.releases.list({ first: page.first, before, states: states ?? null });
    return page.show(
      found,
      ({ id }) => [id],
      (release) => ({ node: showRelease(release) }),
    );
  }

  @ResolveField(() => [ReleaseVerdictView], {
    description: 'What the caller can do with it as it stands, and why not.',
  })
  async viewerCan(@Parent() { id }: ReleaseView, @Acting() actor: Actor): Promise<readonly ReleaseVerdictView[]> {
    return (await this.gate.verdicts(actor, await this.releases.get(id))).map(showVerdict);
  }

  @ResolveField(() => [ScheduleView], { description: 'When it was to go live, newest first; at most 100.' })
  async schedules(@Parent() { id }: ReleaseView): Promise<readonly ScheduleView[]> {
    return (await this.scheduling.listOf(id)).map(showSchedule);
  }
}

@Resolver()
export class ReleasePreviewResolver {
  constructor(
    @Inject(ReleasesService) private readonly releases: ReleasesService,
    @Inject(PinningService) private readonly pinning: PinningService,
    @Inject(PreviewingService) private readonly previews: PreviewingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Mutation(() => CreateReleasePreviewPayload, {
    description: 'Makes a link that shows the public as it would be with the release, pinned or not.',
  })
  createReleasePreview(
    @Args('input', { description: 'Which release, to whom and for how long.' }) input: CreateReleasePreviewInput,
    @Acting() actor: Actor,
  ): Promise<CreateReleasePreviewPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(CreateReleasePreviewInput, input));
      const { releaseId, partner, minutes } = input;
      const release = await this.releases.find(releaseId);
      if (!release) throw new ReleaseNotFound(['releaseId']);
      const asked = { verb: 'createReleasePreview', key: input.idempotencyKey, input };
      const documents = release.items.map(({ documentId }) => documentId);
      return openOnce(this.previews, this.idempotency, this.config, { actor, asked, documents }, async () => {
        const { request, moved } = await this.pinning.requestOf(release);
        const terms = { release: release.id, ...given('partner', partner), ...given('minutes', minutes) };
        const opened = await this.previews.previewPublication(actor, request, terms);
        return { ...opened, objections: opened.objections.map(moved) };
      });
    });
  }
}
