import { Inject } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { ExpungeRequestsService } from '#content';
import { settle } from '#edge';
import { Problems } from '#platform';
import { checkInput } from '../schema/check-input.js';
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
      const asked = await this.requests.request(actor, {
        documentId,
        reason,
        ...(locale === null || locale === undefined ? {} : { locale }),
      });
      return { request: showExpungeRequest(asked) };
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
      const { request, expunged } = await this.requests.confirm(actor, input.requestId, input.documentId);
      return { request: showExpungeRequest(request), publication: expunged.publication };
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
