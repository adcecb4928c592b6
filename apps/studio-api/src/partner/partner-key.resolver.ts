import { Inject } from '@nestjs/common';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type Actor, type IssuedKey, KeysService } from '#access';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { Problems } from '#platform';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { showProblem } from '../schema/problems.js';
import { Acting } from '../session/studio-context.js';
import {
  EndPartnerKeyInput,
  IssuePartnerKeyInput,
  RevokePartnerKeyInput,
  RotatePartnerKeyInput,
} from './partner-inputs.schema.js';
import { PartnerKeyConnection, PartnerKeyIssuedPayload, PartnerKeyPayload, showKey } from './partner.schema.js';

@Resolver()
export class PartnerKeyResolver {
  constructor(
    @Inject(KeysService) private readonly keys: KeysService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => PartnerKeyConnection, {
    name: 'partnerKeys',
    description: 'The keys of a partner, newest first, ended ones too.',
  })
  async listKeys(
    @Acting() actor: Actor,
    @Args('partnerId', { type: () => ID, description: 'Whose.' }) partnerId: string,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<PartnerKeyConnection> {
    const page = this.pages.ask(`partner keys ${partnerId}`, first, after);
    const found = await this.keys.list(actor, partnerId, { first: page.first, after: page.after?.[0] ?? null });
    return page.show(
      found,
      ({ id }) => [id],
      (key) => ({ node: showKey(key) }),
    );
  }

  @Mutation(() => PartnerKeyIssuedPayload, { description: 'Makes a key. A partner has at most two that work.' })
  issuePartnerKey(
    @Args('input', { description: 'For whom, until when.' }) input: IssuePartnerKeyInput,
    @Acting() actor: Actor,
  ): Promise<PartnerKeyIssuedPayload> {
    return settle(showProblem, () => {
      Problems.throwIfAny(checkInput(IssuePartnerKeyInput, input));
      const { partnerId, expiresAt, idempotencyKey: key } = input;
      return this.showOnce(actor, { verb: 'issuePartnerKey', key, input }, () =>
        this.keys.issue(actor, partnerId, instant(expiresAt)),
      );
    });
  }

  @Mutation(() => PartnerKeyIssuedPayload, {
    description: 'Makes a key in the place of one that works: both work until the old one ends.',
  })
  rotatePartnerKey(
    @Args('input', { description: 'Which one, and until when it goes on.' }) input: RotatePartnerKeyInput,
    @Acting() actor: Actor,
  ): Promise<PartnerKeyIssuedPayload> {
    return settle(showProblem, () => {
      Problems.throwIfAny(checkInput(RotatePartnerKeyInput, input));
      const { keyId, oldEndsAt, expiresAt, idempotencyKey: key } = input;
      return this.showOnce(actor, { verb: 'rotatePartnerKey', key, input }, () =>
        this.keys.rotate(actor, keyId, { oldEndsAt: new Date(oldEndsAt), expiresAt: instant(expiresAt) }),
      );
    });
  }

  @Mutation(() => PartnerKeyPayload, { description: 'Sets when a key stops working, sooner than it would.' })
  endPartnerKey(
    @Args('input', { description: 'Which, and when.' }) input: EndPartnerKeyInput,
    @Acting() actor: Actor,
  ): Promise<PartnerKeyPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(EndPartnerKeyInput, input));
      return { key: showKey(await this.keys.end(actor, input.keyId, new Date(input.endsAt))) };
    });
  }

  @Mutation(() => PartnerKeyPayload, { description: 'Ends a key at once, everywhere within a second.' })
  revokePartnerKey(
    @Args('input', { description: 'Which.' }) input: RevokePartnerKeyInput,
    @Acting() actor: Actor,
  ): Promise<PartnerKeyPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(RevokePartnerKeyInput, input));
      return { key: showKey(await this.keys.revoke(actor, input.keyId)) };
    });
  }

  /** What is kept for a request that comes again is the id alone: the key itself was in the first answer. */
  private async showOnce(
    actor: Actor,
    request: { readonly verb: string; readonly key: string | null | undefined; readonly input: object },
    work: () => Promise<IssuedKey>,
  ) {
    let secret: string | null = null;
    const { id } = await this.idempotency.once(actor, request, async () => {
      const issued = await work();
      secret = issued.key;
      return { answer: { id: issued.id }, documents: [] };
    });
    const key = await this.keys.find(actor, id);
    return { key: key && showKey(key), secret };
  }
}

function instant(text: string | null | undefined): Date | null {
  return text === null || text === undefined ? null : new Date(text);
}
