import type { Command } from 'commander';
import {
  EVERYTHING,
  KeysService,
  type Partner,
  PartnersService,
  type ScopeRule,
  type SeenPartner,
  type Site,
  strangeScope,
  UsageService,
} from '#access';
import type { INestApplicationContext } from '@nestjs/common';
import { BadInput, Clock, Problems } from '#platform';
import { onAccess, onInstallation, print } from '../command.js';
import { table } from '../report/table.js';
import { OPERATOR } from '../operator.js';

interface ScopeFlags {
  readonly kinds?: string[];
  readonly topics?: string[];
  readonly audiences?: string[];
  readonly locales?: string[];
}

export function define(partners: Command): void {
  partners
    .command('list')
    .description('every partner')
    .action(() =>
      onAccess(async (services) => {
        const all = await services.get(PartnersService, { strict: false }).list(OPERATOR);
        print(
          table([
            ['HANDLE', 'NAME', 'REGION', 'ORIGINS', 'A MINUTE', 'A DAY', 'STATE'],
            ...all.map((partner) => [
              partner.handle,
              partner.name,
              partner.region ?? '',
              partner.origins?.join(' ') ?? 'any',
              String(partner.quotas.perMinute ?? ''),
              String(partner.quotas.perDay ?? ''),
              standing(partner),
            ]),
          ]),
        );
      }),
    );
  scopeOptions(
    partners
      .command('add')
      .description('add a partner; without options it sees all that is published')
      .argument('<handle>')
      .argument('<name>')
      .option('--region <region>', 'whose notices come first, such as US or US-TX'),
  ).action((handle: string, name: string, flags: ScopeFlags & { region?: string }) =>
    onAccess(async (services, config) => {
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(handle))
        throw new BadInput(`"${handle}" cannot be a handle: use lower-case letters, digits and hyphens.`, ['handle']);
      await services
        .get(PartnersService, { strict: false })
        .create(OPERATOR, { handle, name, region: flags.region ?? null, scope: await scopeOf(flags, config) });
      print(`Added the partner ${handle}. Give it a key: npm run almanac -- keys issue ${handle}`);
    }),
  );
  partners
    .command('change')
    .description('another name, another region; what is left out stays')
    .argument('<handle>')
    .option('--name <name>', 'what it is called')
    .option('--region <region>', 'whose notices come first, such as US or US-TX; "none": no region')
    .action((handle: string, flags: { name?: string; region?: string }) =>
      onAccess(async (services) => {
        const all = services.get(PartnersService, { strict: false });
        const { id, version, ...before } = await all.getByHandle(OPERATOR, handle);
        const after = await all.describe(
          OPERATOR,
          { partnerId: id, expectedVersion: version },
          {
            name: flags.name ?? before.name,
            region: flags.region === 'none' ? null : (flags.region ?? before.region),
          },
        );
        print(`${handle} is "${after.name}", ${after.region === null ? 'without a region' : `in ${after.region}`}.`);
      }),
    );
  partners
    .command('close')
    .description('end a partner for good: its keys and its webhooks; usage and receipts stay')
    .argument('<handle>')
    .action((handle: string) =>
      onInstallation(async (services) => {
        const { PartnerClosingService } = await import('#delivery');
        await services.get(PartnerClosingService, { strict: false }).close(OPERATOR, await seen(services, handle));
        print(`${handle} is closed: its keys open nothing, and it is told nothing any more.`);
      }),
    );
  partners
    .command('origins')
    .description('the web pages that may read answers to the keys of a partner')
    .argument('<handle>')
    .argument('[origin...]', 'such as https://www.example.org; none: pages of any origin')
    .action((handle: string, origins: string[]) =>
      onAccess(async (services) => {
        await services
          .get(PartnersService, { strict: false })
          .allowOrigins(OPERATOR, await seen(services, handle), origins.length === 0 ? null : origins);
        print(`Keys of ${handle} may be used by pages of ${origins.length === 0 ? 'any origin' : origins.join(', ')}.`);
      }),
    );
  partners
    .command('site')
    .description('where the own site of a partner shows documents; links and feeds for it lead there')
    .argument('<handle>')
    .argument(
      '[address...]',
      'such as https://www.example.org/learn/{slug}, or for one kind article=https://...; {locale} and {kind} may stand in it; none: nowhere',
    )
    .action((handle: string, addresses: string[]) =>
      onAccess(async (services) => {
        const site = addresses.length === 0 ? null : await siteOf(addresses);
        const { publication } = await services
          .get(PartnersService, { strict: false })
          .changeSite(OPERATOR, await seen(services, handle), site);
        print(
          `Links for ${handle} lead to ${site ? 'its own site' : 'this API'}, as of publication ${publication.seq}.`,
        );
      }),
    );
  scopeOptions(
    partners
      .command('scope')
      .description('what a partner sees from now on; without options all that is published')
      .argument('<handle>'),
  ).action((handle: string, flags: ScopeFlags) =>
    onAccess(async (services, config) => {
      const { publication } = await services
        .get(PartnersService, { strict: false })
        .changeScope(OPERATOR, await seen(services, handle), await scopeOf(flags, config));
      print(`The scope of ${handle} is changed, as publication ${publication.seq}.`);
    }),
  );
  partners
    .command('quota')
    .description('how often a partner may ask; without options as often as it likes')
    .argument('<handle>')
    .option('--minute <requests>', 'in a minute, in one burst if it likes')
    .option('--day <requests>', 'in a day')
    .action((handle: string, { minute, day }: { minute?: string; day?: string }) =>
      onAccess(async (services) => {
        const quotas = { perMinute: count('minute', minute), perDay: count('day', day) };
        await services
          .get(PartnersService, { strict: false })
          .changeQuotas(OPERATOR, await seen(services, handle), quotas);
        const limits = [minute && `${minute} requests in a minute`, day && `${day} in a day`].filter(Boolean);
        print(`${handle} may send ${limits.join(' and ') || 'as many requests as it likes'}.`);
      }),
    );
  partners
    .command('usage')
    .description('what a partner asked for, by day and operation')
    .argument('<handle>')
    .option('--days <days>', 'how many days, counted from today', '7')
    .action((handle: string, flags: { days: string }) =>
      onAccess(async (services) => {
        const { id } = await services.get(PartnersService, { strict: false }).getByHandle(OPERATOR, handle);
        const now = services.get(Clock, { strict: false }).now();
        const begin = new Date(now.getTime() - ((count('days', flags.days) ?? 1) - 1) * DAY);
        const asked = { since: dayOf(begin), until: dayOf(now), first: null, after: null };
        const all = await services.get(UsageService, { strict: false }).list(OPERATOR, id, asked);
        print(
          table([
            ['DAY', 'REQUESTS', '304', '429', 'OPERATION'],
            ...all.map((each) => [
              each.day,
              String(each.requests),
              String(each.unchanged),
              String(each.refused),
              each.operation,
            ]),
          ]),
        );
      }),
    );
  partners
    .command('sandbox')
    .description('examples of every case, and a partner with a key, for whoever writes a client; not in production')
    .option('--bring-back', 'only publish again what went, so that copies made now can lose it')
    .option('--take-away', 'only let it go once more')
    .action((flags: { bringBack?: true; takeAway?: true }) =>
      onInstallation(async (services) => {
        const { SANDBOX, SandboxService } = await import('#interchange');
        const sandbox = services.get(SandboxService, { strict: false });
        if (flags.bringBack) {
          const isBack = await sandbox.bringBack(OPERATOR);
          return print(isBack ? 'What went is back. Synchronise, then run this with --take-away.' : 'Nothing is gone.');
        }
        const made = await sandbox.fill(OPERATOR);
        if (flags.takeAway) return print(made ? 'It is gone again. Synchronise.' : 'Nothing had been brought back.');
        print(
          made ? 'The examples are published: their slugs begin with "sandbox-".' : 'The examples are there already.',
        );
        const all = services.get(PartnersService, { strict: false });
        const known = (await all.list(OPERATOR)).find(({ handle }) => handle === SANDBOX.handle);
        const partner = known ?? (await all.create(OPERATOR, { ...SANDBOX, region: null, scope: EVERYTHING }));
        if (!known) {
          const fresh = { partnerId: partner.id, expectedVersion: partner.version };
          await all.changeQuotas(OPERATOR, fresh, { perMinute: 600, perDay: null });
        }
        const { id, key } = await services.get(KeysService, { strict: false }).issue(OPERATOR, partner.id, null);
        print(`Key ${id} of ${SANDBOX.handle}, shown once:\n${key}`);
      }),
    );
  partners
    .command('pause')
    .description('let the keys of a partner open nothing; whoever sends one reads as everybody does')
    .argument('<handle>')
    .action((handle: string) =>
      onAccess(async (services) => {
        await services.get(PartnersService, { strict: false }).pause(OPERATOR, await seen(services, handle));
        print(`${handle} is paused: its keys open nothing.`);
      }),
    );
  partners
    .command('resume')
    .description('let the keys of a paused partner work again')
    .argument('<handle>')
    .action((handle: string) =>
      onAccess(async (services) => {
        await services.get(PartnersService, { strict: false }).resume(OPERATOR, await seen(services, handle));
        print(`The keys of ${handle} work again.`);
      }),
    );
}

function standing({ pausedAt, closedAt }: Partner): string {
  if (closedAt !== null) return `closed ${closedAt.toISOString().slice(0, 10)}`;
  return pausedAt === null ? '' : `paused ${pausedAt.toISOString().slice(0, 10)}`;
}

/** As it is at this moment: whoever types a command has nothing else in view. */
async function seen(services: INestApplicationContext, handle: string): Promise<SeenPartner> {
  const partner: Partner = await services.get(PartnersService, { strict: false }).getByHandle(OPERATOR, handle);
  return { partnerId: partner.id, expectedVersion: partner.version };
}

const DAY = 24 * 60 * 60 * 1000;
const dayOf = (date: Date) => date.toISOString().slice(0, 10);

/** Null where nothing is said. */
function count(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw new BadInput(`--${option} takes a whole number above 0; "${text}" is none.`, [option]);
  return Number(text);
}

function scopeOptions(command: Command): Command {
  return command
    .option('--kinds <kind...>', 'only documents of these kinds')
    .option('--topics <id...>', 'only documents under these topics and narrower ones')
    .option('--audiences <key...>', 'only documents for these audiences')
    .option('--locales <tag...>', 'only these languages');
}

/** `kind=address`, or an address for all kinds that are not named. */
async function siteOf(addresses: readonly string[]): Promise<Site> {
  const { isKind, KINDS } = await import('#content');
  const site = new Map<string, string>();
  for (const given of addresses) {
    const [, kind = '*', address = ''] = /^(?:([a-z-]+)=)?(.*)$/s.exec(given) ?? [];
    if (kind !== '*' && !isKind(kind))
      throw new BadInput(`"${kind}" is not a kind: use ${KINDS.join(', ')}, or an address alone.`, ['site']);
    if (site.has(kind))
      throw new BadInput(`There are two addresses for ${kind === '*' ? 'all kinds' : kind}.`, ['site']);
    site.set(kind, address);
  }
  return Object.fromEntries(site);
}

async function scopeOf(
  flags: ScopeFlags,
  config: { readonly audiences: readonly { readonly key: string }[]; readonly locales: readonly string[] },
): Promise<ScopeRule> {
  const { KINDS } = await import('#content');
  const scope = {
    kinds: flags.kinds ?? null,
    topics: flags.topics ?? null,
    audiences: flags.audiences ?? null,
    locales: flags.locales ?? null,
  };
  Problems.throwIfAny(
    strangeScope(scope, {
      kinds: KINDS,
      audiences: config.audiences.map(({ key }) => key),
      locales: config.locales,
    }),
  );
  return scope;
}
