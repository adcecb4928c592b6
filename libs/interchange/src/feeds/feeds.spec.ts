import { toSitemap } from './sitemap.js';
import { element, escapeXml } from './xml.js';

test('XML gets no character that it cannot hold, and no markup from words', () => {
  expect(escapeXml('a\u0000\u0007\u000bb\ud800c\udc00d\ufffe\uffff')).toBe('abcd');
  expect(escapeXml('<a href="x">&amp;</a> \u{1f600} \t\n')).toBe(
    '&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt; \u{1f600} \t\n',
  );
  expect(element('a', { b: '"<', c: null }, ']]>')).toBe('<a b="&quot;&lt;">]]&gt;</a>');
});

test('the languages of a document name each other in the sitemap, a single one needs nobody', () => {
  const entry = (documentId: string, locale: string) => ({
    documentId,
    locale,
    url: `https://x.example/${documentId}?locale=${locale}&x`,
    changedAt: '2026-01-01T00:00:00Z',
  });
  const sitemap = toSitemap([entry('a', 'en'), entry('a', 'es'), entry('b', 'en')]);
  expect(sitemap.match(/<xhtml:link /g)).toHaveLength(4);
  expect(sitemap).toContain('hreflang="es" href="https://x.example/a?locale=es&amp;x"');
});
