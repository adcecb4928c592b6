import type { IncomingHttpHeaders } from 'node:http';
import { HttpRefusal } from '#edge';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const EVERY_INTERFACE = new Set(['0.0.0.0', '::', '[::]']);

/**
 * The names under which the Studio may be reached. A page elsewhere can make its own name resolve to this machine (DNS
 * rebinding), and would then be of the same origin; it cannot choose what the browser writes into Host.
 */
export function expectedHosts(studioHost: string, studioUrl: string): ReadonlySet<string> {
  const host = studioHost.toLowerCase();
  const named = EVERY_INTERFACE.has(host) ? [] : [host.includes(':') && !host.startsWith('[') ? `[${host}]` : host];
  return new Set([...LOOPBACK, ...named, new URL(studioUrl).hostname]);
}

export function checkHost(headers: IncomingHttpHeaders, expected: ReadonlySet<string>): void {
  const host = headers.host ?? '';
  const name = /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/.test(host)
    ? host.replace(/:\d{1,5}$/, '').toLowerCase()
    : '';
  if (!expected.has(name))
    throw new HttpRefusal(
      421,
      'MISDIRECTED_REQUEST',
      'The Studio does not answer to this name: open it at the address that it prints when it starts.',
    );
}

/** Refuses what a browser sent on behalf of another site. Programs send neither header. */
export function checkSameOrigin(headers: IncomingHttpHeaders): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return;
    throw crossSite();
  }
  const { origin, host } = headers;
  if (origin === undefined) return;
  if (!URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase()) throw crossSite();
}

/** A form of another site cannot set a header; a script of another site is stopped by the preflight, which is never granted. */
export function checkCustomHeader(headers: IncomingHttpHeaders): void {
  if (headers['almanac-studio'] === '1' || headers['apollo-require-preflight'] || headers['x-apollo-operation-name'])
    return;
  throw new HttpRefusal(403, 'CSRF_REFUSED', 'A request with a cookie must carry the header "Almanac-Studio: 1".');
}

function crossSite(): HttpRefusal {
  return new HttpRefusal(
    403,
    'CSRF_REFUSED',
    'The request comes from another site: the Studio takes requests from its own pages only.',
  );
}
