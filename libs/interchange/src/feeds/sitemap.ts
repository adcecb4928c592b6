import { element, XML_DECLARATION } from './xml.js';

export interface SitemapEntry {
  readonly url: string;
  readonly documentId: string;
  readonly locale: string;
  /** ISO 8601. */
  readonly changedAt: string;
}

/** https://www.sitemaps.org/protocol.html; the languages of one document name each other. */
export function toSitemap(entries: readonly SitemapEntry[]): string {
  const languages = Map.groupBy(entries, (entry) => entry.documentId);
  const urls = entries.map((entry) => {
    const others = languages.get(entry.documentId) ?? [];
    const alternates = others.length < 2 ? [] : others;
    return element('url', {}, [
      element('loc', {}, entry.url),
      element('lastmod', {}, entry.changedAt),
      ...alternates.map(({ locale, url }) =>
        element('xhtml:link', { rel: 'alternate', hreflang: locale, href: url }, null),
      ),
    ]);
  });
  const names = { xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9', 'xmlns:xhtml': 'http://www.w3.org/1999/xhtml' };
  return `${XML_DECLARATION}${element('urlset', names, urls)}\n`;
}
