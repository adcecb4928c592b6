import type { PartnerIdentity } from '../domain/view.js';

/** As the view of keys has it. */
export interface IdentityRow extends Omit<PartnerIdentity, 'quotas'> {
  readonly minute_quota: number | null;
  readonly day_quota: number | null;
}

export function identityOf({ id, handle, origins, minute_quota, day_quota }: IdentityRow): PartnerIdentity {
  const quotas = minute_quota === null && day_quota === null ? null : { perMinute: minute_quota, perDay: day_quota };
  return { id, handle, origins, quotas };
}
