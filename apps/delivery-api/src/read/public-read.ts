import type { Site } from '#access';
import {
  type Attribution,
  type Cargo,
  closeSnapshot,
  type DeliveryReader,
  openSnapshot,
  type Portion,
  type PublishedDocument,
  type Snapshot,
  type View,
} from '#delivery';
import { Loaders } from './loaders.js';
import type { ReadRules, Wanted } from './rules.js';

/** Reading as of one publication, for one partner, in one request: what every document of an answer was read through. */
export class PublicRead {
  readonly load: Loaders;

  constructor(
    private readonly reader: DeliveryReader,
    /** Null before the first publication: then there is nothing to see. */
    private readonly view: View | null,
    readonly rules: ReadRules,
    /** The as-of value that ids carry, when the caller asked for an instant or a value; null for the head. */
    readonly asOf: string | null,
    portion: Portion,
    /** Told of everything that the answer shows, where somebody wants to know; null: nobody does. */
    readonly cargo: Cargo | null = null,
  ) {
    this.load = new Loaders(reader, view, portion);
    this.snapshot = view?.snapshot ?? null;
  }

  readonly snapshot: Snapshot | null;

  /**
   * The answer says that the document is gone. As of the past it says nothing of today: it may have come back since, and gone again.
   */
  tellGone(gone: { readonly documentId: string; readonly locale: string }): void {
    if (this.asOf === null) this.cargo?.tell(gone);
  }

  /** Where the reader wants what documents link to, the nearest first; null where each link is read as its host says. */
  readonly nearest: Wanted | null = null;

  /** The same read for a reader who is led on in these locales. Everything is shared: it is stood before, not copied. */
  preferring(nearest: Wanted): PublicRead {
    return Object.create(this, { nearest: { value: nearest, enumerable: true } }) as PublicRead;
  }

  /** What a host links to. What it embeds is part of it, and is asked of the loader, in the host's own locale. */
  linked(
    host: { readonly locale: string },
    target: string,
    { carried }: { readonly carried: boolean },
  ): Promise<PublishedDocument | null> {
    const nearest = this.nearest === null ? {} : { nearest: this.nearest };
    return this.load.byReference.load({ target, locale: host.locale, carried, ...nearest });
  }

  /** Where the caller's own site shows documents, as of the read. */
  get site(): Site | null {
    return this.view?.site ?? null;
  }

  /** Whom the content is to be credited to, as of the read. */
  get attribution(): Attribution | null {
    return this.view?.attribution ?? null;
  }

  /** Something has been expunged here by now. */
  get hasTombstones(): boolean {
    return this.view?.hasTombstones ?? false;
  }

  /** What an answer needs once, and so without a loader; `nothing` before the first publication. */
  async ask<T>(nothing: T, read: (reader: DeliveryReader, view: View) => Promise<T>): Promise<T> {
    return this.view === null ? nothing : read(this.reader, this.view);
  }
}

/** The opaque value of the header `Almanac-As-Of`: it may be given back as `asOf: { token }`. */
export function closeAsOf(rules: ReadRules, snapshot: Snapshot): string {
  const before = LAST.get(rules);
  if (before?.snapshot === snapshot) return before.closed;
  const closed = closeSnapshot(rules.asOfSeal, snapshot);
  LAST.set(rules, { snapshot, closed });
  return closed;
}
/** Answers in a row are of one head as a rule, and sealing costs more than most of what an answer does. */
const LAST = new WeakMap<ReadRules, { readonly snapshot: Snapshot; readonly closed: string }>();

export function openAsOf(rules: ReadRules, token: string): { seq: number; mark: string } | null {
  return openSnapshot(rules.asOfSeal, token);
}
