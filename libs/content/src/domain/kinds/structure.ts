import { InvalidField, shortened } from './problems.js';
import { DECORATORS } from './rich-text-shape.js';

/**
 * Line breaks inside paragraphs, and cells of tables, in one body: each costs a writer of Markdown ten microseconds, so two
 * megabytes of them would hold up everyone else for a quarter of a minute. A book has fewer.
 */
const MAX_BREAKS = 20_000;
const MAX_CELLS = 20_000;

const DECORATOR_NAMES: ReadonlySet<string> = new Set(DECORATORS);

interface Trail {
  readonly above: Trail | null;
  readonly key: string | number;
}

/**
 * What a schema cannot say: within one list every `_key` is used once (editors and diffs find entries by it), and every mark
 * of a span is a decorator or names a markDef of its own block, and nothing is beyond what can be rendered. `limit` bounds the answer, not the walk.
 */
export function refuseStructure(body: object, limit: number): InvalidField[] {
  const problems: InvalidField[] = [];
  let breaks = 0;
  let cells = 0;
  const refuse = (message: string, trail: Trail): void => {
    if (problems.length < limit) problems.push(new InvalidField(message, unroll(trail)));
  };

  const visit = (value: object, trail: Trail | null): void => {
    if (Array.isArray(value)) {
      const seen = new Set<string>();
      value.forEach((entry: unknown, index) => {
        if (typeof entry !== 'object' || entry === null) return;
        const here = { above: trail, key: index };
        const key = member(entry, '_key');
        if (typeof key === 'string') {
          if (seen.has(key))
            refuse(`The key “${shortened(key)}” is used twice in this list: give each entry its own.`, {
              above: here,
              key: '_key',
            });
          seen.add(key);
        }
        visit(entry, here);
      });
      return;
    }
    const type = member(value, '_type');
    if (type === 'block') visitMarks(value, trail);
    if (type === 'span') breaks += breaksIn(member(value, 'text'));
    if (type === 'table') cells += cellsIn(listOf(member(value, 'rows')));
    for (const [key, entry] of Object.entries(value) as [string, unknown][]) {
      if (typeof entry === 'object' && entry !== null) visit(entry, { above: trail, key });
    }
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
  if (breaks > MAX_BREAKS)
    problems.push(
      new InvalidField(
        `This has ${breaks} line breaks inside paragraphs: keep ${MAX_BREAKS} at most, and make paragraphs of the others.`,
      ),
    );
  if (cells > MAX_CELLS)
    problems.push(
      new InvalidField(
        `The tables have ${cells} cells: keep ${MAX_CELLS} at most, or divide this into several documents.`,
      ),
    );
  return problems;
}

function breaksIn(text: unknown): number {
  return typeof text === 'string' ? text.split('\n').length - 1 : 0;
}

/** Short rows count as the widest one: that is how wide they are shown. */
function cellsIn(rows: readonly unknown[]): number {
  return rows.length * rows.reduce((width: number, row) => Math.max(width, listOf(member(row, 'cells')).length), 0);
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
