import { GraphQLError } from 'graphql';
import { Problem, type ProblemPath } from '#platform';
import type { Kind, RichTextBlock } from '#content';
import type { PublishedTombstone } from '#delivery';
import { embeddedTargets } from '../rich-text/embeds.js';
import type { PublicRead } from './public-read.js';

/** Not null alone: whoever holds a copy has to let go of it. */
export class Gone extends Problem {
  readonly kind = 'GONE';

  constructor(path: ProblemPath) {
    super(GONE_SENTENCE, path);
  }
}

export const GONE_SENTENCE =
  'This document has been expunged, because it must not exist any more: remove every copy of it, and whatever was made from it.';

export type NamedTombstone = { readonly documentId: string } | { readonly kind: Kind; readonly slug: string };

/** Of what was looked for and not found; null for what never was, and for what this caller could not see. */
export async function findTombstone(
  read: PublicRead,
  named: NamedTombstone,
  locale: string,
): Promise<PublishedTombstone | null> {
  const tombstone = read.hasTombstones ? await read.load.tombstones.load({ ...named, locale }) : null;
  if (tombstone === null || !('slug' in named)) return tombstone;
  // A slug is free again at once: who has it now, or was withdrawn under it since, is who is meant.
  const name = { kind: named.kind, slug: named.slug, locale };
  const [present, withdrawal] = await Promise.all([read.load.bySlug.load(name), read.load.withdrawals.load(name)]);
  return present !== null || (withdrawal !== null && withdrawal.at > tombstone.at) ? null : tombstone;
}

/** Throws `Gone` where that is why something was not found; null for any other reason. */
export async function goneOrNull(
  read: PublicRead,
  named: NamedTombstone,
  locale: string,
  path: ProblemPath,
  kind: Kind | null = null,
): Promise<null> {
  const tombstone = await findTombstone(read, named, locale);
  if (tombstone !== null && (kind === null || tombstone.kind === kind)) throw new Gone(path);
  return null;
}

/**
 * For one of a list: the others are found all the same, and graphql-js puts null and the error in its place. Wrapped, because
 * graphql-js takes an error with a path for one that it has placed already.
 */
export async function orGone<T>(found: Promise<T>): Promise<T | GraphQLError> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Gone) return new GraphQLError(error.message, { originalError: error });
    throw error;
  }
}

/** The blocks of a text without embeds of what has been expunged: a reader would see a gap, and know what was there. */
export async function withoutExpunged(
  read: PublicRead,
  host: { readonly locale: string },
  blocks: readonly RichTextBlock[],
): Promise<readonly RichTextBlock[]> {
  const targets = [...new Set(embeddedTargets(blocks))];
  if (targets.length === 0) return blocks;
  const locales = [...new Set([host.locale, read.rules.locales[0]])];
  const expunged = new Set<string>();
  await Promise.all(
    targets.map(async (target) => {
      // In another locale it may go on, and be shown.
      const [shown, ...left] = await Promise.all([
        read.load.byReference.load({ target, locale: host.locale, carried: true }),
        ...locales.map((locale) => read.load.tombstones.load({ documentId: target, locale, carried: true })),
      ]);
      if (shown === null && left.some((tombstone) => tombstone !== null)) expunged.add(target);
    }),
  );
  return expunged.size === 0
    ? blocks
    : blocks.filter((block) => embeddedTargets([block]).every((target) => !expunged.has(target)));
}
