import type { ChainedEvent } from './event-chain.js';

/** Which events of the audit to read. */
export interface EventQuery {
  readonly order: 'OLDEST' | 'NEWEST';
  readonly first: number;
  /** The last one of the page before. */
  readonly after?: number | undefined;
  /** From this number, or this instant (ISO 8601), on. */
  readonly since?: { readonly number?: number; readonly at?: string } | undefined;
  /** Of this actor: `editor:<id>` is the editor and their tokens. */
  readonly actor?: string | undefined;
  readonly verb?: string | undefined;
  /** About this document, partner or editor. */
  readonly subject?: string | undefined;
}

export interface RecordedEvent extends ChainedEvent {
  /** Of this event and all before it, in hex. */
  readonly hash: string;
}
