import type { ReadPool } from '#platform';
import { audienceMask, type ListPlan, planList, weighed } from '../domain/list-plan.js';
import type { PublishedDocument } from '../domain/document.js';
import type { ListedDocument, ListPage, ListPosition, ListRequest } from '../domain/page.js';
import { type Portion, WHOLE } from '../domain/portion.js';
import { admits, maskOf } from '../domain/scope.js';
import { expandTopics } from '../domain/topics.js';
import type { View } from '../domain/view.js';
import { instantOf, type ListedRow, type PagedRow } from './document.row.js';
import type { EditionStore } from './edition.store.js';
import { LISTS, type ListStatements, TOPIC_MYTH_FACTS, TOPIC_WEIGHTS } from './list.statements.js';
import { NEAREST_LISTS, NEAREST_TOPIC_MYTH_FACTS } from './nearest-list.statements.js';
import type { SnapshotStore } from './snapshot.store.js';
import { asId, asNames, asSet, asText, boundsOfView, inScope, LARGEST_INT4, LAST_ID, NO_ID } from './values.js';

interface PairRow extends ListedRow {
  readonly position: string | null;
  /** Null in the ordered part. */
  readonly filed_at: string | null;
}

interface NearestRow extends ListedRow {
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

/** A row of a page, before it is known what it says. */
interface Entry {
  readonly row: ListedRow;
  /** What the page is ordered by, as the server wrote it; null in the ordered part of a topic's pairs. */
  readonly by: string | null;
  readonly place: string | null;
}

/** Where a row stands is looked at for cursors only. */
class ItemOfRow implements ListedDocument {
  readonly position: number | null;

  constructor(
    readonly document: PublishedDocument,
    private readonly by: string | null,
    place: string | null,
  ) {
    this.position = place === null ? null : Number(place);
  }

  get at(): ListPosition {
    const { by, position } = this;
    return { publishedAt: by === null ? null : instantOf(by), documentId: this.document.documentId, position };
  }
}

/** Of each request. */
type Found = readonly Entry[][];

export interface TopicPairsRequest {
  readonly topicId: string;
  readonly locale: string;
  /** All locales in which pairs may be shown, the nearest first; without them those filed under the topic are in its own. */
  readonly nearest?: readonly string[];
  readonly first: number;
  readonly after: ListPosition | null;
}

/** Pages: one statement for all requests of a form, and one for what is not held of their documents. */
export class ListStore {
  constructor(
    private readonly pool: ReadPool,
    private readonly editions: EditionStore,
    private readonly snapshots: SnapshotStore,
    private readonly defaultLocale: string,
  ) {}

  lists(view: View, requests: readonly ListRequest[], portion: Portion = WHOLE): Promise<ListPage[]> {
    return this.pages(requests, portion, async () => {
      const found = requests.map((): Entry[] => []);
      const groups = Map.groupBy(
        await this.plan(
          view,
          requests.flatMap((request, list) => strandsOf(view, request, list)),
        ),
        ({ request, plan }) => `${plan.form} ${request.order} ${request.fallback === undefined}`,
      );
      await Promise.all([...groups.values()].map((group) => this.read(view, group, found)));
      return found;
    });
  }

  async topicMythFacts(
    view: View,
    requests: readonly TopicPairsRequest[],
    portion: Portion = WHOLE,
  ): Promise<ListPage<'myth-fact'>[]> {
    const asked = requests.map((request, list): AskedPairs => ({ request, list }));
    const exact = asked.filter(({ request }) => request.nearest === undefined);
    const nearest = asked.filter(({ request }) => request.nearest !== undefined);
    const pages = await this.pages(requests, portion, async () => {
      const found = requests.map((): Entry[] => []);
      await Promise.all([
        exact.length > 0 && this.readPairs(view, exact, found),
        nearest.length > 0 && this.readNearestPairs(view, nearest, found),
      ]);
      return found;
    });
    return pages as ListPage<'myth-fact'>[];
  }

  /** What is expunged between the rows and what they say is in neither when they are read again. */
  private async pages(
    requests: readonly { readonly first: number }[],
    portion: Portion,
    read: () => Promise<Found>,
  ): Promise<ListPage[]> {
    const { pages, isWhole } = await this.paged(requests, portion, await read());
    return isWhole ? pages : (await this.paged(requests, portion, await read())).pages;
  }

  /** One row more than the page holds tells that there is another page. */
  private async paged(
    requests: readonly { readonly first: number }[],
    portion: Portion,
    found: Found,
  ): Promise<{ readonly pages: ListPage[]; readonly isWhole: boolean }> {
    const shown = requests.map(({ first }, list) => (found[list] ?? []).slice(0, first));
    const rows = shown.flatMap((entries) => entries.map(({ row }) => row));
    const documents = await this.editions.ofListed(rows, portion);
    let from = 0;
    const pages = shown.map((entries, list) => {
      const items: ListedDocument[] = [];
      for (const [index, { by, place }] of entries.entries()) {
        const document = documents[from + index];
        if (document) items.push(new ItemOfRow(document, by, place));
      }
      from += entries.length;
      return { items, hasNext: (found[list]?.length ?? 0) > entries.length };
    });
    return { pages, isWhole: !documents.includes(null) };
  }

  private async readPairs(view: View, asked: readonly AskedPairs[], found: Found): Promise<void> {
    const values = await this.pairValues(view, asked);
    for (const row of await this.pool.texts<PairRow>(...inScope(TOPIC_MYTH_FACTS, view, values)))
      found[asked[Number(row.ord) - 1]?.list ?? -1]?.push({ row, by: row.filed_at, place: row.position });
  }

  private async readNearestPairs(view: View, asked: readonly AskedPairs[], found: Found): Promise<void> {
    const bounds = boundsOfView(view);
    const chains = asked.map(({ request }) =>
      asNames((request.nearest ?? []).filter((locale) => admits(bounds, 'myth-fact', locale))),
    );
    const values = [...(await this.pairValues(view, asked)), chains];
    for (const row of await this.pool.texts<NearestRow>(...inScope(NEAREST_TOPIC_MYTH_FACTS, view, values)))
      found[asked[Number(row.ord) - 1]?.list ?? -1]?.push({ row, by: row.listed_by, place: row.position ?? null });
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
      sets.map(({ index }) => index),
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

  private async read(view: View, group: readonly PlannedStrand[], found: Found): Promise<void> {
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
    ];
    const sets = columnsOf(first.plan).map((column) => group.map(({ plan }) => asSet(column(plan))));
    if (fallback === undefined) {
      for (const row of await this.pool.texts<PagedRow>(LISTS[order][form], [...values, ...sets])) {
        const { list, request } = group[Number(row.ord) - 1] ?? first;
        const listed = Object.assign(row, { kind: request.kind, locale: request.locale });
        found[list]?.push({ row: listed, by: row.listed_at, place: null });
      }
      return;
    }
    const lists = group.map(({ list }) => list);
    for (const row of await this.pool.texts<NearestRow>(NEAREST_LISTS[order][form], [...values, lists, ...sets]))
      found[Number(row.ord)]?.push({ row, by: row.listed_by, place: null });
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
    case 'picked':
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
