import type { Audience } from '../schema/audience.js';
import type { ContentDocument } from '../schema/content-document.js';

/** Audience keys with their labels as of the read. */
export function audiencesOf(document: ContentDocument, keys: readonly string[] | undefined): Promise<Audience[]> {
  const { read, locale } = document;
  return Promise.all(
    (keys ?? []).map(async (key) => ({ key, name: (await read.load.audienceLabels.load({ key, locale })) ?? key })),
  );
}
