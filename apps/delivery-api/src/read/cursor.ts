import { BadInput, type Seal } from '#platform';
import type { ListPosition } from '#delivery';

const VERSION = 1;

/** Where a page ended, sealed together with the list it belongs to: a cursor of another list opens here as broken. */
export function closeCursor(seal: Seal, list: string, at: ListPosition): string {
  return seal.close([VERSION, list, at.publishedAt, at.documentId, at.position]);
}

export function openCursor(seal: Seal, list: string, cursor: string | null | undefined): ListPosition | null {
  if (cursor === null || cursor === undefined) return null;
  const parts = cursor.length <= 500 ? seal.open(cursor) : null;
  if (!Array.isArray(parts) || parts.length !== 5 || parts[0] !== VERSION || parts[1] !== list) {
    throw new BadInput(
      '"after" must be a cursor that this same list returned, with the same filter, order and locale.',
      ['after'],
    );
  }
  const [, , publishedAt, documentId, position] = parts as [number, string, string | null, string, number | null];
  return { publishedAt, documentId, position };
}
