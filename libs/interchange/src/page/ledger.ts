import { Passage } from './passage.js';
import type { LineOutcome, PageLine } from './types.js';

/** Where a stretch of the page went. The object may be completed later: keys are known when items are. */
export interface Fate {
  outcome: Exclude<LineOutcome, 'blank'>;
  target?: string;
  reason?: string;
}

interface Claim {
  from: number;
  to: number;
  fate: Fate;
}

/**
 * The account of the page: every recogniser claims the stretches it used, and `lines()` tells for each physical line what became
 * of its parts. Text that nobody claimed is markup; `unclaimed` lets the reader prove that nothing else was left over.
 */
export class Ledger {
  readonly #claims: Claim[] = [];

  constructor(readonly raw: string) {}

  claim(passage: Passage, fate: Fate): void {
    if (!passage.isEmpty) this.claimRange(passage.from, passage.to, fate);
  }

  claimRange(from: number, to: number, fate: Fate): void {
    if (to > from) this.#claims.push({ from, to, fate });
  }

  lines(): PageLine[] {
    const claims = [...this.#claims].sort((a, b) => a.from - b.from || b.to - a.to);
    const lines: PageLine[] = [];
    let start = 0;
    let next = 0;
    let open: Claim[] = [];
    for (let number = 1; start <= this.raw.length; number += 1) {
      const newline = this.raw.indexOf('\n', start);
      const end = newline === -1 ? this.raw.length : newline;
      open = open.filter((claim) => claim.to > start);
      for (let claim = claims[next]; claim && claim.from < end; claim = claims[++next])
        if (claim.to > start) open.push(claim);
      if (!(newline === -1 && start === this.raw.length && number > 1))
        lines.push(...this.#line(number, start, end, open));
      if (newline === -1) break;
      start = newline + 1;
    }
    return lines;
  }

  #line(number: number, start: number, end: number, claims: readonly Claim[]): PageLine[] {
    if (this.raw.slice(start, end).trim() === '') return [{ number, text: '', outcome: 'blank' }];
    const parts: { at: number; fate: Fate }[] = [];
    for (const claim of claims) {
      const last = parts.at(-1);
      if (last && sameFate(last.fate, claim.fate)) continue;
      parts.push({ at: Math.max(claim.from, start), fate: claim.fate });
    }
    if (parts.length === 0) parts.push({ at: start, fate: { outcome: 'dropped', reason: 'markup without text' } });
    const lines: PageLine[] = [];
    for (const [index, part] of parts.entries()) {
      // Markup before the first part belongs to it; markup after a part, to that part.
      const text = this.raw.slice(index === 0 ? start : part.at, parts[index + 1]?.at ?? end).trim();
      if (text === '') continue;
      const { outcome, target, reason } = part.fate;
      lines.push({
        number,
        text,
        outcome,
        ...(target === undefined ? {} : { target }),
        ...(reason === undefined ? {} : { reason }),
      });
    }
    return lines;
  }
}

function sameFate(a: Fate, b: Fate): boolean {
  return a.outcome === b.outcome && a.target === b.target && a.reason === b.reason;
}
