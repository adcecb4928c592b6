import { InvalidField, shortened } from './problems.js';
import { DECORATORS } from './rich-text-shape.js';

const DECORATOR_NAMES: ReadonlySet<string> = new Set(DECORATORS);

interface Trail {
  readonly above: Trail | null;
  readonly key: string | number;
}

/**
 * What a schema cannot say: within one list every `_key` is used once (editors and diffs find entries by it), and every mark
 * of a span is a decorator or names a markDef of its own block. `limit` bounds the answer, not the walk.
 */
export function refuseStructure(body: unknown, limit: number): InvalidField[] {
  const problems: InvalidField[] = [];
  const refuse = (message: string, trail: Trail): void => {
    if (problems.length < limit) problems.push(new InvalidField(message, unroll(trail)));
  };

  const visit = (value: unknown, trail: Trail | null): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      const seen = new Set<string>();
      value.forEach((entry: unknown, index) => {
        const here = { above: trail, key: index };
        const key = member(entry, '_key');
        if (typeof key === 'string') {
          if (seen.has(key)) refuse(`The key “${shortened(key)}” is used twice in this list: give each entry its own.`, { above: here, key: '_key' });
          seen.add(key);
        }
        visit(entry, here);
      });
      return;
    }
    if (member(value, '_type') === 'block') visitMarks(value, trail);
    for (const [key, entry] of Object.entries(value)) visit(entry, { above: trail, key });
  };

  const visitMarks = (block: object, trail: Trail | null): void => {
    const defined = new Set(listOf(member(block, 'markDefs')).map((entry) => member(entry, '_key')));
    listOf(member(block, 'children')).forEach((span, index) => {
      listOf(member(span, 'marks')).forEach((mark, at) => {
        if (typeof mark !== 'string' || DECORATOR_NAMES.has(mark) || defined.has(mark)) return;
        const children = { above: { above: trail, key: 'children' }, key: index };
        refuse(
          `“${shortened(mark)}” is neither a decorator (${DECORATORS.join(', ')}) nor the key of one of this block’s markDefs: remove it or add the markDef.`,
          { above: { above: children, key: 'marks' }, key: at },
        );
      });
    });
  };

  visit(body, null);
  return problems;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function unroll(trail: Trail): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: Trail | null = trail; at; at = at.above) path.unshift(at.key);
  return path;
}
