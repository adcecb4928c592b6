import type { PublishedDocument } from './document.js';

type Notice = PublishedDocument<'notice'>;

const GLOBAL = 'global';
const USUAL_PRIORITY = 100;

/** One variant of each notice: the one in the locale, else the one in the default locale. */
export function inLocale(notices: readonly Notice[], locale: string): readonly Notice[] {
  const chosen = new Map<string, Notice>();
  for (const notice of notices) {
    if (notice.locale === locale || !chosen.has(notice.documentId)) chosen.set(notice.documentId, notice);
  }
  return [...chosen.values()];
}

/**
 * Those of the region or of its country; with none, the global ones. Where neither the caller nor the partner names a region
 * and nothing is global, all of them: a payload without any contact would be worse. The most urgent first.
 */
export function chooseNotices(notices: readonly Notice[], region: string | null): readonly Notice[] {
  const regional = region === null ? [] : notices.filter((notice) => covers(regionOf(notice), region));
  const fitting = regional.length > 0 ? regional : notices.filter((notice) => regionOf(notice) === GLOBAL);
  const chosen = fitting.length === 0 && region === null ? notices : fitting;
  return [...chosen].sort(
    (a, b) =>
      priorityOf(a) - priorityOf(b) || order(a.body.name ?? '', b.body.name ?? '') || order(a.documentId, b.documentId),
  );
}

/** `US` covers `US-MO`. */
function covers(place: string, region: string): boolean {
  return place === region || region.startsWith(`${place}-`);
}

function regionOf(notice: Notice): string {
  return notice.body.region ?? GLOBAL;
}

function priorityOf(notice: Notice): number {
  return notice.body.priority ?? USUAL_PRIORITY;
}

/** By code unit: the same on every machine and in every version of Node. */
export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
