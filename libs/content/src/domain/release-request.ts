import type { Problem, ProblemPath } from '#platform';
import type { PublicationRequest, PublishItem, WithdrawItem } from './publication-request.js';
import type { Release, ReleaseItem, ReleasePublishItem, ReleaseWithdrawItem } from './release.js';

/** What is known of a variant that is in a release, for items that are not pinned yet. */
export interface Standing {
  readonly draftVersion: number;
  readonly lastEdition: number;
}

/** A release as one publication, and the way back from places in that to places in the release. */
export interface ReleaseRequest {
  readonly request: PublicationRequest;
  readonly moved: (problem: Problem) => Problem;
}

/** What is pinned goes live as pinned; what is not, as its draft stands. */
export function requestOf(
  { items, note }: Pick<Release, 'items' | 'note'>,
  standingOf: (item: ReleaseItem) => Standing | undefined,
): ReleaseRequest {
  const numbered = items.map((item, index) => ({ item, index }));
  const publish = numbered.filter((each) => each.item.action === 'PUBLISH');
  const withdraw = numbered.filter((each) => each.item.action === 'WITHDRAW');
  const request: PublicationRequest = {
    publish: publish.map(({ item }) => publishItem(item as ReleasePublishItem & ReleaseItem, standingOf(item))),
    withdraw: withdraw.map(({ item }) => withdrawItem(item as ReleaseWithdrawItem & ReleaseItem, standingOf(item))),
    ...(note === null ? {} : { note }),
  };
  const places = { publish, withdraw } as const;
  const place = ([list, index, ...rest]: ProblemPath): ProblemPath | null => {
    if (list !== 'publish' && list !== 'withdraw') return null;
    const found = places[list][Number(index)];
    return found ? ['items', found.index, ...rest] : null;
  };
  return {
    request,
    moved: (problem) =>
      Object.create(problem, { path: { value: place(problem.path) ?? problem.path, enumerable: true } }) as Problem,
  };
}

function publishItem(item: ReleasePublishItem & ReleaseItem, standing: Standing | undefined): PublishItem {
  const { documentId, locale, changeKind, note, edition } = item;
  const revision = item.revision ?? item.chosen;
  const common = {
    documentId,
    locale,
    ...(changeKind === null ? {} : { changeKind }),
    ...(note === null ? {} : { note }),
    ...(edition === null ? {} : { expectedEdition: edition }),
  };
  return revision === null ? { ...common, expectedVersion: standing?.draftVersion ?? 0 } : { ...common, revision };
}

function withdrawItem(item: ReleaseWithdrawItem & ReleaseItem, standing: Standing | undefined): WithdrawItem {
  const { documentId, locale, reason, replacedBy, notice, edition } = item;
  return {
    documentId,
    locale,
    reason,
    expectedEdition: edition ?? standing?.lastEdition ?? 0,
    ...(replacedBy === null ? {} : { replacedBy }),
    ...(notice === null ? {} : { notice }),
  };
}
