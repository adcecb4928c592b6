import type { Feed, FeedEntry } from './feed.js';
import { element, XML_DECLARATION } from './xml.js';

/** RFC 4287. */
export function toAtom(feed: Feed): string {
  const children = [
    element('id', {}, feed.url),
    element('title', {}, feed.title),
    element('subtitle', {}, feed.description),
    element('updated', {}, feed.updated),
    element('author', {}, [element('name', {}, feed.title), element('uri', {}, feed.homeUrl)]),
    element('link', { rel: 'self', type: 'application/atom+xml', href: feed.url }, null),
    element('link', { rel: 'alternate', href: feed.homeUrl }, null),
    ...(feed.attribution === null ? [] : [element('rights', {}, feed.attribution.text)]),
    ...(feed.attribution?.licence ? [element('link', { rel: 'license', href: feed.attribution.licence }, null)] : []),
    ...feed.entries.map(entry),
  ];
  return `${XML_DECLARATION}${element('feed', { xmlns: 'http://www.w3.org/2005/Atom' }, children)}\n`;
}

function entry({ id, title, summary, url, locale, at, about }: FeedEntry): string {
  return element('entry', { 'xml:lang': locale }, [
    element('id', {}, id),
    element('title', {}, title),
    element('updated', {}, at),
    element('published', {}, at),
    element('link', { rel: 'alternate', hreflang: locale, href: url }, null),
    element('category', { scheme: 'urn:almanac:kind', term: about.kind }, null),
    element('category', { scheme: 'urn:almanac:event', term: about.event }, null),
    ...(summary === null ? [] : [element('summary', {}, summary)]),
  ]);
}
