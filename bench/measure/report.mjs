import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hugeSection } from '../huge/report.mjs';

const BEGIN = '<!-- figures: written by `npm run bench` -->';
const END = '<!-- end of figures -->';

const whole = (number) => Math.round(number).toLocaleString('en-US');
const milliseconds = (number) => (number === null ? '–' : number.toFixed(number < 10 ? 2 : 1));
const share = (number) => number.toFixed(3);

export function printTable({ queries, others, geometricMean }, conditions) {
  const costOf = (costRatio) => (costRatio === null ? '–' : share(costRatio));
  const row = ({ name, api, reference, ratio, costRatio }) => [
    name,
    whole(api.perSecond),
    whole(reference.perSecond),
    share(ratio),
    costOf(costRatio),
    milliseconds(api.p50),
    milliseconds(api.p99),
  ];
  const costs = queries.map(({ costRatio }) => costRatio);
  const meanCost = costs.includes(null)
    ? null
    : Math.exp(costs.reduce((sum, each) => sum + Math.log(each), 0) / costs.length);
  const rows = [
    ['query', 'API req/s', 'node:http req/s', 'ratio', 'of processor time', 'API p50 ms', 'API p99 ms'],
    ...queries.map(row),
    ['geometric mean of these', '', '', share(geometricMean), costOf(meanCost), '', ''],
    ...others.map(row),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  '),
  );
  process.stdout.write(`\n${lines.join('\n')}\n\n${sentenceOn(conditions)}\n`);
}

function sentenceOn({ date, node, postgres, cores, connections, runs, processes = 1, seconds, site }) {
  return `${date ? `${date}, ` : ''}Node ${node}, PostgreSQL ${postgres}, ${cores} cores for everything; ${whole(site.articles)} articles; ${connections} connections; median of ${runs} interleaved runs of ${seconds} s${processes > 1 ? `, each of the next of ${processes} processes of the API` : ''}.`;
}

/** Adds this size's figures to results.json and rewrites the generated part of RESULTS.md; what people wrote there stays. */
export function writeResults(folder, size, results, say) {
  const file = join(folder, 'results.json');
  const all = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  all[size] = results;
  writeFileSync(file, `${JSON.stringify(all, rounded, 1)}\n`);
  const page = join(folder, 'RESULTS.md');
  const text = existsSync(page) ? readFileSync(page, 'utf8') : `# Results\n\n${BEGIN}\n${END}\n`;
  const [start, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (start < 0 || end < start)
    throw new Error(`${page} has lost the lines between which the figures stand:\n${BEGIN}\n${END}`);
  writeFileSync(page, `${text.slice(0, start + BEGIN.length)}\n\n${markdown(all)}\n${text.slice(end)}`);
  say(`written: ${file} and ${page}`);
}

function rounded(_key, value) {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}

function markdown(all) {
  return [
    ...Object.keys(TITLES).flatMap((size) => (all[size] ? [section(size, all[size])] : [])),
    ...(all.huge ? [hugeSection(all.huge).join('\n')] : []),
  ].join('\n');
}

const TITLES = {
  small: 'The site',
  'cold, registered': 'The site, no answers kept, registered operations',
  'cold, through Apollo': 'The site, no answers kept, through Apollo',
  'cold, registered, nothing held': 'The site, no answers kept, no editions held, registered operations',
  'cold, through Apollo, nothing held': 'The site, no answers kept, no editions held, through Apollo',
  large: 'The large site',
};

const figures = ({ name, variableSets, meanBytes, api, reference, ratio, ratioOfRuns }) =>
  `| ${name} | ${whole(variableSets)} | ${(meanBytes / 1_000).toFixed(1)} kB | ${whole(api.perSecond)} | ${whole(reference.perSecond)} | **${share(ratio)}** (${share(ratioOfRuns.lowest)}–${share(ratioOfRuns.highest)}) | ${milliseconds(api.p50)} / ${milliseconds(api.p99)} ms | ${milliseconds(reference.p50)} / ${milliseconds(reference.p99)} ms |`;

function section(size, { conditions, queries, others = [], geometricMean, equalAnswers, profile }) {
  const { site, loaded } = conditions;
  const table = [
    '| query | variable sets | answer | API req/s | node:http req/s | ratio (runs) | API p50 / p99 | node:http p50 / p99 |',
    '|---|--:|--:|--:|--:|--:|--:|--:|',
    ...queries.map(figures),
    `| geometric mean of these | | | | | **${share(geometricMean)}** | | |`,
    ...others.map(figures),
  ];
  const cost = [
    '| processor time per request | API | PostgreSQL for it | node:http | ratio of processor time | load process busy (API / node:http) |',
    '|---|--:|--:|--:|--:|--:|',
    ...[...queries, ...others].map(
      ({ name, api, reference, costRatio }) =>
        `| ${name} | ${milliseconds(api.cpu)} ms | ${milliseconds(api.databaseCpu)} ms | ${milliseconds(reference.cpu)} ms | ${costRatio === null ? '–' : share(costRatio)} | ${Math.round(100 * api.clientCpu)} % / ${Math.round(100 * reference.clientCpu)} % |`,
    ),
  ];
  const where = (profile ?? []).map(({ name, places, statements }) => {
    const work = places.slice(0, 9).map((place) => `${place.label} ${Math.round(100 * place.share)} %`);
    const sum = (field) => statements.reduce((total, statement) => total + statement[field], 0);
    const planned = sum('plans') / sum('calls');
    return `- ${name}: ${work.join(', ')}. ${sum('calls').toFixed(1)} statements, ${milliseconds(sum('executing'))} ms to execute and ${milliseconds(sum('planning'))} ms to plan them (${Math.round(100 * planned)} % of calls are planned anew).`;
  });
  return [
    `## ${TITLES[size]}: ${whole(site.articles)} articles, ${whole(site.pairs)} pairs, ${site.courses} courses, ${site.topics} topics`,
    '',
    `${sentenceOn(conditions)} ${conditions.platform}, ${conditions.processor}. Database ${conditions.databaseSize}, fsync ${conditions.durable.fsync}; ${conditions.cacheBytes === 0 ? 'no answers kept' : `up to ${whole((conditions.cacheBytes ?? 64_000_000) / 1_000_000)} MB of answers kept`}, ${conditions.editionBytes === 0 ? 'no editions held' : `up to ${whole(conditions.editionBytes / 1_000_000)} MB of editions held`}.`,
    '',
    ...table,
    '',
    ...cost,
    '',
    `No request failed. All ${whole(equalAnswers)} answers, of the API and of the reference, were equal to the recorded ones to the last byte, heads included (but for the date), before and after the load. ` +
      `Publishing the site took ${whole(loaded.seconds)} s (${whole(loaded.documents / loaded.seconds)} documents/s, drafts ${loaded.drafts}); \`VerifyService\` made ${loaded.verified.checks} checks over ${whole(loaded.verified.documents)} documents and found nothing broken.`,
    ...(where.length > 0
      ? [
          '',
          'Where the time goes, profiled apart: self time of the API process under load, and its statements with one request at a time.',
          '',
          ...where,
        ]
      : []),
    '',
  ].join('\n');
}
