import type { PublishedDocument } from '#delivery';
import { BadInput } from '#platform';
import { documentOf } from '../schema/documents.js';
import type { MythMatch } from '../schema/myth-match.js';
import type { ReadSession } from './read-session.js';
import { checkFirst, checkLocale } from './rules.js';

/** In bytes of UTF-8: about ten printed pages. */
const LONGEST_TEXT = 20_000;

export async function matchMyths(
  session: ReadSession,
  asked: { readonly text: string; readonly locale?: string | null; readonly first?: number | null },
): Promise<MythMatch[]> {
  const first = checkFirst(asked.first ?? 10);
  const locale = checkLocale(session.rules, asked.locale);
  const bytes = Buffer.byteLength(asked.text);
  if (bytes > LONGEST_TEXT)
    throw new BadInput(
      `"text" may have up to 20 kB (${LONGEST_TEXT} bytes of UTF-8) and has ${bytes}: send it in parts, cut between paragraphs.`,
      ['text'],
    );
  const read = await session.newest();
  const found = (await read.load.repeatedMyths.load({ text: asked.text, locale })).slice(0, first);
  // They passed the scope already.
  const pairs = await Promise.all(
    found.map(({ key }) => read.load.byKey.load({ documentId: key, locale, carried: true })),
  );
  return found.flatMap(({ start, end, quote, score }, index) => {
    const pair = pairs[index];
    return pair?.kind === 'myth-fact'
      ? [{ mythFact: documentOf(pair as PublishedDocument<'myth-fact'>, read), start, end, quote, score }]
      : [];
  });
}
