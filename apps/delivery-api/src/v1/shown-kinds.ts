import { KINDS, type Kind } from '#content';
import { ALWAYS } from '../cache/dependencies.js';

/** Gathers, while an answer is made, the kinds whose publications may change it. */
export class ShownKinds {
  private readonly kinds: Set<Kind>;

  constructor(...own: readonly Kind[]) {
    this.kinds = new Set([...own, ...ALWAYS]);
  }

  /** A reference was looked up. What leads nowhere today may lead to any of the kinds that its place takes, none named means all. */
  look(found: { readonly kind: Kind } | null, possible: readonly Kind[] = []): void {
    if (found) this.kinds.add(found.kind);
    else for (const kind of possible.length > 0 ? possible : KINDS) this.kinds.add(kind);
  }

  /** What stands in the place of an embed may hold others. */
  embed(): void {
    for (const kind of EMBEDDABLE) this.kinds.add(kind);
  }

  get all(): readonly Kind[] {
    return [...this.kinds];
  }
}

/** Notices are among them, and count always. */
export const EMBEDDABLE = ['fact', 'myth-fact'] as const satisfies readonly Kind[];
