import type { CopiedDocument } from './document.js';

const GLOBAL = 'global';
const USUAL_PRIORITY = 100;

/** As the API chooses: those of the region or of its country; with none, the global ones; with none at all, every one. */
export function chooseNotices(notices: readonly CopiedDocument[], region: string | null): CopiedDocument[] {
  const placeOf = ({ fields }: CopiedDocument) => (fields['region'] as string | undefined) ?? GLOBAL;
  const priorityOf = ({ fields }: CopiedDocument) => (fields['priority'] as number | undefined) ?? USUAL_PRIORITY;
  const covers = (place: string) => place === region || (region?.startsWith(`${place}-`) ?? false);
  const regional = notices.filter((notice) => covers(placeOf(notice)));
  const fitting = regional.length > 0 ? regional : notices.filter((notice) => placeOf(notice) === GLOBAL);
  const chosen = fitting.length === 0 && region === null ? notices : fitting;
  return [...chosen].sort((a, b) => priorityOf(a) - priorityOf(b) || (a.documentId < b.documentId ? -1 : 1));
}
