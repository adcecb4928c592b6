import type { ProblemPath } from '#platform';
import { InvalidField, shortened } from './problems.js';
import { LIMITS } from './shapes.js';

/** Deep enough for every shape of ours (a span inside a callout is at 7), shallow enough that recursion is safe everywhere. */
export const MAX_DEPTH = 32;

const REFUSED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const CONTROL = /[\p{Cc}"\\]/u;

/**
 * Refusals that must come before anything looks at the meaning: too deep, too large, names that reach into prototypes, and
 * values that JSON cannot hold. Every visited value adds to the size, so the walk ends after at most `bodyBytes` steps even
 * when the input refers to itself.
 */
export function refusePlainJson(input: unknown): InvalidField[] {
  const problems: InvalidField[] = [];
  const path: (string | number)[] = [];
  let bytes = 0;

  const refuse = (message: string, at: ProblemPath = [...path]): false => {
    problems.push(new InvalidField(message, at));
    return false;
  };
  const add = (count: number): boolean => {
    bytes += count;
    if (bytes <= LIMITS.bodyBytes) return true;
    return refuse(`This is larger than ${LIMITS.bodyBytes} bytes: divide it into several documents.`, []);
  };

  /** False ends the walk: one refusal of this kind is enough to send everything back. */
  const visit = (value: unknown, depth: number): boolean => {
    if (typeof value === 'string') return add(stringBytes(value));
    if (typeof value === 'boolean' || value === null || value === undefined) return add(4);
    if (typeof value === 'number') {
      return Number.isFinite(value)
        ? add(String(value).length)
        : refuse('JSON has no such number: give a finite number.');
    }
    if (typeof value !== 'object')
      return refuse(`JSON cannot hold a ${typeof value}: give text, a number, a list or an object.`);
    if (depth > MAX_DEPTH)
      return refuse(`This is nested deeper than ${MAX_DEPTH} levels: no field of ours goes that deep.`);
    if (!add(2)) return false;
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) {
        path.push(index);
        if (!add(1) || !visit(value[index], depth + 1)) return false;
        path.pop();
      }
      return true;
    }
    if (!isPlainObject(value)) return refuse('JSON cannot hold this object: give plain data.');
    for (const [key, entry] of Object.entries(value)) {
      path.push(key);
      if (REFUSED_KEYS.has(key)) return refuse(`“${shortened(key)}” is not a field: remove it.`);
      if (!add(stringBytes(key) + 2) || !visit(entry, depth + 1)) return false;
      path.pop();
    }
    return true;
  };

  visit(input, 1);
  return problems;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // Compared by shape, not identity: objects from another realm (a driver, a test sandbox) are plain too.
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function stringBytes(text: string): number {
  if (text.length > LIMITS.bodyBytes) return text.length;
  return CONTROL.test(text) ? Buffer.byteLength(JSON.stringify(text)) : Buffer.byteLength(text) + 2;
}
