import type { Command } from 'commander';
import { PartnersService, type ScopeRule, type Site } from '#access';
import { BadInput, isUuid } from '#platform';
import { onAccess, print } from '../command.js';
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
        const all = await services.get(PartnersService, { strict: false }).list();
        print(
          table([
            ['HANDLE', 'NAME', 'REGION', 'ORIGINS'],
            ...all.map((partner) => [
              partner.handle,
              partner.name,
              partner.region ?? '',
              partner.origins?.join(' ') ?? 'any',
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
    .command('origins')
    .description('the web pages that may read answers to the keys of a partner')
    .argument('<handle>')
    .argument('[origin...]', 'such as https://www.example.org; none: pages of any origin')
    .action((handle: string, origins: string[]) =>
      onAccess(async (services) => {
        await services
          .get(PartnersService, { strict: false })
          .allowOrigins(OPERATOR, handle, origins.length === 0 ? null : origins);
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
        const { seq } = await services.get(PartnersService, { strict: false }).setSite(OPERATOR, handle, site);
        print(`Links for ${handle} lead to ${site ? 'its own site' : 'this API'}, as of publication ${seq}.`);
      }),
    );
  scopeOptions(
    partners
      .command('scope')
      .description('what a partner sees from now on; without options all that is published')
      .argument('<handle>'),
  ).action((handle: string, flags: ScopeFlags) =>
    onAccess(async (services, config) => {
      const { seq } = await services
        .get(PartnersService, { strict: false })
        .setScope(OPERATOR, handle, await scopeOf(flags, config));
      print(`The scope of ${handle} is changed, as publication ${seq}.`);
    }),
  );
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

/** Every name is checked here: a scope with a misspelt one would be silently empty. */
async function scopeOf(
  flags: ScopeFlags,
  config: { readonly audiences: readonly { readonly key: string }[]; readonly locales: readonly string[] },
): Promise<ScopeRule> {
  const { KINDS } = await import('#content');
  return {
    kinds: allowed('kinds', flags.kinds, KINDS),
    topics: flags.topics ? flags.topics.map((id) => topicId(id)) : null,
    audiences: allowed(
      'audiences',
      flags.audiences,
      config.audiences.map((audience) => audience.key),
    ),
    locales: allowed('locales', flags.locales, config.locales),
  };
}

function allowed(
  option: string,
  given: readonly string[] | undefined,
  known: readonly string[],
): readonly string[] | null {
  if (!given) return null;
  const stranger = given.find((each) => !known.includes(each));
  if (stranger !== undefined)
    throw new BadInput(`--${option} does not know "${stranger}": use ${known.join(', ')}.`, [option]);
  return given;
}

function topicId(given: string): string {
  if (!isUuid(given)) throw new BadInput(`--topics takes document ids; "${given}" is none.`, ['topics']);
  return given;
}
