import type { Kind } from '#content';
import type { ReadPool } from '#platform';
import { boundsOfView, inOrder, inScope, LAST_ID, NO_ID } from '../persistence/values.js';
import { CARRIERS } from '../domain/scope.js';
import type { View } from '../domain/view.js';
import {
  type DeltaLines,
  type DeltaPage,
  type DeltaPosition,
  type DeltaRequest,
  type Removal,
  sameRule,
  type SetProof,
  type Upsert,
} from './delta.js';
import {
  CANDIDATES,
  COPIES,
  END_OF_STRETCH,
  EVENTS,
  EVERYTHING,
  EXPUNGED,
  EXPUNGED_CARRIER,
  LAST_EVENTS,
  LINES,
  OLDEST,
  REACHED,
  REASONS,
  STATES,
  VISIBLE_SET,
} from './delta.statements.js';
import { Lines, renewed } from './lines.js';

interface Key {
  readonly documentId: string;
  readonly locale: string;
}

/** As the server writes it. */
interface CopyRow {
  readonly document_id: string;
  readonly kind: Kind;
  readonly locale: string;
  /** `t` or `f`. */
  readonly carried: string;
  readonly edition: string | null;
  readonly seq: string;
  readonly change_kind: string;
  readonly json: string;
}

interface State {
  readonly kind: Kind;
  readonly seq: string;
  readonly listed_at: string;
  readonly selected: string;
}

/** A candidate, and the event under which it is told. */
interface Candidate extends Key {
  readonly event?: { readonly seq: number } & Key;
}

/** Rows looked at for one page where not all of them are shown. */
const LOOKED_AT = 2_000;
/** Proofs that a process keeps: each costs a walk over everything visible. */
const KEPT_PROOFS = 256;
/** Behind every locale. */
const LAST_LOCALE = '~';

/** What changed between two publications for one scope, in pages that cost what they look at. */
export class DeltaStore {
  private readonly proofs = new Map<string, Promise<SetProof>>();

  constructor(
    private readonly pool: ReadPool,
    private readonly locales: readonly [string, ...string[]],
  ) {}

  async page(to: View, { from, after, first }: DeltaRequest): Promise<DeltaPage | null> {
    if (from === null) return this.everything(to, after, first);
    if (from.snapshot.seq === to.snapshot.seq) return { upserts: [], removals: [], next: null };
    if (await this.isBroken(from, to)) return null;
    return sameRule(from, to) ? this.events(from, to, after, first) : this.candidates(from, to, after, first);
  }

  /** Something that carried other documents was expunged between the two: what went with it cannot be told. */
  private async isBroken(from: View, to: View): Promise<boolean> {
    if (!to.hasTombstones || boundsOfView(from).open) return false;
    const [row] = await this.pool.rows<{ found: boolean }>(EXPUNGED_CARRIER, [
      to.snapshot.seq,
      CARRIERS,
      from.snapshot.seq,
    ]);
    return row?.found ?? false;
  }

  async oldest(): Promise<number> {
    const [row] = await this.pool.rows<{ seq: number }>(OLDEST);
    return row?.seq ?? 0;
  }

  proof(view: View): Promise<SetProof> {
    const { snapshot, head, hasTombstones } = view;
    // Expunging reaches into the past, so with tombstones the head counts.
    const name = JSON.stringify([snapshot.seq, snapshot.mark, hasTombstones ? head.seq : 0, boundsOfView(view)]);
    const known = this.proofs.get(name);
    const proof = known ?? this.prove(view);
    this.proofs.delete(name);
    this.proofs.set(name, proof);
    if (!known) {
      proof.catch(() => this.proofs.delete(name));
      const [oldest] = this.proofs.keys();
      if (this.proofs.size > KEPT_PROOFS && oldest !== undefined) this.proofs.delete(oldest);
    }
    return proof;
  }

  private async prove(view: View): Promise<SetProof> {
    const [row] = await this.pool.rows<{ count: number; sum: string }>(
      ...inScope(VISIBLE_SET, view, [this.locales[0]]),
    );
    const sum = BigInt.asUintN(64, BigInt(row?.sum ?? '0'));
    return { count: row?.count ?? 0, checksum: sum.toString(16).padStart(16, '0') };
  }

  /** For a copy that holds nothing. */
  private async everything(to: View, after: DeltaPosition | null, first: number): Promise<DeltaPage> {
    const looked = boundsOfView(to).open ? first : Math.max(first, LOOKED_AT);
    const values = [after?.documentId ?? NO_ID, after?.locale ?? '', looked];
    const rows = await this.pool.texts<CopyRow>(...inScope(EVERYTHING, to, values, this.locales));
    const upserts: Upsert[] = [];
    for (const row of rows) {
      if (row.edition === null) continue;
      upserts.push(upsertOf(row));
      if (upserts.length === first)
        return { upserts, removals: [], next: rows.at(-1) === row && rows.length < looked ? null : keyOf(row) };
    }
    const last = rows.at(-1);
    return { upserts, removals: [], next: last && rows.length === looked ? keyOf(last) : null };
  }

  /** As `page` for a copy that holds nothing, in the lines of a snapshot; `first` documents are looked at for it. */
  async lines(to: View, { after, first }: Pick<DeltaRequest, 'after' | 'first'>): Promise<DeltaLines> {
    const behind = [after?.documentId ?? NO_ID, after?.locale ?? ''];
    const { seq } = to.snapshot;
    const [end] = await this.pool.rows<Parameters<typeof keyOf>[0]>(END_OF_STRETCH, [seq, ...behind, first]);
    const upTo = [end?.document_id ?? LAST_ID, end?.locale ?? LAST_LOCALE];
    const lines = this.linesBetween(to, [...behind, ...upTo]);
    // Whoever asks may fail before it waits for them; a failure that nobody hears of would end the process.
    lines.catch(() => undefined);
    return { lines, next: end ? keyOf(end) : null };
  }

  private async linesBetween(view: View, bounds: readonly string[]): Promise<Lines> {
    const lines = new Lines();
    await this.pool.lines(...inScope(LINES, view, bounds, this.locales), (line) => lines.addUpsert(line));
    return lines;
  }

  /** The rule changed: everything that is or was visible may have come or gone. */
  private async candidates(from: View, to: View, after: DeltaPosition | null, first: number): Promise<DeltaPage> {
    const looked = Math.max(first, LOOKED_AT);
    const rows = await this.pool.rows<{ document_id: string; locale: string }>(CANDIDATES, [
      to.snapshot.seq,
      from.snapshot.seq,
      after?.documentId ?? NO_ID,
      after?.locale ?? '',
      looked,
    ]);
    const last = rows.at(-1);
    const end = last && rows.length === looked ? keyOf(last) : null;
    return this.compare(from, to, rows.map(keyOf), first, end);
  }

  private async events(from: View, to: View, after: DeltaPosition | null, first: number): Promise<DeltaPage> {
    const begin = after?.event ?? { seq: from.snapshot.seq + 1, documentId: NO_ID, locale: '' };
    const looked = first + 1;
    const rows = await this.pool.rows<{ seq: string; document_id: string; locale: string }>(EVENTS, [
      to.snapshot.seq,
      begin.seq,
      begin.documentId,
      begin.locale,
      looked,
    ]);
    const events = rows.map((row) => ({ seq: Number(row.seq), ...keyOf(row) }));
    const last = events.at(-1);
    const end: DeltaPosition | null =
      last && events.length === looked ? { event: last, documentId: LAST_ID, locale: LAST_LOCALE } : null;
    const told = await this.told(from, to, events);
    // What a page before this one told of the event that it ended in.
    const rest = told.filter(
      ({ event, documentId, locale }) =>
        !after?.event || !sameEvent(event, after.event) || isBehind({ documentId, locale }, after),
    );
    return this.compare(from, to, rest, first, end);
  }

  /** Which documents may differ because of which event; each that had events itself is told at the last one. */
  private async told(from: View, to: View, events: readonly ({ readonly seq: number } & Key)[]): Promise<Candidate[]> {
    const reached = boundsOfView(to).open ? [] : await this.reached(from, to, events);
    const known = new Set<string>();
    const candidates: (Candidate & { readonly event: { readonly seq: number } & Key })[] = [];
    for (const event of events) {
      candidates.push({ documentId: event.documentId, locale: event.locale, event });
      known.add(`${event.documentId} ${event.locale}`);
    }
    for (const { documentId, event } of reached)
      for (const locale of this.locales)
        if (!known.has(`${documentId} ${locale}`)) candidates.push({ documentId, locale, event });
    if (candidates.length === 0) return [];
    const rows = await this.pool.rows<{ ord: number; seq: string | null }>(LAST_EVENTS, [
      to.snapshot.seq,
      candidates.map((each) => each.documentId),
      candidates.map((each) => each.locale),
    ]);
    const last = inOrder(candidates.length, rows, (row) => Number(row.seq ?? 0));
    return candidates
      .filter(({ documentId, locale, event }, index) => {
        const seq = last[index] ?? 0;
        const isOwn = event.documentId === documentId && event.locale === locale;
        return isOwn ? seq === event.seq : seq <= from.snapshot.seq;
      })
      .sort((a, b) => compareEvents(a.event, b.event) || compareKeys(a, b));
  }

  private async reached(from: View, to: View, events: readonly ({ readonly seq: number } & Key)[]) {
    const rows = await this.pool.rows<{ ord: number; document_id: string }>(REACHED, [
      to.snapshot.seq,
      from.snapshot.seq,
      events.map((event) => event.documentId),
      events.map((_event, index) => index),
      this.locales,
    ]);
    return rows.flatMap(({ ord, document_id: documentId }) => {
      const event = events[ord];
      return event ? [{ documentId, event }] : [];
    });
  }

  /** Tells of the first so many candidates that differ. `end`: where the candidates end, when there are more behind them. */
  private async compare(
    from: View,
    to: View,
    candidates: readonly Candidate[],
    first: number,
    end: DeltaPosition | null,
  ): Promise<DeltaPage> {
    const [before, now] = await Promise.all([this.states(from, candidates), this.states(to, candidates)]);
    const unseen = candidates.filter((_each, index) => !before[index] && !now[index]);
    const expunged = to.hasTombstones ? await this.expunged(from, unseen) : new Map<string, Kind>();
    const upserts: Candidate[] = [];
    const carried: boolean[] = [];
    const removals: (Candidate & { readonly kind: Kind; readonly isExpunged: boolean })[] = [];
    let next = end;
    for (const [index, candidate] of candidates.entries()) {
      if (upserts.length + removals.length === first) {
        next = positionOf(candidates[index - 1]);
        break;
      }
      const [was, is] = [before[index], now[index]];
      if (is) {
        if (was && was.seq === is.seq && was.listed_at === is.listed_at && was.selected === is.selected) continue;
        upserts.push(candidate);
        carried.push(is.selected !== 't');
      } else {
        const kind = was?.kind ?? expunged.get(`${candidate.documentId} ${candidate.locale}`);
        if (kind) removals.push({ ...candidate, kind, isExpunged: !was });
      }
    }
    return {
      upserts: await this.copies(to, upserts, carried),
      removals: await this.reasons(to, removals),
      next,
    };
  }

  private async states(view: View, keys: readonly Key[]): Promise<(State | null)[]> {
    if (keys.length === 0) return [];
    const values = [keys.map((key) => key.documentId), keys.map((key) => key.locale)];
    const rows = await this.pool.texts<State & { ord: string }>(...inScope(STATES, view, values, this.locales));
    return inOrder(keys.length, rows, (row) => row);
  }

  private async expunged(from: View, keys: readonly Key[]): Promise<ReadonlyMap<string, Kind>> {
    if (keys.length === 0) return new Map();
    const values = [keys.map((key) => key.documentId), keys.map((key) => key.locale)];
    const rows = await this.pool.rows<{ ord: number; kind: Kind }>(...inScope(EXPUNGED, from, values, this.locales));
    return new Map(
      rows.flatMap(({ ord, kind }) => {
        const key = keys[ord - 1];
        return key ? [[`${key.documentId} ${key.locale}`, kind] as const] : [];
      }),
    );
  }

  private async copies(view: View, keys: readonly Key[], carried: readonly boolean[]): Promise<Upsert[]> {
    if (keys.length === 0) return [];
    const rows = await this.pool.texts<CopyRow & { ord: string }>(COPIES, [
      view.snapshot.seq,
      keys.map((key) => key.documentId),
      keys.map((key) => key.locale),
      carried,
    ]);
    return rows.sort((a, b) => Number(a.ord) - Number(b.ord)).map(upsertOf);
  }

  private async reasons(
    to: View,
    gone: readonly (Key & { readonly kind: Kind; readonly isExpunged: boolean })[],
  ): Promise<Removal[]> {
    if (gone.length === 0) return [];
    const rows = await this.pool.rows<{
      ord: number;
      reason: 'GONE' | 'REPLACED' | 'RETRACTED';
      replaced_by: string | null;
      notice: string | null;
    }>(REASONS, [to.snapshot.seq, gone.map((each) => each.documentId), gone.map((each) => each.locale)]);
    const why = inOrder(gone.length, rows, (row) => row);
    const replacements = [...new Set(why.flatMap((row) => (row?.replaced_by ? [row.replaced_by] : [])))];
    const seen = await this.seenIn(to, replacements);
    return gone.map(({ documentId, locale, kind, isExpunged }, index): Removal => {
      const { reason, replaced_by: replacedBy, notice } = why[index] ?? {};
      const removal = { documentId, locale, kind, replacedBy: null, notice: null };
      if (isExpunged) return { ...removal, reason: 'EXPUNGED' };
      if (reason === 'RETRACTED') return { ...removal, reason, notice: notice ?? null };
      if (reason === 'REPLACED' && replacedBy && seen.has(replacedBy)) return { ...removal, reason, replacedBy };
      return { ...removal, reason: 'WITHDRAWN' };
    });
  }

  /** Which of these documents the view shows, in whatever locale. */
  private async seenIn(view: View, documentIds: readonly string[]): Promise<ReadonlySet<string>> {
    const keys = documentIds.flatMap((documentId) => this.locales.map((locale) => ({ documentId, locale })));
    const states = await this.states(view, keys);
    return new Set(keys.flatMap(({ documentId }, index) => (states[index] ? [documentId] : [])));
  }
}

function keyOf(row: { readonly document_id: string; readonly locale: string }): Key {
  return { documentId: row.document_id, locale: row.locale };
}

function positionOf(candidate: Candidate | undefined): DeltaPosition | null {
  if (!candidate) return null;
  const { documentId, locale, event } = candidate;
  return event ? { documentId, locale, event } : { documentId, locale };
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const compareKeys = (a: Key, b: Key) => compareText(a.documentId, b.documentId) || compareText(a.locale, b.locale);
const compareEvents = (a: { readonly seq: number } & Key, b: { readonly seq: number } & Key) =>
  a.seq - b.seq || compareKeys(a, b);
const sameEvent = (a: ({ readonly seq: number } & Key) | undefined, b: { readonly seq: number } & Key) =>
  a !== undefined && compareEvents(a, b) === 0;
const isBehind = (key: Key, position: Key) => compareKeys(key, position) > 0;

function upsertOf(row: CopyRow): Upsert {
  const { document_id: documentId, kind, locale, json } = row;
  const edition = { number: Number(row.edition), changeKind: row.change_kind, seq: Number(row.seq) };
  return { documentId, locale, kind, edition, carried: row.carried === 't', json: renewed(json) };
}
