import type { Quotas } from '../domain/view.js';

/** A span of time in which so many requests are answered, as this process knows it. */
export interface Window {
  readonly name: 'minute' | 'day';
  readonly limit: number;
  /** Milliseconds. */
  readonly length: number;
  /** What all processes have settled in it. */
  used: number;
  /** When it is over, as `performance.now()` counts: no change of a clock moves it. */
  ends: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Of the smallest quota, what a process answers before it settles: with the other processes, how far all of them may overshoot. */
const SHARE = 1 / 20;

/**
 * How much may still be asked for, counted in this process and settled with the others now and then. A window may be used up
 * in one burst: nothing is smoothed within it. Asking costs a comparison and two additions.
 */
export class Allowance {
  readonly windows: readonly Window[];
  readonly policy: string;
  /** Taken here and not settled yet. */
  taken = 0;
  private left: number;
  private settleAt: number;
  private readonly share: number;

  constructor(
    quotas: Quotas,
    now: number,
    /** Called when it is time to settle; null: this process decides alone. */
    private readonly due: ((allowance: Allowance) => void) | null,
  ) {
    const { perMinute, perDay } = quotas;
    this.windows = [
      ...(perMinute === null
        ? []
        : [{ name: 'minute' as const, limit: perMinute, length: MINUTE, used: 0, ends: now + MINUTE }]),
      ...(perDay === null ? [] : [{ name: 'day' as const, limit: perDay, length: DAY, used: 0, ends: now + DAY }]),
    ];
    this.policy = this.windows.map(({ name, limit, length }) => `"${name}";q=${limit};w=${length / 1_000}`).join(', ');
    const smallest = Math.min(...this.windows.map(({ limit }) => limit));
    this.left = smallest;
    this.share = Math.max(1, Math.floor(smallest * SHARE));
    // The first one tells what others have taken before.
    this.settleAt = due ? 1 : Number.POSITIVE_INFINITY;
  }

  /** False when nothing is left. */
  take(): boolean {
    if (this.left <= 0) return false;
    this.left -= 1;
    this.taken += 1;
    if (this.taken >= this.settleAt) {
      this.settleAt = Number.POSITIVE_INFINITY;
      this.due?.(this);
    }
    return true;
  }

  /** What was taken turned out to need nothing. */
  giveBack(): void {
    this.left += 1;
    this.taken -= 1;
  }

  /** As all processes together have it: `amount` of what was taken is in it by now. */
  settle(amount: number, windows: readonly Pick<Window, 'used' | 'ends'>[]): void {
    this.taken -= amount;
    for (const [index, window] of this.windows.entries()) Object.assign(window, windows[index]);
    this.settleAt = this.share;
    this.countLeft();
  }

  /** It could not be settled: what was taken stays, and is tried again. */
  keep(): void {
    this.settleAt = this.taken + this.share;
  }

  /** Begins the windows anew that are over. */
  tick(now: number): void {
    let begins = false;
    for (const window of this.windows)
      if (window.ends <= now) {
        Object.assign(window, { used: 0, ends: now + window.length });
        begins = true;
      }
    if (!begins) return;
    // Whoever decides alone has nothing to settle: what was taken belongs to the window that is over.
    if (!this.due) this.taken = 0;
    else this.settleAt = Math.min(this.settleAt, this.taken + 1);
    this.countLeft();
  }

  /** For the header `RateLimit`. */
  state(now: number): string {
    return this.windows
      .map(({ name, limit, used, ends }) => {
        const rest = Math.max(0, limit - used - this.taken);
        return `"${name}";r=${rest};t=${Math.max(0, Math.ceil((ends - now) / 1_000))}`;
      })
      .join(', ');
  }

  /** The window that holds the caller up longest; null while there is something left. */
  spent(): Window | null {
    const spent = this.windows.filter(({ limit, used }) => limit - used - this.taken <= 0);
    return spent.reduce<Window | null>((last, window) => (last && last.ends > window.ends ? last : window), null);
  }

  private countLeft(): void {
    this.left = Math.min(...this.windows.map(({ limit, used }) => limit - used)) - this.taken;
  }
}
