import type { ReadPool, Statement } from '#platform';
import { audienceMask, type ListPlan, planList, weighed } from '../domain/list-plan.js';
import type { ListedDocument, ListPage, ListPosition, ListRequest } from '../domain/page.js';
import { type Portion, WHOLE } from '../domain/portion.js';
import { maskOf } from '../domain/scope.js';
import { expandTopics } from '../domain/topics.js';
import type { View } from '../domain/view.js';
import { type DocumentRow, instantOf, toDocument } from './document.row.js';
import { LISTS, type ListStatements, TOPIC_MYTH_FACTS, TOPIC_WEIGHTS } from './list.statements.js';
import type { SnapshotStore } from './snapshot.store.js';
import { asId, asSet, asText, boundsOfView, inScope, LARGEST_INT4, LAST_ID, NO_ID, portionValues } from './values.js';

interface PairRow extends DocumentRow {
  readonly position: string | null;
  /** Null in the ordered part. */
  readonly filed_at: string | null;
}

interface PlannedRequest {
  readonly request: ListRequest;
  readonly index: number;
  readonly plan: Exclude<ListPlan, { form: 'nothing' | 'weigh' }>;
}

export interface TopicPairsRequest {
  readonly topicId: string;
  readonly locale: string;
  readonly first: number;
  readonly after: ListPosition | null;
}

/** Pages: one statement for all requests of a form. */
export class ListStore {
  constructor(
    private readonly pool: ReadPool,
    private readonly snapshots: SnapshotStore,
    private readonly defaultLocale: string,
  ) {}

  async lists(view: View, requests: readonly ListRequest[], portion: Portion = WHOLE): Promise<ListPage[]> {
    const found = requests.map((): ListedDocument[] => []);
    const groups = Map.groupBy(await this.plan(view, requests), ({ request, plan }) => `${plan.form} ${request.order}`);
    await Promise.all([...groups.values()].map((group) => this.read(view, group, portion, found)));
    return pagesOf(requests, found);
  }

  async topicMythFacts(
    view: View,
    requests: readonly TopicPairsRequest[],
    portion: Portion = WHOLE,
  ): Promise<ListPage<'myth-fact'>[]> {
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
      ...portionValues(portion),
    ];
    const rows = await this.pool.texts<PairRow>(...inScope(TOPIC_MYTH_FACTS, view, values));
    const found = requests.map((): ListedDocument[] => []);
    for (const row of rows) {
      const position = row.position === null ? null : Number(row.position);
      const publishedAt = row.filed_at === null ? null : instantOf(row.filed_at);
      const at = { publishedAt, documentId: row.document_id, position };
      found[Number(row.ord) - 1]?.push({ document: toDocument(row), at, position });
    }
    return pagesOf(requests, found) as ListPage<'myth-fact'>[];
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

  private async read(
    view: View,
    group: readonly PlannedRequest[],
    portion: Portion,
    found: readonly ListedDocument[][],
  ): Promise<void> {
    const [first] = group;
    if (!first) return;
    const statement: Statement = LISTS[first.request.order][first.plan.form satisfies keyof ListStatements];
    const bounds = boundsOfView(view);
    const beginnings = group.map(({ request }) => beginningOf(view, request));
    const values: unknown[] = [
      view.snapshot.seq,
      group.map(({ request }) => request.kind),
      group.map(({ request }) => asText(request.locale)),
      group.map(({ request }) => audienceMask(request, (audiences) => maskOf(view.audienceBits, audiences))),
      beginnings.map((beginning) => beginning.publishedAt),
      beginnings.map((beginning) => beginning.documentId),
      group.map(({ request }) => request.first + 1),
      lastInstant(view),
      ...bounds.audiences,
      ...portionValues(portion),
      ...columnsOf(first.plan).map((column) => group.map(({ plan }) => asSet(column(plan)))),
    ];
    for (const row of await this.pool.texts<DocumentRow>(statement, values)) {
      const planned = group[Number(row.ord) - 1];
      const at = { publishedAt: instantOf(row.listed_at), documentId: row.document_id, position: null };
      if (planned) found[planned.index]?.push({ document: toDocument(row), at, position: null });
    }
  }
}

/** One row more than the page holds tells that there is another page. */
function pagesOf(requests: readonly { readonly first: number }[], found: readonly ListedDocument[][]): ListPage[] {
  return requests.map(({ first }, index) => {
    const items = found[index] ?? [];
    return { items: items.slice(0, first), hasNext: items.length > first };
  });
}

/** Nothing that is visible at S was published after S. */
const lastInstant = (view: View) => (view.isHead ? 'infinity' : view.snapshot.at);

/** Where a page begins: behind the last row shown, and never after S, however late that row is. */
function beginningOf(
  view: View,
  { order, after }: ListRequest,
): { readonly publishedAt: string; readonly documentId: string } {
  const latest = lastInstant(view);
  const isPast = order === 'PUBLISHED_AT_DESC' && latest !== 'infinity' && (after?.publishedAt ?? '') > latest;
  if (after?.publishedAt && !isPast) return { publishedAt: after.publishedAt, documentId: asId(after.documentId) };
  return order === 'PUBLISHED_AT_DESC'
    ? { publishedAt: latest, documentId: LAST_ID }
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
