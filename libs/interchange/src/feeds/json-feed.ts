import type { Feed } from './feed.js';

/** https://www.jsonfeed.org/version/1.1/ */
export function toJsonFeed(feed: Feed): Readonly<Record<string, unknown>> {
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    description: feed.description,
    home_page_url: feed.homeUrl,
    feed_url: feed.url,
    authors: [{ name: feed.title, url: feed.homeUrl }],
    ...(feed.attribution === null ? {} : { _attribution: feed.attribution }),
    items: feed.entries.map(({ id, title, summary, url, locale, at, about }) => ({
      id,
      url,
      title,
      content_text: summary ?? title,
      date_published: at,
      language: locale,
      tags: [about.kind, about.event],
      _almanac: about,
    })),
  };
}
