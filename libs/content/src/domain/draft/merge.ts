import type { Body } from '../kinds/kinds.js';
import { type Block, blocksOf, type DraftWords, hashPart, partOf, SLUG } from './parts.js';
import { mergeOrder } from './order.js';

/** A field as its editor wants it, and the hash of what stood there when it was read. */
export interface FieldEdit {
  readonly field: string;
  /** Undefined: cleared. */
  readonly value: unknown;
  readonly base: string;
}

/** Entries of one list as their editor wants them. */
export interface ListEdit {
  readonly field: string;
  /** Changed (with the hash that each had when it was read) and new ones (with null). */
  readonly blocks: readonly { readonly block: Block; readonly base: string | null }[];
  /** Taken out, with the hash that each had when it was read. */
  readonly removed: readonly { readonly key: string; readonly base: string }[];
  /** All keys as they were read and as they are to be; null when no entry was added, taken out or moved. */
  readonly order: { readonly before: readonly string[]; readonly after: readonly string[] } | null;
}

export interface Edits {
  readonly fields: readonly FieldEdit[];
  readonly lists: readonly ListEdit[];
}

/** A part that both changed, each otherwise. What stands in the draft is theirs. */
export interface Clash {
  readonly field: string;
  /** Of the entry; null for a whole field, and for the order of a list. */
  readonly key: string | null;
  /** The hash that it had when mine was begun. */
  readonly base: string | null;
  /** Undefined: cleared, or taken out. For the order of a list, its keys. */
  readonly mine: unknown;
  readonly theirs: unknown;
  readonly of: 'words' | 'order';
}

export interface Merge {
  readonly words: DraftWords;
  readonly clashes: readonly Clash[];
}

/**
 * Puts into a draft what was changed since it was read, part by part: where a part is still what its editor read, mine goes in;
 * where mine says what was read, or the draft already what mine says, nothing has to; everything else is a clash, and stays as it is. A part is a field, or
 * an entry of a list with keys, so it is written whole or not at all.
 */
export function mergeEdits(current: DraftWords, edits: Edits): Merge {
  const clashes: Clash[] = [];
  const parts = new Map<string, unknown>();
  for (const { field, value, base } of edits.fields) {
    const theirs = partOf(current, field);
    if (hashPart(theirs) === base) parts.set(field, value);
    else if (![base, hashPart(theirs)].includes(hashPart(value)))
      clashes.push({ field, key: null, base, mine: value, theirs, of: 'words' });
  }
  for (const edit of edits.lists) parts.set(edit.field, mergeList(blocksOf(current, edit.field), edit, clashes));
  const { [SLUG]: slug = parts.has(SLUG) ? null : current.slug, ...body } = Object.fromEntries(parts);
  return { words: { slug: slug as string | null, body: overlaid(current.body, body) }, clashes };
}

function mergeList(current: readonly Block[], { field, blocks, removed, order }: ListEdit, clashes: Clash[]): Block[] {
  const now = new Map(current.map((block) => [block._key, block]));
  const result = new Map(now);
  const kept = new Set<string>();
  for (const { block, base } of blocks) {
    const theirs = now.get(block._key);
    if (theirs === undefined ? base === null : hashPart(theirs) === base) result.set(block._key, block);
    else if (![base, hashPart(theirs)].includes(hashPart(block)))
      clashes.push({ field, key: block._key, base, mine: block, theirs, of: 'words' });
  }
  for (const { key, base } of removed) {
    const theirs = now.get(key);
    if (theirs === undefined || hashPart(theirs) === base) continue;
    kept.add(key);
    clashes.push({ field, key, base, mine: undefined, theirs, of: 'words' });
  }
  const theirs = current.map((block) => block._key);
  if (!order) return theirs.flatMap((key) => result.get(key) ?? []);
  const merged = mergeOrder({ before: order.before, mine: order.after, theirs, kept });
  if (merged.clash)
    clashes.push({ field, key: null, base: null, mine: order.after, theirs: merged.order, of: 'order' });
  return merged.order.flatMap((key) => result.get(key) ?? []);
}

/** A body with some fields set; undefined clears one. */
export function overlaid(body: Body, fields: Readonly<Record<string, unknown>>): Body {
  const result: Record<string, unknown> = { ...body };
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined || value === null) delete result[field];
    else result[field] = value;
  }
  return result;
}

/** Whether two drafts say the same. */
export function sameWords(one: DraftWords, other: DraftWords): boolean {
  return one.slug === other.slug && hashPart(one.body) === hashPart(other.body);
}

/** What stood at the place of a clash in an older draft; undefined when that draft says something else there than was read. */
export function baseOf(older: DraftWords, { field, key, base, of }: Clash): { readonly value: unknown } | undefined {
  if (of === 'order') return { value: blocksOf(older, field).map((block) => block._key) };
  const value = key === null ? partOf(older, field) : blocksOf(older, field).find((block) => block._key === key);
  if (key !== null && base === null) return { value: undefined };
  return hashPart(value) === base ? { value } : undefined;
}
