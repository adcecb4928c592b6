import type { Allowance, Meter } from '#delivery';

/** A request that is counted, and what it uses up. */
export interface Admission {
  readonly meter: Meter;
  /** Null: as many as come. */
  readonly allowance: Allowance | null;
  /** The caller is told what is left. A shared cache would tell others. */
  readonly told: boolean;
}

/** Names and values in turn, of somebody who has an allowance. */
export function rateHeaders({ allowance, told }: Admission): readonly string[] {
  if (!allowance || !told) return [];
  return ['ratelimit-policy', allowance.policy, 'ratelimit', allowance.state(performance.now())];
}
