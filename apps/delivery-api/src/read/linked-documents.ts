import type { Kind } from '#content';
import type { ContentDocument } from '../schema/content-document.js';
import { documentOf, type DocumentOf } from '../schema/documents.js';

/** The document that a host names: in the host's locale, else the default one; null when the caller may not see it. */
export async function linked(
  host: ContentDocument,
  target: string | null | undefined,
  role: { readonly carried: boolean },
): Promise<ContentDocument | null> {
  if (target === null || target === undefined) return null;
  const published = await host.read.load.byReference.load({ target, locale: host.locale, carried: role.carried });
  return published && documentOf(published, host.read);
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
  const found = await linkedAll(host, targets, role);
  return found.filter((document) => document.kind === kind) as DocumentOf<K>[];
}
