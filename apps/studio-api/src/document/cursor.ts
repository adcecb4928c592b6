import { BadInput, type Seal } from '#platform';
import type { Variant } from '#content';

export interface ListPosition {
  readonly savedAt: string;
  readonly documentId: string;
}

const VERSION = 1;

/** Where a page ended, sealed together with the list it belongs to. */
export function closeCursor(seal: Seal, list: string, { savedAt, documentId }: Variant): string {
  return seal.close([VERSION, list, savedAt, documentId]);
}

export function openCursor(seal: Seal, list: string, cursor: string | null): ListPosition | null {
  if (cursor === null) return null;
  const parts = cursor.length <= 500 ? seal.open(cursor) : null;
  if (!Array.isArray(parts) || parts.length !== 4 || parts[0] !== VERSION || parts[1] !== list) {
    throw new BadInput('"after" must be a cursor that this same list returned, for the same kind and locale.', [
      'after',
    ]);
  }
  const [, , savedAt, documentId] = parts as [number, string, string, string];
  return { savedAt, documentId };
}
