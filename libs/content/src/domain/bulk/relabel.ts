import { overlaid } from '../draft/merge.js';
import type { Body, Kind } from '../kinds/kinds.js';
import { shapeOf } from '../kinds/shape-node.js';
import type { Relabelling, Retag } from './bulk-change.js';

const LABELS = ['topics', 'audiences'] as const;

/** Whether a kind has a place for any of these labels. */
export function takesLabels(kind: Kind, change: Pick<Retag, 'topics' | 'audiences'>): boolean {
  const properties = shapeOf(kind).properties ?? {};
  return LABELS.some((label) => change[label] !== undefined && Object.hasOwn(properties, label));
}

/** The body with other labels; the same object when that changes nothing. */
export function relabelled(kind: Kind, body: Body, change: Pick<Retag, 'topics' | 'audiences'>): Body {
  const properties = shapeOf(kind).properties ?? {};
  const fields = LABELS.flatMap((label) => {
    const wanted = change[label];
    if (wanted === undefined || !Object.hasOwn(properties, label)) return [];
    const before = (body as Readonly<Record<string, readonly string[] | undefined>>)[label] ?? [];
    const after = applied(before, wanted);
    return sameList(before, after) ? [] : [[label, after.length === 0 ? null : after] as const];
  });
  return fields.length === 0 ? body : overlaid(body, Object.fromEntries(fields));
}

/** New ones come last: the first topic is the most important one. */
function applied(before: readonly string[], wanted: Relabelling): readonly string[] {
  if ('replace' in wanted) return [...new Set(wanted.replace)];
  const kept = before.filter((each) => !wanted.remove.includes(each));
  return [...kept, ...new Set(wanted.add.filter((each) => !kept.includes(each)))];
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
