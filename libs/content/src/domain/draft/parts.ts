import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Body, Kind } from '../kinds/kinds.js';
import { type ShapeNode, shapeOf } from '../kinds/shape-node.js';

/** What a draft says: its body and, beside it, its slug. */
export interface DraftWords {
  readonly slug: string | null;
  readonly body: Body;
}

/** The slug stands beside the body, and is saved and merged like a field of it. */
export const SLUG = 'slug';

/** An entry of a list that has keys: a block of rich text, a module, a citation, a section. */
export interface Block {
  readonly _key: string;
}

export interface PartHashes {
  /** Every field that the kind has, whether the draft says anything there or not, and the slug. */
  readonly fields: readonly { readonly field: string; readonly hash: string }[];
  readonly blocks: readonly { readonly field: string; readonly key: string; readonly hash: string }[];
}

/** Fields whose entries have keys, so that two people can change different ones. */
export function keyedFields(kind: Kind): ReadonlySet<string> {
  return new Set(
    Object.entries(shapeOf(kind).properties ?? {}).flatMap(([name, node]) => (hasKeys(node) ? [name] : [])),
  );
}

function hasKeys({ items }: ShapeNode): boolean {
  return [items, ...(items?.anyOf ?? [])].some((entry) => entry?.properties?.['_key'] !== undefined);
}

/**
 * What names the words of one part: equal words have equal hashes, whoever wrote them. 128 bits of SHA-256 over the RFC 8785
 * form; nothing stands in the draft where `null` is hashed.
 */
export function hashPart(value: unknown): string {
  return createHash('sha256')
    .update(canonicalize(value ?? null) ?? 'null', 'utf8')
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}

export function partHashes(kind: Kind, words: DraftWords): PartHashes {
  const fields = [SLUG, ...Object.keys(shapeOf(kind).properties ?? {})];
  return {
    fields: fields.map((field) => ({ field, hash: hashPart(partOf(words, field)) })),
    blocks: [...keyedFields(kind)].flatMap((field) =>
      blocksOf(words, field).map((block) => ({ field, key: block._key, hash: hashPart(block) })),
    ),
  };
}

export function partOf(words: DraftWords, field: string): unknown {
  return field === SLUG ? words.slug : (words.body as Readonly<Record<string, unknown>>)[field];
}

export function blocksOf(words: DraftWords, field: string): readonly Block[] {
  const value = partOf(words, field);
  return Array.isArray(value) ? (value as Block[]) : [];
}
