import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { Problems } from '#platform';
import { FreezingService, ReadingService, RestoringService } from '#content';
import { checkInput } from '../schema/check-input.js';
import { given } from '../schema/given.js';
import { showProblem } from '../schema/problems.js';
import { showVariant } from '../schema/variant.js';
import { Acting } from '../session/studio-context.js';
import {
  RestoreRevisionInput,
  RestoreRevisionPayload,
  SaveVersionInput,
  SaveVersionPayload,
} from './version.schema.js';

/** Keeping versions, and bringing them back. */
@Resolver()
export class VersionResolver {
  constructor(
    @Inject(FreezingService) private readonly freezing: FreezingService,
    @Inject(RestoringService) private readonly restoring: RestoringService,
    @Inject(ReadingService) private readonly reading: ReadingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
  ) {}

  @Mutation(() => SaveVersionPayload, {
    description: 'Keeps a draft as it is under a number of its own. The public sees nothing of it.',
  })
  saveVersion(
    @Args('input', { description: 'What to keep.' }) input: SaveVersionInput,
    @Acting() actor: Actor,
  ): Promise<SaveVersionPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(SaveVersionInput, input));
      const { documentId, locale, expectedVersion, note } = input;
      const request = { documentId, locale, expectedVersion, ...given('note', note) };
      return this.idempotency.once(actor, { verb: 'saveVersion', key: input.idempotencyKey, input }, async () => ({
        answer: await this.freezing.freeze(actor, request),
        documents: [documentId],
      }));
    });
  }

  @Mutation(() => RestoreRevisionPayload, {
    description: 'Brings a revision back as the draft; the draft that gives way becomes a revision itself.',
  })
  restoreRevision(
    @Args('input', { description: 'What to restore.' }) input: RestoreRevisionInput,
    @Acting() actor: Actor,
  ): Promise<RestoreRevisionPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(RestoreRevisionInput, input));
      const { documentId, locale, expectedVersion, revision } = input;
      const key = { documentId, locale };
      const request = { verb: 'restoreRevision', key: input.idempotencyKey, input };
      const { displaced } = await this.idempotency.once(actor, request, async () => {
        const restored = await this.restoring.restore(actor, { ...key, expectedVersion, revision });
        return { answer: { displaced: restored.displaced }, documents: [documentId] };
      });
      const variant = await this.reading.find(key);
      return {
        variant: variant && showVariant(variant),
        displaced,
        unmapped: (await this.restoring.unmapped({ ...key, number: revision })).map((part) => ({
          ...part,
          path: part.path.map(String),
        })),
      };
    });
  }
}
