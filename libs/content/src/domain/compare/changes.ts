import type { ProblemPath } from '#platform';
import type { Difference, Fate, FieldDifference, Scalar } from './difference.js';
import type { WordChange } from './words.js';

/** One thing that is different, small enough to be looked at by itself. */
export interface Change {
  readonly fate: Fate | 'SAME';
  /** It passed what stayed in its order. What is SAME did nothing else. */
  readonly moved: boolean;
  /** Where it stands in the newer version; of what was removed, where it stood in the older one. */
  readonly path: ProblemPath;
  /** Where it stood in the older version; null for what is new. */
  readonly previousPath: ProblemPath | null;
  /** `_key` of the nearest entry around it that has one. It stays when the entry moves. */
  readonly key: string | null;
  /** `_type` of the nearest block around it. */
  readonly blockType: string | null;
  /** As text; null where there was nothing. */
  readonly before: string | null;
  readonly after: string | null;
  /** Of prose, word by word; null for other values. */
  readonly words: readonly WordChange[] | null;
}

interface Place {
  readonly before: ProblemPath | null;
  readonly after: ProblemPath | null;
  readonly key: string | null;
  readonly blockType: string | null;
}

/** The differences as a flat list, in reading order: an entry that came or went is one of them, one that changed is as many as changed in it. */
export function changesOf(fields: readonly FieldDifference[]): readonly Change[] {
  return ofFields(fields, { before: [], after: [], key: null, blockType: null });
}

function ofFields(fields: readonly FieldDifference[], place: Place): Change[] {
  return fields.flatMap(({ name, fate, difference }) =>
    ofDifference(difference, fate, { ...place, before: below(place.before, name), after: below(place.after, name) }),
  );
}

function ofDifference(difference: Difference, fate: Fate, place: Place): Change[] {
  switch (difference.form) {
    case 'fields':
      return ofFields(difference.fields, place);
    case 'words':
      return [change(fate, place, difference.before, difference.after, difference.words)];
    case 'value':
    case 'reference':
      return [change(fate, place, shown(difference.before), shown(difference.after), null)];
    case 'entries':
      return difference.entries.flatMap((entry): Change[] => {
        const at: Place = {
          before: entry.before === null ? null : below(place.before, entry.before),
          after: entry.after === null ? null : below(place.after, entry.after),
          key: entry.key ?? place.key,
          blockType: entry.type ?? place.blockType,
        };
        if (entry.fate === 'ADDED') return [change('ADDED', at, null, entry.said, null)];
        if (entry.fate === 'REMOVED') return [change('REMOVED', at, entry.said, null, null)];
        const moved = entry.moved ? [{ ...change('SAME', at, entry.said, entry.said, null), moved: true }] : [];
        return [...moved, ...(entry.difference ? ofDifference(entry.difference, 'CHANGED', at) : [])];
      });
  }
}

function change(
  fate: Change['fate'],
  { before: from, after: to, key, blockType }: Place,
  before: string | null,
  after: string | null,
  words: readonly WordChange[] | null,
): Change {
  const [was, is] = [fate === 'ADDED' ? null : before, fate === 'REMOVED' ? null : after];
  const previousPath = fate === 'ADDED' ? null : from;
  const path = (fate === 'REMOVED' ? from : to) ?? from ?? [];
  return { fate, moved: false, path, previousPath, key, blockType, before: was, after: is, words };
}

function shown(value: Scalar | null): string | null {
  return value === null ? null : String(value);
}

function below(path: ProblemPath | null, part: string | number): ProblemPath | null {
  return path && [...path, part];
}
