import { createHash } from 'node:crypto';
import type { Problem, ProblemPath } from '#platform';
import { PlanMoved } from '../refusals.js';
import { PlanOutdated } from './refusals.js';

/** Bytes: two of ten thousand variants share one by chance once in millions of plans, and then both have to have moved. */
const LENGTH = 6;
/** Variants that are named when a plan has moved. */
const MOST_NAMED = 20;

/** What a plan says of one variant, in a few characters. */
export interface PlannedVariant {
  readonly documentId: string;
  readonly locale: string;
  readonly check: string;
}

export function checkOf(said: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(said), 'utf8').digest().subarray(0, LENGTH).toString('hex');
}

/** All checks of a plan as text that does not depend on their order. */
export function packChecks(planned: readonly PlannedVariant[]): string {
  return Buffer.from(
    planned
      .map(({ check }) => check)
      .sort()
      .join(''),
    'hex',
  ).toString('base64url');
}

/** Why what would be done now is not what was agreed; nothing when it is. */
export function movedSince(agreed: string, planned: readonly PlannedVariant[], path: ProblemPath): readonly Problem[] {
  const packed = Buffer.from(agreed, 'base64url').toString('hex');
  const before = new Set(packed.match(new RegExp(`.{${LENGTH * 2}}`, 'gu')) ?? []);
  const moved = planned.filter(({ check }) => !before.has(check));
  const gone = before.size - (planned.length - moved.length);
  if (moved.length > 0)
    return moved.slice(0, MOST_NAMED).map(({ documentId, locale }) => new PlanMoved(documentId, locale, path));
  return gone > 0 ? [new PlanOutdated(gone, path)] : [];
}
