import { BadInput, type Seal } from '#platform';

const VERSION = 1;

/** Where a page of a list ended that is ordered by two texts, sealed together with the list that it belongs to. */
export function closeKeyCursor(seal: Seal, list: string, [first, second]: readonly [string, string]): string {
  return seal.close([VERSION, list, first, second]);
}

export function openKeyCursor(seal: Seal, list: string, cursor: string | null | undefined): [string, string] | null {
  if (cursor === null || cursor === undefined) return null;
  const parts = cursor.length <= 500 ? seal.open(cursor) : null;
  if (!Array.isArray(parts) || parts.length !== 4 || parts[0] !== VERSION || parts[1] !== list)
    throw new BadInput('"after" must be a cursor that this same list returned, with the same arguments.', ['after']);
  const [, , first, second] = parts as [number, string, string, string];
  return [first, second];
}

const LONGEST_PAGE = 100;

export function checkFirst(first: number): void {
  if (first < 1 || first > LONGEST_PAGE) throw new BadInput(`"first" must be from 1 to ${LONGEST_PAGE}.`, ['first']);
}

/** A page out of one entry more than was asked for. */
export function connectionOf<T, E extends { readonly cursor: string }>(
  found: readonly T[],
  first: number,
  edgeOf: (entry: T) => E,
) {
  const edges = found.slice(0, first).map(edgeOf);
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
