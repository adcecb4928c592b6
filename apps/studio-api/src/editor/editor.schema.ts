import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsInt, MaxLength, Min } from 'class-validator';
import { type Role, ROLES, RULES, type Verb, VERBS } from '#access';
import { ProblemView } from '#edge';
import { IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { PageInfo } from '../schema/variant.js';

const ROLE_DESCRIPTIONS: Readonly<Record<Role, string>> = {
  author: 'Writes and submits for review.',
  reviewer: 'Approves, or asks for changes.',
  publisher: 'Makes public and takes back.',
  translator: 'Writes in the languages that the grant names.',
  admin: 'Looks after editors, tokens and the audit.',
};

export const RoleEnum = Object.fromEntries(ROLES.map((role) => [role.toUpperCase(), role]));
registerEnumType(RoleEnum, {
  name: 'Role',
  description: 'What somebody is for. Roles are a set, not a ladder: none holds what another may.',
  valuesMap: Object.fromEntries(ROLES.map((role) => [role.toUpperCase(), { description: ROLE_DESCRIPTIONS[role] }])),
});

/** `draft.save` is DRAFT_SAVE. */
const nameOf = (verb: Verb) => verb.toUpperCase().replaceAll(/[.-]/g, '_');

export const VerbEnum = Object.fromEntries(VERBS.map((verb) => [nameOf(verb), verb]));
registerEnumType(VerbEnum, {
  name: 'EditorVerb',
  description: 'What an editor may do, if one of their roles says so.',
  valuesMap: Object.fromEntries(
    VERBS.map((verb) => {
      const { who, does } = RULES[verb];
      return [nameOf(verb), { description: `To ${does}. Roles: ${who.join(', ')}.` }];
    }),
  ),
});

@ObjectType('Grant', { description: 'A role of an editor.' })
export class GrantView {
  @Field(() => RoleEnum, { description: 'The role.' })
  readonly role!: Role;

  @Field(() => [String], { nullable: true, description: 'The locales that it is for; null for all of them.' })
  readonly locales!: readonly string[] | null;
}

@ObjectType('Editor', { description: 'Somebody who works in the Studio.' })
export class EditorView {
  @Field(() => ID, { description: 'Their id.' })
  readonly id!: string;

  @Field(() => String, { description: 'Their name.' })
  readonly name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Their address, when there is one: for themselves and for admins.',
  })
  readonly email!: string | null;

  @Field(() => [GrantView], { description: 'What they are for.' })
  readonly grants!: readonly GrantView[];

  @Field(() => Boolean, { description: 'Whether they are kept from coming in.' })
  readonly disabled!: boolean;

  @Field(() => Boolean, { description: 'Whether they have chosen a password.' })
  readonly hasPassword!: boolean;

  @Field(() => Int, { description: 'Counts changes of what they are and may do: give it as `expectedVersion`.' })
  readonly version!: number;
}

@ObjectType({ description: 'An editor in a list.' })
export class EditorEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => EditorView, { description: 'The editor.' })
  readonly node!: EditorView;
}

@ObjectType({ description: 'A page of editors, in the order in which they came.' })
export class EditorConnection {
  @Field(() => [EditorEdge], { description: 'The editors of this page, in order.' })
  readonly edges!: readonly EditorEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@ObjectType('Permission', { description: 'Whether somebody may do something.' })
export class PermissionView {
  @Field(() => Boolean, { description: 'They may.' })
  readonly allowed!: boolean;

  @Field(() => String, { nullable: true, description: 'Why not, and who could; null when they may.' })
  readonly reason!: string | null;
}

@InputType({ description: 'A role to give.' })
export class GrantInput {
  @Field(() => RoleEnum, { description: 'The role.' })
  readonly role!: Role;

  @Field(() => [String], {
    nullable: true,
    description: 'The locales that it is for. A translator always names them, an admin never does; left out: all.',
  })
  readonly locales?: readonly string[] | null;
}

@InputType({ description: 'Whom to let in.' })
export class InviteEditorInput {
  @Field(() => String, { description: 'Their name.' })
  @MaxLength(200)
  readonly name!: string;

  @Field(() => String, { description: 'The address that they sign in with, and that their link is sent to.' })
  @MaxLength(300)
  readonly email!: string;

  @Field(() => [GrantInput], { description: 'What they are for; none: they can sign in and see nothing.' })
  readonly grants!: readonly GrantInput[];

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Which editor gets a fresh invitation.' })
export class InviteEditorAgainInput {
  @Field(() => ID, { description: 'The editor, who has chosen no password yet.' })
  @MaxLength(100)
  readonly editorId!: string;
}

@InputType({ description: 'An editor, as the caller saw them.' })
export class SeenEditorInput {
  @Field(() => ID, { description: 'The editor.' })
  @MaxLength(100)
  readonly editorId!: string;

  @Field(() => Int, { description: 'The `version` that the caller saw.' })
  @IsInt()
  @Min(1)
  readonly expectedVersion!: number;
}

@InputType({ description: 'What an editor is for from now on.' })
export class ChangeEditorRolesInput extends SeenEditorInput {
  @Field(() => [GrantInput], { description: 'All of their roles.' })
  readonly grants!: readonly GrantInput[];
}

@InputType({ description: 'Whom to keep from coming in.' })
export class DisableEditorInput extends SeenEditorInput {}

@InputType({ description: 'Whom to let in again.' })
export class EnableEditorInput extends SeenEditorInput {}

@InputType({ description: 'Who chooses another password.' })
export class ResetEditorInput extends SeenEditorInput {}

@InputType({ description: "What to change of one's own account; what is left out stays." })
export class ChangeAccountInput {
  @Field(() => String, { nullable: true, description: 'Another name.' })
  @MaxLength(200)
  readonly name?: string | null;

  @Field(() => String, { nullable: true, description: 'Another address to sign in with.' })
  @MaxLength(300)
  readonly email?: string | null;

  @Field(() => String, { nullable: true, description: 'Another password: at least 12 characters. Ends all sessions.' })
  @MaxLength(1000)
  readonly newPassword?: string | null;

  @Field(() => String, { nullable: true, description: 'The password until now, once there is one.' })
  @MaxLength(1000)
  readonly currentPassword?: string | null;
}

/** What every change of an editor answers. */
@ObjectType({ isAbstract: true })
abstract class EditorPayload {
  @Field(() => EditorView, { nullable: true, description: 'As they are now; null when something was refused.' })
  readonly editor?: EditorView | null;

  @Field(() => [ProblemView], { description: 'Why nothing was done; empty when it was.' })
  readonly problems!: readonly ProblemView[];
}

@ObjectType({ description: 'Somebody was invited.' })
export class InviteEditorPayload extends EditorPayload {
  @Field(() => String, {
    nullable: true,
    description:
      'The link by which they choose a password, shown once, to hand over; null when it goes to them by mail. It works once, within seven days.',
  })
  readonly link?: string | null;
}

@ObjectType({ description: 'Somebody was invited again.' })
export class InviteEditorAgainPayload extends InviteEditorPayload {}

@ObjectType({ description: 'Roles were given and taken.' })
export class ChangeEditorRolesPayload extends EditorPayload {}

@ObjectType({ description: 'Somebody is kept from coming in; their sessions and tokens have ended.' })
export class DisableEditorPayload extends EditorPayload {}

@ObjectType({ description: 'Somebody may come in again.' })
export class EnableEditorPayload extends EditorPayload {}

@ObjectType({ description: 'A password was taken away, and a link to choose another is on its way to the editor.' })
export class ResetEditorPayload extends EditorPayload {}

@ObjectType({ description: 'The account was changed.' })
export class ChangeAccountPayload extends EditorPayload {}

@ObjectType({ description: 'The session has ended.' })
export class SignOutPayload {
  @Field(() => [ProblemView], { description: 'Always empty.' })
  readonly problems!: readonly ProblemView[];
}
