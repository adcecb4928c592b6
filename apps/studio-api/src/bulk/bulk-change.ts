import { BadInput, type Problem, type ProblemPath, Problems } from '#platform';
import type { BulkChange, BulkChangeName, Relabelling, Selection } from '#content';
import { findingFilter } from '../finding/finding-filter.js';
import { FindingFilterInput } from '../finding/finding.schema.js';
import { checkInput } from '../schema/check-input.js';
import { given } from '../schema/given.js';
import { VariantKeyInput } from '../schema/publication.js';
import {
  type BulkChangeInput,
  MergeTopicsInput,
  PublishSelectionInput,
  RelabelInput,
  ReplaceReferenceInput,
  RetagInput,
  SelectionInput,
  WithdrawSelectionInput,
} from './bulk-inputs.schema.js';

/** What each change is called in the input. */
export const MEMBERS = {
  retag: 'retag',
  'merge-topics': 'mergeTopics',
  'replace-reference': 'replaceReference',
  publish: 'publish',
  withdraw: 'withdraw',
} as const satisfies Record<BulkChangeName, keyof BulkChangeInput>;

/** The change that an input names; everything strange about it is refused at once. */
export function bulkChange({ retag, mergeTopics, replaceReference, publish, withdraw }: BulkChangeInput): BulkChange {
  if (retag) {
    Problems.throwIfAny([
      ...checkInput(RetagInput, retag, ['retag']),
      ...selectionProblems(retag.of, ['retag', 'of']),
      ...(retag.topics || retag.audiences
        ? [
            ...labelProblems(retag.topics, ['retag', 'topics']),
            ...labelProblems(retag.audiences, ['retag', 'audiences']),
          ]
        : [new BadInput('Say what becomes of "topics", of "audiences", or of both.', ['retag'])]),
    ]);
    return {
      what: 'retag',
      of: selection(retag.of),
      ...(retag.topics && { topics: relabelling(retag.topics) }),
      ...(retag.audiences && { audiences: relabelling(retag.audiences) }),
      ...edition(retag),
    };
  }
  if (mergeTopics) {
    Problems.throwIfAny(checkInput(MergeTopicsInput, mergeTopics, ['mergeTopics']));
    const { topic, into } = mergeTopics;
    return { what: 'merge-topics', topic: id(topic), into: id(into), ...edition(mergeTopics) };
  }
  if (replaceReference) {
    Problems.throwIfAny(checkInput(ReplaceReferenceInput, replaceReference, ['replaceReference']));
    const { target, by } = replaceReference;
    return { what: 'replace-reference', target: id(target), by: id(by), ...edition(replaceReference) };
  }
  if (publish) {
    Problems.throwIfAny([
      ...checkInput(PublishSelectionInput, publish, ['publish']),
      ...selectionProblems(publish.of, ['publish', 'of']),
    ]);
    const closure = publish.withCompanions === true ? 'taken' : 'offered';
    return { what: 'publish', of: selection(publish.of), closure, ...edition(publish) };
  }
  if (withdraw) {
    Problems.throwIfAny([
      ...checkInput(WithdrawSelectionInput, withdraw, ['withdraw']),
      ...selectionProblems(withdraw.of, ['withdraw', 'of']),
    ]);
    const { of, reason, replacedBy, notice } = withdraw;
    return {
      what: 'withdraw',
      of: selection(of),
      reason,
      ...given('replacedBy', replacedBy),
      ...given('notice', notice),
    };
  }
  throw new BadInput('Name one change.', []);
}

function selectionProblems(of: SelectionInput, path: ProblemPath): readonly Problem[] {
  return [
    ...checkInput(SelectionInput, of, path),
    ...(of.variants ?? []).flatMap((each, index) => checkInput(VariantKeyInput, each, [...path, 'variants', index])),
    ...(of.filter ? checkInput(FindingFilterInput, of.filter, [...path, 'filter']) : []),
  ];
}

function selection({ variants, filter }: SelectionInput): Selection {
  return variants
    ? { variants: variants.map(({ documentId, locale }) => ({ documentId: id(documentId), locale })) }
    : { filter: findingFilter(filter ?? {}) };
}

function labelProblems(wanted: RelabelInput | null | undefined, path: ProblemPath): readonly Problem[] {
  if (!wanted) return [];
  const { add, remove, replace } = wanted;
  const clear = replace ? !add && !remove : Boolean(add ?? remove);
  const both = (add ?? []).filter((label) => remove?.includes(label));
  return [
    ...checkInput(RelabelInput, wanted, path),
    ...(clear ? [] : [new BadInput('Give "replace" alone, or "add", "remove", or both of these.', path)]),
    ...(both.length > 0 ? [new BadInput(`"${both[0] ?? ''}" cannot be added and removed at once.`, path)] : []),
  ];
}

function relabelling({ add, remove, replace }: RelabelInput): Relabelling {
  return replace ? { replace: replace.map(id) } : { add: (add ?? []).map(id), remove: (remove ?? []).map(id) };
}

function edition({ changeKind, note }: Pick<RetagInput, 'changeKind' | 'note'>) {
  return { ...given('changeKind', changeKind), ...given('note', note) };
}

/** Ids are kept in small letters; what is none names nothing. */
function id(text: string): string {
  return text.toLowerCase();
}
