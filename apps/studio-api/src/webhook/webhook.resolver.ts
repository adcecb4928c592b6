import { Inject } from '@nestjs/common';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import {
  DeliveriesService,
  type DeliveryState,
  EndpointChangesService,
  EndpointsService,
  type EndpointWish,
  EVENTS,
} from '#delivery';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { BadInput, type Problem, Problems } from '#platform';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { showProblem, showProblemAt } from '../schema/problems.js';
import { Acting } from '../session/studio-context.js';
import {
  ReplayWebhooksInput,
  ReplayWebhooksPayload,
  showDelivery,
  WebhookDeliveryConnection,
  WebhookDeliveryStateEnum,
} from './delivery.schema.js';
import {
  ChangeWebhookEndpointInput,
  CreateWebhookEndpointInput,
  RemoveWebhookEndpointPayload,
  RotateWebhookSecretInput,
  showEndpoint,
  WebhookEndpointConnection,
  WebhookEndpointPayload,
  WebhookEndpointRefInput,
  WebhookEndpointWishInput,
  WebhookSecretPayload,
} from './endpoint.schema.js';

@Resolver()
export class WebhookEndpointResolver {
  constructor(
    @Inject(EndpointsService) private readonly endpoints: EndpointsService,
    @Inject(EndpointChangesService) private readonly changes: EndpointChangesService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => WebhookEndpointConnection, {
    name: 'webhookEndpoints',
    description: 'Where partners are told by webhooks, oldest first. For publishers and admins.',
  })
  async listEndpoints(
    @Acting() actor: Actor,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
    @Args('partnerId', { type: () => ID, nullable: true, description: 'Of one partner; left out: of all.' })
    partnerId?: string | null,
  ): Promise<WebhookEndpointConnection> {
    const page = this.pages.ask(`webhook endpoints ${partnerId ?? ''}`, first, after);
    const found = await this.endpoints.list(actor, {
      partner: partnerId === null || partnerId === undefined ? null : { id: partnerId },
      first: page.first,
      after: page.after?.[0] ?? null,
    });
    return page.show(
      found,
      ({ id }) => [id],
      (endpoint) => ({ node: showEndpoint(endpoint) }),
    );
  }

  @Mutation(() => WebhookSecretPayload, {
    description: 'Tells a partner of everything that is published from now on and that its scope shows. For admins.',
  })
  createWebhookEndpoint(
    @Args('input', { description: 'Whom, where and of what.' }) input: CreateWebhookEndpointInput,
    @Acting() actor: Actor,
  ): Promise<WebhookSecretPayload> {
    const place = ({ path }: Problem) => (path[0] === 'partner' || path[0] === 'handle' ? ['partnerId'] : path);
    return settle(showProblemAt(place), async () => {
      Problems.throwIfAny(checkInput(CreateWebhookEndpointInput, input));
      let secret: string | null = null;
      const request = { verb: 'createWebhookEndpoint', key: input.idempotencyKey, input };
      const { id } = await this.idempotency.once(actor, request, async () => {
        // The answer that is kept has no secret in it.
        const made = await this.endpoints.create(actor, { id: input.partnerId }, wishOf(input));
        secret = made.secret;
        return { answer: { id: made.endpoint.id }, documents: [] };
      });
      const endpoint = await this.endpoints.find(actor, id);
      return { endpoint: endpoint && showEndpoint(endpoint), secret };
    });
  }

  @Mutation(() => WebhookEndpointPayload, { description: 'Changes where and what an endpoint is told. For admins.' })
  changeWebhookEndpoint(
    @Args('input', { description: 'Which, and what it is to be.' }) input: ChangeWebhookEndpointInput,
    @Acting() actor: Actor,
  ): Promise<WebhookEndpointPayload> {
    const place = ({ path }: Problem) =>
      ['url', 'contact', 'events'].includes(String(path[0])) ? ['to', ...path] : path;
    return settle(showProblemAt(place), async () => {
      Problems.throwIfAny([
        ...checkInput(ChangeWebhookEndpointInput, input),
        ...checkInput(WebhookEndpointWishInput, input.to),
      ]);
      return { endpoint: showEndpoint(await this.changes.change(actor, input, wishOf(input.to))) };
    });
  }

  @Mutation(() => WebhookEndpointPayload, {
    description: 'Sends nothing to an endpoint until it is resumed; messages wait for it. For admins.',
  })
  pauseWebhookEndpoint(
    @Args('input', { description: 'Which.' }) input: WebhookEndpointRefInput,
    @Acting() actor: Actor,
  ): Promise<WebhookEndpointPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(WebhookEndpointRefInput, input));
      return { endpoint: showEndpoint(await this.changes.pause(actor, input)) };
    });
  }

  @Mutation(() => WebhookEndpointPayload, {
    description: 'Sends to an endpoint again, and at once what waited for it. For admins.',
  })
  resumeWebhookEndpoint(
    @Args('input', { description: 'Which.' }) input: WebhookEndpointRefInput,
    @Acting() actor: Actor,
  ): Promise<WebhookEndpointPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(WebhookEndpointRefInput, input));
      return { endpoint: showEndpoint(await this.changes.resume(actor, input)) };
    });
  }

  @Mutation(() => WebhookSecretPayload, {
    description: 'Gives an endpoint a new secret, while the one before signs as well for some hours. For admins.',
  })
  rotateWebhookSecret(
    @Args('input', { description: 'Which, and for how long both.' }) input: RotateWebhookSecretInput,
    @Acting() actor: Actor,
  ): Promise<WebhookSecretPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(RotateWebhookSecretInput, input));
      const { endpoint, secret } = await this.endpoints.rotate(actor, input, input.overlapHours);
      return { endpoint: showEndpoint(endpoint), secret };
    });
  }

  @Mutation(() => RemoveWebhookEndpointPayload, {
    description: 'Sends nothing to an endpoint ever again, and forgets its secret. For admins.',
  })
  removeWebhookEndpoint(
    @Args('input', { description: 'Which.' }) input: WebhookEndpointRefInput,
    @Acting() actor: Actor,
  ): Promise<RemoveWebhookEndpointPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(WebhookEndpointRefInput, input));
      await this.changes.remove(actor, input);
      return {};
    });
  }
}

@Resolver()
export class WebhookDeliveryResolver {
  constructor(
    @Inject(DeliveriesService) private readonly deliveries: DeliveriesService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => WebhookDeliveryConnection, {
    name: 'webhookDeliveries',
    description: 'What was sent to an endpoint, newest first, with every attempt. For publishers and admins.',
  })
  async listDeliveries(
    @Acting() actor: Actor,
    @Args('endpointId', { type: () => ID, description: 'The endpoint.' }) endpointId: string,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
    @Args('states', {
      type: () => [WebhookDeliveryStateEnum],
      nullable: true,
      description: 'How far they came; left out: all.',
    })
    states?: readonly DeliveryState[] | null,
  ): Promise<WebhookDeliveryConnection> {
    const page = this.pages.ask(`webhook deliveries ${endpointId} ${states?.join() ?? ''}`, first, after);
    const found = await this.deliveries.list(actor, {
      endpointId,
      states: states ?? null,
      first: page.first,
      before: page.after?.[0] ?? null,
    });
    return page.show(
      found,
      ({ id }) => [id],
      (delivery) => ({ node: showDelivery(delivery) }),
    );
  }

  @Mutation(() => ReplayWebhooksPayload, {
    description:
      'Sends messages again, under the same ids: receivers that had them already have nothing to do. For admins.',
  })
  replayWebhooks(
    @Args('input', { description: 'Of which endpoint, and which.' }) input: ReplayWebhooksInput,
    @Acting() actor: Actor,
  ): Promise<ReplayWebhooksPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ReplayWebhooksInput, input));
      const { deliveryIds, sinceSeq, states } = input;
      if ((deliveryIds ?? null) === null ? (sinceSeq ?? null) === null : (sinceSeq ?? null) !== null)
        throw new BadInput('Name "deliveryIds" or "sinceSeq", and not both.', ['deliveryIds']);
      const which = deliveryIds ? { deliveryIds } : { sinceSeq: sinceSeq ?? 0, states };
      const { endpoint, replayed } = await this.deliveries.replay(actor, input, which);
      return { endpoint: showEndpoint(endpoint), replayed };
    });
  }
}

function wishOf({ url, contact, events }: WebhookEndpointWishInput): EndpointWish {
  return { url, contact: contact ?? null, events: events ?? EVENTS };
}
