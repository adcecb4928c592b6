import { plainText } from '../rich-text/plain.js';
import type { RichText } from '../kinds/rich-text-shape.js';
import { isPlainObject } from '../kinds/plain-json.js';

/** The words of a part of a draft, whatever it is: text as it is, rich text without its marks, an entry's fields line by line. */
export function partText(value: unknown): string {
  return linesOf(value).join('\n').trim();
}

function linesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(linesOf);
  if (!isPlainObject(value)) return [];
  if (typeof value['_type'] === 'string') return [plainText([value] as unknown as RichText)];
  return Object.entries(value).flatMap(([name, entry]) => (name.startsWith('_') ? [] : linesOf(entry)));
}
