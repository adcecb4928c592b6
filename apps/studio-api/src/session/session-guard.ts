import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Editor } from '#access';
import { HttpRefusal } from '#edge';
import { isToken, tokenFromCookies } from './cookie.js';
import { checkCustomHeader, checkHost, checkSameOrigin } from './request-origin.js';

export interface SignedIn {
  readonly editor: Editor;
  readonly token: string;
}

export interface SessionGuardParts {
  readonly hosts: ReadonlySet<string>;
  readonly whoIs: (token: string) => Promise<Editor | null>;
}

/** Probes ask by address and need no session; the pages say themselves what to do without one. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const PAGES: ReadonlySet<string> = new Set(['/', '/sign-in', '/sign-out']);

const signedIn = new WeakMap<FastifyRequest, SignedIn>();

/** Who sends this request; null only on a page, where it means that nobody is signed in. */
export function sessionOf(request: FastifyRequest): SignedIn | null {
  return signedIn.get(request) ?? null;
}

/**
 * Decides about every request before its body is read, unknown addresses included: which host it is for, which site it comes
 * from, and whose session it carries.
 */
export function guardSessions(fastify: FastifyInstance, { hosts, whoIs }: SessionGuardParts): void {
  fastify.addHook('onRequest', async (request) => {
    const route = request.routeOptions.url ?? '';
    if (PROBES.has(route)) return;
    const { headers } = request;
    checkHost(headers, hosts);
    const bearer = bearerToken(headers.authorization);
    const token = bearer ?? tokenFromCookies(headers.cookie);
    const editor = isToken(token) ? await whoIs(token) : null;
    if (editor && token !== null) signedIn.set(request, { editor, token });
    if (PAGES.has(route)) {
      if (request.method !== 'GET' && request.method !== 'HEAD') checkSameOrigin(headers);
      return;
    }
    if (!editor)
      throw new HttpRefusal(
        401,
        'UNAUTHENTICATED',
        'Sign in first: make a link with `npm run almanac -- editors link`, and open it.',
      );
    if (bearer !== null) return;
    checkSameOrigin(headers);
    checkCustomHeader(headers);
  });
}

function bearerToken(header: string | undefined): string | null {
  if (header === undefined) return null;
  // A header that is there but holds nothing of ours must not fall back to the cookie: the caller meant another session.
  return /^Bearer +(\S+)$/i.exec(header)?.[1] ?? '';
}
