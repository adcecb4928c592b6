/** The topic tree as of one seq, with the small integers under which listings file topics. */
export interface TopicTree {
  readonly numbers: ReadonlyMap<string, number>;
  readonly documents: ReadonlyMap<number, string>;
  readonly narrower: ReadonlyMap<number, readonly number[]>;
}

export interface TopicNode {
  readonly topic: number;
  readonly documentId: string;
  /** Null at the top; a topic out of the tree at this seq is also at the top, with nothing below it. */
  readonly broader: number | null;
}

export function plantTree(nodes: readonly TopicNode[]): TopicTree {
  const narrower = new Map<number, number[]>();
  for (const node of nodes) {
    if (node.broader === null) continue;
    const siblings = narrower.get(node.broader);
    if (siblings) siblings.push(node.topic);
    else narrower.set(node.broader, [node.topic]);
  }
  return {
    numbers: new Map(nodes.map((node) => [node.documentId, node.topic])),
    documents: new Map(nodes.map((node) => [node.topic, node.documentId])),
    narrower,
  };
}

/** The given topics (document ids) and everything below them, ascending. Unknown ids add nothing; a cycle is walked once. */
export function expandTopics(tree: TopicTree, roots: readonly string[]): readonly number[] {
  const visited = new Set<number>();
  const waiting = roots.flatMap((root) => tree.numbers.get(root) ?? []);
  for (let topic = waiting.pop(); topic !== undefined; topic = waiting.pop()) {
    if (visited.has(topic)) continue;
    visited.add(topic);
    waiting.push(...(tree.narrower.get(topic) ?? []));
  }
  return [...visited].sort((a, b) => a - b);
}

/** Document ids of the topics directly below. */
export function narrowerOf(tree: TopicTree, topicId: string): readonly string[] {
  const topic = tree.numbers.get(topicId);
  if (topic === undefined) return [];
  return (tree.narrower.get(topic) ?? []).flatMap((child) => tree.documents.get(child) ?? []);
}
