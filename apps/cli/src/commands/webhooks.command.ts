import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import {
  DeliveriesService,
  type Delivery,
  type Endpoint,
  EndpointChangesService,
  EndpointNotFound,
  EndpointsService,
  type Event,
  EVENTS,
} from '#delivery';
import { BadInput } from '#platform';
import { onInstallation, print } from '../command.js';
import { OPERATOR } from '../operator.js';
import { table } from '../report/table.js';

const ALL = 1_000;

export function define(webhooks: Command): void {
  webhooks
    .command('list')
    .description('where partners are told')
    .argument('[partner]', 'its handle; left out: all partners')
    .action((partner?: string) =>
      onInstallation(async (services) => {
        const page = { partner: partner === undefined ? null : { handle: partner }, first: ALL, after: null };
        const found = await services.get(EndpointsService, { strict: false }).list(OPERATOR, page);
        print(
          table([
            ['ID', 'PARTNER', 'ADDRESS', 'TOLD', ''],
            ...found.map((endpoint) => [
              endpoint.id,
              endpoint.partner,
              endpoint.url,
              endpoint.events.length === EVENTS.length ? 'everything' : endpoint.events.join(' '),
              standing(endpoint),
            ]),
          ]),
        );
      }),
    );
  webhooks
    .command('add')
    .description('tell a partner of what is published from now on; the secret is shown once')
    .argument('<partner>', 'its handle')
    .argument('<address>', 'such as https://www.example.org/almanac')
    .option('--contact <email>', 'whom to write to when nothing arrives there any more')
    .option('--events <event...>', `only these: ${EVENTS.join(', ')}`)
    .action((partner: string, url: string, flags: { contact?: string; events?: string[] }) =>
      onInstallation(async (services) => {
        const wish = { url, contact: flags.contact ?? null, events: eventsOf(flags.events) };
        const made = await services
          .get(EndpointsService, { strict: false })
          .create(OPERATOR, { handle: partner }, wish);
        print(`${partner} is told at ${made.endpoint.url}. Endpoint ${made.endpoint.id}`);
        printSecret(made.secret);
      }),
    );
  webhooks
    .command('rotate')
    .description('a new secret; the one before signs as well for some hours')
    .argument('<id>', 'of the endpoint')
    .option('--hours <number>', 'for how long both, at most 168', '24')
    .action((id: string, { hours }: { hours: string }) =>
      onEndpoint(id, async (services, ref) => {
        const { secret } = await services.get(EndpointsService, { strict: false }).rotate(OPERATOR, ref, Number(hours));
        printSecret(secret);
      }),
    );
  for (const [name, description, done] of [
    ['pause', 'send nothing there until it is resumed', 'is paused; messages wait for it'],
    ['resume', 'send there again, first what waited', 'is told again'],
    ['remove', 'send nothing there ever again', 'is removed'],
  ] as const)
    webhooks
      .command(name)
      .description(description)
      .argument('<id>', 'of the endpoint')
      .action((id: string) =>
        onEndpoint(id, async (services, ref) => {
          await services.get(EndpointChangesService, { strict: false })[name](OPERATOR, ref);
          print(`Endpoint ${id} ${done}.`);
        }),
      );
  webhooks
    .command('log')
    .description('the last messages to an endpoint, newest first')
    .argument('<id>', 'of the endpoint')
    .option('--first <number>', 'how many', '20')
    .action((id: string, { first }: { first: string }) =>
      onEndpoint(id, async (services) => {
        const page = { endpointId: id, states: null, first: Math.min(Number(first) || 20, ALL), before: null };
        const found = await services.get(DeliveriesService, { strict: false }).list(OPERATOR, page);
        print(
          table([
            ['ID', 'MADE', 'EVENT', 'DOCUMENT', 'STATE', 'LAST ANSWER'],
            ...found.map((delivery) => {
              const last = delivery.log.at(-1);
              return [
                delivery.id,
                delivery.createdAt.toISOString().slice(0, 19),
                delivery.event,
                delivery.documentId ?? `publication ${delivery.publication.seq}`,
                stateOf(delivery),
                last ? (last.error ?? String(last.status)) : '',
              ];
            }),
          ]),
        );
      }),
    );
  webhooks
    .command('replay')
    .description('send messages again, under the same ids')
    .argument('<id>', 'of the endpoint')
    .argument('[delivery...]', 'these; left out: all that were given up')
    .action((id: string, deliveryIds: string[]) =>
      onEndpoint(id, async (services, ref) => {
        const which = deliveryIds.length > 0 ? { deliveryIds } : { sinceSeq: 0, states: ['DEAD'] as const };
        const { replayed } = await services.get(DeliveriesService, { strict: false }).replay(OPERATOR, ref, which);
        print(`${replayed} ${replayed === 1 ? 'message is' : 'messages are'} sent again.`);
      }),
    );
}

function onEndpoint(
  endpointId: string,
  work: (
    services: INestApplicationContext,
    ref: { readonly endpointId: string; readonly expectedVersion: number },
  ) => Promise<void>,
): Promise<void> {
  return onInstallation(async (services) => {
    const found = await services.get(EndpointsService, { strict: false }).find(OPERATOR, endpointId);
    if (!found) throw new EndpointNotFound();
    await work(services, { endpointId, expectedVersion: found.version });
  });
}

function printSecret(secret: string): void {
  print(`Its secret, by which the receiver knows that it is we who tell. It is not shown again:\n${secret}`);
}

function standing({ pausedBecause, failingSince }: Endpoint): string {
  if (pausedBecause !== null) return `paused: ${pausedBecause.toLowerCase().replaceAll('_', ' ')}`;
  return failingSince === null ? '' : `failing since ${failingSince.toISOString().slice(0, 16)}`;
}

function stateOf({ state, attempts }: Delivery): string {
  return attempts > 1 ? `${state.toLowerCase()}, ${attempts} attempts` : state.toLowerCase();
}

function eventsOf(given: readonly string[] | undefined): readonly Event[] {
  if (given === undefined) return EVENTS;
  const strange = given.find((name) => !EVENTS.some((event) => event === name));
  if (strange !== undefined)
    throw new BadInput(`"${strange}" is nothing that is told: use ${EVENTS.join(', ')}.`, ['events']);
  return EVENTS.filter((event) => given.includes(event));
}
