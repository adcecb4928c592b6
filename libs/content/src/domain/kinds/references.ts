import type { Body, Kind } from './kinds.js';
import { branchOf, type ShapeNode, shapeOf } from './shape-node.js';
import type { ReferenceRole } from './shapes.js';

export interface ExtractedReference {
  /** Id of the document that is meant. */
  readonly target: string;
  readonly role: ReferenceRole;
  /** Kinds that the place takes; none means any. */
  readonly kinds: readonly Kind[];
  readonly path: (string | number)[];
  /** Place among all references of the body, from 0, in document order. */
  readonly ordinal: number;
  readonly pinLocale?: string;
  readonly pinEdition?: number;
}

/**
 * Every reference of a body in document order: fields in the order of the shape (stored JSON has lost the order in which they
 * were typed), lists by position. The same target may appear more than once.
 */
export function extractReferences<K extends Kind>(kind: K, body: Body<K>): readonly ExtractedReference[] {
  const found: ExtractedReference[] = [];

  const visit = (shape: ShapeNode, value: unknown, path: (string | number)[], owner: object): void => {
    const reference = shape['x-almanac-reference'];
    if (reference) {
      if (typeof value !== 'string') return;
      const { role, kinds } = reference;
      found.push({
        target: value,
        role,
        kinds: kinds as readonly Kind[],
        path,
        ordinal: found.length,
        ...(role === 'USES' ? pinOf(owner) : {}),
      });
    } else if (shape.anyOf) {
      const branch = branchOf(shape.anyOf, value);
      if (branch) visit(branch, value, path, owner);
    } else if (shape.items && Array.isArray(value)) {
      const items = shape.items;
      value.forEach((entry: unknown, index) => visit(items, entry, [...path, index], owner));
    } else if (shape.properties && typeof value === 'object' && value !== null) {
      for (const [name, property] of Object.entries(shape.properties)) {
        if (Object.hasOwn(value, name))
          visit(property, (value as Record<string, unknown>)[name], [...path, name], value);
      }
    }
  };

  visit(shapeOf(kind), body, [], body);
  return found;
}

function pinOf(use: { locale?: unknown; edition?: unknown }): { pinLocale?: string; pinEdition?: number } {
  if (typeof use.locale !== 'string' || typeof use.edition !== 'number') return {};
  return { pinLocale: use.locale, pinEdition: use.edition };
}
