import { Inject } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type Actor, TokensService } from '#access';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { Problems } from '#platform';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { showProblem } from '../schema/problems.js';
import { Acting } from '../session/studio-context.js';
import {
  IssueTokenInput,
  IssueTokenPayload,
  RevokeTokenInput,
  RevokeTokenPayload,
  showToken,
  TokenConnection,
  TokensOfEnum,
} from './token.schema.js';

@Resolver()
export class TokenResolver {
  constructor(
    @Inject(TokensService) private readonly tokens: TokensService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => TokenConnection, { name: 'tokens', description: 'Tokens of scripts, newest first, ended ones too.' })
  async listTokens(
    @Acting() actor: Actor,
    @Args('of', { type: () => TokensOfEnum, description: 'Whose.' }) of: 'me' | 'everybody',
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<TokenConnection> {
    const page = this.pages.ask(`tokens ${of}`, first, after);
    const found = await this.tokens.list(actor, { of, first: page.first, after: page.after?.[0] ?? null });
    return page.show(
      found,
      ({ id }) => [id],
      (token) => ({ node: showToken(token) }),
    );
  }

  @Mutation(() => IssueTokenPayload, { description: 'Makes a token by which a script acts for whoever asks.' })
  issueToken(
    @Args('input', { description: 'What it is for.' }) input: IssueTokenInput,
    @Acting() actor: Actor,
  ): Promise<IssueTokenPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(IssueTokenInput, input));
      const { name, verbs, locales, expiresAt } = input;
      const asked = { verb: 'issueToken', key: input.idempotencyKey, input };
      const wanted = { name, verbs, locales: locales ?? null, expiresAt: new Date(expiresAt) };
      let secret: string | null = null;
      const { id } = await this.idempotency.once(actor, asked, async () => {
        const issued = await this.tokens.issue(actor, wanted);
        ({ secret } = issued);
        return { answer: { id: issued.token.id }, documents: [] };
      });
      return { token: showToken(await this.tokens.get(id)), secret };
    });
  }

  @Mutation(() => RevokeTokenPayload, { description: 'Ends a token: one of your own, or (for admins) of anybody.' })
  revokeToken(
    @Args('input', { description: 'Which.' }) input: RevokeTokenInput,
    @Acting() actor: Actor,
  ): Promise<RevokeTokenPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(RevokeTokenInput, input));
      await this.tokens.revoke(actor, input.tokenId);
      return {};
    });
  }
}
