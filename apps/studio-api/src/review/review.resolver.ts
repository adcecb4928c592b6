import { Inject } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { Problems } from '#platform';
import { type Queue, ReadingService, type Reviewed, ReviewingService, ReviewQueueService } from '#content';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { showProblem } from '../schema/problems.js';
import { showVariant } from '../schema/variant.js';
import { Acting } from '../session/studio-context.js';
import {
  ApproveDraftInput,
  ApproveDraftPayload,
  RecallDraftInput,
  RecallDraftPayload,
  RequestChangesInput,
  RequestChangesPayload,
  ReviewConnection,
  ReviewQueueEnum,
  SubmitDraftInput,
  SubmitDraftPayload,
} from './review.schema.js';

const shown = ({ variant, revision }: Reviewed) => ({ variant: showVariant(variant), revision });

@Resolver()
export class ReviewResolver {
  constructor(
    @Inject(ReviewingService) private readonly reviewing: ReviewingService,
    @Inject(ReviewQueueService) private readonly queues: ReviewQueueService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(ReadingService) private readonly reading: ReadingService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => ReviewConnection, { description: 'Reviews that concern you; what is due first comes first.' })
  async reviews(
    @Args('queue', { type: () => ReviewQueueEnum, description: 'Which of them.' }) queue: Queue,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Acting() actor: Actor,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<ReviewConnection> {
    const page = this.pages.ask(`reviews ${queue}`, first, after);
    const [dueAt = '', id = ''] = page.after ?? [];
    const found = await this.queues.list(actor, queue, { first: page.first, after: page.after && { dueAt, id } });
    const variants = new Map(
      (await this.reading.findMany(found)).map((variant) => [`${variant.documentId} ${variant.locale}`, variant]),
    );
    return page.show(
      found,
      (node) => [node.dueAt, node.id],
      (node) => {
        const variant = variants.get(`${node.documentId} ${node.locale}`);
        return variant ? { node, variant: showVariant(variant) } : null;
      },
    );
  }

  @Mutation(() => SubmitDraftPayload, {
    description: 'Freezes a draft as a revision, and asks for it to be looked at. Changing the draft takes it back.',
  })
  submitDraft(
    @Args('input', { description: 'What to submit.' }) input: SubmitDraftInput,
    @Acting() actor: Actor,
  ): Promise<SubmitDraftPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(SubmitDraftInput, input));
      const { documentId, locale, expectedVersion, note, dueAt, reviewer } = input;
      const request = { verb: 'submitDraft', key: input.idempotencyKey, input };
      const { revision } = await this.idempotency.once(actor, request, async () => {
        const submitted = await this.reviewing.submit(actor, {
          documentId,
          locale,
          expectedVersion,
          ...(note ? { note } : {}),
          ...(dueAt ? { dueAt } : {}),
          ...(reviewer ? { reviewer } : {}),
        });
        return { answer: { revision: submitted.revision }, documents: [documentId] };
      });
      const variant = await this.reading.find({ documentId, locale });
      return { variant: variant && showVariant(variant), revision };
    });
  }

  @Mutation(() => RecallDraftPayload, {
    description: 'Takes back what was submitted, or approved and not yet published.',
  })
  recallDraft(
    @Args('input', { description: 'What to take back.' }) input: RecallDraftInput,
    @Acting() actor: Actor,
  ): Promise<RecallDraftPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(RecallDraftInput, input));
      return shown(await this.reviewing.recall(actor, { ...input }));
    });
  }

  @Mutation(() => RequestChangesPayload, { description: 'Sends a revision back to its author.' })
  requestChanges(
    @Args('input', { description: 'What to send back, and why.' }) input: RequestChangesInput,
    @Acting() actor: Actor,
  ): Promise<RequestChangesPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(RequestChangesInput, input));
      return shown(await this.reviewing.requestChanges(actor, { ...input }));
    });
  }

  @Mutation(() => ApproveDraftPayload, {
    description:
      'Approves the revision that is in review. Whoever submitted it cannot, once somebody else may publish.',
  })
  approveDraft(
    @Args('input', { description: 'What to approve.' }) input: ApproveDraftInput,
    @Acting() actor: Actor,
  ): Promise<ApproveDraftPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ApproveDraftInput, input));
      const { documentId, locale, revision, note } = input;
      return shown(await this.reviewing.approve(actor, { documentId, locale, revision, ...(note ? { note } : {}) }));
    });
  }
}
