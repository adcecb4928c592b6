import type { SearchPosition } from '#delivery';
import { BadInput, type Seal } from '#platform';

const VERSION = 's1';

/** Where a page of results ended, sealed together with the search that it belongs to. */
export function closeSearchCursor(seal: Seal, search: string, at: SearchPosition): string {
  return seal.close([VERSION, search, at.score, at.place, at.newest]);
}

export function openSearchCursor(seal: Seal, search: string, cursor: string | null | undefined): SearchPosition | null {
  if (cursor === null || cursor === undefined) return null;
  const parts = cursor.length <= 500 ? seal.open(cursor) : null;
  if (!Array.isArray(parts) || parts.length !== 5 || parts[0] !== VERSION || parts[1] !== search) {
    throw new BadInput(
      '"after" must be a cursor that this same search returned, with the same words, filters and locale.',
      ['after'],
    );
  }
  const [, , score, place, newest] = parts as [string, string, number, number, number];
  return { score, place, newest };
}
