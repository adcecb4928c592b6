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

  list(kind: Kind, query: Readonly<Record<string, string | readonly string[] | null>>): string {
    return withQuery(`${this.publicUrl}/v1/${kind}`, query);
  }

  feed(name: string, query: Readonly<Record<string, string | null>>): string {
    return withQuery(`${this.publicUrl}/v1/${name}`, query);
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
