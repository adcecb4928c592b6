import { type Kind, SHAPES } from './kinds.js';
import type { ReferenceKeyword } from './shapes.js';

/** A shape, seen as the JSON Schema that it is: what walks of shape and value (normalising, extracting, publishing) read. */
export interface ShapeNode {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, ShapeNode>>;
  readonly required?: readonly string[];
  readonly items?: ShapeNode;
  readonly anyOf?: readonly ShapeNode[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly 'x-almanac-reference'?: ReferenceKeyword;
  readonly 'x-almanac-rich-text'?: true;
}

export function shapeOf(kind: Kind): ShapeNode {
  // Through unknown: the library types an absent `required` as undefined.
  return SHAPES[kind] as unknown as ShapeNode;
}

/** The branch of a union that a value says it is, by `_type`; undefined when it names none of them. */
export function branchOf(union: readonly ShapeNode[], value: unknown): ShapeNode | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const type = (value as { _type?: unknown })._type;
  return union.find((branch) => branch.properties?.['_type']?.const === type && type !== undefined);
}

export function typeNames(union: readonly ShapeNode[]): string[] {
  return union.flatMap((branch) => branch.properties?.['_type']?.const ?? []);
}
