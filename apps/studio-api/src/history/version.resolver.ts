import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { Problems } from '#platform';
import { FreezingService, RestoringService } from '#content';
import { checkInput } from '../schema/check-input.js';
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
      const { note, ...request } = input;
      return this.freezing.freeze(actor, note === null || note === undefined ? request : { ...request, note });
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
      const { variant, displaced, unmapped } = await this.restoring.restore(actor, input);
      return {
        variant: showVariant(variant),
        displaced,
        unmapped: unmapped.map((part) => ({ ...part, path: part.path.map(String) })),
      };
    });
  }
}
