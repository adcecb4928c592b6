import { Inject } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { ExpungeRequestsService } from '#content';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { Problems } from '#platform';
import { checkInput } from '../schema/check-input.js';
import { given } from '../schema/given.js';
import { Pages } from '../schema/pages.js';
import { showProblem } from '../schema/problems.js';
import { Acting } from '../session/studio-context.js';
import {
  ConfirmExpungeInput,
  ConfirmExpungePayload,
  DeclineExpungeInput,
  DeclineExpungePayload,
  ExpungeRequestConnection,
  RequestExpungeInput,
  RequestExpungePayload,
  showExpungeRequest,
} from './expunge.schema.js';

@Resolver()
export class ExpungeResolver {
  constructor(
    @Inject(ExpungeRequestsService) private readonly requests: ExpungeRequestsService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => ExpungeRequestConnection, { description: 'What editors asked to be expunged, newest first.' })
  async expungeRequests(
    @Args('open', { type: () => Boolean, description: 'Only those that wait for somebody to decide.' }) open: boolean,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<ExpungeRequestConnection> {
    const page = this.pages.ask(`expunge requests ${open}`, first, after);
    const found = await this.requests.list({ open, first: page.first, after: page.after?.[0] ?? null });
    return page.show(
      found,
      ({ id }) => [id],
      (request) => ({ node: showExpungeRequest(request) }),
    );
  }

  @Mutation(() => RequestExpungePayload, {
    description:
      'Asks for a document that exposes a person to be removed, with all that it ever said. Somebody else confirms.',
  })
  requestExpunge(
    @Args('input', { description: 'What, and why.' }) input: RequestExpungeInput,
    @Acting() actor: Actor,
  ): Promise<RequestExpungePayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(RequestExpungeInput, input));
      const { documentId, locale, reason } = input;
      const asked = { verb: 'requestExpunge', key: input.idempotencyKey, input };
      const { id } = await this.idempotency.once(actor, asked, async () => {
        const made = await this.requests.request(actor, { documentId, reason, ...given('locale', locale) });
        return { answer: { id: made.id }, documents: [documentId] };
      });
      return { request: showExpungeRequest(await this.requests.get(id)) };
    });
  }

  @Mutation(() => ConfirmExpungePayload, {
    description: 'Expunges what somebody else asked for. It cannot be undone. For admins, and never for who asked.',
  })
  confirmExpunge(
    @Args('input', { description: 'Which request.' }) input: ConfirmExpungeInput,
    @Acting() actor: Actor,
  ): Promise<ConfirmExpungePayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ConfirmExpungeInput, input));
      const { requestId, documentId } = input;
      const asked = { verb: 'confirmExpunge', key: input.idempotencyKey, input };
      // The answer names no document: it has to outlive the one that is expunged.
      const { publication } = await this.idempotency.once(actor, asked, async () => {
        const { expunged } = await this.requests.confirm(actor, requestId, documentId);
        return { answer: { publication: expunged.publication }, documents: [] };
      });
      return { request: showExpungeRequest(await this.requests.get(requestId)), publication };
    });
  }

  @Mutation(() => DeclineExpungePayload, {
    description: "Refuses a request to expunge something (for admins), or takes one's own back.",
  })
  declineExpunge(
    @Args('input', { description: 'Which request.' }) input: DeclineExpungeInput,
    @Acting() actor: Actor,
  ): Promise<DeclineExpungePayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(DeclineExpungeInput, input));
      return { request: showExpungeRequest(await this.requests.decline(actor, input.requestId)) };
    });
  }
}
