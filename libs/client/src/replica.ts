import { NO_SUM, partOf, sumWith } from './checksum.js';
import type { CopiedDocument, Kind, Removal, SyncPage } from './document.js';
import { AlmanacError, ask, type Connection } from './http.js';
import { chooseNotices } from './notices.js';
import { type Change, type CopyState, keyOf, type ReplicaStore, type Stored } from './store.js';

export interface ReplicaOptions extends Connection {
  readonly store: ReplicaStore;
  /** Only these kinds, with what they embed and cite and every notice; all when absent. */
  readonly kinds?: readonly Kind[];
  /** Only these locales; all when absent. */
  readonly locales?: readonly string[];
  /** In which embeds are shown that are not there in the locale of their host; `en` when absent. */
  readonly defaultLocale?: string;
  /** A name for the version of your own data: with another one the copy is made anew. */
  readonly schemaTag?: string;
  /** Changes to a page, from 1 to 1000; 200 when absent. */
  readonly pageSize?: number;
  /** Called after a document has left the copy, with the reason. */
  readonly onRemoved?: (removal: Removal) => void;
  /** Called after each page. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  /** Documents that the copy holds now. */
  readonly held: number;
  /** Changes applied in this synchronisation. */
  readonly applied: number;
  /** The copy is being filled from the beginning. */
  readonly isFilling: boolean;
}

export interface Synced {
  readonly upserted: number;
  readonly removed: number;
  /** The copy was filled from the beginning, and why; null when it was only brought up to date. */
  readonly refilled: string | null;
  /** Documents that the copy holds, proven by the server's count and checksum. */
  readonly count: number;
}

/** A copy of what is public for a partner: right after each `sync`, readable without a network in between. */
export interface Replica {
  /** Brings the copy up to date. Calls at the same time share one synchronisation. */
  sync(options?: { readonly signal?: AbortSignal }): Promise<Synced>;
  /** When the copy was last complete; null before the first time. */
  completeAt(): Promise<Date | null>;
  get(documentId: string, locale: string): Promise<CopiedDocument | null>;
  /** In the locale, else in the default one: what a reference of a document in that locale shows. */
  resolve(documentId: string, locale: string): Promise<CopiedDocument | null>;
  bySlug(kind: Kind, slug: string, locale: string): Promise<CopiedDocument | null>;
  /** All of a kind, newest first, without what is only carried. */
  list(kind: Kind, locale: string): Promise<CopiedDocument[]>;
  /** Safety contacts to show beside everything: of the region, with none the global ones; the most urgent first. */
  notices(locale: string, region?: string): Promise<CopiedDocument[]>;
  close(): Promise<void>;
}

/** A copy that differs again after it was made anew will go on to differ. */
const REPAIRS = 1;

export function createReplica(options: ReplicaOptions): Replica {
  const { store, defaultLocale = 'en' } = options;
  let running: Promise<Synced> | null = null;
  return {
    sync: ({ signal } = {}) => (running ??= synchronise(options, signal).finally(() => (running = null))),
    completeAt: async () => {
      const at = (await store.state())?.completeAt ?? null;
      return at === null ? null : new Date(at);
    },
    get: async (documentId, locale) => (await store.get([keyOf(documentId, locale)]))[0]?.document ?? null,
    resolve: async (documentId, locale) => {
      const [own, other] = await store.get([locale, defaultLocale].map((each) => keyOf(documentId, each)));
      return (own ?? other)?.document ?? null;
    },
    bySlug: async (kind, slug, locale) =>
      (await store.list(kind, locale)).find(({ document }) => document.slug === slug)?.document ?? null,
    list: async (kind, locale) =>
      (await store.list(kind, locale))
        .flatMap(({ document }) => (document.carried ? [] : [document]))
        .sort((a, b) => (a.listedAt < b.listedAt ? 1 : a.listedAt > b.listedAt ? -1 : 0)),
    notices: async (locale, region) =>
      chooseNotices(
        (await store.list('notice', locale)).map(({ document }) => document),
        region ?? null,
      ),
    close: () => store.close(),
  };
}

async function synchronise(options: ReplicaOptions, signal: AbortSignal | undefined): Promise<Synced> {
  const { store } = options;
  const selection = selectionOf(options);
  let state = await store.state();
  let refilled = state === null ? 'EMPTY' : state.isFilling ? 'UNFINISHED' : null;
  let token: string | null = state?.token ?? null;
  let filling = state?.filling ?? 0;
  let [upserted, removed, repairs] = [0, 0, 0];
  const begin = (why: string) => {
    refilled = why;
    token = null;
    filling += 1;
  };
  if (state === null) begin('EMPTY');
  else if (state.selection !== selection) begin('OTHER_SELECTION');
  for (;;) {
    let page: SyncPage;
    try {
      // What a browser kept would say that nothing has changed since.
      page = (await ask(options, pathOf(options, token), { cache: 'no-cache' }, signal)) as SyncPage;
    } catch (error) {
      if (!(error instanceof AlmanacError) || !error.resync || token === null) throw error;
      begin(error.code);
      continue;
    }
    const isFilling = refilled !== null && (token === null || (state?.isFilling ?? false));
    const { change, gone } = await changeOf(options, page, { filling, isFilling, selection, before: state });
    await store.apply(change);
    state = change.state;
    token = page.token;
    upserted += change.puts.length;
    removed += gone.length;
    for (const removal of gone) options.onRemoved?.(removal);
    options.onProgress?.({ held: state.count, applied: upserted + removed, isFilling });
    if (page.hasMore) continue;
    if (page.count === state.count && page.checksum === state.sum)
      return { upserted, removed, refilled, count: state.count };
    if (repairs === REPAIRS)
      throw new AlmanacError(
        'The copy differs from what the server counts, also after it was made anew.',
        'COPY_DIFFERS',
        false,
        200,
      );
    repairs += 1;
    // What it adds up to is counted anew as well.
    await store.clear();
    state = null;
    begin('COPY_DIFFERS');
  }
}

interface Round {
  readonly filling: number;
  readonly isFilling: boolean;
  readonly selection: string;
  readonly before: CopyState | null;
}

/** What a page changes in the store; with the last page of a filling, what did not come again goes. */
async function changeOf(
  { store }: ReplicaOptions,
  page: SyncPage,
  { filling, isFilling, selection, before }: Round,
): Promise<{ readonly change: Change; readonly gone: readonly Removal[] }> {
  const puts = await Promise.all(
    page.upserts.map(async (document): Promise<Stored> => ({
      key: keyOf(document.documentId, document.locale),
      kind: document.kind,
      locale: document.locale,
      filling,
      part: await partOf(document),
      document,
    })),
  );
  const removals = new Map(page.removals.map((removal) => [keyOf(removal.documentId, removal.locale), removal]));
  if (isFilling && !page.hasMore) {
    const came = new Set(puts.map(({ key }) => key));
    for (const { key, filling: last, kind, locale } of await store.all())
      if (last < filling && !came.has(key) && !removals.has(key))
        removals.set(key, {
          documentId: key.slice(0, -locale.length - 1),
          locale,
          kind,
          reason: 'WITHDRAWN',
          replacedBy: null,
          notice: null,
        });
  }
  const keys = [...removals.keys()];
  const [replaced, left] = await Promise.all([store.get(puts.map(({ key }) => key)), store.get(keys)]);
  const parts = (list: readonly (Stored | undefined)[]) => list.flatMap((stored) => (stored ? [stored.part] : []));
  const [old, lost] = [parts(replaced), parts(left)];
  const gone = keys.flatMap((key, index) => {
    const removal = removals.get(key);
    return left[index] && removal ? [removal] : [];
  });
  const count = (before?.count ?? 0) + puts.length - old.length - lost.length;
  const sum = sumWith(
    before?.sum ?? NO_SUM,
    puts.map(({ part }) => part),
    [...old, ...lost],
  );
  const state: CopyState = {
    token: page.token,
    filling,
    isFilling: isFilling && page.hasMore,
    selection,
    count,
    sum,
    completeAt: page.hasMore ? (before?.completeAt ?? null) : Date.now(),
  };
  return { change: { puts, removes: keys, state }, gone };
}

function selectionOf({ kinds, locales, schemaTag }: ReplicaOptions): string {
  const sorted = (list: readonly string[] | undefined) => (list ? [...new Set(list)].sort() : null);
  return JSON.stringify([sorted(kinds), sorted(locales), schemaTag ?? null]);
}

function pathOf({ kinds = [], locales = [], schemaTag, pageSize = 200 }: ReplicaOptions, token: string | null): string {
  const query = new URLSearchParams([
    ['first', String(pageSize)],
    ...kinds.map((kind): [string, string] => ['kind', kind]),
    ...locales.map((locale): [string, string] => ['locale', locale]),
    ...(schemaTag === undefined ? [] : [['schemaTag', schemaTag] as [string, string]]),
    ...(token === null ? [] : [['token', token] as [string, string]]),
  ]);
  return `/v1/sync?${query.toString()}`;
}
