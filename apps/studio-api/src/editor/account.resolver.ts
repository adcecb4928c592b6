import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { AccountService, EditorsService, SessionsService } from '#access';
import { settle } from '#edge';
import { Problems } from '#platform';
import { checkInput } from '../schema/check-input.js';
import { showProblem } from '../schema/problems.js';
import { CLEARED_COOKIE } from '../session/cookie.js';
import { OpenToEveryEditor } from '../session/draft-door.js';
import type { StudioContext } from '../session/studio-context.js';
import { ChangeAccountInput, ChangeAccountPayload, EditorView, SignOutPayload } from './editor.schema.js';

/** What everybody who is signed in may do about themselves, without any role. */
@Resolver()
export class AccountResolver {
  constructor(
    @Inject(AccountService) private readonly account: AccountService,
    @Inject(EditorsService) private readonly editors: EditorsService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
  ) {}

  @Query(() => EditorView, { description: 'Who is signed in.' })
  @OpenToEveryEditor()
  viewer(@Context() { editor }: StudioContext): Promise<EditorView> {
    return this.editors.get(editor.id);
  }

  @Mutation(() => ChangeAccountPayload, {
    description: "Changes one's own name, address or password. Another password ends all sessions, this one too.",
  })
  @OpenToEveryEditor()
  changeAccount(
    @Args('input', { description: 'What to change.' }) input: ChangeAccountInput,
    @Context() { actor, editor }: StudioContext,
  ): Promise<ChangeAccountPayload> {
    return settle(showProblem, async () => {
      const given = Object.fromEntries(
        Object.entries(input).filter(([, value]) => value !== null && value !== undefined),
      );
      Problems.throwIfAny(checkInput(ChangeAccountInput, given));
      await this.account.change(actor, given);
      return { editor: await this.editors.get(editor.id) };
    });
  }

  @Mutation(() => SignOutPayload, { description: 'Ends the session of this request, wherever it is used.' })
  @OpenToEveryEditor()
  async signOut(@Context() { session, reply }: StudioContext): Promise<SignOutPayload> {
    if (session !== null) await this.sessions.signOut(session);
    void reply.header('set-cookie', CLEARED_COOKIE);
    return { problems: [] };
  }
}
