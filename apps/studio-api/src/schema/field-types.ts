import type { Type } from '@nestjs/common';
import { Field, Float, ID, InputType, Int, ObjectType, type ReturnTypeFunc } from '@nestjs/graphql';
import type { GraphQLScalarType } from 'graphql';
import { PortableTextScalar } from '#edge';
import { type Body, type Kind, KINDS, SHAPES } from '#content';
import { enumOfValues } from './enums.js';
import { forEachKind, KIND_NAMES } from './kind-names.js';

/**
 * The GraphQL types of what documents hold, made from the one description of the kinds, so that a field cannot be forgotten
 * here. Names can be guessed: `ArticleDraft` and `ArticleFieldsInput`, and below them `CourseLesson` and `CourseLessonInput`.
 */

/** A shape, seen as the JSON Schema that it is. */
export interface ShapeNode {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, ShapeNode>>;
  readonly required?: readonly string[];
  readonly items?: ShapeNode;
  readonly enum?: readonly string[];
  readonly 'x-almanac-reference'?: object;
  readonly 'x-almanac-rich-text'?: true;
}

export function shapeOf(kind: Kind): ShapeNode {
  return SHAPES[kind] as unknown as ShapeNode;
}

type FieldType =
  Type<unknown> | GraphQLScalarType | Readonly<Record<string, string>> | StringConstructor | BooleanConstructor;
type Direction = 'draft' | 'input';

/** `modules` of a course is a CourseModule, whatever it stands in. */
function nestedName(kind: Kind, property: string): string {
  const singular = property.replace(/s$/, '');
  return `${KIND_NAMES[kind]}${singular.charAt(0).toUpperCase()}${singular.slice(1)}`;
}

class KindTypes {
  private readonly made = new Map<string, ShapeNode>();

  constructor(
    private readonly kind: Kind,
    private readonly direction: Direction,
  ) {}

  root(): Type<object> {
    const name = KIND_NAMES[this.kind];
    const shape = shapeOf(this.kind);
    return this.objectType(this.direction === 'draft' ? `${name}Draft` : `${name}FieldsInput`, shape);
  }

  private objectType(name: string, shape: ShapeNode): Type<object> {
    if (this.made.has(name))
      throw new Error(`Two shapes of ${this.kind} would both be called ${name}: name them apart.`);
    this.made.set(name, shape);
    const type = { [name]: class {} }[name] as Type<object>;
    const description = shape.description ?? name;
    (this.direction === 'draft' ? ObjectType(name, { description }) : InputType(name, { description }))(type);
    for (const [property, node] of Object.entries(shape.properties ?? {})) {
      const list = isList(node);
      const fieldType = this.fieldType(property, list && node.items ? node.items : node);
      const required = shape.required?.includes(property) ?? false;
      // A draft shows a list that holds nothing as empty; an input tells "leave it" (absent) from "clear it" (null).
      const nullable = !required && (this.direction === 'input' || !(list || isRichText(node)));
      Field((() => (list ? [fieldType] : fieldType)) as ReturnTypeFunc, {
        nullable,
        description: node.description ?? property,
      })(type.prototype as object, property);
    }
    return type;
  }

  private fieldType(property: string, node: ShapeNode): FieldType {
    if (isRichText(node)) return PortableTextScalar;
    if (node.properties)
      return this.objectType(nestedName(this.kind, property) + (this.direction === 'input' ? 'Input' : ''), node);
    if (node.enum) return enumOfValues(node.enum);
    if (node['x-almanac-reference']) return ID;
    switch (node.type) {
      case 'string':
        return String;
      case 'boolean':
        return Boolean;
      case 'integer':
        return Int;
      case 'number':
        return Float;
      default:
        throw new Error(
          `The field ${property} of ${this.kind} has a shape (${node.type ?? 'none'}) that has no GraphQL type yet.`,
        );
    }
  }
}

function isRichText(node: ShapeNode): boolean {
  return node['x-almanac-rich-text'] === true;
}

function isList(node: ShapeNode): boolean {
  return node.type === 'array' && !isRichText(node);
}

/** What a draft or a revision of each kind shows. */
export const DRAFT_TYPES = forEachKind(KINDS, (kind) => new KindTypes(kind, 'draft').root());

/** What may be written into a draft of each kind. */
export const FIELDS_INPUTS = forEachKind(KINDS, (kind) => new KindTypes(kind, 'input').root());

/** A body with its empty lists spelled out. */
export function shownBody(kind: Kind, body: Body): object {
  return shown(shapeOf(kind), body) as object;
}

function shown(shape: ShapeNode, value: unknown): unknown {
  if (isRichText(shape)) return value ?? [];
  if (shape.type === 'array') {
    const items = shape.items;
    return Array.isArray(value) ? value.map((entry: unknown) => (items ? shown(items, entry) : entry)) : [];
  }
  if (!shape.properties || typeof value !== 'object' || value === null) return value ?? null;
  const object = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(shape.properties).map(([name, property]) => [name, shown(property, object[name])]),
  );
}

/**
 * What a caller sent, as plain objects of our own making with the names of the shape and no other. Rich text is handed on as
 * it came: the service looks at it before anything else does, and walks no deeper than it must.
 */
export function plainFields(kind: Kind, input: object): Readonly<Record<string, unknown>> {
  return plain(shapeOf(kind), input) as Record<string, unknown>;
}

function plain(shape: ShapeNode, value: unknown): unknown {
  if (isRichText(shape)) return value;
  if (Array.isArray(value)) {
    const items = shape.items;
    return items ? value.map((entry: unknown) => plain(items, entry)) : value;
  }
  if (!shape.properties || typeof value !== 'object' || value === null) return value;
  const object = value as Readonly<Record<string, unknown>>;
  const given = Object.entries(shape.properties).filter(([name]) => Object.hasOwn(object, name));
  return Object.fromEntries(given.map(([name, property]) => [name, plain(property, object[name])]));
}
