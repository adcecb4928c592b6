import type { Kind } from '#content';
import { BadInput } from '#platform';
import { documentIdOf } from '../read/document-id.js';
import type { PublicRead } from '../read/public-read.js';
import type { ReadSession } from '../read/read-session.js';
import { checkAudiences, checkFirst, checkLocale, fingerprint } from '../read/rules.js';
import { documentOf } from '../schema/documents.js';
import { type SearchConnection, SearchEdge, SearchFacets } from '../schema/search.js';
import { closeSearchCursor, openSearchCursor } from './search-cursor.js';

export interface AskedSearch {
  readonly query: string;
  readonly first: number;
  readonly after?: string | null;
  readonly kinds?: readonly Kind[] | null;
  readonly topics?: readonly string[] | null;
  readonly audiences?: readonly string[] | null;
  readonly locale?: string | null;
}

const LONGEST = 200;
const MOST_VALUES = 50;

function checkQuery(query: string): string {
  const text = query.replaceAll('\u0000', ' ').trim();
  if (text !== '' && query.length <= LONGEST) return text;
  throw new BadInput(`"query" says what to look for: give it words, up to ${LONGEST} characters.`, ['query']);
}

/** A search stands apart from time: an answer that is as of the past has none in it. */
async function readAtHead(session: ReadSession): Promise<PublicRead> {
  const read = await session.current();
  // Before the first publication there is no state, and so no value for it.
  if (read.asOf === null && read.snapshot !== null) return read;
  throw new BadInput('Search answers at the head: ask for it in an operation without "asOf".', ['asOf']);
}

export async function searchDocuments(session: ReadSession, asked: AskedSearch): Promise<SearchConnection> {
  const text = checkQuery(asked.query);
  const first = checkFirst(asked.first);
  const locale = checkLocale(session.rules, asked.locale);
  for (const list of ['kinds', 'topics', 'audiences'] as const)
    if ((asked[list]?.length ?? 0) > MOST_VALUES)
      throw new BadInput(`"${list}" may list up to ${MOST_VALUES}.`, [list]);
  const filter = {
    ...(asked.kinds ? { kinds: [...new Set(asked.kinds)] } : {}),
    ...(asked.topics ? { topics: asked.topics.map((id, index) => documentIdOf(id, ['topics', index])) } : {}),
    ...(asked.audiences ? { audiences: checkAudiences(session.rules, asked.audiences, ['audiences']) } : {}),
  };
  const read = await readAtHead(session);
  const seal = read.rules.cursorSeal;
  const search = fingerprint(['search', text, filter.kinds, filter.topics, filter.audiences, locale]);
  const after = openSearchCursor(seal, search, asked.after);
  const page = await read.load.searches.load({ text, locale, ...filter, first, after });
  const edges = (page?.hits ?? []).map(
    (hit) =>
      new SearchEdge(hit, page?.sought ?? '', documentOf(hit.document, read), () =>
        closeSearchCursor(seal, search, hit.at),
      ),
  );
  return {
    edges,
    pageInfo: {
      hasNextPage: page?.hasNext ?? false,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: page?.total ?? 0,
    lowerBound: page?.lowerBound ?? false,
    approximate: page?.approximate ?? false,
    facets: new SearchFacets(
      page?.facets ?? { kinds: [], topics: [], audiences: [] },
      read,
      locale,
      page?.lowerBound ?? false,
    ),
  };
}
