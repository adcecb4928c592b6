import type { Kind } from '#content';
import { ALL_AUDIENCES, maskOf } from './scope.js';
import { expandTopics, type TopicTree } from './topics.js';
import type { AudienceBits, Scope } from './view.js';

/** A scope as it is stored: topics by their documents, audiences by their keys. */
export interface ScopeRow {
  readonly kinds: readonly Kind[] | null;
  readonly topics: readonly string[] | null;
  readonly audiences: readonly string[] | null;
  readonly locales: readonly string[] | null;
}

/** The scope in the tree of some publication. */
export function scopeOf({ kinds, topics, audiences, locales }: ScopeRow, tree: TopicTree, bits: AudienceBits): Scope {
  return {
    kinds,
    locales,
    topics: topics === null ? null : expandTopics(tree, topics),
    audiences: audiences === null ? null : maskOf(bits, audiences) & ALL_AUDIENCES,
  };
}
