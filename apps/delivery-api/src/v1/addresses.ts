import type { Site } from '#access';
import type { Kind } from '#content';

/** Absolute addresses of everything that this part of the API serves. Made from the configuration, never from a request. */
export class Addresses {
  constructor(
    readonly publicUrl: string,
    private readonly defaultLocale: string,
  ) {}

  document(
    { kind, slug, locale }: { readonly kind: Kind; readonly slug: string; readonly locale: string },
    more: { readonly suffix?: string; readonly query?: Readonly<Record<string, string | null>> } = {},
  ): string {
    const query = { locale: locale === this.defaultLocale ? null : locale, ...more.query };
    return withQuery(`${this.publicUrl}/v1/${kind}/${encodeURIComponent(slug)}${more.suffix ?? ''}`, query);
  }

  /** Where readers are led: the caller's own page of it, if its site has one. An edition that is pinned is shown here alone. */
  page(
    document: { readonly kind: Kind; readonly slug: string; readonly locale: string },
    site: Site | null,
    edition: string | null = null,
  ): string {
    const pattern = site?.[document.kind] ?? site?.['*'];
    const { slug, locale, kind } = document;
    // One address for two languages would lead some readers astray.
    const tells = pattern !== undefined && (locale === this.defaultLocale || pattern.includes('{locale}'));
    if (!tells || edition !== null) return this.document(document, { query: { edition } });
    const words: Readonly<Record<string, string>> = { slug, locale, kind };
    return pattern.replace(/\{(slug|locale|kind)\}/g, (_whole, word: string) => encodeURIComponent(words[word] ?? ''));
  }

  list(kind: Kind, query: Readonly<Record<string, string | readonly string[] | null>>): string {
    return withQuery(`${this.publicUrl}/v1/${kind}`, query);
  }

  feed(name: string, query: Readonly<Record<string, string | null>>): string {
    return withQuery(`${this.publicUrl}/v1/${name}`, query);
  }

  sync(query: Readonly<Record<string, string | readonly string[] | null>>): string {
    return withQuery(`${this.publicUrl}/v1/sync`, query);
  }

  schema(kind: Kind): string {
    return `${this.publicUrl}/v1/schemas/${kind}.json`;
  }
}

function withQuery(address: string, query: Readonly<Record<string, string | readonly string[] | null>>): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    (value === null ? [] : typeof value === 'string' ? [value] : value).map(
      (each) => `${name}=${encodeURIComponent(each)}`,
    ),
  );
  return parts.length === 0 ? address : `${address}?${parts.join('&')}`;
}
