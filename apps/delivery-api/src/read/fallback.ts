import type { Kind } from '#content';
import type { PublishedDocument } from '#delivery';
import type { PublicRead } from './public-read.js';
import type { Wanted } from './rules.js';

/** The read for a reader who wants a locale and is led on from it; the read itself for one who reads exactly. */
export function readFor(read: PublicRead, wanted: string | null): PublicRead {
  const chain = wanted === null ? undefined : read.rules.chains.get(wanted);
  return chain ? read.preferring(chain) : read;
}

/** The document in the first of the locales in which the caller may see it. However many there are, it is one statement. */
export async function byKeyIn(
  read: PublicRead,
  documentId: string,
  locales: Wanted,
  pin: { readonly edition?: number },
): Promise<PublishedDocument | null> {
  return first(locales.map((locale) => read.load.byKey.load({ documentId, locale, ...pin })));
}

/**
 * The document that has the slug in the first of the locales that knows it. A slug belongs to a locale: one that was found in a
 * later locale may be of a document that an earlier one calls something else, and then that is what is meant.
 */
export async function bySlugIn(
  read: PublicRead,
  { kind, slug }: { readonly kind: Kind; readonly slug: string },
  locales: Wanted,
  pin: { readonly edition?: number },
): Promise<PublishedDocument | null> {
  const found = await first(locales.map((locale) => read.load.bySlug.load({ kind, locale, slug, ...pin })));
  if (found === null) return null;
  const [nearer, ...others] = locales.slice(0, locales.indexOf(found.locale));
  const translated = nearer === undefined ? null : await byKeyIn(read, found.documentId, [nearer, ...others], {});
  return translated === null ? found : foundUnder(slug, translated);
}

/** The same document, which reads its row when it is asked: it is stood before, not copied. */
function foundUnder(slug: string, document: PublishedDocument): PublishedDocument {
  if (document.slug === slug) return document;
  return Object.create(document, { redirectedFrom: { value: slug, enumerable: true } }) as PublishedDocument;
}

async function first<T>(asked: readonly Promise<T | null>[]): Promise<T | null> {
  return (await Promise.all(asked)).find((each) => each !== null) ?? null;
}
