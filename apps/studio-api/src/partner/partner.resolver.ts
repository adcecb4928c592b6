import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  type Actor,
  may,
  PartnersService,
  PermissionsService,
  type Rights,
  type ScopeRule,
  type Site,
  strangeScope,
  UsageService,
  type Verb,
} from '#access';
import { KINDS } from '#content';
import { PartnerClosingService } from '#delivery';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { BadInput, CONFIG, type Config, Problems } from '#platform';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { showProblem } from '../schema/problems.js';
import { Acting, type StudioContext } from '../session/studio-context.js';
import { PartnerUsageConnection } from './partner-usage.schema.js';
import {
  ChangePartnerInput,
  ChangePartnerOriginsInput,
  ChangePartnerQuotasInput,
  ChangePartnerScopeInput,
  ChangePartnerSiteInput,
  CreatePartnerInput,
  PartnerScopeInput,
  type PartnerSiteAddressInput,
  SeenPartnerInput,
} from './partner-inputs.schema.js';
import { PartnerConnection, PartnerPayload, PartnerView, PartnerViewerCan, showPartner } from './partner.schema.js';

@Resolver(() => PartnerView)
export class PartnerReadingResolver {
  private readonly rights = new WeakMap<StudioContext, Promise<Rights>>();

  constructor(
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(PartnersService) private readonly partners: PartnersService,
    @Inject(UsageService) private readonly usage: UsageService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => PartnerUsageConnection, {
    name: 'partnerUsage',
    description: 'What a partner asked for, by day and operation, newest day first.',
  })
  async listUsage(
    @Acting() actor: Actor,
    @Args('partnerId', { type: () => ID, description: 'Which partner.' }) partnerId: string,
    @Args('since', { type: () => String, description: 'First day in UTC, such as 2026-01-31.' }) since: string,
    @Args('until', { type: () => String, description: 'Last day in UTC.' }) until: string,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<PartnerUsageConnection> {
    const page = this.pages.ask(`partner usage ${partnerId} ${since} ${until}`, first, after);
    const [day, operation] = page.after ?? [];
    const found = await this.usage.list(actor, partnerId, {
      since,
      until,
      first: page.first,
      after: day === undefined || operation === undefined ? null : [day, operation],
    });
    return page.show(
      found,
      (each) => [each.day, each.operation],
      (node) => ({ node }),
    );
  }

  @ResolveField('viewerCan', () => PartnerViewerCan, { description: 'What you may do with it, and why not.' })
  async viewerCan(@Context() context: StudioContext): Promise<PartnerViewerCan> {
    const known = this.rights.get(context) ?? this.permissions.rightsOf(context.actor);
    this.rights.set(context, known);
    const rights = await known;
    const verdictOn = (verb: Verb) => {
      const verdict = may(rights, verb, { locale: null });
      return { allowed: verdict.allowed, reason: verdict.allowed ? null : verdict.reason };
    };
    return {
      change: verdictOn('partner.change'),
      changeKeys: verdictOn('key.change'),
      readWebhooks: verdictOn('webhook.read'),
      changeWebhooks: verdictOn('webhook.change'),
    };
  }

  @Query(() => PartnerView, { nullable: true, description: 'A partner; null when there is no such one.' })
  async partner(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
    @Acting() actor: Actor,
  ): Promise<PartnerView | null> {
    const found = await this.partners.find(actor, id);
    return found && showPartner(found);
  }

  @Query(() => PartnerConnection, {
    name: 'partners',
    description: 'All partners, by handle. `public` is one of them.',
  })
  async listPartners(
    @Acting() actor: Actor,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<PartnerConnection> {
    const page = this.pages.ask('partners', first, after);
    const found = await this.partners.list(actor, { first: page.first, after: page.after?.[0] ?? null });
    return page.show(
      found,
      ({ handle }) => [handle],
      (partner) => ({ node: showPartner(partner) }),
    );
  }
}

@Resolver(() => PartnerView)
export class PartnerResolver {
  constructor(
    @Inject(PartnersService) private readonly partners: PartnersService,
    @Inject(PartnerClosingService) private readonly closing: PartnerClosingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Mutation(() => PartnerPayload, { description: 'Makes a partner. Give it a key with `issuePartnerKey`.' })
  createPartner(
    @Args('input', { description: 'What it is, and what it may see.' }) input: CreatePartnerInput,
    @Acting() actor: Actor,
  ): Promise<PartnerPayload> {
    return settle(showProblem, async () => {
      const { handle, name, region, idempotencyKey: key } = input;
      const scope = this.scopeOf(input.scope ?? {});
      const { id } = await this.idempotency.once(actor, { verb: 'createPartner', key, input }, async () => {
        const made = await this.partners.create(actor, { handle, name, region: region ?? null, scope });
        return { answer: { id: made.id }, documents: [] };
      });
      const made = await this.partners.find(actor, id);
      return { partner: made && showPartner(made) };
    });
  }

  @Mutation(() => PartnerPayload, {
    description:
      'Changes the name and the region of a partner. Another region is a publication: answers show other notices.',
  })
  changePartner(
    @Args('input', { description: 'Which partner, and both.' }) input: ChangePartnerInput,
    @Acting() actor: Actor,
  ): Promise<PartnerPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ChangePartnerInput, input));
      const { name, region = null } = input;
      return { partner: showPartner(await this.partners.describe(actor, input, { name, region })) };
    });
  }

  @Mutation(() => PartnerPayload, {
    description:
      'Ends a partner for good: its keys within a second everywhere, and its webhooks. It stays listed, with its usage and receipts.',
  })
  closePartner(
    @Args('input', { description: 'Which.' }) input: SeenPartnerInput,
    @Acting() actor: Actor,
  ): Promise<PartnerPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(SeenPartnerInput, input));
      return { partner: showPartner(await this.closing.close(actor, input)) };
    });
  }

  @Mutation(() => PartnerPayload, {
    description: 'Changes what a partner may see: a publication, which its copies and caches follow.',
  })
  changePartnerScope(
    @Args('input', { description: 'Of which partner, and the whole new scope.' }) input: ChangePartnerScopeInput,
    @Acting() actor: Actor,
  ): Promise<PartnerPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ChangePartnerScopeInput, input));
      const { partner } = await this.partners.changeScope(actor, input, this.scopeOf(input.scope));
      return { partner: showPartner(partner) };
    });
  }

  @Mutation(() => PartnerPayload, {
    description: 'Says where the own site of a partner shows documents: links and feeds for its keys lead there.',
  })
  changePartnerSite(
    @Args('input', { description: 'Of which partner, and all of its addresses.' }) input: ChangePartnerSiteInput,
    @Acting() actor: Actor,
  ): Promise<PartnerPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ChangePartnerSiteInput, input));
      const { partner } = await this.partners.changeSite(actor, input, siteOf(input.site));
      return { partner: showPartner(partner) };
    });
  }

  @Mutation(() => PartnerPayload, {
    description: 'Says which web pages may read answers to the keys of a partner: everywhere within a second.',
  })
  changePartnerOrigins(
    @Args('input', { description: 'Of which partner, and all of its origins.' }) input: ChangePartnerOriginsInput,
    @Acting() actor: Actor,
  ): Promise<PartnerPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ChangePartnerOriginsInput, input));
      return { partner: showPartner(await this.partners.allowOrigins(actor, input, input.origins)) };
    });
  }

  @Mutation(() => PartnerPayload, { description: 'Says how often a partner may ask: everywhere within a second.' })
  changePartnerQuotas(
    @Args('input', { description: 'Which partner, and both quotas.' }) input: ChangePartnerQuotasInput,
    @Acting() actor: Actor,
  ): Promise<PartnerPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ChangePartnerQuotasInput, input));
      const { perMinute = null, perDay = null } = input;
      return { partner: showPartner(await this.partners.changeQuotas(actor, input, { perMinute, perDay })) };
    });
  }

  @Mutation(() => PartnerPayload, {
    description: 'Lets the keys of a partner open nothing, everywhere within a second: it reads as everybody does.',
  })
  pausePartner(
    @Args('input', { description: 'Which.' }) input: SeenPartnerInput,
    @Acting() actor: Actor,
  ): Promise<PartnerPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(SeenPartnerInput, input));
      return { partner: showPartner(await this.partners.pause(actor, input)) };
    });
  }

  @Mutation(() => PartnerPayload, { description: 'Lets the keys of a paused partner work again.' })
  resumePartner(
    @Args('input', { description: 'Which.' }) input: SeenPartnerInput,
    @Acting() actor: Actor,
  ): Promise<PartnerPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(SeenPartnerInput, input));
      return { partner: showPartner(await this.partners.resume(actor, input)) };
    });
  }

  private scopeOf(input: PartnerScopeInput): ScopeRule {
    const { kinds = null, topics = null, audiences = null, locales = null } = input;
    const scope = { kinds, topics, audiences, locales };
    Problems.throwIfAny([
      ...checkInput(PartnerScopeInput, input, ['scope']),
      ...strangeScope(scope, {
        kinds: KINDS,
        audiences: this.config.audiences.map(({ key }) => key),
        locales: this.config.locales,
      }),
    ]);
    return scope;
  }
}

function siteOf(addresses: readonly PartnerSiteAddressInput[]): Site | null {
  const site = new Map<string, string>();
  for (const [index, { kind, address }] of addresses.entries()) {
    const name = kind ?? '*';
    if (site.has(name)) throw new BadInput('There are two addresses for this kind: keep one.', ['site', index, 'kind']);
    site.set(name, address);
  }
  return site.size === 0 ? null : Object.fromEntries(site);
}
