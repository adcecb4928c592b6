import { SESSION_LIFETIME } from '#access';

/** `__Host-` binds the cookie to this very host: no other one, above or below, can set it. */
export const SESSION_COOKIE = '__Host-almanac-studio';

const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export function isToken(value: unknown): value is string {
  return typeof value === 'string' && TOKEN.test(value);
}

/** Kept for a while and not until an instant: the clock of the editor's machine may be wrong. */
export function sessionCookie(token: string): string {
  return `${SESSION_COOKIE}=${token}; ${ATTRIBUTES}; Max-Age=${SESSION_LIFETIME / 1000}`;
}

export const CLEARED_COOKIE = `${SESSION_COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;

/** The session token among the cookies of a request, when there is one that looks like ours. */
export function tokenFromCookies(header: string | undefined): string | null {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at < 0 || pair.slice(0, at).trim() !== SESSION_COOKIE) continue;
    const value = pair.slice(at + 1).trim();
    return isToken(value) ? value : null;
  }
  return null;
}
