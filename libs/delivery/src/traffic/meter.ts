/** How often one partner asked for one thing, since it was last written down. Plain numbers: whoever answers adds to them. */
export class Meter {
  requests = 0;
  /** Of these, those that were answered by 304. */
  unchanged = 0;
  /** Of these, those that the quota refused. */
  refused = 0;

  constructor(
    readonly partnerId: string,
    readonly operation: string,
  ) {}
}

/** Names that a process tells apart for a partner: callers choose them. */
const MOST_OPERATIONS = 100;
const LONGEST_OPERATION = 100;
export const OTHERS = '(others)';

/** The meters of a process. They are kept, so that whoever holds one need not look it up again. */
export class Meters {
  private readonly partners = new Map<string, Map<string, Meter>>();

  of(partnerId: string, operation: string): Meter {
    let own = this.partners.get(partnerId);
    if (!own) this.partners.set(partnerId, (own = new Map<string, Meter>()));
    const name = operation.length > LONGEST_OPERATION ? OTHERS : operation;
    const known = own.get(name);
    if (known) return known;
    if (own.size >= MOST_OPERATIONS && name !== OTHERS) return this.of(partnerId, OTHERS);
    const meter = new Meter(partnerId, name);
    own.set(name, meter);
    return meter;
  }

  /** What was counted since the last time, in a fixed order; from now on it counts from nothing. */
  collect(): readonly Readonly<Meter>[] {
    const found: Readonly<Meter>[] = [];
    for (const own of this.partners.values())
      for (const meter of own.values()) {
        if (meter.requests === 0) continue;
        found.push({ ...meter });
        meter.requests = meter.unchanged = meter.refused = 0;
      }
    return found.sort((one, other) => order(one.partnerId, other.partnerId) || order(one.operation, other.operation));
  }

  /** Takes back what could not be written down. */
  restore(collected: readonly Readonly<Meter>[]): void {
    for (const { partnerId, operation, requests, unchanged, refused } of collected) {
      const meter = this.of(partnerId, operation);
      meter.requests += requests;
      meter.unchanged += unchanged;
      meter.refused += refused;
    }
  }
}

function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
