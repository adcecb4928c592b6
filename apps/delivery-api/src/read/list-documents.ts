import type { Kind } from '#content';
import type { ListPage, ListPosition } from '#delivery';
import type { Connection, Edge } from '../schema/connection.js';
import { documentOf, type DocumentOf } from '../schema/documents.js';
import { closeCursor, openCursor } from './cursor.js';
import { readFor } from './fallback.js';
import type { PublicRead } from './public-read.js';
import type { ReadSession } from './read-session.js';
import { type AskedFilter, checkFilter, checkFirst, checkLocale, fingerprint } from './rules.js';

export interface AskedPage {
  readonly first: number;
  readonly after?: string | null;
}

export interface AskedList extends AskedPage {
  readonly filter?: AskedFilter | null;
  readonly orderBy?: 'PUBLISHED_AT_DESC' | 'PUBLISHED_AT_ASC' | null;
  readonly locale?: string | null;
  readonly fallback?: boolean | null;
}

/** A root list of one kind. */
export async function listDocuments<K extends Kind>(
  session: ReadSession,
  kind: K,
  asked: AskedList,
): Promise<Connection<DocumentOf<K>>> {
  checkFirst(asked.first);
  const locale = checkLocale(session.rules, asked.locale);
  const filter = checkFilter(session.rules, asked.filter);
  const read = await session.current();
  return listIn(asked.fallback ? readFor(read, locale) : read, kind, { ...asked, locale, filter }, [kind]);
}

/** A list below a topic: documents under it or under a topic below it, in the topic's locale, or where the reader wants them. */
export async function listUnderTopic<K extends Kind>(
  read: PublicRead,
  kind: K,
  topic: { documentId: string; locale: string },
  asked: AskedList,
): Promise<Connection<DocumentOf<K>>> {
  checkFirst(asked.first);
  const filter = { ...checkFilter(read.rules, asked.filter), topics: [topic.documentId] };
  return listIn(read, kind, { ...asked, locale: topic.locale, filter }, ['topic', topic.documentId, kind]);
}

async function listIn<K extends Kind>(
  read: PublicRead,
  kind: K,
  asked: AskedList & { locale: string; filter: { topics?: readonly string[]; audiences?: readonly string[] } },
  field: readonly string[],
): Promise<Connection<DocumentOf<K>>> {
  const { first, filter } = asked;
  const order = asked.orderBy ?? 'PUBLISHED_AT_DESC';
  const [locale, ...fallback] = read.nearest ?? [asked.locale];
  const nearest = read.nearest === null ? {} : { fallback };
  const list = fingerprint([
    ...field,
    filter.topics ?? null,
    filter.audiences ?? null,
    order,
    locale,
    ...(read.nearest === null ? [] : ['nearest', ...fallback]),
  ]);
  const after = openCursor(read.rules.cursorSeal, list, asked.after);
  const page = await read.load.lists.load({ kind, locale, ...nearest, filter, order, first, after });
  return connectionTo(page as ListPage<K>, read, list);
}

/** The pairs of a topic: those that it puts in order, then the others. */
export async function listTopicMythFacts(
  read: PublicRead,
  topic: { documentId: string; locale: string },
  asked: AskedPage,
): Promise<Connection<DocumentOf<'myth-fact'>>> {
  const first = checkFirst(asked.first);
  const { nearest } = read;
  const list = fingerprint(['topic pairs', topic.documentId, topic.locale, ...(nearest ?? [])]);
  const after = openCursor(read.rules.cursorSeal, list, asked.after);
  const { documentId: topicId, locale } = topic;
  return connectionTo(
    await read.load.topicMythFacts.load({ topicId, locale, ...(nearest && { nearest }), first, after }),
    read,
    list,
  );
}

function connectionTo<K extends Kind>(page: ListPage<K>, read: PublicRead, list: string): Connection<DocumentOf<K>> {
  const cursorOf = (at: ListPosition) => closeCursor(read.rules.cursorSeal, list, at);
  return {
    edges: page.items.map((item) => new EdgeOf(item, read, cursorOf)),
    pageInfo: new PageInfoOf(page, cursorOf),
  };
}

type CursorOf = (at: ListPosition) => string;

/** The cursor is sealed on demand: most clients ask for the last one only. */
class EdgeOf<K extends Kind> implements Edge<DocumentOf<K>> {
  readonly node: DocumentOf<K>;
  readonly position: number | null;

  constructor(
    private readonly item: ListPage<K>['items'][number],
    read: PublicRead,
    private readonly cursorOf: CursorOf,
  ) {
    this.node = documentOf(item.document, read);
    this.position = item.position;
  }

  get cursor(): string {
    return this.cursorOf(this.item.at);
  }
}

class PageInfoOf {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage = false;

  constructor(
    private readonly page: ListPage,
    private readonly cursorOf: CursorOf,
  ) {
    this.hasNextPage = page.hasNext;
  }

  get startCursor(): string | null {
    return this.cursorOfItem(0);
  }

  get endCursor(): string | null {
    return this.cursorOfItem(-1);
  }

  private cursorOfItem(place: 0 | -1): string | null {
    const item = this.page.items.at(place);
    return item ? this.cursorOf(item.at) : null;
  }
}
