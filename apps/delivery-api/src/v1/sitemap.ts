import { KINDS } from '#content';
import { toSitemap } from '#interchange';
import type { Written } from './answer.js';
import type { Asked } from './asked.js';

/** What the protocol allows in one file; of more, the kinds that come first, newest first. */
const MOST = 50_000;

/** `/sitemap.xml`: the address of every document that the caller may read. */
export async function answerSitemap({ session, addresses }: Asked): Promise<Written> {
  const read = await session.current();
  const found = await read.ask([], (reader, view) => reader.addresses(view, { first: MOST }));
  const body = toSitemap(
    found.map(({ documentId, kind, locale, slug, publishedAt }) => ({
      documentId,
      locale,
      url: addresses.page({ kind, slug, locale }, read.site),
      changedAt: publishedAt,
    })),
  );
  return { status: 200, contentType: 'application/xml; charset=utf-8', body, tags: ['editions'], shows: KINDS };
}
