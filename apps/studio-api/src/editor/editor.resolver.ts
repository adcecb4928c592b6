import { Inject } from '@nestjs/common';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import {
  type Actor,
  EditorsService,
  type Grant,
  InvitationsService,
  may,
  PermissionsService,
  type Verb,
} from '#access';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { Problems } from '#platform';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { showProblem } from '../schema/problems.js';
import { Acting } from '../session/studio-context.js';
import { OpenToEveryEditor } from '../session/draft-door.js';
import {
  ChangeEditorRolesInput,
  ChangeEditorRolesPayload,
  DisableEditorInput,
  DisableEditorPayload,
  EditorConnection,
  EditorView,
  EnableEditorInput,
  EnableEditorPayload,
  type GrantInput,
  InviteEditorAgainInput,
  InviteEditorAgainPayload,
  InviteEditorInput,
  InviteEditorPayload,
  PermissionView,
  ResetEditorInput,
  ResetEditorPayload,
  VerbEnum,
} from './editor.schema.js';

@Resolver()
export class EditorResolver {
  constructor(
    @Inject(EditorsService) private readonly editors: EditorsService,
    @Inject(InvitationsService) private readonly invitations: InvitationsService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => PermissionView, { description: 'Whether whoever is signed in may do something, and if not, who could.' })
  @OpenToEveryEditor()
  async viewerCan(
    @Acting() actor: Actor,
    @Args('verb', { type: () => VerbEnum, description: 'What they would do.' }) verb: Verb,
    @Args('locale', {
      type: () => String,
      nullable: true,
      description: 'In which locale; left out: in all of them at once.',
    })
    locale?: string | null,
  ): Promise<PermissionView> {
    const verdict = may(await this.permissions.rightsOf(actor), verb, { locale: locale ?? null });
    return verdict.allowed ? { allowed: true, reason: null } : verdict;
  }

  @Query(() => EditorView, { nullable: true, description: 'An editor; null when there is none.' })
  async editor(
    @Acting() actor: Actor,
    @Args('id', { type: () => ID, description: 'Their id.' }) id: string,
  ): Promise<EditorView | null> {
    return this.editors.find(actor, id);
  }

  @Query(() => EditorConnection, { name: 'editors', description: 'All editors, in the order in which they came.' })
  async listEditors(
    @Acting() actor: Actor,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<EditorConnection> {
    const page = this.pages.ask('editors', first, after);
    const found = await this.editors.list(actor, { first: page.first, after: page.after?.[0] ?? null });
    return page.show(
      found,
      ({ id }) => [id],
      (node) => ({ node }),
    );
  }

  @Mutation(() => InviteEditorPayload, { description: 'Adds an editor, who chooses a password by a link. For admins.' })
  inviteEditor(
    @Args('input', { description: 'Whom to let in.' }) input: InviteEditorInput,
    @Acting() actor: Actor,
  ): Promise<InviteEditorPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(InviteEditorInput, input));
      const { name, email, grants } = input;
      const asked = { verb: 'inviteEditor', key: input.idempotencyKey, input };
      let link: string | null = null;
      const { id } = await this.idempotency.once(actor, asked, async () => {
        const wanted = { name, email: email.trim(), grants: grants.map(grantOf) };
        const invited = await this.invitations.invite(actor, wanted);
        ({ link } = invited);
        return { answer: { id: invited.editor.id }, documents: [] };
      });
      return { editor: await this.editors.find(actor, id), link };
    });
  }

  @Mutation(() => InviteEditorAgainPayload, {
    description: 'A fresh link for an editor who has chosen no password yet; the one before stops working. For admins.',
  })
  inviteEditorAgain(
    @Args('input', { description: 'Who gets it.' }) input: InviteEditorAgainInput,
    @Acting() actor: Actor,
  ): Promise<InviteEditorAgainPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(InviteEditorAgainInput, input));
      return this.invitations.inviteAgain(actor, input.editorId);
    });
  }

  @Mutation(() => ChangeEditorRolesPayload, {
    description:
      'Gives and takes roles. The sessions of the editor end, so that nothing goes on by old rights. For admins.',
  })
  changeEditorRoles(
    @Args('input', { description: 'What they are for from now on.' }) input: ChangeEditorRolesInput,
    @Acting() actor: Actor,
  ): Promise<ChangeEditorRolesPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ChangeEditorRolesInput, input));
      return { editor: await this.editors.changeRoles(actor, input, input.grants.map(grantOf)) };
    });
  }

  @Mutation(() => DisableEditorPayload, {
    description:
      'Keeps an editor from coming in: sessions, links and tokens end at once. What they wrote stays. For admins.',
  })
  disableEditor(
    @Args('input', { description: 'Who.' }) input: DisableEditorInput,
    @Acting() actor: Actor,
  ): Promise<DisableEditorPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(DisableEditorInput, input));
      return { editor: await this.editors.disable(actor, input) };
    });
  }

  @Mutation(() => EnableEditorPayload, { description: 'Lets a disabled editor in again. For admins.' })
  enableEditor(
    @Args('input', { description: 'Who.' }) input: EnableEditorInput,
    @Acting() actor: Actor,
  ): Promise<EnableEditorPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(EnableEditorInput, input));
      return { editor: await this.editors.enable(actor, input) };
    });
  }

  @Mutation(() => ResetEditorPayload, {
    description:
      'Takes the password of an editor away, with sessions and tokens, and sends them a link to choose another. For admins.',
  })
  resetEditor(
    @Args('input', { description: 'Who.' }) input: ResetEditorInput,
    @Acting() actor: Actor,
  ): Promise<ResetEditorPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ResetEditorInput, input));
      return { editor: await this.invitations.reset(actor, input) };
    });
  }
}

function grantOf({ role, locales }: GrantInput): Grant {
  return { role, locales: locales ?? null };
}
