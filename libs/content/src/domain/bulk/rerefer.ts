import type { Body, Kind } from '../kinds/kinds.js';
import { branchOf, type ShapeNode, shapeOf } from '../kinds/shape-node.js';

/**
 * The body with every reference to one document led to another (null: left out); the same object when it has none. A list of plain
 * references names each document once afterwards, where it stood first. A use that was pinned to an edition of the old document
 * follows what is live of the new one: an edition number of one says nothing of the other.
 */
export function rereferred(kind: Kind, body: Body, from: string, to: string | null): Body {
  return visited(shapeOf(kind), body, { from, to }) as Body;
}

interface Move {
  readonly from: string;
  readonly to: string | null;
}

/** Undefined: there is nothing left of it. */
function visited(shape: ShapeNode, value: unknown, move: Move): unknown {
  if (shape['x-almanac-reference']) return value === move.from ? (move.to ?? undefined) : value;
  if (shape.anyOf) {
    const branch = branchOf(shape.anyOf, value);
    return branch ? visited(branch, value, move) : value;
  }
  if (shape.items && Array.isArray(value)) return visitedList(shape.items, value as readonly unknown[], move);
  if (shape.properties && typeof value === 'object' && value !== null)
    return visitedObject(shape.properties, value as Readonly<Record<string, unknown>>, move);
  return value;
}

function visitedList(items: ShapeNode, list: readonly unknown[], move: Move): unknown {
  const after = list.map((entry) => visited(items, entry, move));
  if (after.every((entry, index) => entry === list[index])) return list;
  const kept = after.filter((entry) => entry !== undefined);
  const once = items['x-almanac-reference'] ? [...new Set(kept)] : kept;
  return once.length === 0 ? undefined : once;
}

function visitedObject(
  properties: Readonly<Record<string, ShapeNode>>,
  value: Readonly<Record<string, unknown>>,
  move: Move,
): unknown {
  const changes = Object.entries(properties).flatMap(([name, property]) => {
    if (!Object.hasOwn(value, name)) return [];
    const after = visited(property, value[name], move);
    return after === value[name] ? [] : [[name, after, property] as const];
  });
  if (changes.length === 0) return value;
  const result: Record<string, unknown> = { ...value };
  for (const [name, after, property] of changes) {
    if (after === undefined) delete result[name];
    else result[name] = after;
    if (property['x-almanac-reference']?.role === 'USES') {
      delete result['locale'];
      delete result['edition'];
    }
  }
  return result;
}
