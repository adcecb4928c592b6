import type { ReadPool, Statement } from '#platform';
import type { PublishedDocument } from '../domain/document.js';
import { audienceMask, type ListPlan, planList, weighed } from '../domain/list-plan.js';
import type { ListOrder, ListPage, ListPosition, ListRequest } from '../domain/page.js';
import { maskOf } from '../domain/scope.js';
import { expandTopics } from '../domain/topics.js';
import type { View } from '../domain/view.js';
import type { DocumentStore } from './document.store.js';
import { LISTS, type ListStatements, TOPIC_MYTH_FACTS, TOPIC_WEIGHTS } from './list.statements.js';
import type { SnapshotStore } from './snapshot.store.js';
import { asId, asSet, asText, boundsOfView, inScope, LARGEST_INT4, LAST_ID, NO_ID } from './values.js';

interface KeyRow {
  readonly ord: number;
  readonly documentId: string;
  readonly publishedAt: string | null;
}

interface PairRow extends KeyRow {
  readonly locale: string;
  readonly position: number | null;
}

interface PlannedRequest {
  readonly request: ListRequest;
  readonly index: number;
  readonly plan: Exclude<ListPlan, { form: 'nothing' | 'weigh' }>;
}

/** A row of a page before its body is read. */
interface Found {
  readonly documentId: string;
  readonly locale: string;
  readonly at: ListPosition;
}

export interface TopicPairsRequest {
  readonly topicId: string;
  readonly locale: string;
  readonly first: number;
  readonly after: ListPosition | null;
}

/** Pages: one statement finds the keys of all requests of a form, one more reads all bodies. */
export class ListStore {
  constructor(
    private readonly pool: ReadPool,
    private readonly snapshots: SnapshotStore,
    private readonly documents: DocumentStore,
    private readonly defaultLocale: string,
  ) {}

  async lists(view: View, requests: readonly ListRequest[]): Promise<ListPage[]> {
    const found = requests.map((): Found[] => []);
    const groups = Map.groupBy(await this.plan(view, requests), ({ request, plan }) => `${plan.form} ${request.order}`);
    await Promise.all([...groups.values()].map((group) => this.findKeys(view, group, found)));
    return this.readPages(view, requests, found);
  }

  async topicMythFacts(view: View, requests: readonly TopicPairsRequest[]): Promise<ListPage<'myth-fact'>[]> {
    if (requests.length === 0) return [];
    const tree = await this.snapshots.topics(view.snapshot);
    const values = [
      requests.map((request) => asId(request.topicId)),
      requests.map((request) => asText(request.locale)),
      requests.map((request) => request.first + 1),
      requests.map(({ after }) => (after === null ? 0 : (after.position ?? LARGEST_INT4))),
      requests.map(({ after }) => after?.publishedAt ?? lastInstant(view)),
      requests.map(({ after }) => (after?.publishedAt ? asId(after.documentId) : LAST_ID)),
      requests.map((request) => asSet(expandTopics(tree, [request.topicId]))),
      this.defaultLocale,
    ];
    const rows = await this.pool.rows<PairRow>(...inScope(TOPIC_MYTH_FACTS, view, values));
    const found = requests.map((): Found[] => []);
    for (const { ord, documentId, locale, publishedAt, position } of rows) {
      found[ord - 1]?.push({ documentId, locale, at: { publishedAt, documentId, position } });
    }
    return (await this.readPages(view, requests, found)) as ListPage<'myth-fact'>[];
  }

  private async plan(view: View, requests: readonly ListRequest[]): Promise<PlannedRequest[]> {
    const bounds = boundsOfView(view);
    const needsTree =
      requests.some((request) => request.filter.topics) || bounds.topics.some((topics) => topics !== null);
    const tree = needsTree ? await this.snapshots.topics(view.snapshot) : null;
    const plans = requests.map((request) => {
      const filed = request.filter.topics && tree ? expandTopics(tree, request.filter.topics) : null;
      return planList(bounds, request, filed, tree?.numbers.size ?? 0);
    });
    const settled = await this.weigh(requests, plans);
    return requests.flatMap((request, index) => {
      const plan = settled[index];
      return !plan || plan.form === 'nothing' || plan.form === 'weigh' ? [] : [{ request, index, plan }];
    });
  }

  /** Asks how many rows each set would drive, only where neither set lies within the other. */
  private async weigh(requests: readonly ListRequest[], plans: readonly ListPlan[]): Promise<readonly ListPlan[]> {
    const sets = plans.flatMap((plan, index) =>
      plan.form === 'weigh' ? plan.sets.map((set) => ({ set, index })) : [],
    );
    if (sets.length === 0) return plans;
    const rows = await this.pool.rows<{ ord: number; weight: number }>(TOPIC_WEIGHTS, [
      sets.map(({ set }) => asSet(set)),
      sets.map(({ index }) => requests[index]?.kind),
      sets.map(({ index }) => asText(requests[index]?.locale ?? '')),
    ]);
    const weights = new Map(rows.map((row) => [sets[row.ord - 1]?.set, row.weight]));
    return plans.map((plan) =>
      plan.form === 'weigh'
        ? weighed(
            plan.sets,
            plan.sets.map((set) => weights.get(set) ?? 0),
          )
        : plan,
    );
  }

  private async findKeys(view: View, group: readonly PlannedRequest[], found: readonly Found[][]): Promise<void> {
    const [first] = group;
    if (!first) return;
    const statement: Statement = LISTS[first.request.order][first.plan.form satisfies keyof ListStatements];
    const bounds = boundsOfView(view);
    const values: unknown[] = [
      view.snapshot.seq,
      group.map(({ request }) => request.kind),
      group.map(({ request }) => asText(request.locale)),
      group.map(({ request }) => audienceMask(request, (audiences) => maskOf(view.audienceBits, audiences))),
      group.map(({ request }) => request.after?.publishedAt ?? firstBound(view, request.order).publishedAt),
      group.map(({ request }) =>
        request.after?.publishedAt ? asId(request.after.documentId) : firstBound(view, request.order).documentId,
      ),
      // One more than the page tells whether there is another page.
      group.map(({ request }) => request.first + 1),
      lastInstant(view),
      ...bounds.audiences,
      ...columnsOf(first.plan).map((column) => group.map(({ plan }) => asSet(column(plan)))),
    ];
    for (const { ord, documentId, publishedAt } of await this.pool.rows<KeyRow>(statement, values)) {
      const planned = group[ord - 1];
      if (planned)
        found[planned.index]?.push({
          documentId,
          locale: planned.request.locale,
          at: { publishedAt, documentId, position: null },
        });
    }
  }

  /** Bodies of all pages in one statement. Their keys passed the scope already. */
  private async readPages(
    view: View,
    requests: readonly { first: number }[],
    found: readonly Found[][],
  ): Promise<ListPage[]> {
    const pages = found.map((rows, index) => rows.slice(0, requests[index]?.first ?? 0));
    const named = new Map(pages.flat().map((row) => [nameOf(row), row]));
    const read = await this.documents.byKeys(
      view,
      [...named.values()].map(({ documentId, locale }) => ({ documentId, locale, carried: true })),
    );
    const documents = new Map(read.flatMap((document) => (document ? [[nameOf(document), document] as const] : [])));
    return pages.map((rows, index) => ({
      items: rows.flatMap((row) => {
        const document: PublishedDocument | undefined = documents.get(nameOf(row));
        return document ? [{ document, at: row.at, position: row.at.position }] : [];
      }),
      hasNext: (found[index]?.length ?? 0) > rows.length,
    }));
  }
}

const nameOf = (row: { readonly documentId: string; readonly locale: string }) => `${row.documentId} ${row.locale}`;

/** Nothing that is visible at S was published after S. */
const lastInstant = (view: View) => (view.isHead ? 'infinity' : view.snapshot.at);

function firstBound(view: View, order: ListOrder): { readonly publishedAt: string; readonly documentId: string } {
  return order === 'PUBLISHED_AT_DESC'
    ? { publishedAt: lastInstant(view), documentId: LAST_ID }
    : { publishedAt: '-infinity', documentId: NO_ID };
}

/** The sets of topics that a form takes, in the order of its statement's parameters. */
function columnsOf(plan: PlannedRequest['plan']): readonly ((plan: PlannedRequest['plan']) => readonly number[])[] {
  const own = (each: PlannedRequest['plan']) => (each.form === 'topics' ? each.own : []);
  const driving = (each: PlannedRequest['plan']) => ('driving' in each ? each.driving : []);
  const check = (place: 0 | 1) => (each: PlannedRequest['plan']) => ('checks' in each ? each.checks[place] : []);
  switch (plan.form) {
    case 'plain':
      return [];
    case 'topics':
      return [own];
    case 'wide':
      return [check(0), check(1)];
    case 'filed':
      return [driving];
    case 'filedChecked':
      return [driving, check(0), check(1)];
  }
}
