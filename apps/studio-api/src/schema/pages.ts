import { Inject, Injectable } from '@nestjs/common';
import { BadInput, Seal, Secrets } from '#platform';
import type { PageInfo } from './variant.js';

const VERSION = 1;
const LONGEST_PAGE = 100;
/** A list may be named by its filter. */
const LONGEST_CURSOR = 8_000;

/** What tells an item of a list from those before and after it. */
export type Place = readonly (string | number)[];

export interface Connection<E> {
  readonly edges: readonly (E & { readonly cursor: string })[];
  readonly pageInfo: PageInfo;
}

/** Lists in pages. A cursor is sealed together with the list that it belongs to, so it fits no other. */
@Injectable()
export class Pages {
  private readonly seal: Seal;

  constructor(@Inject(Secrets) secrets: Secrets) {
    this.seal = new Seal(secrets.derive('studio cursor'), 'studio cursor');
  }

  /** `list` names the list and everything that it is filtered by. */
  ask(list: string, first: number, after: string | null | undefined): Page {
    checkFirst(first);
    if (after === null || after === undefined) return new Page(this.seal, list, first, null);
    const parts = after.length <= LONGEST_CURSOR ? (this.seal.open(after) as unknown[] | null) : null;
    if (!Array.isArray(parts) || parts[0] !== VERSION || parts[1] !== list)
      throw new BadInput('"after" must be a cursor that this same list returned, with the same arguments.', ['after']);
    return new Page(this.seal, list, first, parts.slice(2).map(String));
  }
}

/** One page that is asked for. */
export class Page {
  constructor(
    private readonly seal: Seal,
    private readonly list: string,
    private readonly shown: number,
    /** The place of the last item of the page before; null for the first page. */
    readonly after: readonly string[] | null,
  ) {}

  /** How many to read: one more than is shown, which says whether others follow. */
  get first(): number {
    return this.shown + 1;
  }

  /** What was read as edges; one that is null has nothing to show, and its place counts all the same. */
  show<T, E extends object>(
    found: readonly T[],
    placeOf: (item: T) => Place,
    edgeOf: (item: T) => E | null,
  ): Connection<E> {
    const own = found.slice(0, this.shown);
    const cursorOf = (item: T) => this.seal.close([VERSION, this.list, ...placeOf(item)]);
    const [first] = own;
    const last = own.at(-1);
    return {
      edges: own.flatMap((item) => {
        const edge = edgeOf(item);
        return edge ? [{ ...edge, cursor: cursorOf(item) }] : [];
      }),
      pageInfo: {
        hasNextPage: found.length > this.shown,
        hasPreviousPage: false,
        startCursor: first === undefined ? null : cursorOf(first),
        endCursor: last === undefined ? null : cursorOf(last),
      },
    };
  }
}

export function checkFirst(first: number): void {
  if (first < 1 || first > LONGEST_PAGE) throw new BadInput(`"first" must be from 1 to ${LONGEST_PAGE}.`, ['first']);
}
