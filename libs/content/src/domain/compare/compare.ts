import { isDeepStrictEqual } from 'node:util';
import { shapeOf, branchOf, type ShapeNode } from '../kinds/shape-node.js';
import type { Body, Kind } from '../kinds/kinds.js';
import type { TextBlock } from '../kinds/rich-text-shape.js';
import { wordsOf } from '../rich-text/plain.js';
import { align, type Identity } from './align.js';
import type { Difference, EntryDifference, FieldDifference, Scalar } from './difference.js';
import { formattingOf, saidBy } from './said.js';
import { compareWords } from './words.js';

/** What is compared: a body, with the slug beside it. Null stands for a version that there is not. */
export interface Compared<K extends Kind = Kind> {
  readonly slug: string | null;
  readonly body: Body<K>;
}

/** What differs between two versions of a variant, field by field in the order of the kind's shape; empty when nothing does. */
export function compareBodies<K extends Kind>(
  kind: K,
  before: Compared<K> | null,
  after: Compared<K> | null,
  locale: string,
): readonly FieldDifference[] {
  const comparing = new Comparing(locale);
  const slug = comparing.value(before?.slug ?? undefined, after?.slug ?? undefined);
  return [
    ...(slug ? [{ name: 'slug', fate: fateOf(before?.slug, after?.slug), difference: slug }] : []),
    ...comparing.fields(shapeOf(kind), before?.body ?? {}, after?.body ?? {}),
  ];
}

type Fields = Readonly<Record<string, unknown>>;

class Comparing {
  constructor(private readonly locale: string) {}

  fields(shape: ShapeNode, before: object, after: object): FieldDifference[] {
    return Object.entries(shape.properties ?? {}).flatMap(([name, property]) => {
      if (name === '_key' || name === '_type') return [];
      const [older, newer] = [(before as Fields)[name], (after as Fields)[name]];
      const difference = this.differ(property, older, newer);
      return difference ? [{ name, fate: fateOf(older, newer), difference }] : [];
    });
  }

  value(before: unknown, after: unknown): Difference | null {
    if (before === after) return null;
    return { form: 'value', before: (before ?? null) as Scalar | null, after: (after ?? null) as Scalar | null };
  }

  private differ(shape: ShapeNode, before: unknown, after: unknown): Difference | null {
    if (isDeepStrictEqual(before, after)) return null;
    if (shape.items) return this.entries(shape.items, before, after);
    if (shape.anyOf || shape.properties) return this.object(shape, before, after);
    if (isProse(shape)) return this.words(before, after);
    if (shape['x-almanac-reference'])
      return { form: 'reference', before: textOr(before) || null, after: textOr(after) || null };
    return this.value(before, after);
  }

  private words(before: unknown, after: unknown): Difference | null {
    const [older, newer] = [textOr(before), textOr(after)];
    if (older === newer) return null;
    return { form: 'words', before: older, after: newer, words: compareWords(older, newer, this.locale) };
  }

  private object(shape: ShapeNode, before: unknown, after: unknown): Difference | null {
    const branch = shape.anyOf ? (branchOf(shape.anyOf, after) ?? branchOf(shape.anyOf, before)) : shape;
    if (!branch) return null;
    const [older, newer] = [(before ?? {}) as Fields, (after ?? {}) as Fields];
    const fields = isTextBlock(branch) ? this.textBlock(older, newer) : this.fields(branch, older, newer);
    return fields.length === 0 ? null : { form: 'fields', fields };
  }

  /** Spans are how words are stored. What a reader sees is the words, what sort of block it is, and what is marked in it. */
  private textBlock(before: Fields, after: Fields): FieldDifference[] {
    const [older, newer] = [blockOf(before), blockOf(after)];
    const [wasText, isText] = [older && wordsOf(older), newer && wordsOf(newer)];
    const text = this.words(wasText, isText);
    // Where the words changed anyway, what is marked changed with them: then only the sorts of marks are compared.
    const marks = text ? 'sorts' : 'places';
    const formatting = this.entries(LINE, formattingOf(older, marks), formattingOf(newer, marks));
    const plain = (['style', 'listItem', 'level'] as const).flatMap((name): FieldDifference[] => {
      const [was, is] = [older?.[name] ?? DEFAULTS[name], newer?.[name] ?? DEFAULTS[name]];
      const difference = older && newer ? this.value(was, is) : null;
      return difference ? [{ name, fate: fateOf(was, is), difference }] : [];
    });
    return [
      ...(text ? [{ name: 'text', fate: fateOf(wasText, isText), difference: text }] : []),
      ...plain,
      ...(formatting ? [{ name: 'formatting', fate: 'CHANGED' as const, difference: formatting }] : []),
    ];
  }

  private entries(shape: ShapeNode, before: unknown, after: unknown): Difference | null {
    const [older, newer] = [listOr(before), listOr(after)];
    const entries = align(older, newer, identityOf(shape)).map(
      ({ before: from, after: to, moved }): EntryDifference => {
        const [was, is] = [from === null ? undefined : older[from], to === null ? undefined : newer[to]];
        const difference = this.differ(shape, was, is);
        const entry = is ?? was;
        return {
          fate: from === null ? 'ADDED' : to === null ? 'REMOVED' : difference ? 'CHANGED' : 'SAME',
          moved,
          before: from,
          after: to,
          key: memberOf(entry, '_key'),
          type: memberOf(entry, '_type'),
          said: saidBy(shape, entry),
          difference,
        };
      },
    );
    return entries.every(({ fate, moved }) => fate === 'SAME' && !moved) ? null : { form: 'entries', entries };
  }
}

const LINE: ShapeNode = { type: 'string' };
const DEFAULTS = { style: 'normal', listItem: undefined, level: undefined } as const;

/** Written for people: everything that is not chosen from a list, a date, an address, a number or an id. */
function isProse(shape: ShapeNode): boolean {
  return (
    shape.type === 'string' &&
    !shape.enum &&
    shape.format === undefined &&
    shape.pattern === undefined &&
    shape['x-almanac-reference'] === undefined
  );
}

function isTextBlock(shape: ShapeNode): boolean {
  return shape.properties?.['_type']?.const === 'block';
}

function blockOf(value: Fields): TextBlock | undefined {
  return value['_type'] === 'block' ? (value as unknown as TextBlock) : undefined;
}

/** A reference that gives way to another was taken away and another put there; words that give way to others were rewritten. */
function identityOf(shape: ShapeNode): Identity<unknown> {
  return {
    name: (entry) => {
      const key = memberOf(entry, '_key');
      return key === null ? null : `${memberOf(entry, '_type') ?? ''} ${key}`;
    },
    content: (entry) => contentOf(entry),
    mayBecome: (before, after) =>
      shape['x-almanac-reference'] === undefined && memberOf(before, '_type') === memberOf(after, '_type'),
  };
}

/** What an entry says, whatever it and its parts are called. */
function contentOf(entry: unknown): string {
  return JSON.stringify(entry, (name, value: unknown) => {
    if (name === '_key') return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

function memberOf(entry: unknown, name: '_key' | '_type'): string | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const value = (entry as Fields)[name];
  return typeof value === 'string' ? value : null;
}

function fateOf(before: unknown, after: unknown): 'ADDED' | 'REMOVED' | 'CHANGED' {
  if (before === undefined || before === null) return 'ADDED';
  return after === undefined || after === null ? 'REMOVED' : 'CHANGED';
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOr(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
