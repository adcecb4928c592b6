import { BadInput, type Problem } from '#platform';
import type { Kind } from '../kinds/kinds.js';
import { LIMITS } from '../kinds/shapes.js';
import { checkDraft } from '../kinds/validate.js';
import type { Edits, FieldEdit, ListEdit } from './merge.js';
import { type Block, keyedFields, SLUG } from './parts.js';

/** What a caller read before it changed something: hashes of the parts that it changed. */
export interface DraftBase {
  /** Version of the draft that was read: where `base` of a conflict is looked for. */
  readonly version?: number;
  readonly fields?: readonly { readonly field: string; readonly hash: string }[];
  readonly lists?: readonly ListBase[];
}

export interface ListBase {
  readonly field: string;
  readonly blocks?: readonly { readonly key: string; readonly hash: string }[];
  /** All keys as they were read, and as they are to be; both or none. */
  readonly keysBefore?: readonly string[];
  readonly keys?: readonly string[];
}

/**
 * Understands what a save with hashes wants: every field and entry that it sends, with what was read there. Refuses what has no
 * hash, for it could only overwrite blindly.
 */
export function readEdits(
  kind: Kind,
  change: { readonly fields: Readonly<Record<string, unknown>>; readonly slug?: string | null },
  base: DraftBase,
): { readonly edits: Edits; readonly problems: readonly Problem[] } {
  const tooLong = tooMuch(base);
  if (tooLong) return { edits: NOTHING, problems: [tooLong] };
  const problems: Problem[] = [];
  const given = Object.fromEntries(
    Object.entries(change.fields).filter(([, value]) => value !== undefined && value !== null),
  );
  const checked = checkDraft(kind, given);
  if (checked.problems.length > 0) return { edits: NOTHING, problems: checked.problems };
  const body = checked.body as Readonly<Record<string, unknown>>;
  const sent = new Map(Object.entries(change.fields).filter(([, value]) => value !== undefined));
  const values = new Map([...sent.keys()].map((field) => [field, body[field]]));
  if (change.slug !== undefined) values.set(SLUG, change.slug ?? undefined);
  const lists = base.lists ?? [];
  const listed = new Set(lists.map((list) => list.field));
  const hashes = new Map((base.fields ?? []).map(({ field, hash }) => [field, hash]));

  const fields = [...values].flatMap(([field, value]): FieldEdit[] => {
    const hash = hashes.get(field);
    const place = field === SLUG ? [SLUG] : ['fields', field];
    if (listed.has(field)) {
      if (hash !== undefined)
        problems.push(
          new BadInput(`"${field}" is saved as a whole or entry by entry: give one of the two.`, ['base', 'lists']),
        );
      return [];
    }
    if (hash !== undefined) return [{ field, value, base: hash }];
    problems.push(new BadInput(`Say in "base" which hash "${field}" had when you read it.`, place));
    return [];
  });
  const keyed = keyedFields(kind);
  const edited = lists.flatMap((list, index): ListEdit[] => {
    const place = ['base', 'lists', index];
    if (!keyed.has(list.field) || lists.findIndex((other) => other.field === list.field) < index) {
      problems.push(
        new BadInput(
          `"${list.field.slice(0, 60)}" is ${keyed.has(list.field) ? 'named twice' : `no list with keys: ${kind} has ${[...keyed].join(', ') || 'none'}`}.`,
          [...place, 'field'],
        ),
      );
      return [];
    }
    return readList(list, (values.get(list.field) ?? []) as readonly Block[], (message, ...below) =>
      problems.push(new BadInput(message, [...place, ...below])),
    );
  });
  return { edits: { fields, lists: edited }, problems: problems.slice(0, MOST_PROBLEMS) };
}

const NOTHING: Edits = { fields: [], lists: [] };
/** More than a person reads at once. */
const MOST_PROBLEMS = 100;
/** More lists and fields than any kind has. */
const MOST_PARTS = 50;

function tooMuch({ fields = [], lists = [] }: DraftBase): Problem | null {
  if (fields.length > MOST_PARTS || lists.length > MOST_PARTS)
    return new BadInput(`No kind has more than ${MOST_PARTS} fields: name each once.`, ['base']);
  const long = lists.findIndex(({ blocks = [], keysBefore = [], keys = [] }) =>
    [blocks, keysBefore, keys].some((list) => list.length > LIMITS.blocks),
  );
  return long < 0
    ? null
    : new BadInput(`A list has at most ${LIMITS.blocks} entries: name each once.`, ['base', 'lists', long]);
}

type Refuse = (message: string, ...below: (string | number)[]) => void;

function readList(list: ListBase, sent: readonly Block[], refuse: Refuse): ListEdit[] {
  const { field, keysBefore: before, keys: after } = list;
  if ((before === undefined) !== (after === undefined)) {
    refuse('Give the keys as they were and as they are to be, or neither.', before ? 'keys' : 'keysBefore');
    return [];
  }
  for (const [name, keys] of [
    ['keysBefore', before],
    ['keys', after],
  ] as const)
    if (keys && new Set(keys).size < keys.length) refuse('Name each key once.', name);
  const hashes = new Map((list.blocks ?? []).map(({ key, hash }) => [key, hash]));
  const known = new Set(before);
  const wanted = new Set(after);
  const words = new Map(sent.map((block) => [block._key, block]));
  const blocks = sent.flatMap((block) => {
    const base = hashes.get(block._key) ?? null;
    if (base === null && (before === undefined || known.has(block._key)))
      refuse(`Say which hash the entry "${block._key}" had when you read it.`, 'blocks');
    if (after && !wanted.has(block._key))
      refuse(`The entry "${block._key}" is sent, and has no place among the keys.`, 'keys');
    return [{ block, base: known.has(block._key) || before === undefined ? base : null }];
  });
  const removed = (before ?? [])
    .filter((key) => !wanted.has(key))
    .flatMap((key) => {
      const base = hashes.get(key);
      if (base !== undefined) return [{ key, base }];
      refuse(`Say which hash the entry "${key.slice(0, 64)}" had when you read it: it is taken out.`, 'blocks');
      return [];
    });
  for (const key of (after ?? []).filter((key) => !known.has(key) && !words.has(key)))
    refuse(`The entry "${key.slice(0, 64)}" is new: send it.`, 'keys');
  return [{ field, blocks, removed, order: before && after ? { before, after } : null }];
}
