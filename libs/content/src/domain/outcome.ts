import { createHash } from 'node:crypto';
import type { Problem } from '#platform';
import type { Proposed } from './proposal.js';
import type { WithdrawalCandidate } from './publication-plan.js';
import { PlanMoved } from './refusals.js';

export interface Outcome {
  readonly proposed: readonly Proposed[];
  readonly withdrawals: readonly WithdrawalCandidate[];
}

/** What would come of each item, in a few characters: equal when the public would become the same from the same. */
export function fingerprintsOf({ proposed, withdrawals }: Outcome): readonly string[] {
  return [
    ...proposed.map((item) =>
      fingerprint([
        'publish',
        item.documentId,
        item.locale,
        item.hash,
        item.revision,
        item.nextEdition,
        item.liveEdition,
        item.unchanged,
        item.changeKind,
        item.note,
      ]),
    ),
    ...withdrawals.map((item) =>
      fingerprint(['withdraw', item.documentId, item.locale, item.reason, item.replacedBy, item.notice]),
    ),
  ];
}

/** The items of which something else would come than was agreed. */
export function strayed(outcome: Outcome, agreed: readonly string[] | undefined): readonly Problem[] {
  if (agreed === undefined) return [];
  const items = [...outcome.proposed, ...outcome.withdrawals];
  return fingerprintsOf(outcome).flatMap((found, index) => {
    const item = items[index];
    return item && found !== agreed[index] ? [new PlanMoved(item.documentId, item.locale, item.path)] : [];
  });
}

function fingerprint(parts: readonly (string | number | boolean | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts), 'utf8').digest('base64url').slice(0, 16);
}
