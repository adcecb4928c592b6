import { KINDS } from '#content';
import {
  contactLine,
  entryOfEdition,
  entryOfRetraction,
  type Feed,
  newestFirst,
  toAtom,
  toJsonFeed,
} from '#interchange';
import { checkLocale } from '../read/rules.js';
import { jsonAnswer, type Written } from './answer.js';
import type { Asked } from './asked.js';
import { AS_OF, FIRST, LOCALE, one } from './parameters.js';

export type FeedName = 'publications' | 'corrections';
export type FeedFormat = 'atom' | 'json';

const USUAL = '50';
const EPOCH = '1970-01-01T00:00:00Z';
const PURPOSES: Readonly<Record<FeedName, string>> = {
  publications: 'What has been published and changed, newest first.',
  corrections: 'What has been corrected or taken back, newest first. Whoever carries a copy should act on it.',
};

/** `/v1/publications.atom|.json` and `/v1/corrections.atom|.json`. */
export async function answerFeed(asked: Asked, name: FeedName, format: FeedFormat): Promise<Written> {
  const feed = await readFeed(asked, name, format);
  // Whatever is published may be an entry, or change the address or the words of one.
  const more = { tags: ['editions', 'kind-notice'], shows: KINDS };
  if (format === 'json')
    return jsonAnswer(toJsonFeed(feed), { ...more, contentType: 'application/feed+json; charset=utf-8' });
  return { status: 200, contentType: 'application/atom+xml; charset=utf-8', body: toAtom(feed), ...more };
}

async function readFeed({ session, given, addresses }: Asked, name: FeedName, format: FeedFormat): Promise<Feed> {
  const asked = one(given, LOCALE);
  const locale = asked === null ? null : checkLocale(session.rules, asked);
  const first = Number(one(given, FIRST) ?? USUAL);
  const read = await session.current();
  const [editions, retractions, notices] = await Promise.all([
    read.ask([], (reader, view) =>
      reader.recentEditions(view, { of: name === 'corrections' ? 'CORRECTIONS' : 'ALL', locale, first }),
    ),
    name === 'corrections' ? read.ask([], (reader, view) => reader.recentRetractions(view, { locale, first })) : [],
    read.load.notices.load({ region: null, locale: locale ?? session.rules.locales[0] }),
  ]);
  const events = [
    ...editions.map((document) => ({
      entry: entryOfEdition(document, addresses.page(document, read.site)),
      note: () => read.cargo?.show(document),
    })),
    ...retractions.map((withdrawal) => ({
      entry: entryOfRetraction(withdrawal, addresses.page(withdrawal, read.site)),
      note: () => read.tellGone(withdrawal),
    })),
  ];
  const entries = newestFirst(
    events.map(({ entry }) => entry),
    first,
  );
  for (const { entry, note } of events) if (entries.includes(entry)) note();
  const contacts = contactLine(notices);
  return {
    title: `${new URL(addresses.publicUrl).host}: ${name}`,
    description: [PURPOSES[name], contacts].filter((part) => part !== '').join(' '),
    url: addresses.feed(`${name}.${format}`, { locale, first: one(given, FIRST), asOf: one(given, AS_OF) }),
    homeUrl: addresses.publicUrl,
    attribution: read.attribution,
    updated: entries[0]?.at ?? EPOCH,
    entries,
  };
}
