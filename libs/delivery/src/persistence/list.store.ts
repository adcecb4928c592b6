import type { ReadPool } from '#platform';
import { audienceMask, type ListPlan, planList, weighed } from '../domain/list-plan.js';
import type { ListedDocument, ListPage, ListPosition, ListRequest } from '../domain/page.js';
import { type Portion, WHOLE } from '../domain/portion.js';
import { admits, maskOf } from '../domain/scope.js';
import { expandTopics } from '../domain/topics.js';
import type { View } from '../domain/view.js';
import { type DocumentRow, instantOf, toDocument } from './document.row.js';
import { LISTS, type ListStatements, TOPIC_MYTH_FACTS, TOPIC_WEIGHTS } from './list.statements.js';
import { NEAREST_LISTS, NEAREST_TOPIC_MYTH_FACTS } from './nearest-list.statements.js';
import type { SnapshotStore } from './snapshot.store.js';
import {
  asId,
  asNames,
  asSet,
  asText,
  boundsOfView,
  inScope,
  LARGEST_INT4,
  LAST_ID,
  NO_ID,
  portionValues,
} from './values.js';

interface PairRow extends DocumentRow {
  readonly position: string | null;
  /** Null in the ordered part. */
  readonly filed_at: string | null;
}

interface NearestRow extends DocumentRow {
  /** What the page is ordered by; null in the ordered part of a topic's pairs. */
  readonly listed_by: string | null;
  readonly position?: string | null;
}

/** A request in one of its locales. */
interface Strand {
  readonly request: ListRequest;
  /** Which of the requests. */
  readonly list: number;
}

interface PlannedStrand extends Strand {
  readonly plan: Exclude<ListPlan, { form: 'nothing' | 'weigh' }>;
}

interface AskedPairs {
  readonly request: TopicPairsRequest;
  readonly list: number;
}

type Found = readonly ListedDocument[][];

export interface TopicPairsRequest {
  readonly topicId: string;
  readonly locale: string;
  /** All locales in which pairs may be shown, the nearest first; without them those filed under the topic are in its own. */
  readonly nearest?: readonly string[];
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
    const groups = Map.groupBy(
      await this.plan(
        view,
        requests.flatMap((request, list) => strandsOf(view, request, list)),
      ),
      ({ request, plan }) => `${plan.form} ${request.order} ${request.fallback === undefined}`,
    );
    await Promise.all([...groups.values()].map((group) => this.read(view, group, portion, found)));
    return pagesOf(requests, found);
  }

  async topicMythFacts(
    view: View,
    requests: readonly TopicPairsRequest[],
    portion: Portion = WHOLE,
  ): Promise<ListPage<'myth-fact'>[]> {
    const found = requests.map((): ListedDocument[] => []);
    const asked = requests.map((request, list): AskedPairs => ({ request, list }));
    const exact = asked.filter(({ request }) => request.nearest === undefined);
    const nearest = asked.filter(({ request }) => request.nearest !== undefined);
    await Promise.all([
      exact.length > 0 && this.readPairs(view, exact, portion, found),
      nearest.length > 0 && this.readNearestPairs(view, nearest, portion, found),
    ]);
    return pagesOf(requests, found) as ListPage<'myth-fact'>[];
  }

  private async readPairs(view: View, asked: readonly AskedPairs[], portion: Portion, found: Found): Promise<void> {
    const values = [...(await this.pairValues(view, asked)), ...portionValues(portion)];
    for (const row of await this.pool.texts<PairRow>(...inScope(TOPIC_MYTH_FACTS, view, values))) {
      const at = row.filed_at === null ? null : instantOf(row.filed_at);
      found[asked[Number(row.ord) - 1]?.list ?? -1]?.push(listedAt(row, at, row.position));
    }
  }

  private async readNearestPairs(
    view: View,
    asked: readonly AskedPairs[],
    portion: Portion,
    found: Found,
  ): Promise<void> {
    const bounds = boundsOfView(view);
    const chains = asked.map(({ request }) =>
      asNames((request.nearest ?? []).filter((locale) => admits(bounds, 'myth-fact', locale))),
    );
    const values = [...(await this.pairValues(view, asked)), chains, ...portionValues(portion)];
    for (const row of await this.pool.texts<NearestRow>(...inScope(NEAREST_TOPIC_MYTH_FACTS, view, values)))
      found[asked[Number(row.ord) - 1]?.list ?? -1]?.push(listedAt(row, row.listed_by, row.position));
  }

  private async pairValues(view: View, asked: readonly AskedPairs[]): Promise<readonly unknown[]> {
    const tree = await this.snapshots.topics(view.snapshot);
    const requests = asked.map(({ request }) => request);
    return [
      requests.map((request) => asId(request.topicId)),
      requests.map((request) => asText(request.locale)),
      requests.map((request) => request.first + 1),
      requests.map(({ after }) => (after === null ? 0 : (after.position ?? LARGEST_INT4))),
      requests.map(({ after }) => after?.publishedAt ?? lastInstant(view)),
      requests.map(({ after }) => (after?.publishedAt ? asId(after.documentId) : LAST_ID)),
      requests.map((request) => asSet(expandTopics(tree, [request.topicId]))),
      this.defaultLocale,
    ];
  }

  private async plan(view: View, strands: readonly Strand[]): Promise<PlannedStrand[]> {
    const bounds = boundsOfView(view);
    const requests = strands.map(({ request }) => request);
    const needsTree =
      requests.some((request) => request.filter.topics) || bounds.topics.some((topics) => topics !== null);
    const tree = needsTree ? await this.snapshots.topics(view.snapshot) : null;
    const plans = requests.map((request) => {
      const filed = request.filter.topics && tree ? expandTopics(tree, request.filter.topics) : null;
      return planList(bounds, request, filed, tree?.numbers.size ?? 0);
    });
    const settled = await this.weigh(requests, plans);
    return strands.flatMap((strand, index) => {
      const plan = settled[index];
      return !plan || plan.form === 'nothing' || plan.form === 'weigh' ? [] : [{ ...strand, plan }];
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

  private async read(view: View, group: readonly PlannedStrand[], portion: Portion, found: Found): Promise<void> {
    const [first] = group;
    if (!first) return;
    const { order, fallback } = first.request;
    const form: keyof ListStatements = first.plan.form;
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
    ];
    const sets = columnsOf(first.plan).map((column) => group.map(({ plan }) => asSet(column(plan))));
    if (fallback === undefined) {
      for (const row of await this.pool.texts<DocumentRow>(LISTS[order][form], [...values, ...sets]))
        found[group[Number(row.ord) - 1]?.list ?? -1]?.push(listedAt(row, instantOf(row.listed_at)));
      return;
    }
    const lists = group.map(({ list }) => list);
    for (const row of await this.pool.texts<NearestRow>(NEAREST_LISTS[order][form], [...values, lists, ...sets]))
      found[Number(row.ord)]?.push(listedAt(row, row.listed_by));
  }
}

/** A request in each of the locales in which it may have anything, the nearest first. */
function strandsOf(view: View, request: ListRequest, list: number): readonly Strand[] {
  if (request.fallback === undefined) return [{ request, list }];
  const bounds = boundsOfView(view);
  return [request.locale, ...request.fallback]
    .filter((locale) => admits(bounds, request.kind, locale))
    .map((locale) => ({ request: { ...request, locale }, list }));
}

function listedAt(row: DocumentRow, publishedAt: string | null, place: string | null = null): ListedDocument {
  const position = place === null ? null : Number(place);
  return { document: toDocument(row), at: { publishedAt, documentId: row.document_id, position }, position };
}

/** One row more than the page holds tells that there is another page. */
function pagesOf(requests: readonly { readonly first: number }[], found: Found): ListPage[] {
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
function columnsOf(plan: PlannedStrand['plan']): readonly ((plan: PlannedStrand['plan']) => readonly number[])[] {
  const own = (each: PlannedStrand['plan']) => (each.form === 'topics' ? each.own : []);
  const driving = (each: PlannedStrand['plan']) => ('driving' in each ? each.driving : []);
  const check = (place: 0 | 1) => (each: PlannedStrand['plan']) => ('checks' in each ? each.checks[place] : []);
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
