import type { Kind } from '#content';
import type { ContentDocument } from '../schema/content-document.js';
import { documentOf, type DocumentOf } from '../schema/documents.js';

/**
 * The document that a host names: where the reader wants it, else in the host's locale, else the default one; null when the
 * caller may not see it.
 */
export async function linked(
  host: ContentDocument,
  target: string | null | undefined,
  role: { readonly carried: boolean },
): Promise<ContentDocument | null> {
  if (target === null || target === undefined) return null;
  const published = await host.read.linked(host, target, role);
  return published && documentOf(published, host.read);
}

/** What stands inside the host's texts, in order, as it is shown there: in the host's locale, else the default one. */
export async function embeddedAll(host: ContentDocument, targets: readonly string[]): Promise<ContentDocument[]> {
  const found = await Promise.all(
    targets.map((target) => host.read.load.byReference.load({ target, locale: host.locale, carried: true })),
  );
  return found.filter((each) => each !== null).map((each) => documentOf(each, host.read));
}

/** Several of them, in order; what the caller may not see is left out. */
export async function linkedAll(
  host: ContentDocument,
  targets: readonly string[] | undefined,
  role: { readonly carried: boolean },
): Promise<ContentDocument[]> {
  const found = await Promise.all((targets ?? []).map((target) => linked(host, target, role)));
  return found.filter((document) => document !== null);
}

/** Those of one kind: a replacement may be of another. */
export async function linkedOf<K extends Kind>(
  host: ContentDocument,
  kind: K,
  targets: readonly string[] | undefined,
  role: { readonly carried: boolean },
): Promise<DocumentOf<K>[]> {
  return ofKind(kind, await linkedAll(host, targets, role));
}

export function ofKind<K extends Kind>(kind: K, documents: readonly ContentDocument[]): DocumentOf<K>[] {
  return documents.filter((document) => document.kind === kind) as DocumentOf<K>[];
}
