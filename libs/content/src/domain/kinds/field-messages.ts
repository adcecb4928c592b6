import type { ErrorObject } from 'ajv';
import type { ProblemPath } from '#platform';
import { shortened } from './problems.js';
import type { ShapeNode } from './shape-node.js';

/** What the validator found, as a sentence that says what to do, and the part of the path that the validator left out. */
export interface FieldMessage {
  readonly message: string;
  readonly below?: string;
}

export function fieldMessage(error: ErrorObject, path: ProblemPath): FieldMessage {
  const shape = (error.parentSchema ?? {}) as ShapeNode;
  const params = error.params as Record<string, unknown>;
  const field = nameOf(path);
  switch (error.keyword) {
    case 'type':
      return { message: `${field} must be ${typeName(shape)}.` };
    case 'maxLength':
      return {
        message: `${field} has ${[...(error.data as string)].length} characters: shorten it to ${shape.maxLength ?? 0} at most.`,
      };
    case 'minLength':
      return { message: `${field} is empty: write something or leave it out.` };
    case 'maxItems':
      return {
        message: `${field} has ${(error.data as unknown[]).length} entries: keep ${shape.maxItems ?? 0} at most.`,
      };
    case 'minimum':
      return { message: `${field} must be at least ${shape.minimum ?? 0}.` };
    case 'maximum':
      return { message: `${field} must be at most ${shape.maximum ?? 0}.` };
    case 'enum':
      return { message: `${field} must be one of: ${(shape.enum ?? []).join(', ')}.` };
    case 'const':
      return { message: `${field} must be “${shape.const ?? ''}”.` };
    case 'format':
      return {
        message: `${field} ${shape.format === 'date' ? 'must be a day of the calendar, written YYYY-MM-DD.' : 'must be a full http:, https:, mailto: or tel: address.'}`,
      };
    case 'pattern':
      return { message: `${field} ${patternHint(shape)}` };
    case 'required': {
      const missing = String(params['missingProperty']);
      return { message: `“${missing}” is missing: add it.`, below: missing };
    }
    case 'additionalProperties': {
      const extra = String(params['additionalProperty']);
      const known = Object.keys(shape.properties ?? {}).join(', ');
      return {
        message: `“${shortened(extra)}” is not a field here: remove it, or use one of: ${known}.`,
        below: extra,
      };
    }
    default:
      return { message: `${field} ${error.message ?? 'is not valid'}.` };
  }
}

export function nameOf(path: ProblemPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'The body';
  if (typeof last === 'string') return `“${shortened(last)}”`;
  const list = path.at(-2);
  return typeof list === 'string' ? `Entry ${last + 1} of “${list}”` : `Entry ${last + 1}`;
}

function typeName(shape: ShapeNode): string {
  const names: Record<string, string> = {
    string: 'text',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
  };
  return names[shape.type ?? ''] ?? 'of another type';
}

function patternHint(shape: ShapeNode): string {
  if (shape['x-almanac-reference'])
    return 'must be the id of a document, such as 0190c0de-0000-7000-8000-000000000000.';
  if (shape.pattern?.startsWith('^10')) return 'must be a DOI that starts with “10.”, without https://doi.org/.';
  if (shape.pattern?.startsWith('^\\d{4}'))
    return 'must be a year, a month or a day, written YYYY, YYYY-MM or YYYY-MM-DD.';
  if (shape.pattern?.includes('global')) return 'must be “global” or a region code such as US or US-CA.';
  return 'may hold only letters A-Z and a-z, digits, “_” and “-”.';
}

export function unknownType(type: unknown, known: readonly string[]): string {
  const choice = known.join(', ');
  return typeof type === 'string'
    ? `“${shortened(type)}” is not a type that is known here: use one of: ${choice}.`
    : `“_type” is missing: set it to one of: ${choice}.`;
}
