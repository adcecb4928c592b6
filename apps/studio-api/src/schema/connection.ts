import { BadInput, type Seal } from '#platform';
import type { PageInfo } from './variant.js';

const LONGEST_PAGE = 100;
const VERSION = 1;

export interface Connection<N> {
  readonly edges: readonly { readonly cursor: string; readonly node: N }[];
  readonly pageInfo: PageInfo;
}

/** One page asked for: how many, and the key of the last item of the page before. */
export interface AskedPage {
  readonly first: number;
  readonly after: string | null;
}

/** Opens what a caller sent; `list` names the list and its filter, so that a cursor fits no other. */
export function askedPage(seal: Seal, list: string, first: number, after: string | null | undefined): AskedPage {
  if (first < 1 || first > LONGEST_PAGE) throw new BadInput(`"first" must be from 1 to ${LONGEST_PAGE}.`, ['first']);
  if (after === null || after === undefined) return { first, after: null };
  const parts = after.length <= 500 ? seal.open(after) : null;
  if (!Array.isArray(parts) || parts.length !== 3 || parts[0] !== VERSION || parts[1] !== list)
    throw new BadInput('"after" must be a cursor that this same list returned, with the same filter.', ['after']);
  return { first, after: String(parts[2]) };
}

/** A page of at most `first` nodes; `found` holds one more where more follow. */
export function connectionOf<T, N>(
  seal: Seal,
  list: string,
  { first }: AskedPage,
  found: readonly T[],
  show: { readonly key: (item: T) => string; readonly node: (item: T) => N },
): Connection<N> {
  const edges = found
    .slice(0, first)
    .map((item) => ({ cursor: seal.close([VERSION, list, show.key(item)]), node: show.node(item) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
