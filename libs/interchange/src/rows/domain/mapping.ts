import { isKind, type Kind } from '#content';
import { type Static, Type } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { BadInput, type Problem } from '#platform';

const Column = (description: string) => Type.String({ minLength: 1, maxLength: 200, description });
const Values = Type.Optional(
  Type.Record(Type.String(), Type.Unknown(), {
    description:
      'What stands for what: a value of the column, and the value that it means. One that is not here is refused.',
  }),
);

const Field = Type.Union(
  [
    Column('A column, taken as it is.'),
    Type.Object({ value: Type.Unknown({ description: 'The same in every row.' }) }, { additionalProperties: false }),
    Type.Object(
      {
        column: Column('The column; in NDJSON a path such as `meta.title`.'),
        as: Type.Optional(
          Type.Enum(['text', 'number', 'boolean', 'markdown', 'html', 'paragraphs', 'reference'], {
            description:
              'What to make of it: `text` (the default); `number`; `boolean` (true, yes, 1, or false, no, 0); rich text of `markdown`, `html` or plain `paragraphs`; a `reference` to another row of the same system, by its id.',
          }),
        ),
        split: Type.Optional(
          Type.String({ minLength: 1, maxLength: 10, description: 'Makes a list of it, at this separator.' }),
        ),
        values: Values,
      },
      { additionalProperties: false },
    ),
  ],
  { description: 'Where the field comes from.' },
);

/** How columns of another system become fields of a document. Published as a JSON Schema. */
export const Mapping = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    system: Type.String({
      minLength: 1,
      maxLength: 100,
      description:
        'Name of the system that the rows come from. With a row’s id it says, next time, which document this is.',
    }),
    id: Column('The column that holds the id of the row in that system.'),
    kind: Type.Union([
      Type.String({ description: 'The kind of every row.' }),
      Type.Object({ column: Column('The column that says it.'), values: Values }, { additionalProperties: false }),
    ]),
    locale: Type.Optional(
      Type.Union([
        Type.String({ description: 'The locale of every row; the default one when left out.' }),
        Type.Object({ column: Column('The column that says it.'), values: Values }, { additionalProperties: false }),
      ]),
    ),
    slug: Type.Optional(Column('The column that holds the slug; made of the title when left out.')),
    fields: Type.Record(Type.String(), Field, {
      description: 'By field of the document, or a path into it such as `measure.value`.',
    }),
  },
  {
    additionalProperties: false,
    description: 'How rows of another system become documents: for `almanac import --mapping`.',
  },
);
export type Mapping = Static<typeof Mapping>;
type FieldRule = Static<typeof Field>;

/** A row as a document is made of it. References are `{ "$ref": "<id of a row>" }`, at any depth. */
export interface RowDocument {
  readonly id: string;
  readonly kind: Kind;
  readonly locale: string;
  readonly slug: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a rich-text rule is turned into, by whoever can read it. */
export type ToRichText = (text: string, from: 'markdown' | 'html' | 'paragraphs') => unknown;

/** Why a row cannot be read, in a sentence. */
export class RowMisfit extends Error {}

export function parseMapping(value: unknown): Mapping {
  if (Check(Mapping, value)) return value;
  const [first] = Errors(Mapping, value);
  const place = first?.instancePath.slice(1).replaceAll('/', '.') ?? '';
  const problem: Problem = new BadInput(
    `The mapping does not fit${place ? ` at "${place}"` : ''} (${first?.message ?? 'it is no object'}): see docs/how-to/import-rows.md.`,
    ['mapping'],
  );
  throw problem;
}

export function mapRow(
  mapping: Mapping,
  row: Readonly<Record<string, unknown>>,
  defaultLocale: string,
  toRichText: ToRichText,
): RowDocument {
  const id = textOf(at(row, mapping.id));
  if (id === '') throw new RowMisfit(`The column "${mapping.id}" is empty: every row needs its id.`);
  const kind = choose(mapping.kind, row);
  if (typeof kind !== 'string' || !isKind(kind)) throw new RowMisfit(`"${String(kind)}" is not a kind.`);
  const locale = mapping.locale === undefined ? defaultLocale : choose(mapping.locale, row);
  const fields: Record<string, unknown> = {};
  for (const [field, rule] of Object.entries(mapping.fields)) {
    const value = valueOf(rule, row, toRichText);
    if (value !== undefined) place(fields, field.split('.'), value);
  }
  const slug = mapping.slug === undefined ? '' : textOf(at(row, mapping.slug));
  return { id, kind, locale: String(locale), slug: slug === '' ? null : slug, fields };
}

/** A row of NDJSON that is written as documents are: `{ id, kind, locale, slug, fields }`. */
export function nativeRow(row: Readonly<Record<string, unknown>>, defaultLocale: string): RowDocument {
  const { id, kind, locale, slug, fields } = row;
  const strange = Object.keys(row).find((name) => !['id', 'kind', 'locale', 'slug', 'fields'].includes(name));
  if (strange !== undefined)
    throw new RowMisfit(`It has a member "${strange}": rows without a mapping have id, kind, locale, slug and fields.`);
  if ((typeof id !== 'string' && typeof id !== 'number') || String(id) === '')
    throw new RowMisfit('"id" is missing: every row needs its id.');
  if (typeof kind !== 'string' || !isKind(kind)) throw new RowMisfit(`"${String(kind)}" is not a kind.`);
  if (locale !== undefined && typeof locale !== 'string') throw new RowMisfit('"locale" must be a text.');
  if (slug !== undefined && slug !== null && typeof slug !== 'string') throw new RowMisfit('"slug" must be a text.');
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new RowMisfit('"fields" must be an object of fields.');
  return {
    id: String(id),
    kind,
    locale: locale ?? defaultLocale,
    slug: slug ?? null,
    fields: fields as Record<string, unknown>,
  };
}

function choose(rule: Mapping['kind'], row: Readonly<Record<string, unknown>>): unknown {
  return typeof rule === 'string' ? rule : translated(textOf(at(row, rule.column)), rule.values, rule.column);
}

function valueOf(rule: FieldRule, row: Readonly<Record<string, unknown>>, toRichText: ToRichText): unknown {
  if (typeof rule === 'string') return present(at(row, rule));
  if ('value' in rule) return rule.value;
  const { column, as = 'text', split, values } = rule;
  const given = present(at(row, column));
  if (given === undefined) return undefined;
  const one = (value: unknown) => {
    const meant = translated(typeof value === 'string' ? value.trim() : value, values, column);
    return as === 'text' ? meant : converted(meant, as, column, toRichText);
  };
  if (Array.isArray(given)) return given.map(one);
  if (split === undefined) return one(given);
  return textOf(given)
    .split(split)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(one);
}

function converted(value: unknown, as: string, column: string, toRichText: ToRichText): unknown {
  const text = textOf(value).trim();
  switch (as) {
    case 'number': {
      const number = Number(text);
      if (text === '' || !Number.isFinite(number)) throw new RowMisfit(`"${short(text)}" in "${column}" is no number.`);
      return number;
    }
    case 'boolean':
      if (/^(true|yes|1)$/i.test(text)) return true;
      if (/^(false|no|0)$/i.test(text)) return false;
      throw new RowMisfit(`"${short(text)}" in "${column}" is neither yes nor no.`);
    case 'reference':
      return { $ref: text };
    default:
      return toRichText(textOf(value), as as 'markdown' | 'html' | 'paragraphs');
  }
}

function translated(value: unknown, values: Readonly<Record<string, unknown>> | undefined, column: string): unknown {
  if (values === undefined) return value;
  const key = textOf(value);
  if (!Object.hasOwn(values, key))
    throw new RowMisfit(`"${short(key)}" in "${column}" stands for nothing: add it to the "values" of the mapping.`);
  return values[key];
}

/** A column by its name, else by its path. */
function at(row: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(row, name)) return row[name];
  let value: unknown = row;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

function place(fields: Record<string, unknown>, [first = '', ...rest]: readonly string[], value: unknown): void {
  // Defined, not assigned: a mapping may name `__proto__`, and then means a field that no kind has.
  const set = (member: unknown) =>
    Object.defineProperty(fields, first, { value: member, enumerable: true, configurable: true, writable: true });
  if (rest.length === 0) {
    set(value);
    return;
  }
  const inner = Object.hasOwn(fields, first) ? fields[first] : undefined;
  const owner = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  set(owner);
  place(owner, rest, value);
}

/** An empty cell says nothing. */
function present(value: unknown): unknown {
  return value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
