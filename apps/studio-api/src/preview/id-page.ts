import { BadInput, isUuid, type Seal } from '#platform';
import type { PageInfo } from '../schema/variant.js';

const VERSION = 1;
const LONGEST_PAGE = 100;

export interface IdPage<N> {
  readonly edges: readonly { readonly cursor: string; readonly node: N }[];
  readonly pageInfo: PageInfo;
}

/** A page of a list whose order is that of ids, which grow with time: the newest first. One row more than the page is asked for. */
export async function idPage<R extends { readonly id: string }, N>(
  { seal, list }: { readonly seal: Seal; readonly list: string },
  { first, after }: { readonly first: number; readonly after: string | null },
  read: (page: { readonly first: number; readonly before: string | null }) => Promise<readonly R[]>,
  show: (row: R) => N,
): Promise<IdPage<N>> {
  if (first < 1 || first > LONGEST_PAGE) throw new BadInput(`"first" must be from 1 to ${LONGEST_PAGE}.`, ['first']);
  const found = await read({ first: first + 1, before: opened(seal, list, after) });
  const edges = found.slice(0, first).map((row) => ({ cursor: seal.close([VERSION, list, row.id]), node: show(row) }));
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

function opened(seal: Seal, list: string, cursor: string | null): string | null {
  if (cursor === null) return null;
  const parts = cursor.length <= 500 ? seal.open(cursor) : null;
  const [version, of, id] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (version === VERSION && of === list && typeof id === 'string' && isUuid(id)) return id;
  throw new BadInput('"after" must be a cursor that this same list returned.', ['after']);
}
