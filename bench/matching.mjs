// How well `matchMyths` tells repetition from denial, and how long it takes: node bench/matching.mjs [--tuning-misses] [--write]
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isHeldOut, measure, ratios, readLabelled } from './matching/labelled.mjs';
import { timings } from './matching/timings.mjs';

const { values: options } = parseArgs({
  options: { 'tuning-misses': { type: 'boolean' }, write: { type: 'boolean' }, index: { type: 'string' } },
});
const { MythIndex } = await import(options.index ? path.resolve(options.index) : '#delivery');

const { myths, sentences } = readLabelled();
const outcomes = measure(MythIndex, myths, sentences);
const halves = [
  ['tuning', outcomes.filter(({ text }) => !isHeldOut(text))],
  ['held out', outcomes.filter(({ text }) => isHeldOut(text))],
];
const percent = (part) => (Number.isNaN(part) ? '–' : part.toFixed(3));

const lines = [
  '| half | sentences | repeat a myth | found | wrongly found | precision | recall |',
  '|---|--:|--:|--:|--:|--:|--:|',
];
for (const [name, half] of halves) {
  const { positives, right, wrong, precision, recall } = ratios(half);
  lines.push(
    `| ${name} | ${half.length} | ${positives} | ${right} | ${wrong} | **${percent(precision)}** | **${percent(recall)}** |`,
  );
}
lines.push('', '| sort | tuning: matched of all | held out: matched of all |', '|---|--:|--:|');
for (const sort of ['paraphrase', 'negated', 'correction', 'similar', 'question', 'unrelated']) {
  const cells = halves.map(([, half]) => {
    const ofSort = half.filter((outcome) => outcome.sort === sort);
    return `${ofSort.filter(({ found }) => found.length > 0).length} of ${ofSort.length}`;
  });
  lines.push(`| ${sort} | ${cells.join(' | ')} |`);
}
lines.push('', ...timings(MythIndex));
console.log(lines.join('\n'));

if (options['tuning-misses']) {
  // Only the tuning half: whoever reads a held-out sentence's result can no longer hold it out.
  for (const { text, repeats, found, sort } of halves[0][1]) {
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
