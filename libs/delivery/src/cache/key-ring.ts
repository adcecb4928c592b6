import { hash } from 'node:crypto';
import { parseKey } from '#access';
import type { Clock, ReadPool } from '#platform';
import type { DeliveryReader } from '../delivery.reader.js';
import type { PartnerIdentity } from '../domain/view.js';
import type { IdentityRow } from '../persistence/identity.row.js';
import { KEYS_IN_FORCE } from './head.statements.js';

interface Held {
  readonly key: string;
  readonly partner: PartnerIdentity;
}

const MOST = 10_000;

/**
 * Whose keys were good a moment ago. Only good ones are held, by a hash: a wrong key costs a statement each time. Whoever
 * uses the ring must recheck it every second, because the notification of a revocation can be lost.
 */
export class KeyRing {
  private readonly held = new Map<string, Held>();
  private nobodys: Promise<PartnerIdentity> | null = null;

  constructor(
    private readonly reader: DeliveryReader,
    private readonly pool: ReadPool,
    private readonly clock: Clock,
  ) {}

  /** Without a statement; undefined when the key is not held. */
  known(key: string): PartnerIdentity | undefined {
    return this.held.get(hash('sha256', key, 'base64url'))?.partner;
  }

  async identify(key: string | null): Promise<PartnerIdentity> {
    const id = key === null ? undefined : parseKey(key)?.id;
    if (key === null || id === undefined) return this.everybody();
    const partner = await this.reader.identify(key);
    // A wrong secret under a good id reads as `public`, and is not held.
    if (partner.handle !== 'public') {
      const [oldest] = this.held.keys();
      if (this.held.size >= MOST && oldest !== undefined) this.held.delete(oldest);
      this.held.set(hash('sha256', key, 'base64url'), { key: id, partner });
    }
    return partner;
  }

  /** The partner of those without a key; nothing about it ever changes but its scope, which is not part of it. */
  private everybody(): Promise<PartnerIdentity> {
    this.nobodys ??= this.reader.identify(null);
    this.nobodys.catch(() => (this.nobodys = null));
    return this.nobodys;
  }

  drop(keyId: string): void {
    for (const [name, { key }] of this.held) if (key === keyId) this.held.delete(name);
  }

  /** Lets go of every key that was revoked or has expired, or whose partner reads differently now. */
  async recheck(): Promise<void> {
    if (this.held.size === 0) return;
    const before = [...this.held];
    const rows = await this.pool.rows<IdentityRow & { key: string }>(KEYS_IN_FORCE, [
      [...new Set(before.map(([, { key }]) => key))],
      this.clock.now().toISOString(),
    ]);
    const good = new Map(rows.map((row) => [row.key, row]));
    for (const [name, { key, partner }] of before) {
      const row = good.get(key);
      if (
        row?.id !== partner.id ||
        row.handle !== partner.handle ||
        !sameOrigins(row, partner) ||
        row.minute_quota !== (partner.quotas?.perMinute ?? null) ||
        row.day_quota !== (partner.quotas?.perDay ?? null)
      )
        this.held.delete(name);
    }
  }
}

function sameOrigins(one: Pick<PartnerIdentity, 'origins'>, other: PartnerIdentity): boolean {
  return one.origins?.join(' ') === other.origins?.join(' ');
}
