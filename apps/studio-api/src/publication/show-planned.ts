import type { PublicationPlan } from '#content';
import type { PartnerReach } from '#delivery';
import type { PlannedView } from './plan.schema.js';

/** More than a person reads. */
const DEPENDENTS_SHOWN = 100;

/** What a plan says of the public, with how many partners it reaches. */
export async function showPlanned(plan: Omit<PublicationPlan, 'problems'>, reach: PartnerReach): Promise<PlannedView> {
  const { goingLive, withdrawn, unchanged, companions, dependents, touches } = plan;
  const shown = dependents.filter((dependent) => dependent.shows);
  const partners = await reach.partners([...goingLive, ...withdrawn, ...shown], goingLive);
  return {
    goingLive,
    withdrawn,
    unchanged,
    companions,
    dependents: dependents.slice(0, DEPENDENTS_SHOWN),
    dependentCount: dependents.length,
    touches: { ...touches, partners },
  };
}
