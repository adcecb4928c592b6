import { BadInput } from '#platform';
import type { Kind } from '#content';
import type { PublishedDocument } from '#delivery';
import { documentOf, type DocumentOf } from '../schema/documents.js';
import { decodeDocumentName, isDocumentId, malformedId } from './document-id.js';
import { goneOrNull } from './expunged.js';
import type { AskedAsOf, ReadSession } from './read-session.js';
import { byKeyIn, bySlugIn, readFor } from './fallback.js';
import { checkLocale, couldBeSlug, localesToRead, type ReadRules } from './rules.js';

export interface AskedDocument {
  readonly id?: string | null;
  readonly slug?: string | null;
  readonly locale?: string | null;
  readonly edition?: number | null;
  readonly fallback?: boolean | null;
  readonly asOf?: AskedAsOf | null;
}

/** What the arguments of a single-document field name, once they are seen not to contradict each other. */
export interface NamedDocument {
  readonly documentId: string | null;
  readonly slug: string | null;
  readonly locale: string;
  readonly edition: number | null;
  readonly asOf: string | null;
  /** As in the id. */
  readonly wanted: string | null;
}

export function nameDocument(rules: ReadRules, asked: AskedDocument): NamedDocument {
  const id = asked.id ?? null;
  const slug = asked.slug ?? null;
  if (id !== null && slug !== null) throw new BadInput('Give "id" or "slug", not both.', ['id']);
  if (id === null && slug === null) throw new BadInput('Give exactly one of "id" and "slug".', ['id']);
  const edition = asked.edition ?? null;
  if (edition !== null && edition < 1) throw new BadInput('Editions count from 1.', ['edition']);
  const locale = checkLocale(rules, asked.locale);
  if (slug !== null) return { documentId: null, slug, locale, edition, asOf: null, wanted: null };
  return nameById(rules, id ?? '', { locale: asked.locale ?? null, edition });
}

function nameById(
  rules: ReadRules,
  id: string,
  asked: { locale: string | null; edition: number | null },
): NamedDocument {
  if (isDocumentId(id)) {
    return {
      documentId: id.toLowerCase(),
      slug: null,
      locale: asked.locale ?? rules.locales[0],
      edition: asked.edition,
      asOf: null,
      wanted: null,
    };
  }
  const name = decodeDocumentName(id);
  if (!name) throw malformedId(['id']);
  if (asked.locale !== null && asked.locale !== name.locale) {
    throw new BadInput(
      `The id names the locale "${name.locale}": leave "locale" out, or give the documentId instead.`,
      ['locale'],
    );
  }
  if (asked.edition !== null && name.edition !== null && asked.edition !== name.edition) {
    throw new BadInput(`The id names edition ${name.edition}: leave "edition" out, or give the documentId instead.`, [
      'edition',
    ]);
  }
  return {
    documentId: name.documentId,
    slug: null,
    locale: name.locale,
    edition: asked.edition ?? name.edition,
    asOf: name.asOf,
    wanted: name.wanted,
  };
}

/** One published document by id or slug; null when there is none that the caller may see. Throws `Gone` for one that was expunged. */
export async function findDocument<K extends Kind>(
  session: ReadSession,
  kind: K,
  asked: AskedDocument,
): Promise<DocumentOf<K> | null> {
  const { documentId, slug, locale, edition, asOf, wanted } = nameDocument(session.rules, asked);
  const fallback = asked.fallback ?? false;
  const read = readFor(await session.at(asOf, asked.asOf), fallback ? (wanted ?? locale) : wanted);
  const locales = localesToRead(session.rules, (fallback ? wanted : null) ?? locale, { fallback, edition });
  if (slug !== null && !couldBeSlug(slug)) return null;
  const pin = edition === null ? {} : { edition };
  const published =
    slug === null
      ? await byKeyIn(read, documentId ?? '', locales, pin)
      : await bySlugIn(read, { kind, slug }, locales, pin);
  if (published !== null)
    return published.kind === kind ? documentOf(published as PublishedDocument<K>, read, edition !== null) : null;
  const [gone = null] = await Promise.all(
    locales.map((each) =>
      slug === null
        ? goneOrNull(read, { documentId: documentId ?? '' }, each, ['id'], kind)
        : goneOrNull(read, { kind, slug }, each, ['slug']),
    ),
  );
  return gone;
}
