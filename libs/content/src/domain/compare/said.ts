import { branchOf, type ShapeNode } from '../kinds/shape-node.js';
import type { TextBlock } from '../kinds/rich-text-shape.js';
import { wordsOf } from '../rich-text/plain.js';

/** What a value says to somebody who reads it aloud: its words, and the ids that it names. */
export function saidBy(shape: ShapeNode, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  const { items, anyOf } = shape;
  if (items && Array.isArray(value)) return joined(value.map((entry: unknown) => saidBy(items, entry)));
  if (anyOf) {
    const branch = branchOf(anyOf, value);
    return branch ? saidBy(branch, value) : '';
  }
  if (shape.properties?.['_type']?.const === 'block') return wordsOf(value as TextBlock);
  return joined(
    Object.entries(shape.properties ?? {}).map(([name, property]) =>
      name === '_key' || name === '_type' ? '' : saidBy(property, (value as Record<string, unknown>)[name]),
    ),
  );
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}

/**
 * What is marked in a block, a line for each run of words that a mark goes over: `strong “never”`. By sorts, the words are left
 * out.
 */
export function formattingOf(block: TextBlock | undefined, by: 'places' | 'sorts'): readonly string[] {
  if (!block) return [];
  const definitions = new Map((block.markDefs ?? []).map((mark) => [mark._key, mark]));
  const runs: { mark: string; text: string; end: number }[] = [];
  block.children.forEach(({ text, marks }, index) => {
    for (const mark of new Set(marks ?? [])) {
      const open = runs.findLast((run) => run.mark === mark);
      if (open?.end === index - 1) Object.assign(open, { text: open.text + text, end: index });
      else runs.push({ mark, text, end: index });
    }
  });
  return runs.map(({ mark, text }) => {
    const definition = definitions.get(mark);
    const sort =
      definition === undefined
        ? mark
        : `link to ${definition._type === 'link' ? definition.href : definition.document}`;
    return by === 'sorts' ? sort : `${sort} “${text}”`;
  });
}
