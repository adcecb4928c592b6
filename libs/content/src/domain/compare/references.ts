import type { ExtractedReference } from '../kinds/references.js';
import type { ReferenceRole } from '../kinds/shapes.js';

/** A document that only one of two versions refers to in a role. */
export interface ReferenceChange {
  readonly fate: 'ADDED' | 'REMOVED';
  readonly role: ReferenceRole;
  readonly target: string;
  readonly pinLocale: string | null;
  readonly pinEdition: number | null;
}

/** Once for each target and role, however often the body names it; in document order, what came before what went. */
export function compareReferences(
  before: readonly ExtractedReference[],
  after: readonly ExtractedReference[],
): readonly ReferenceChange[] {
  const [older, newer] = [byMeaning(before), byMeaning(after)];
  return [...missingFrom(older, newer, 'ADDED'), ...missingFrom(newer, older, 'REMOVED')];
}

type Meanings = ReadonlyMap<string, ExtractedReference>;

function byMeaning(references: readonly ExtractedReference[]): Meanings {
  const found = new Map<string, ExtractedReference>();
  for (const reference of references) {
    const { role, target, pinLocale = '', pinEdition = '' } = reference;
    const meaning = `${role} ${target} ${pinLocale} ${pinEdition}`;
    if (!found.has(meaning)) found.set(meaning, reference);
  }
  return found;
}

function missingFrom(known: Meanings, others: Meanings, fate: ReferenceChange['fate']): ReferenceChange[] {
  return [...others].flatMap(([meaning, { role, target, pinLocale, pinEdition }]) =>
    known.has(meaning) ? [] : [{ fate, role, target, pinLocale: pinLocale ?? null, pinEdition: pinEdition ?? null }],
  );
}
