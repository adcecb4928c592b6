const HOUR = 60 * 60 * 1000;

/** What a one-time link is for: to sign in, to choose the first password, or another one. */
export const LINK_PURPOSES = ['SIGN_IN', 'INVITATION', 'RESET'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

export const LINK_LIFETIMES: Readonly<Record<LinkPurpose, number>> = {
  SIGN_IN: 24 * HOUR,
  INVITATION: 7 * 24 * HOUR,
  RESET: HOUR,
};

export const SESSION_LIFETIME = 12 * HOUR;

/** Where a link leads in the Studio. Looking at it changes nothing yet. */
export function linkAddress(studioUrl: string, purpose: LinkPurpose, token: string): string {
  return `${studioUrl}/${purpose === 'SIGN_IN' ? 'sign-in' : 'choose-password'}?token=${token}`;
}
