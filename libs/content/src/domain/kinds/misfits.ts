import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { ProblemPath } from '#platform';
import { safeHref } from '../rich-text/web-address.js';
import { fieldMessage, nameOf, unknownType } from './field-messages.js';
import { KINDS } from './kinds.js';
import type { Normalised, Origins } from './normalise.js';
import { isPlainObject } from './plain-json.js';
import { InvalidField } from './problems.js';
import { branchOf, type ShapeNode, shapeOf, typeNames } from './shape-node.js';

const ajv = new Ajv2020({ allErrors: true, verbose: true });
ajv.addVocabulary(['x-almanac-reference', 'x-almanac-rich-text']);
ajv.addFormat('date', fullFormats.date);
ajv.addFormat('web-address', (value: string) => safeHref(value) !== null);

const validators = new Map<ShapeNode, ValidateFunction>();

/**
 * What does not fit the shape, in document order, at most `limit` of it.
 *
 * Each object is validated by itself and the walk goes down between them. A validator of the whole body would collect every
 * error first: two megabytes of `{}` are millions of them, and a union would report each branch that the value is not.
 */
export function misfits(shape: ShapeNode, { value, origins }: Normalised, limit: number): InvalidField[] {
  const walk = new Walk(limit, origins);
  walk.into(shape, value, []);
  return walk.problems;
}

class Walk {
  readonly problems: InvalidField[] = [];

  constructor(
    private readonly limit: number,
    private readonly origins: Origins,
  ) {}

  into(shape: ShapeNode, value: unknown, path: ProblemPath): void {
    if (this.problems.length >= this.limit) return;
    if (shape.items) this.intoList(shape.items, shape.maxItems ?? Infinity, value, path);
    else if (shape.anyOf) this.intoUnion(shape.anyOf, value, path);
    else if (shape.properties) this.intoObject(shape, shape.properties, value, path);
  }

  /** What stands beyond the limit of a list is not looked at: the list is refused as a whole. */
  private intoList(items: ShapeNode, maxItems: number, value: unknown, path: ProblemPath): void {
    if (!Array.isArray(value) || !holdsObjects(items)) return;
    for (let index = 0; index < Math.min(value.length, maxItems) && this.problems.length < this.limit; index += 1) {
      this.into(items, value[index], [...path, index]);
    }
  }

  private intoUnion(branches: readonly ShapeNode[], value: unknown, path: ProblemPath): void {
    if (!isPlainObject(value)) return this.refuse(`${nameOf(path)} must be an object.`, path);
    const branch = branchOf(branches, value);
    if (!branch) return this.refuse(unknownType(value['_type'], typeNames(branches)), [...path, '_type']);
    this.into(branch, value, path);
  }

  private intoObject(
    shape: ShapeNode,
    properties: Readonly<Record<string, ShapeNode>>,
    value: unknown,
    path: ProblemPath,
  ): void {
    if (!isPlainObject(value)) return this.refuse(`${nameOf(path)} must be an object.`, path);
    const validate = validatorOf(shape);
    if (!validate(value)) {
      for (const error of validate.errors ?? []) this.report(error, value, path);
    }
    for (const [name, property] of Object.entries(properties)) {
      if (isNested(property) && Object.hasOwn(value, name)) this.into(property, value[name], [...path, name]);
    }
  }

  private report(error: ErrorObject, value: unknown, above: ProblemPath): void {
    // The switch around the entries of a list (see `ownFields`) is no finding of its own.
    if (error.keyword === 'if') return;
    const path = [...above, ...this.placeOf(error.instancePath, value)];
    const { message, below } = fieldMessage(error, path);
    this.refuse(message, below === undefined ? path : [...path, below]);
  }

  /** A JSON pointer into the normalised object, as the place in what the caller sent. */
  private placeOf(pointer: string, value: unknown): ProblemPath {
    let at = value;
    return pointer
      .split('/')
      .slice(1)
      .map((part) => {
        const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
        const parent = at;
        at = typeof parent === 'object' && parent !== null ? (parent as Record<string, unknown>)[key] : undefined;
        if (!Array.isArray(parent)) return key;
        return this.origins.get(parent)?.[Number(key)] ?? Number(key);
      });
  }

  private refuse(message: string, path: ProblemPath): void {
    if (this.problems.length < this.limit) this.problems.push(new InvalidField(message, path));
  }
}

function validatorOf(shape: ShapeNode): ValidateFunction {
  const known = validators.get(shape);
  if (known) return known;
  const compiled = ajv.compile(ownFields(shape));
  validators.set(shape, compiled);
  return compiled;
}

/** The shape without what the walk reaches by itself: objects are left to it, lists of objects keep only their length. */
function ownFields(shape: ShapeNode): object {
  const properties = Object.entries(shape.properties ?? {}).map(
    ([name, property]) => [name, ownField(property)] as const,
  );
  return { ...shape, properties: Object.fromEntries(properties) };
}

function ownField(property: ShapeNode): object {
  if (property.anyOf || property.properties) return {};
  if (!property.items) return property;
  const { items, ...list } = property;
  if (holdsObjects(items)) return list;
  return { ...list, if: { maxItems: list.maxItems ?? Number.MAX_SAFE_INTEGER }, then: { items } };
}

function isNested(property: ShapeNode): boolean {
  return property.items ? holdsObjects(property.items) : holdsObjects(property);
}

function holdsObjects(shape: ShapeNode): boolean {
  return shape.anyOf !== undefined || shape.properties !== undefined;
}

/** Compiles what otherwise the first save of each shape would: some 70 ms of a process that takes saves from people. */
export function prepareShapes(): void {
  for (const kind of KINDS) compileAll(shapeOf(kind));
}

function compileAll(shape: ShapeNode): void {
  if (shape.properties) validatorOf(shape);
  for (const below of [
    ...Object.values(shape.properties ?? {}),
    ...(shape.anyOf ?? []),
    ...(shape.items ? [shape.items] : []),
  ])
    compileAll(below);
}
