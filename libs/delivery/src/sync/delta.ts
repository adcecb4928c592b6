import type { Kind } from '#content';
import { sameScope } from '../domain/scope.js';
import type { Scope, View } from '../domain/view.js';
import type { Lines } from './lines.js';

/** What a copy asks for; null: no restriction. Live notices, and what is embedded, come whatever it says. */
export interface Selection {
  readonly kinds: readonly Kind[] | null;
  readonly locales: readonly string[] | null;
}

/** One document in one locale as a copy holds it: normalised, so that a change of what it embeds does not change it. */
export interface Upsert {
  readonly documentId: string;
  readonly locale: string;
  /** Outside the selection, and here because something in it embeds or cites it. */
  readonly carried: boolean;
  readonly kind: Kind;
  readonly edition: {
    readonly number: number;
    readonly changeKind: string;
    /** The publication that made it. */ readonly seq: number;
  };
  /** `SyncDocument` of OpenAPI, as JSON. */
  readonly json: string;
}

export interface Removal {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  /** A document that left the scope, or that nothing carries any more, looks withdrawn. */
  readonly reason: 'WITHDRAWN' | 'REPLACED' | 'RETRACTED' | 'EXPUNGED';
  readonly replacedBy: string | null;
  /** What stays to be said of a retraction. */
  readonly notice: string | null;
}

/** How far a page came: with `seq` in the events between two publications, without it in all documents. */
export interface DeltaPosition {
  readonly documentId: string;
  readonly locale: string;
  readonly event?: { readonly seq: number; readonly documentId: string; readonly locale: string };
}

export interface DeltaRequest {
  /** What the copy holds: the visible set of this view; null for nothing yet. */
  readonly from: View | null;
  readonly after: DeltaPosition | null;
  /** At most so many changes. A page may be shorter: what is looked at for it is bounded, too. */
  readonly first: number;
}

export interface DeltaPage {
  readonly upserts: readonly Upsert[];
  readonly removals: readonly Removal[];
  /** Null: the copy is complete. */
  readonly next: DeltaPosition | null;
}

/** Upserts for a copy that holds nothing, as `/v1/sync.ndjson` sends them. */
export interface DeltaLines {
  /** `{"upsert":...}` for each. They may still be coming when it is known where the page ends. */
  readonly lines: Promise<Lines>;
  /** Null: the copy is complete. */
  readonly next: DeltaPosition | null;
}

/** What a complete copy adds up to. */
export interface SetProof {
  readonly count: number;
  /** Sum of the 64-bit hashes of (document, locale, edition) modulo 2^64, as 16 hexadecimal digits. */
  readonly checksum: string;
}

/**
 * The view of a copy: what the scope of S allows, within its selection. Today's scope is not part of it; who pages while it
 * changes has to begin again (`scopeMoved`).
 */
export function selected<V extends Pick<View, 'scopes'>>(view: V, { kinds, locales }: Selection): V {
  const [scope] = view.scopes;
  const within: Scope = { ...scope, kinds: both(scope.kinds, kinds), locales: both(scope.locales, locales) };
  return { ...view, scopes: [within] };
}

/** Today's scope is another than that of S. */
export function scopeMoved(view: View): boolean {
  return view.scopes.length > 1;
}

/** Between two views of one rule, only what had an event or is carried by what had one can differ. */
export function sameRule(from: View, to: View): boolean {
  return sameScope(from.scopes[0], to.scopes[0]);
}

function both<T>(a: readonly T[] | null, b: readonly T[] | null): readonly T[] | null {
  if (a === null || b === null) return a ?? b;
  return a.filter((member) => b.includes(member));
}
