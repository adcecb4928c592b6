/** What a partner may see, as granted. null: no restriction; an empty list: nothing at all. */
export interface ScopeRule {
  readonly kinds: readonly string[] | null;
  /** Topic documents; their narrower topics are included, at every time as the tree was then. */
  readonly topics: readonly string[] | null;
  readonly audiences: readonly string[] | null;
  readonly locales: readonly string[] | null;
}

export const EVERYTHING: ScopeRule = { kinds: null, topics: null, audiences: null, locales: null };

export const PUBLIC_PARTNER = { id: '00000000-0000-7000-8000-000000000001', handle: 'public' } as const;
