import { createHmac, randomBytes } from 'node:crypto';
import type { Clock, ReadPool } from '#platform';
import type { PartnerIdentity, Quotas, Snapshot } from '../domain/view.js';
import { Allowance } from './allowance.js';
import type { Cargo } from '../receipts/cargo.js';
import { ReceiptBook } from '../receipts/receipt-book.js';
import { ADD_ASKED } from '../receipts/receipt.statements.js';
import { type Meter, Meters } from './meter.js';
import { QuotaBook } from './quota-book.js';
import { ADD_USAGE } from './traffic.statements.js';

/** Milliseconds between two looks at windows that are over, and at what is due. */
const TICK = 250;
/** Looks between two times at which usage is written. */
const TICKS_PER_WRITE = 20;
/** Addresses that are told apart at once; the elder half is forgotten together. */
const MOST_ADDRESSES = 100_000;

/**
 * Who asks how much. All is counted in memory, so that answering costs no statement: quotas are settled with the other
 * processes now and then, usage is written every few seconds. No address is kept: callers without a key are told apart, for
 * a minute, by a hash with a key that this process has made for itself.
 */
export class Traffic {
  private readonly meters = new Meters();
  private readonly book: QuotaBook;
  private readonly receipts: ReceiptBook;
  private readonly allowances = new Map<string, Allowance>();
  private addresses = new Map<string, Allowance>();
  private elder = new Map<string, Allowance>();
  private readonly hashing = randomBytes(32);
  private readonly settling = new Map<string, Promise<void>>();
  private readonly timer: NodeJS.Timeout;
  private ticks = 0;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    /** Of its own; ended with it. */
    private readonly pool: ReadPool,
    private readonly clock: Clock,
    /** For each address without a key, in this process; null: as many as come. */
    private readonly publicQuotas: Quotas | null,
  ) {
    this.book = new QuotaBook(pool);
    this.receipts = new ReceiptBook(pool);
    this.timer = setInterval(() => this.tick(), TICK);
    this.timer.unref();
  }

  meter(partnerId: string, operation: string): Meter {
    return this.meters.of(partnerId, operation);
  }

  /** Null for whoever may ask as often as they like. */
  allowanceOf({ id, quotas }: PartnerIdentity): Allowance | null {
    if (quotas === null) return null;
    const known = this.allowances.get(id);
    if (
      known &&
      known.windows.every(({ name, limit }) => limit === limitOf(quotas, name)) &&
      known.windows.length === sizeOf(quotas)
    )
      return known;
    const made = new Allowance(quotas, performance.now(), (allowance) => void this.settle(id, allowance));
    this.allowances.set(id, made);
    return made;
  }

  get limitsAddresses(): boolean {
    return this.publicQuotas !== null;
  }

  /** Of a caller without a key; null when there is no limit. */
  allowanceAt(address: string): Allowance | null {
    if (!this.publicQuotas) return null;
    const name = createHmac('sha256', this.hashing).update(address).digest('base64url');
    const known = this.addresses.get(name) ?? this.elder.get(name);
    if (known) return known;
    if (this.addresses.size >= MOST_ADDRESSES / 2) {
      this.elder = this.addresses;
      this.addresses = new Map();
    }
    const made = new Allowance(this.publicQuotas, performance.now(), null);
    this.addresses.set(name, made);
    return made;
  }

  /** A partner has received what an answer as of this head brings. False when that could not be noted now. */
  received(partnerId: string, cargo: Cargo, head: Pick<Snapshot, 'seq' | 'mark'>): boolean {
    return this.receipts.note(partnerId, cargo, head, this.clock.now());
  }

  /** Writes what was counted. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.settling.values());
    for (const [id, allowance] of this.allowances) await this.book.settle(id, allowance);
    await this.write();
    await this.pool.end();
  }

  private tick(): void {
    const now = performance.now();
    for (const [id, allowance] of this.allowances) {
      allowance.tick(now);
      if (this.ticks % 4 === 0 && allowance.taken > 0) void this.settle(id, allowance);
    }
    for (const allowances of [this.addresses, this.elder])
      for (const [name, allowance] of allowances) {
        if (allowance.windows.every(({ ends }) => ends <= now)) allowances.delete(name);
        else allowance.tick(now);
      }
    this.ticks += 1;
    if (this.ticks % TICKS_PER_WRITE === 0) void this.write();
  }

  /** One settlement of a partner at a time. */
  private settle(id: string, allowance: Allowance): Promise<void> {
    const running = this.settling.get(id);
    if (running) return running;
    const settling = this.book.settle(id, allowance).finally(() => this.settling.delete(id));
    this.settling.set(id, settling);
    return settling;
  }

  private write(): Promise<void> {
    this.writing = this.writing.then(async () => {
      const counted = this.meters.collect();
      await this.receipts.write();
      if (counted.length === 0) return;
      const now = this.clock.now().toISOString();
      try {
        await this.pool.rows(ADD_USAGE, [
          counted.map(({ partnerId }) => partnerId),
          counted.map(({ operation }) => operation),
          counted.map(({ requests }) => requests),
          counted.map(({ unchanged }) => unchanged),
          counted.map(({ refused }) => refused),
          now.slice(0, 10),
        ]);
      } catch {
        this.meters.restore(counted);
        return;
      }
      const asked = [...new Set(counted.map(({ partnerId }) => partnerId))];
      // Next time will do as well.
      await this.pool.rows(ADD_ASKED, [asked, asked.map(() => now)]).catch(() => undefined);
    });
    return this.writing;
  }
}

function limitOf({ perMinute, perDay }: Quotas, name: 'minute' | 'day'): number | null {
  return name === 'minute' ? perMinute : perDay;
}

function sizeOf({ perMinute, perDay }: Quotas): number {
  return Number(perMinute !== null) + Number(perDay !== null);
}
