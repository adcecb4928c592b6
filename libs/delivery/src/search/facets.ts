import type { AudienceBits } from '../domain/view.js';
import type { Kind } from '#content';
import type { TopicTree } from '../domain/topics.js';
import type { Facet, SearchFacets } from './search.request.js';

export interface Counted {
  readonly documentId: string;
  readonly kind: Kind;
  readonly audience: number;
  readonly topics: readonly number[];
}

/** How many documents each choice would leave: below a topic counts for the topic, and what is for everyone for every audience. */
export function countFacets(found: readonly Counted[], tree: TopicTree, audienceBits: AudienceBits): SearchFacets {
  const kinds = new Map<Kind, number>();
  const topics = new Map<string, number>();
  const broader = new Map([...tree.narrower].flatMap(([topic, children]) => children.map((child) => [child, topic])));
  for (const { documentId, kind, topics: filed } of found) {
    const own = kind === 'topic' ? tree.numbers.get(documentId) : undefined;
    const direct = own === undefined ? filed : [own];
    count(kinds, kind);
    const above = new Set<number>();
    for (const topic of direct)
      for (let at: number | undefined = topic; at !== undefined && !above.has(at); at = broader.get(at)) above.add(at);
    for (const topic of above) {
      const value = tree.documents.get(topic);
      if (value !== undefined) count(topics, value);
    }
  }
  const named = Object.entries(audienceBits).map(([value, bit]): Facet<string> & { readonly named: boolean } => ({
    value,
    count: found.filter(({ audience }) => audience === 0 || (audience & (1 << bit)) !== 0).length,
    named: found.some(({ audience }) => (audience & (1 << bit)) !== 0),
  }));
  return {
    kinds: mostFirst([...kinds]),
    topics: mostFirst([...topics]),
    audiences: mostFirst(named.filter((facet) => facet.named).map(({ value, count: total }) => [value, total])),
  };
}

function count<T>(counts: Map<T, number>, value: T): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function mostFirst<T extends string>(counts: readonly (readonly [T, number])[]): Facet<T>[] {
  return counts
    .map(([value, total]) => ({ value, count: total }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
