import { hashAddress, type Kind } from '#content';
import type { ReadPool } from '#platform';
import type { PublishedTombstone } from '../domain/document.js';
import type { View } from '../domain/view.js';
import { TOMBSTONES } from './tombstone.statements.js';
import { asId, asText, inOrder, inScope } from './values.js';

export type TombstoneKey =
  | { readonly documentId: string; readonly locale: string; readonly carried?: boolean }
  | { readonly kind: Kind; readonly slug: string; readonly locale: string };

interface TombstoneRow extends PublishedTombstone {
  readonly ord: number;
}

/** What is left of documents that were expunged. Where nothing ever was, nothing is asked. */
export class TombstoneStore {
  constructor(
    private readonly pool: ReadPool,
    private readonly locales: readonly [string, ...string[]],
    private readonly addressKey: Buffer,
  ) {}

  async tombstones(view: View, keys: readonly TombstoneKey[]): Promise<readonly (PublishedTombstone | null)[]> {
    if (keys.length === 0 || !view.hasTombstones) return keys.map(() => null);
    const values = [
      keys.map((key) => ('documentId' in key ? asId(key.documentId) : null)),
      keys.map((key) => ('documentId' in key ? null : hashAddress(this.addressKey, key))),
      keys.map((key) => asText(key.locale)),
      keys.map((key) => 'documentId' in key && (key.carried ?? false)),
    ];
    const rows = await this.pool.rows<TombstoneRow>(...inScope(TOMBSTONES, view, values, this.locales));
    return inOrder(keys.length, rows, ({ documentId, kind, locale, at }) => ({ documentId, kind, locale, at }));
  }
}
