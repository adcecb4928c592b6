import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Actor, type Person, type TokenHolder, tokenId } from '#access';
import { HttpRefusal } from '#edge';
import { isToken, tokenFromCookies } from './cookie.js';
import { checkCustomHeader, checkHost, checkSameOrigin } from './request-origin.js';

export interface SignedIn {
  readonly editor: Person;
  /** The editor themselves, or a script by its token. */
  readonly actor: Actor;
  /** Of the session; null for a script, which has none. */
  readonly session: string | null;
}

export interface SessionGuardParts {
  readonly hosts: ReadonlySet<string>;
  readonly ofSession: (token: string) => Promise<Person | null>;
  readonly ofToken: (token: string) => Promise<TokenHolder | null>;
}

/** Probes ask by address and need no session; the pages say themselves what to do without one. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const PAGES: ReadonlySet<string> = new Set([
  '/',
  '/sign-in',
  '/sign-out',
  '/account',
  '/choose-password',
  '/forgot-password',
]);

const signedIn = new WeakMap<FastifyRequest, SignedIn>();

/** Who sends this request; null only on a page, where it means that nobody is signed in. */
export function sessionOf(request: FastifyRequest): SignedIn | null {
  return signedIn.get(request) ?? null;
}

/**
 * Decides about every request before its body is read, unknown addresses included: which host it is for, which site it comes
 * from, and whose session it carries.
 */
export function guardSessions(fastify: FastifyInstance, { hosts, ofSession, ofToken }: SessionGuardParts): void {
  fastify.addHook('onRequest', async (request) => {
    const route = request.routeOptions.url ?? '';
    if (PROBES.has(route)) return;
    const { headers } = request;
    checkHost(headers, hosts);
    const bearer = bearerToken(headers.authorization);
    const known = await whoSends(bearer, bearer ?? tokenFromCookies(headers.cookie));
    if (known) signedIn.set(request, known);
    if (PAGES.has(route)) {
      if (request.method !== 'GET' && request.method !== 'HEAD') checkSameOrigin(headers);
      return;
    }
    if (!known)
      throw new HttpRefusal(
        401,
        'UNAUTHENTICATED',
        'Sign in first: make a link with `npm run almanac -- editors link`, and open it.',
      );
    if (bearer !== null) return;
    checkSameOrigin(headers);
    checkCustomHeader(headers);
  });

  /** A script's token comes in the header alone: cookies are for browsers. */
  async function whoSends(bearer: string | null, token: string | null): Promise<SignedIn | null> {
    if (bearer !== null && tokenId(bearer) !== null) {
      const holder = await ofToken(bearer);
      return holder && { ...holder, session: null };
    }
    const editor = isToken(token) ? await ofSession(token) : null;
    return editor && { editor, actor: { type: 'editor', id: editor.id }, session: token };
  }
}

function bearerToken(header: string | undefined): string | null {
  if (header === undefined) return null;
  // A header that is there but holds nothing of ours must not fall back to the cookie: the caller meant another session.
  return /^Bearer +(\S+)$/i.exec(header)?.[1] ?? '';
}
