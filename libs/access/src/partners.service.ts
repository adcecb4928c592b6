import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { type Actor, LedgerService, type Publication, stateHash } from '#ledger';
import {
  BadInput,
  Clock,
  CONFIG,
  type Config,
  constraintOf,
  Ids,
  isUuid,
  type Problem,
  Problems,
  Secrets,
  UnitOfWork,
} from '#platform';
import { formatKey, hashKey, KEY_HASH_PURPOSE } from './domain/key.js';
import { HandleTaken, KeyNotFound, PartnerNotFound, TooManyKeys } from './domain/refusals.js';
import { EVERYTHING, PUBLIC_PARTNER, type ScopeRule } from './domain/scope-rule.js';
import { type Site, strangeSite } from './domain/site.js';
import { KeyEntity, PartnerEntity } from './persistence/access.entity.js';

export interface Partner {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly region: string | null;
  /** Web pages that may read answers to its keys, such as https://www.example.org; null for any. */
  readonly origins: readonly string[] | null;
}

export interface IssuedKey {
  readonly id: string;
  /** Shown once: only a hash is kept. */
  readonly key: string;
}

const ACTIVE_KEYS = 2;
const ENVIRONMENTS = { development: 'dev', production: 'live', test: 'test' } as const;

/** Partners, their keys, and what each may see: a scope is temporal on the same counter as content. */
@Injectable()
export class PartnersService {
  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A partner is made with its scope, so that there is no moment at which it has none. */
  async create(
    actor: Actor,
    partner: { handle: string; name: string; region: string | null; scope: ScopeRule },
  ): Promise<Partner> {
    Problems.throwIfAny([...misfits(partner), ...strangeTopics(partner.scope)]);
    return this.work.run(async () => {
      const id = this.ids.next();
      try {
        await this.work.manager.insert(PartnerEntity, {
          id,
          handle: partner.handle,
          name: partner.name,
          region: partner.region,
          origins: null,
          createdAt: this.clock.now(),
        });
      } catch (error) {
        throw constraintOf(error) === 'partner_handle_key' ? new HandleTaken(partner.handle) : error;
      }
      await this.openScope(actor, id, partner.scope);
      return { id, handle: partner.handle, name: partner.name, region: partner.region, origins: null };
    });
  }

  async setScope(actor: Actor, handle: string, scope: ScopeRule): Promise<Publication> {
    Problems.throwIfAny(strangeTopics(scope));
    return this.work.run(async () => this.openScope(actor, (await this.get(handle)).id, scope));
  }

  /** Where its own site shows documents, from now on; null: nowhere. A publication, because answers change with it. */
  async setSite(actor: Actor, handle: string, site: Site | null): Promise<Publication> {
    Problems.throwIfAny(strangeSite(site ?? {}));
    return this.work.run(async () => {
      const { id } = await this.get(handle);
      return this.openPeriod(actor, id, { verb: 'partner.site', data: { site } }, { site });
    });
  }

  async list(): Promise<readonly Partner[]> {
    const rows = await this.work.manager.find(PartnerEntity, { order: { handle: 'ASC' } });
    return rows.map(({ id, handle, name, region, origins }) => ({ id, handle, name, region, origins }));
  }

  /** Known to every process within a second. */
  async allowOrigins(actor: Actor, handle: string, origins: readonly string[] | null): Promise<void> {
    Problems.throwIfAny(strangeOrigins(origins));
    await this.work.run(async () => {
      const { id } = await this.get(handle);
      // Whoever has no key is everybody, on any page.
      if (id === PUBLIC_PARTNER.id)
        throw new BadInput('The partner "public" has no keys: give origins to another.', ['handle']);
      const [before] = await this.work.rows<{ origins: string[] | null }>(
        'select origins from access.partner where id = $1 for no key update',
        [id],
      );
      await this.work.rows('update access.partner set origins = $2 where id = $1', [id, origins]);
      const data = { origins, before: stateHash(before?.origins ?? null), after: stateHash(origins) };
      await this.ledger.record(actor, [{ verb: 'partner.origins', subject: id, data }]);
    });
  }

  async issueKey(actor: Actor, handle: string, expiresAt: Date | null): Promise<IssuedKey> {
    return this.work.run(async () => {
      const partner = await this.get(handle);
      await this.work.rows('select 1 from access.partner where id = $1 for no key update', [partner.id]);
      const active = await this.work.rows(
        'select 1 from access.key where partner_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)',
        [partner.id, this.clock.now()],
      );
      if (active.length >= ACTIVE_KEYS) throw new TooManyKeys(handle);
      const id = randomBytes(6).toString('hex');
      const key = formatKey({ env: ENVIRONMENTS[this.config.env], id, secret: randomBytes(32).toString('base64url') });
      await this.work.manager.insert(KeyEntity, {
        id,
        partnerId: partner.id,
        hash: hashKey(this.secrets.derive(KEY_HASH_PURPOSE), key),
        createdAt: this.clock.now(),
        expiresAt,
        revokedAt: null,
      });
      const after = stateHash({ id, partner: partner.id, expiresAt: expiresAt?.toISOString() ?? null, revoked: false });
      await this.ledger.record(actor, [
        { verb: 'key.issue', subject: partner.id, data: { key: id, before: null, after } },
      ]);
      return { id, key };
    });
  }

  async keys(
    handle: string,
  ): Promise<readonly { id: string; createdAt: Date; expiresAt: Date | null; revokedAt: Date | null }[]> {
    const partner = await this.get(handle);
    const rows = await this.work.manager.find(KeyEntity, {
      where: { partnerId: partner.id },
      order: { createdAt: 'ASC' },
    });
    return rows.map(({ id, createdAt, expiresAt, revokedAt }) => ({ id, createdAt, expiresAt, revokedAt }));
  }

  async revokeKey(actor: Actor, keyId: string): Promise<void> {
    await this.work.run(async () => {
      const [revoked] = await this.work.rows<{ partner_id: string; expires_at: Date | null }>(
        'update access.key set revoked_at = $2 where id = $1 and revoked_at is null returning partner_id, expires_at',
        [keyId, this.clock.now()],
      );
      if (!revoked) throw new KeyNotFound(keyId);
      const { partner_id: partner, expires_at: expiresAt } = revoked;
      const [before, after] = [false, true].map((gone) =>
        stateHash({ id: keyId, partner, expiresAt: expiresAt?.toISOString() ?? null, revoked: gone }),
      );
      await this.ledger.record(actor, [{ verb: 'key.revoke', subject: partner, data: { key: keyId, before, after } }]);
      await this.work.rows(`select pg_notify('almanac_keys', $1)`, [keyId]);
    });
  }

  private async get(handle: string): Promise<Partner> {
    const row = await this.work.manager.findOneBy(PartnerEntity, { handle });
    if (!row) throw new PartnerNotFound(handle);
    return row;
  }

  private openScope(actor: Actor, partnerId: string, scope: ScopeRule): Promise<Publication> {
    const { kinds, topics, audiences, locales } = scope;
    const rule = { kinds, topics, audiences, locales };
    return this.openPeriod(actor, partnerId, { verb: 'partner.scope', data: rule }, rule);
  }

  /** Closes the partner's period and opens one that differs by `change`. */
  private async openPeriod(
    actor: Actor,
    partnerId: string,
    fact: { readonly verb: string; readonly data: Readonly<Record<string, unknown>> },
    change: Partial<ScopeRule & { readonly site: Site | null }>,
  ): Promise<Publication> {
    // The partner's row orders two changes of one period; the counter comes last, as everywhere.
    await this.work.rows('select 1 from access.partner where id = $1 for no key update', [partnerId]);
    const [before] = await this.work.rows<ScopeRule & { site: Site | null }>(
      'select kinds, topics, audiences, locales, site from access.partner_scope where partner_id = $1 and to_seq is null',
      [partnerId],
    );
    const after = { ...EVERYTHING, site: null, ...before, ...change };
    const data = { ...fact.data, before: before ? stateHash(before) : null, after: stateHash(after) };
    return this.ledger.publish(
      actor,
      { kind: 'SCOPE', note: null, facts: [{ verb: fact.verb, subject: partnerId, data }] },
      async ({ seq }) => {
        await this.work.rows('update access.partner_scope set to_seq = $2 where partner_id = $1 and to_seq is null', [
          partnerId,
          seq,
        ]);
        const { kinds, topics, audiences, locales, site } = after;
        await this.work.rows(
          'insert into access.partner_scope (partner_id, from_seq, kinds, topics, audiences, locales, site) values ($1, $2, $3, $4, $5, $6, $7)',
          [partnerId, seq, kinds, topics, audiences, locales, site],
        );
        return { seq, partner: partnerId };
      },
    );
  }
}

/** A browser sends scheme, host and port and nothing else, so anything else would never match. */
function strangeOrigins(origins: readonly string[] | null): readonly Problem[] {
  if (origins !== null && (origins.length === 0 || origins.length > 50))
    return [new BadInput('Give from 1 to 50 origins, or allow any.', ['origins'])];
  return (origins ?? [])
    .filter((origin) => !/^https?:/.test(origin) || !URL.canParse(origin) || new URL(origin).origin !== origin)
    .map(
      (origin) =>
        new BadInput(
          `"${origin.slice(0, 80)}" is not an origin: write scheme, host and port alone, such as https://www.example.org.`,
          ['origins'],
        ),
    );
}

/** What the table's checks would refuse. */
function misfits({ handle, name, region }: Omit<Partner, 'id' | 'origins'>): readonly Problem[] {
  return [
    ...(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(handle)
      ? []
      : [
          new BadInput('A handle is at most 63 small Latin letters, digits and inner hyphens: choose another.', [
            'handle',
          ]),
        ]),
    ...(name.trim() === '' ? [new BadInput('Give the partner a name.', ['name'])] : []),
    ...(region === null || /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(region)
      ? []
      : [
          new BadInput('A region is an ISO 3166-1 or 3166-2 code such as US or US-MO: give one, or leave it out.', [
            'region',
          ]),
        ]),
  ];
}

function strangeTopics({ topics }: ScopeRule): readonly Problem[] {
  const strange = topics?.find((topic) => !isUuid(topic));
  return strange === undefined
    ? []
    : [new BadInput(`"${strange.slice(0, 60)}" is not the id of a topic: check it.`, ['topics'])];
}
