import type { FindingFilter } from '#content';
import type { FindingFilterInput } from './finding.schema.js';

/** Without the members that were left out. */
export function findingFilter(filter: FindingFilterInput): FindingFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null && value !== undefined));
}
