import type { Statement } from '#platform';
import { boundsOf, type Bounds } from '../domain/scope.js';
import type { Portion } from '../domain/portion.js';
import type { Snapshot, View } from '../domain/view.js';
import type { ScopedStatement } from './fragments.js';

/** What never names a row. A malformed id is looked up all the same: it must cost what an unknown one costs. */
export const NO_ID = '00000000-0000-0000-0000-000000000000';
export const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
export const LARGEST_INT4 = 2_147_483_647;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const asId = (text: string) => (UUID.test(text) ? text.toLowerCase() : NO_ID);
/** PostgreSQL refuses U+0000 in text, and no slug, locale or key holds one. */
export const asText = (text: string) => (text.includes('\0') ? '' : text);
export const asInt4 = (number: number) => (Number.isInteger(number) && Math.abs(number) <= LARGEST_INT4 ? number : -1);
/** `{1,2}`: an array inside an array of parameters. */
export const asSet = (numbers: readonly number[]) => `{${numbers.join(',')}}`;

/** `{"en","es"}`: the same, of locales. */
export const asNames = (locales: readonly string[]) => `{${locales.map((locale) => `"${locale}"`).join(',')}}`;

/** What statements within a scope go by. */
export interface Sight extends Pick<View, 'scopes'> {
  readonly snapshot: Pick<Snapshot, 'seq'>;
}

export function boundsOfView(view: Pick<View, 'scopes'>): Bounds {
  const known = BOUNDS.get(view);
  if (known) return known;
  const bounds = boundsOf(view);
  BOUNDS.set(view, bounds);
  return bounds;
}
const BOUNDS = new WeakMap<Pick<View, 'scopes'>, Bounds>();

/** The statement for the view, and its parameters: S, the statement's own, and the scope's when there is one. */
export function inScope(
  statement: ScopedStatement,
  view: Sight,
  values: readonly unknown[],
  /** Configured locales, the default first, for statements that ask what hosts carry. */
  locales?: readonly [string, ...string[]],
): readonly [Statement, readonly unknown[]] {
  const bounds = boundsOfView(view);
  const own = [view.snapshot.seq, ...values];
  if (bounds.open) return [statement.open, own];
  const scope = [bounds.kinds, bounds.locales, ...bounds.audiences, ...bounds.topics];
  return [statement.scoped, locales ? [...own, ...scope, locales[0], locales] : [...own, ...scope]];
}

/** The parameters of `edition`. */
export const portionValues = ({ bodies, texts, format }: Portion): readonly unknown[] => [bodies, texts, format];

/** Puts the rows of a batch back into the order of its keys. */
export function inOrder<R extends { readonly ord: number | string }, T>(
  count: number,
  rows: readonly R[],
  map: (row: R) => T,
): (T | null)[] {
  const answers = new Array<T | null>(count).fill(null);
  for (const row of rows) answers[Number(row.ord) - 1] = map(row);
  return answers;
}
