import { Random } from '../site/random.mjs';
import { readLabelled } from './labelled.mjs';

const MYTHS = 2_000;
const PAGE = 20_000;
const QUERIES = 60;

/**
 * Words as texts have them: those of the labelled set, and 5,000 made-up ones, the k-th about k times as rare as the first.
 */
function vocabulary(random) {
  const { sentences } = readLabelled();
  const words = [
    ...new Set(
      sentences
        .filter(({ locale }) => locale === 'en')
        .flatMap(({ text }) => text.toLowerCase().match(/[a-z]+/g) ?? []),
    ),
  ];
  const syllables = [
    'ba',
    'con',
    'der',
    'fil',
    'gra',
    'ho',
    'lin',
    'mar',
    'nor',
    'pel',
    'ro',
    'sen',
    'ti',
    'ver',
    'zu',
  ];
  for (let count = 0; count < 5_000; count += 1) words.push(random.several(syllables, 2 + random.below(3)).join(''));
  return () => words[Math.min(words.length - 1, Math.floor(words.length ** random.next()) - 1)] ?? 'water';
}

/** Building the index of 2,000 myths with 3 phrasings each, and asking for a page of 20 kB that repeats three of them. */
export function timings(MythIndex) {
  const random = new Random(7);
  const word = vocabulary(random);
  const sentence = (length) => Array.from({ length }, word).join(' ');
  const myths = Array.from({ length: MYTHS }, (_, number) => ({
    key: `m${number}`,
    myth: `${sentence(9)}.`,
    fact: `${sentence(18)}.`,
    otherPhrasings: [`${sentence(8)}.`, `${sentence(10)}.`],
  }));
  const page = () => {
    const parts = [0, 1, 2].map(() => random.pick(myths).myth);
    let text = '';
    while (text.length < PAGE - 300)
      text += `${sentence(6 + random.below(18))}. ${random.chance(0.02) ? (parts.pop() ?? '') : ''} `;
    return text;
  };
  new MythIndex('en', myths.slice(0, 200)).repetitions(page());
  const builds = Array.from({ length: 5 }, () => timed(() => new MythIndex('en', myths))).sort((a, b) => a - b);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const index = new MythIndex('en', myths);
  globalThis.gc?.();
  const held = globalThis.gc ? `${((process.memoryUsage().heapUsed - before) / 1e6).toFixed(1)} MB` : 'not measured';
  const pages = Array.from({ length: QUERIES }, page);
  const queries = pages.map((text) => timed(() => index.repetitions(text))).sort((a, b) => a - b);
  const ms = (value) => `${value.toFixed(1)} ms`;
  return [
    `| ${MYTHS.toLocaleString('en')} myths with 3 phrasings: processor time | median | slowest |`,
    '|---|--:|--:|',
    `| building the index (memory: ${held}) | ${ms(builds[2])} | ${ms(builds.at(-1))} |`,
    `| a page of 20 kB | ${ms(queries[QUERIES / 2])} | ${ms(queries.at(-1))} |`,
  ];
}

/** Processor time: on a machine that does other things besides, it is steadier than the clock. */
function timed(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
