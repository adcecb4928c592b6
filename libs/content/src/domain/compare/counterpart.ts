import type { Body, Kind } from '../kinds/kinds.js';
import { branchOf, type ShapeNode, shapeOf } from '../kinds/shape-node.js';
import type { Change } from './changes.js';
import { saidBy } from './said.js';

/**
 * What a translation says where its source changed: in the entry of the same key, which both have from the day on which the
 * translation was begun, or in the field of the same name. Null where it says nothing.
 */
export function counterpartOf(kind: Kind, translation: Body, change: Pick<Change, 'key' | 'path'>): string | null {
  const shape = shapeOf(kind);
  const said =
    change.key === null ? ofField(shape, translation, change.path[0]) : ofKey(shape, translation, change.key);
  return said === '' ? null : said;
}

function ofField(shape: ShapeNode, body: object, name: string | number | undefined): string {
  const property = typeof name === 'string' ? shape.properties?.[name] : undefined;
  return property && typeof name === 'string' ? saidBy(property, (body as Record<string, unknown>)[name]) : '';
}

function ofKey(shape: ShapeNode, value: unknown, key: string): string {
  if (typeof value !== 'object' || value === null) return '';
  if (Array.isArray(value)) {
    const { items } = shape;
    if (!items) return '';
    for (const entry of value as unknown[]) {
      const said = ofKey(items, entry, key);
      if (said !== '') return said;
    }
    return '';
  }
  const branch = shape.anyOf ? branchOf(shape.anyOf, value) : shape;
  if (!branch) return '';
  const fields = value as Readonly<Record<string, unknown>>;
  if (fields['_key'] === key) return saidBy(branch, value);
  for (const [name, property] of Object.entries(branch.properties ?? {})) {
    const said = ofKey(property, fields[name], key);
    if (said !== '') return said;
  }
  return '';
}
