import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import type { Token, Verb } from '#access';
import { DateTimeScalar, ProblemView } from '#edge';
import { VerbEnum } from '../editor/editor.schema.js';
import { BOUNDS, IDEMPOTENCY_KEY } from '../schema/check-input.js';
import { PageInfo } from '../schema/variant.js';

export const TokensOfEnum = { ME: 'me', EVERYBODY: 'everybody' } as const;
registerEnumType(TokensOfEnum, {
  name: 'TokensOf',
  description: 'Whose tokens.',
  valuesMap: { ME: { description: 'Of whoever asks.' }, EVERYBODY: { description: 'Of all editors. For admins.' } },
});

@ObjectType('Token', {
  description:
    'By it a script acts for an editor: never more than its scope says, nor than the editor may at that moment.',
})
export class TokenView {
  @Field(() => ID, { description: 'Its id, which is a part of it: logs and the audit name a token so.' })
  readonly id!: string;

  @Field(() => ID, { description: 'The editor whom it acts for.' })
  readonly editorId!: string;

  @Field(() => String, { description: 'Which script it is for.' })
  readonly name!: string;

  @Field(() => [VerbEnum], { description: 'What it may do; reading is always part of it.' })
  readonly verbs!: readonly Verb[];

  @Field(() => [String], { nullable: true, description: 'In which locales; null for all that the editor has.' })
  readonly locales!: readonly string[] | null;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  readonly createdAt!: string;

  @Field(() => DateTimeScalar, { description: 'When it stops working.' })
  readonly expiresAt!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null when it was not.' })
  readonly revokedAt!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last used, to the hour; null: never.' })
  readonly lastUsedAt!: string | null;
}

export function showToken(token: Token): TokenView {
  const { id, editorId, name, verbs, locales, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  return {
    id,
    editorId,
    name,
    verbs,
    locales,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

@ObjectType({ description: 'A token in a list.' })
export class TokenEdge {
  @Field(() => String, { description: 'Opaque place in this list.' })
  readonly cursor!: string;

  @Field(() => TokenView, { description: 'The token.' })
  readonly node!: TokenView;
}

@ObjectType({ description: 'A page of tokens, newest first.' })
export class TokenConnection {
  @Field(() => [TokenEdge], { description: 'The tokens of this page, in order.' })
  readonly edges!: readonly TokenEdge[];

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  readonly pageInfo!: PageInfo;
}

@InputType({ description: 'A token to make.' })
export class IssueTokenInput {
  @Field(() => String, { description: 'Which script it is for.' })
  @MaxLength(200)
  readonly name!: string;

  @Field(() => [VerbEnum], { description: 'What it may do; none: it only reads.' })
  @ArrayMaxSize(100)
  readonly verbs!: readonly Verb[];

  @Field(() => [String], { nullable: true, description: 'In which locales; left out: in all that you have.' })
  @IsOptional()
  @ArrayMaxSize(100)
  @MaxLength(BOUNDS.locale, { each: true })
  readonly locales?: readonly string[] | null;

  @Field(() => DateTimeScalar, { description: 'When it stops working: at most 366 days from now.' })
  readonly expiresAt!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@ObjectType({ description: 'A token was made.' })
export class IssueTokenPayload {
  @Field(() => TokenView, { nullable: true, description: 'What was made; null when it was refused.' })
  readonly token?: TokenView | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The token itself, shown this once: send it as `Authorization: Bearer ...`. Null in the answer to a request that was sent again.',
  })
  readonly secret?: string | null;

  @Field(() => [ProblemView], { description: 'Why nothing was made; empty when it was.' })
  readonly problems!: readonly ProblemView[];
}

@InputType({ description: 'A token that is to stop working.' })
export class RevokeTokenInput {
  @Field(() => ID, { description: 'Its id.' })
  @MaxLength(BOUNDS.id)
  readonly tokenId!: string;
}

@ObjectType({ description: 'A token works no more, from the next request on.' })
export class RevokeTokenPayload {
  @Field(() => [ProblemView], { description: 'Why it was not revoked; empty when it was.' })
  readonly problems!: readonly ProblemView[];
}
