import { safeHref } from '#content';
import type { PublishedDocument } from '#delivery';
import { addressOfSource, doiAddress } from '../readable/source-words.js';
import type { Organization, Person, Work, WorkType } from './schema-org.js';

/** CSL item types; what is not here is a CreativeWork. */
const TYPES: ReadonlyMap<string, WorkType> = new Map([
  ['article', 'Article'],
  ['article-journal', 'ScholarlyArticle'],
  ['article-magazine', 'Article'],
  ['article-newspaper', 'NewsArticle'],
  ['bill', 'Legislation'],
  ['book', 'Book'],
  ['dataset', 'Dataset'],
  ['legislation', 'Legislation'],
  ['post-weblog', 'BlogPosting'],
  ['regulation', 'Legislation'],
  ['report', 'Report'],
  ['treaty', 'Legislation'],
  ['webpage', 'WebPage'],
]);

/** The source itself, which is somebody else's work: its addresses are not ours. */
export function sourceWork({ body }: Pick<PublishedDocument<'source'>, 'body'>): Work {
  const authors = (body.authors ?? []).map(({ literal, given, family }): Organization | Person =>
    literal === undefined
      ? {
          '@type': 'Person',
          name: [given, family].filter((part) => part !== undefined).join(' '),
          ...(given === undefined ? {} : { givenName: given }),
          ...(family === undefined ? {} : { familyName: family }),
        }
      : { '@type': 'Organization', name: literal },
  );
  const address = addressOfSource(body);
  const url = address === null ? null : safeHref(address);
  const archive = body.archiveUrl === undefined ? null : safeHref(body.archiveUrl);
  return {
    '@type': TYPES.get(body.type ?? '') ?? 'CreativeWork',
    name: body.title ?? '',
    ...(url === null ? {} : { url }),
    ...(body.doi === undefined ? {} : { sameAs: [doiAddress(body.doi)] }),
    ...(archive === null ? {} : { archivedAt: archive }),
    ...(authors.length === 0 ? {} : { author: authors }),
    ...(body.publisher === undefined ? {} : { publisher: { '@type': 'Organization', name: body.publisher } }),
    ...(body.issued === undefined ? {} : { datePublished: body.issued }),
  };
}
