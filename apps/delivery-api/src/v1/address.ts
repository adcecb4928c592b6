import { hash } from 'node:crypto';
import type { Question } from '../cache/answer-store.js';
import type { AskedAsOf } from '../read/read-session.js';
import type { ReadRules } from '../read/rules.js';
import { type MediaFormat, negotiate } from './formats.js';
import { askedAsOf, checkQuery, type Given } from './parameters.js';
import { type Path, type Route, ROUTES } from './routes.js';

/** An address with its parameters and what `Accept` chose, ready to be looked up and to be answered. */
export interface Address extends Question {
  readonly route: Route;
  readonly path: Path;
  readonly given: Given;
  readonly asOf: readonly AskedAsOf[];
  readonly chosen: MediaFormat | null;
  /** Something is read for it, so it is answered in front, and who asks makes a difference. */
  readonly isRead: boolean;
  readonly bytes: number;
}

interface Pattern {
  readonly route: Route;
  readonly parts: readonly string[];
}

const partsOf = (path: string) => path.split('/').slice(1);
const isParameter = (part: string) => part.startsWith(':');

/** What is written out goes before what a parameter takes, as in Fastify's router. */
const PATTERNS: readonly Pattern[] = ROUTES.map((route) => ({ route, parts: partsOf(route.mount) })).sort(
  (one, other) => one.parts.filter(isParameter).length - other.parts.filter(isParameter).length,
);

/** Null where no route has the path, or it cannot be decoded. */
export function routeOf(url: string): { readonly route: Route; readonly path: Path } | null {
  const parts = decoded(partsOf(url.slice(0, url.length - queryOf(url).length)));
  if (!parts) return null;
  for (const { route, parts: pattern } of PATTERNS) {
    if (pattern.length !== parts.length) continue;
    const path: Record<string, string> = {};
    const fits = pattern.every((part, at) => {
      const value = parts[at] ?? '';
      if (!isParameter(part)) return value === part;
      path[part.slice(1)] = value;
      return value !== '';
    });
    if (fits) return { route, path };
  }
  return null;
}

/** From the question mark on; empty without one. */
export function queryOf(url: string): string {
  const begin = url.indexOf('?');
  return begin < 0 ? '' : url.slice(begin);
}

function decoded(parts: readonly string[]): readonly string[] | null {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** Refuses parameters that the route does not take, or not with these values. */
export function addressOf(
  route: Route,
  path: Path,
  url: string,
  accept: string | undefined,
  rules: ReadRules,
): Address {
  const given = checkQuery(route.parameters, queryOf(url));
  const leads = route.leads(path);
  const chosen = leads === 'open' && route.offers ? negotiate(accept, route.offers) : null;
  const words = JSON.stringify([route.mount, path, [...given].sort(), chosen?.name ?? null]);
  return {
    route,
    path,
    given,
    asOf: askedAsOf(rules, given),
    chosen,
    isRead: leads === 'fixed' || (leads === 'open' && chosen !== null),
    name: hash('sha256', words, 'base64url'),
    operation: route.mount,
    bytes: 2 * words.length + 1_000,
    hit: null,
  };
}
