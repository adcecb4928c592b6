/** The tree that parse5 builds, with limits: a hostile page must not grow without end. */
import { type DefaultTreeAdapterMap, defaultTreeAdapter, type TreeAdapter } from 'parse5';
import { BadInput } from '#platform';

/** Deeper than any page that a person wrote; walking and the tree builder stay fast below it. */
export const HTML_DEPTH_LIMIT = 500;
const HTML_NODE_LIMIT = 1_500_000;

/** Refuses while the tree grows: counting afterwards would be too late. */
export function boundedAdapter(name: string): TreeAdapter<DefaultTreeAdapterMap> {
  const depths = new WeakMap<object, number>();
  let nodes = 0;
  const grow = (parent: object, child: object): void => {
    const depth = (depths.get(parent) ?? 0) + 1;
    depths.set(child, depth);
    nodes += 1;
    if (depth > HTML_DEPTH_LIMIT)
      throw new BadInput(
        `${name} nests HTML elements more than ${HTML_DEPTH_LIMIT} deep. Save the page's text, or simplify its markup, and import that.`,
        ['file', name],
      );
    if (nodes > HTML_NODE_LIMIT)
      throw new BadInput(
        `${name} makes more than ${HTML_NODE_LIMIT} HTML elements. Split the page and import the parts.`,
        ['file', name],
      );
  };
  return {
    ...defaultTreeAdapter,
    appendChild(parent, child) {
      grow(parent, child);
      defaultTreeAdapter.appendChild(parent, child);
    },
    insertBefore(parent, child, reference) {
      grow(parent, child);
      defaultTreeAdapter.insertBefore(parent, child, reference);
    },
  };
}
