import { BadInput } from '#platform';
import type { Kind } from '#content';
import { decodeDocumentName, isDocumentId, malformedId } from '../read/document-id.js';
import { checkLocale, type ReadRules } from '../read/rules.js';

export interface AskedWithdrawal {
  readonly id?: string | null;
  readonly kind?: Kind | null;
  readonly slug?: string | null;
  readonly locale?: string | null;
}

export type NamedWithdrawal =
  | { readonly documentId: string; readonly locale: string }
  | { readonly kind: Kind; readonly slug: string; readonly locale: string };

/** What the arguments name: a document in a locale, or what once stood under a slug. */
export function nameWithdrawal(rules: ReadRules, asked: AskedWithdrawal): NamedWithdrawal {
  const locale = checkLocale(rules, asked.locale);
  const [id, kind, slug] = [asked.id ?? null, asked.kind ?? null, asked.slug ?? null];
  if (id !== null) {
    if (slug !== null || kind !== null) throw new BadInput('Give "id", or "kind" and "slug", not both.', ['id']);
    return nameById(id, asked.locale ?? null, locale);
  }
  if (slug === null) throw new BadInput('Give "id", or "kind" and "slug".', [kind === null ? 'id' : 'slug']);
  if (kind === null)
    throw new BadInput('"kind" must be given with "slug": a slug is unique within its kind.', ['kind']);
  return { kind, slug, locale };
}

/** The time and edition that an id may carry do not matter: the question is whether the document is public now. */
function nameById(id: string, asked: string | null, locale: string): NamedWithdrawal {
  if (isDocumentId(id)) return { documentId: id.toLowerCase(), locale };
  const name = decodeDocumentName(id);
  if (!name) throw malformedId(['id']);
  if (asked !== null && asked !== name.locale) {
    throw new BadInput(`The id names the locale "${name.locale}": leave "locale" out.`, ['locale']);
  }
  return { documentId: name.documentId, locale: name.locale };
}
