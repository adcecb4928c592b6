import { hashPart } from '../draft/parts.js';
import type { Body, Kind } from '../kinds/kinds.js';
import { branchOf, type ShapeNode, shapeOf } from '../kinds/shape-node.js';

/** Whether two bodies say the same in everything but their labels and what they refer to. */
export function sameWording(kind: Kind, one: Body, other: Body): boolean {
  return hashPart(wording(kind, one)) === hashPart(wording(kind, other));
}

function wording(kind: Kind, body: Body): unknown {
  const { audiences: _labels, ...rest } = body as Readonly<Record<string, unknown>>;
  return beside(shapeOf(kind), rest);
}

/** Without references, and without what a reference alone brings with it. Undefined where nothing is left. */
function beside(shape: ShapeNode, value: unknown): unknown {
  if (shape['x-almanac-reference']) return undefined;
  if (shape.anyOf) {
    const branch = branchOf(shape.anyOf, value);
    return branch ? beside(branch, value) : value;
  }
  if (shape.items && Array.isArray(value)) {
    const items = shape.items;
    return items['x-almanac-reference'] ? undefined : value.map((entry: unknown) => beside(items, entry) ?? null);
  }
  if (!shape.properties || typeof value !== 'object' || value === null) return value;
  const properties = shape.properties;
  const pins = Object.values(properties).some((property) => property['x-almanac-reference']?.role === 'USES');
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, entry]) => {
      const property = properties[name];
      const left =
        property && !(pins && (name === 'locale' || name === 'edition')) ? beside(property, entry) : undefined;
      return left === undefined ? [] : [[name, left]];
    }),
  );
}
