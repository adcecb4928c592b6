import { Inject } from '@nestjs/common';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { isUuid, Problems } from '#platform';
import { PresenceService } from '#content';
import { checkInput } from '../schema/check-input.js';
import { showProblem } from '../schema/problems.js';
import { Acting } from '../session/studio-context.js';
import {
  Attendance,
  AttendDraftInput,
  AttendDraftPayload,
  LeaveDraftInput,
  LeaveDraftPayload,
  LockDraftInput,
  LockDraftPayload,
  TakeOverDraftInput,
  TakeOverDraftPayload,
} from './presence.schema.js';

@Resolver()
export class PresenceResolver {
  constructor(@Inject(PresenceService) private readonly presence: PresenceService) {}

  @Query(() => Attendance, { description: 'Who is at a draft; nobody when there is none.' })
  async attendance(
    @Args('documentId', { type: () => ID, description: 'The document.' }) documentId: string,
    @Args('locale', { type: () => String, description: 'Its locale.' }) locale: string,
  ): Promise<Attendance> {
    return isUuid(documentId) && !locale.includes('\0')
      ? this.presence.look({ documentId, locale })
      : { present: [], lock: null };
  }

  @Mutation(() => AttendDraftPayload, {
    description: 'Says that you are at a draft. Send it again within a minute, as long as you are.',
  })
  attendDraft(
    @Args('input', { description: 'Where you are.' }) input: AttendDraftInput,
    @Acting() actor: Actor,
  ): Promise<AttendDraftPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(AttendDraftInput, input));
      const { documentId, locale, field, block } = input;
      const place = { ...(field ? { field } : {}), ...(block ? { block } : {}) };
      return { attendance: await this.presence.appear(actor, { documentId, locale }, place) };
    });
  }

  @Mutation(() => LeaveDraftPayload, {
    description: 'Says that you have closed a draft; a lock of yours goes with you.',
  })
  leaveDraft(
    @Args('input', { description: 'Which.' }) input: LeaveDraftInput,
    @Acting() actor: Actor,
  ): Promise<LeaveDraftPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(LeaveDraftInput, input));
      return { attendance: await this.presence.leave(actor, input) };
    });
  }

  @Mutation(() => LockDraftPayload, {
    description:
      'Asks the others to wait, for two minutes from the last call or save. Advice: it refuses nobody’s save, for nothing is overwritten unseen.',
  })
  lockDraft(
    @Args('input', { description: 'Which.' }) input: LockDraftInput,
    @Acting() actor: Actor,
  ): Promise<LockDraftPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(LockDraftInput, input));
      return { attendance: await this.presence.lock(actor, input) };
    });
  }

  @Mutation(() => TakeOverDraftPayload, { description: 'Takes a lock from whoever holds it.' })
  takeOverDraft(
    @Args('input', { description: 'Which, and from whom.' }) input: TakeOverDraftInput,
    @Acting() actor: Actor,
  ): Promise<TakeOverDraftPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(TakeOverDraftInput, input));
      return { attendance: await this.presence.takeOver(actor, input, input.from) };
    });
  }
}
