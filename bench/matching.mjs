// How well `matchMyths` tells repetition from denial, and how long it takes: node bench/matching.mjs [--tuning-misses] [--write]
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  isHeldOut,
  measure,
  ratios,
  readAfterwards,
  readLabelled,
  readMisleading,
  readMisleadingLast,
  readMisleadingOpen,
  readStrangers,
} from './matching/labelled.mjs';
import { timings } from './matching/timings.mjs';

const { values: options } = parseArgs({
  options: {
    'tuning-misses': { type: 'boolean' },
    write: { type: 'boolean' },
    index: { type: 'string' },
  },
});
const { MythIndex } = await import(options.index ? path.resolve(options.index) : '#delivery');

const first = readLabelled();
const strangers = readStrangers();
const outcomes = measure(MythIndex, first.myths, first.sentences);
const afterwards = readAfterwards();
const others = measure(MythIndex, strangers.myths, strangers.sentences);
const last = measure(MythIndex, afterwards.myths, afterwards.sentences);
const misleading = readMisleading();
const misleadingOpen = readMisleadingOpen();
const open = measure(MythIndex, misleadingOpen.myths, misleadingOpen.sentences);
const formerly = measure(MythIndex, misleading.myths, misleading.sentences);
const misleadingLast = readMisleadingLast();
const newest = measure(MythIndex, misleadingLast.myths, misleadingLast.sentences);
const parts = [
  ['tuning', outcomes.filter(({ text }) => !isHeldOut(text))],
  ['held out', outcomes.filter(({ text }) => isHeldOut(text))],
  ['strangers, open', others.filter((outcome) => !strangers.isLocked(outcome))],
  ['strangers, locked', others.filter(strangers.isLocked)],
  ['afterwards', last],
  ['misleading, open', open],
  ['misleading', formerly],
  ['misleading, last', newest],
];
const isSpanish = ({ locale }) => locale === 'es';
const spanish = [...outcomes, ...others, ...last, ...open, ...formerly, ...newest].filter(isSpanish);
const percent = (part) => (Number.isNaN(part) ? '–' : part.toFixed(3));

const lines = [
  '| part | sentences | repeat a myth | found | wrongly found | precision | recall |',
  '|---|--:|--:|--:|--:|--:|--:|',
];
for (const [name, part] of [...parts, ['Spanish of all parts', spanish]]) {
  const { positives, right, wrong, precision, recall } = ratios(part);
  lines.push(
    `| ${name} | ${part.length} | ${positives} | ${right} | ${wrong} | **${percent(precision)}** | **${percent(recall)}** |`,
  );
}
lines.push(
  '',
  `| sort: matched of all | ${parts.map(([name]) => name).join(' | ')} |`,
  `|---|${'--:|'.repeat(parts.length)}`,
);
for (const sort of ['paraphrase', 'negated', 'correction', 'similar', 'question', 'unrelated', 'page']) {
  const cells = parts.map(([, part]) => {
    const ofSort = part.filter((outcome) => outcome.sort === sort);
    return `${ofSort.filter(({ found }) => found.length > 0).length} of ${ofSort.length}`;
  });
  lines.push(`| ${sort} | ${cells.join(' | ')} |`);
}
lines.push('', ...timings(MythIndex));
console.log(lines.join('\n'));

if (options['tuning-misses']) {
  // Only what is for tuning: whoever reads a held-out sentence's result can no longer hold it out.
  for (const { text, repeats, found, sort } of [parts[0], parts[2], parts[3], parts[5], parts[6]].flatMap(
    ([, part]) => part,
  )) {
    const keys = found.map(({ key }) => key);
    if (keys.join() !== repeats.join())
      console.log(
        `${sort}\t${text}\n\texpected [${repeats.join()}] found [${found.map(({ key, score }) => `${key} ${score}`).join()}]`,
      );
  }
}
if (options.write) {
  const file = new URL('./RESULTS-matching.md', import.meta.url);
  const [head, tail] = readFileSync(file, 'utf8').split(/<!-- figures -->[^]*<!-- end of figures -->/);
  writeFileSync(file, `${head}<!-- figures -->\n\n${lines.join('\n')}\n\n<!-- end of figures -->${tail}`);
}
