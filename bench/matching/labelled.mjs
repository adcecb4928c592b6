import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const folder = new URL('../../test/matching/', import.meta.url);
const read = (name) =>
  readFileSync(new URL(name, folder), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** The first byte of a sentence's SHA-256 says which half it is in: odd is held out. */
export const isHeldOut = (text) => (createHash('sha256').update(text).digest()[0] ?? 0) % 2 === 1;

export const readLabelled = () => ({ myths: read('myths.ndjson'), sentences: read('labelled.ndjson') });

/** Asked among these and the first myths. A sentence about a myth of the strangers is locked with the whole myth, any other one by itself. */
export function readStrangers() {
  const own = read('strangers-myths.ndjson');
  const keys = new Set(own.map(({ key }) => key));
  return {
    myths: [...read('myths.ndjson'), ...own],
    sentences: read('strangers.ndjson'),
    isLocked: ({ text, about }) => isHeldOut(keys.has(about) ? about : text),
  };
}

/** Asked among all myths. */
export const readAfterwards = () => ({
  myths: [...readStrangers().myths, ...read('afterwards-myths.ndjson')],
  sentences: read('afterwards.ndjson'),
});

/** Sentences that mislead, for tuning: asked among the myths that were there before them. */
export const readMisleadingOpen = () => ({
  myths: readAfterwards().myths,
  sentences: read('misleading-open.ndjson'),
});

/** Asked among these and all before them. Since the batch after it was written, for tuning. */
export const readMisleading = () => ({
  myths: [...readAfterwards().myths, ...read('misleading-myths.ndjson')],
  sentences: read('misleading.ndjson'),
});

/** Asked among all myths. Never tuned on: only its totals are read. */
export const readMisleadingLast = () => ({
  myths: [...readMisleading().myths, ...read('misleading-last-myths.ndjson')],
  sentences: read('misleading-last.ndjson'),
});

/** Asks for each sentence which myths it repeats, among all myths of its locale. */
export function measure(MythIndex, myths, sentences) {
  const indexes = new Map(
    [...new Set(myths.map(({ locale }) => locale))].map((locale) => [
      locale,
      new MythIndex(
        locale,
        myths.filter((myth) => myth.locale === locale),
      ),
    ]),
  );
  return sentences.map((sentence) => ({ ...sentence, found: indexes.get(sentence.locale).repetitions(sentence.text) }));
}

/** Counted over pairs of sentence and myth. */
export function ratios(outcomes) {
  let [positives, right, wrong] = [0, 0, 0];
  for (const { repeats, found } of outcomes) {
    positives += repeats.length;
    for (const { key } of found) {
      if (repeats.includes(key)) right += 1;
      else wrong += 1;
    }
  }
  return { positives, right, wrong, precision: right / (right + wrong), recall: right / positives };
}
