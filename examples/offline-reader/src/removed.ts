import type { Removal } from '@almanac/client';

/** What left the copy and why, so that somebody who had read it hears of it. It holds nothing of what was said. */
const KEY = 'removed';

export interface Removed extends Removal {
  /** ISO 8601: when this reader heard of it. */
  readonly at: string;
}

export function removed(): readonly Removed[] {
  return JSON.parse(localStorage.getItem(KEY) ?? '[]') as readonly Removed[];
}

export function remember(removal: Removal): void {
  const others = removed().filter(({ documentId }) => documentId !== removal.documentId);
  localStorage.setItem(KEY, JSON.stringify([{ ...removal, at: new Date().toISOString() }, ...others]));
}

/** It is there again. */
export function forget(documentIds: ReadonlySet<string>): void {
  localStorage.setItem(KEY, JSON.stringify(removed().filter(({ documentId }) => !documentIds.has(documentId))));
}
