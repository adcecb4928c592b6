import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { Problems } from '#platform';
import {
  type PublicationRequest,
  type PublicationResult,
  type PublishItem,
  PublishingService,
  type WithdrawItem,
} from '#content';
import { checkInput } from '../schema/check-input.js';
import { given } from '../schema/given.js';
import { showProblem, showWithdrawalProblem } from '../schema/problems.js';
import {
  PublishDocumentsInput,
  PublishDocumentsPayload,
  PublishItemInput,
  WithdrawDocumentInput,
  WithdrawDocumentPayload,
  WithdrawItemInput,
} from '../schema/publication.js';
import { publishOnce } from './publish-once.js';
import { Acting } from '../session/studio-context.js';

@Resolver()
export class PublicationResolver {
  constructor(
    @Inject(PublishingService) private readonly publishing: PublishingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
  ) {}

  @Mutation(() => PublishDocumentsPayload, {
    description:
      'Makes drafts public and takes variants out of public, all at once: everything happens or nothing does.',
  })
  publishDocuments(
    @Args('input', { description: 'What to publish and to withdraw.' }) input: PublishDocumentsInput,
    @Acting() actor: Actor,
  ): Promise<PublishDocumentsPayload> {
    return settle(showProblem, async () => {
      const publish = input.publish ?? [];
      const withdraw = input.withdraw ?? [];
      Problems.throwIfAny([
        ...checkInput(PublishDocumentsInput, input),
        ...publish.flatMap((item, index) => checkInput(PublishItemInput, item, ['publish', index])),
        ...withdraw.flatMap((item, index) => checkInput(WithdrawItemInput, item, ['withdraw', index])),
      ]);
      return this.once(actor, 'publishDocuments', input, {
        publish: publish.map(publishItem),
        withdraw: withdraw.map(withdrawItem),
        ...given('note', input.note),
      });
    });
  }

  @Mutation(() => WithdrawDocumentPayload, { description: 'Takes one variant out of public.' })
  withdrawDocument(
    @Args('input', { description: 'What to withdraw, and why.' }) input: WithdrawDocumentInput,
    @Acting() actor: Actor,
  ): Promise<WithdrawDocumentPayload> {
    return settle(showWithdrawalProblem, async () => {
      Problems.throwIfAny(checkInput(WithdrawDocumentInput, input));
      const { publication } = await this.once(actor, 'withdrawDocument', input, {
        withdraw: [withdrawItem(input)],
        ...given('note', input.note),
      });
      return { publication };
    });
  }

  private once(
    actor: Actor,
    verb: string,
    input: { readonly idempotencyKey?: string | null },
    request: PublicationRequest,
  ): Promise<PublicationResult> {
    return publishOnce(this.idempotency, actor, verb, input, () => this.publishing.publish(actor, request));
  }
}

function publishItem({ documentId, locale, expectedVersion, changeKind, note }: PublishItemInput): PublishItem {
  return { documentId, locale, expectedVersion, ...given('changeKind', changeKind), ...given('note', note) };
}

function withdrawItem({
  documentId,
  locale,
  expectedVersion,
  reason,
  replacedBy,
  notice,
}: WithdrawItemInput): WithdrawItem {
  return {
    documentId,
    locale,
    expectedVersion,
    reason,
    ...given('replacedBy', replacedBy),
    ...given('notice', notice),
  };
}
