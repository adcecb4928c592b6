import { Inject, type Type } from '@nestjs/common';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import DataLoader from 'dataloader';
import {
  type Asking,
  ConfirmingService,
  type Kind,
  KINDS,
  type Review,
  ReviewQueueService,
  type Schedule,
  SchedulingService,
  situationOf,
  type Step,
  type Variant,
  verdictOf,
  WorkflowService,
} from '#content';
import { SCHEDULE_OF, ScheduleView, showSchedule } from '../schema/schedule.js';
import { VARIANT_TYPES } from '../schema/variant.js';
import { PublicDates, ReviewView, ViewerCan, type ViewerMay } from '../schema/workflow.js';
import type { StudioContext } from '../session/studio-context.js';

type VariantKey = Pick<Variant, 'documentId' | 'locale'>;

/** What is read once in a request, however many variants it shows. */
interface Read {
  readonly asking: Map<string, Promise<Asking>>;
  readonly reviews: DataLoader<string, Review | null>;
  readonly schedules: DataLoader<VariantKey, Schedule | null, string>;
  readonly dates: DataLoader<VariantKey, PublicDates, string>;
}

const STEPS = {
  edit: 'edit',
  submit: 'submit',
  recall: 'recall',
  requestChanges: 'request-changes',
  approve: 'approve',
  schedule: 'schedule',
  publish: 'publish',
  withdraw: 'withdraw',
} as const satisfies Readonly<Record<Exclude<keyof ViewerCan, 'comment'>, Step>>;

/** Where a variant stands in the workflow, for whoever asks: the same for each kind. */
function standingResolver(kind: Kind): Type<unknown> {
  @Resolver(() => VARIANT_TYPES[kind])
  class StandingResolver {
    private readonly read = new WeakMap<StudioContext, Read>();

    constructor(
      @Inject(WorkflowService) private readonly workflow: WorkflowService,
      @Inject(ReviewQueueService) private readonly queues: ReviewQueueService,
      @Inject(ConfirmingService) private readonly confirming: ConfirmingService,
      @Inject(SchedulingService) private readonly scheduling: SchedulingService,
    ) {}

    @ResolveField('review', () => ReviewView, {
      nullable: true,
      description: 'The review that `workflowState` speaks of; null when there is none.',
    })
    review(@Parent() variant: Variant, @Context() context: StudioContext): Promise<Review | null> | null {
      return variant.review && this.readIn(context).reviews.load(variant.review.id);
    }

    @ResolveField('schedule', () => ScheduleView, {
      nullable: true,
      description: SCHEDULE_OF,
    })
    async schedule(@Parent() variant: Variant, @Context() context: StudioContext): Promise<ScheduleView | null> {
      const found = await this.readIn(context).schedules.load(variant);
      return found && showSchedule(found);
    }

    @ResolveField('viewerCan', () => ViewerCan, { description: 'What you may do with it now, and why not.' })
    async viewerCan(@Parent() variant: Variant, @Context() context: StudioContext): Promise<ViewerCan> {
      const { asking } = this.readIn(context);
      const asked = asking.get(variant.locale) ?? this.workflow.asking(context.actor, variant.locale);
      asking.set(variant.locale, asked);
      const viewer = await asked;
      const situation = situationOf(variant);
      const verdicts = Object.entries(STEPS).map(
        ([name, step]) => [name, shown(verdictOf(step, situation, viewer))] as const,
      );
      return {
        ...(Object.fromEntries(verdicts) as Record<keyof typeof STEPS, ViewerMay>),
        comment: shown(viewer.may('comment.write')),
      };
    }

    @ResolveField('dates', () => PublicDates, {
      description: 'When it was first public, last changed in public, and last looked at.',
    })
    dates(@Parent() variant: Variant, @Context() context: StudioContext): Promise<PublicDates> {
      return this.readIn(context).dates.load(variant);
    }

    private readIn(context: StudioContext): Read {
      const known = this.read.get(context);
      if (known) return known;
      const read: Read = {
        asking: new Map(),
        reviews: new DataLoader(async (ids) => {
          const found = new Map((await this.queues.findMany(ids)).map((review) => [review.id, review]));
          return ids.map((id) => found.get(id) ?? null);
        }),
        schedules: new DataLoader(
          async (keys) => {
            const found = await this.scheduling.ofVariants(keys);
            const known = new Map(found.map((each) => [nameOf(each), each.schedule]));
            return keys.map((key) => known.get(nameOf(key)) ?? null);
          },
          { cacheKeyFn: nameOf },
        ),
        dates: new DataLoader(
          async (keys) => {
            const found = new Map((await this.confirming.dates(keys)).map((dates) => [nameOf(dates), dates]));
            return keys.map((key) => found.get(nameOf(key)) ?? NEVER);
          },
          { cacheKeyFn: nameOf },
        ),
      };
      this.read.set(context, read);
      return read;
    }
  }
  return StandingResolver;
}

const NEVER: PublicDates = { firstPublished: null, lastUpdated: null, lastReviewed: null };

function nameOf({ documentId, locale }: VariantKey): string {
  return `${documentId} ${locale}`;
}

function shown(verdict: { readonly allowed: true } | { readonly allowed: false; readonly reason: string }): ViewerMay {
  return { allowed: verdict.allowed, reason: verdict.allowed ? null : verdict.reason };
}

export const STANDING_RESOLVERS: readonly Type<unknown>[] = KINDS.map(standingResolver);
