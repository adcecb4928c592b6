import { stripAddress } from '../rich-text/web-address.js';
import { isPlainObject } from './plain-json.js';
import { branchOf, type ShapeNode } from './shape-node.js';
import { LIMITS } from './shapes.js';

/** What was left out of a list, so that a problem can name the place in what the caller sent. */
export type Origins = WeakMap<object, readonly number[]>;

export interface Normalised {
  readonly value: object;
  readonly origins: Origins;
}

// Line feed and tab are the only control characters that mean something in a body; PostgreSQL refuses U+0000 altogether.
// Built from text because a control character in a regular expression is usually a mistake, and here it is the point.
const CONTROL = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\ufeff]', 'gu');
const LONE_SURROGATE = /\p{Surrogate}/gu;
// Normalising sorts each run of combining marks in quadratic time (800,000 of them take minutes), so runs are parted as the
// Stream-Safe Text Format of Unicode (UAX #15, section 13) does it: a grapheme joiner after every thirtieth.
const LONG_RUN_OF_MARKS = /(?:(?!\u034f)\p{M}){30}(?=(?!\u034f)\p{M})/gu;

/**
 * One way to write each body: equal words give equal bytes (and hashes) whoever typed them. Optional fields that hold nothing
 * are dropped; whatever does not fit the shape is left as it came, for validation to name.
 */
export function normalise(shape: ShapeNode, input: Record<string, unknown>): Normalised {
  const origins: Origins = new WeakMap();
  return { value: fitObject(shape, shape.properties ?? {}, input, origins), origins };
}

export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/gu, '\n')
    .replace(CONTROL, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(LONG_RUN_OF_MARKS, '$&\u034f')
    .normalize('NFC');
}

function fit(shape: ShapeNode, value: unknown, optional: boolean, origins: Origins): unknown {
  if (shape.anyOf) {
    const branch = branchOf(shape.anyOf, value);
    return branch ? fit(branch, value, optional, origins) : value;
  }
  if (typeof value === 'string') return fitText(shape, value);
  if (Array.isArray(value)) return shape.items ? fitList(shape.items, value, optional, origins) : value;
  if (isPlainObject(value) && shape.properties) return fitObject(shape, shape.properties, value, origins);
  return value;
}

function fitObject(
  shape: ShapeNode,
  properties: Readonly<Record<string, ShapeNode>>,
  value: Record<string, unknown>,
  origins: Origins,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value)) {
    if (entry === undefined) continue;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!property) {
      result[name] = entry;
      continue;
    }
    const optional = !shape.required?.includes(name);
    const fitted = fit(property, entry, optional, origins);
    if (!optional || !isNothing(fitted)) result[name] = fitted;
  }
  return result;
}

/** Lists of text lose their blank entries, unless the list is required (the cells of a row, whose places mean something). */
function fitList(items: ShapeNode, value: readonly unknown[], optional: boolean, origins: Origins): unknown[] {
  if (!optional || items.type !== 'string') return value.map((entry) => fit(items, entry, false, origins));
  const kept: number[] = [];
  const result: unknown[] = [];
  value.forEach((entry, index) => {
    const fitted = fit(items, entry, false, origins);
    if (isNothing(fitted)) return;
    kept.push(index);
    result.push(fitted);
  });
  if (kept.length !== value.length) origins.set(result, kept);
  return result;
}

function fitText(shape: ShapeNode, text: string): string {
  if (shape.const !== undefined || shape.enum) return text.trim();
  if (shape.format === 'web-address') return stripAddress(cleanText(text));
  if (shape['x-almanac-reference']) return cleanText(text).trim().toLowerCase();
  const clean = cleanText(text);
  // The blank at the end of a span parts two words.
  if (shape.maxLength === LIMITS.spanText) return clean;
  if (shape.maxLength !== undefined && shape.maxLength <= LIMITS.line) return oneLine(clean);
  return trimLines(clean);
}

/** Split rather than matched: a pattern with blanks on both sides of the line feed takes quadratic time on two million blanks. */
function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

function trimLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isPlainObject(value) && Object.keys(value).length === 0;
}
