const whole = (number) => Math.round(number).toLocaleString('en-US');
const ms = (number) => (number === null ? '–' : number.toFixed(number < 10 ? 2 : 1));
const times = (one, other) => (other === 0 ? '–' : `${(one / other).toFixed(2)}x`);

/** What may not be exceeded: the large site against the one a tenth its size, and against the small one. */
const MOST = { tenth: 1.5, least: 2, searched: 50 };

/** Rows of the tables, for the terminal and for RESULTS.md alike. */
export function tablesOf({ sizes, queries, pages, searches }) {
  const [small, medium, large] = sizes.map(({ count }) =>
    count >= 1_000_000 ? `${count / 1_000_000} M` : `${count / 1_000} k`,
  );
  const flat = queries.map(({ name, sites: [s, m, l] }) => [
    name,
    `${ms(s.p50)} / ${ms(m.p50)} / ${ms(l.p50)} ms`,
    times(l.p50, m.p50),
    times(l.p50, s.p50),
    `${ms(s.database.milliseconds)} / ${ms(m.database.milliseconds)} / ${ms(l.database.milliseconds)} ms`,
    times(l.database.milliseconds, m.database.milliseconds),
    `${whole(s.database.buffers)} / ${whole(m.database.buffers)} / ${whole(l.database.buffers)}`,
  ]);
  const found = searches.map(({ name, sites }) => {
    const [s, m, l] = sites;
    return [
      name,
      `${ms(s.p50)} / ${ms(m.p50)} / ${ms(l.p50)} ms`,
      `${ms(l.p95)} ms`,
      `${ms(l.api)} + ${ms(l.database.milliseconds)} ms`,
      `${whole(s.database.buffers)} / ${whole(m.database.buffers)} / ${whole(l.database.buffers)}`,
      sites.map(({ total, lowerBound }) => `${whole(total)}${lowerBound ? '+' : ''}`).join(' / '),
    ];
  });
  return [
    {
      head: [
        `latency at ${small} / ${medium} / ${large} documents`,
        'median',
        `${large} to ${medium}`,
        `${large} to ${small}`,
        'in its statements',
        `${large} to ${medium}`,
        'buffers',
      ],
      rows: flat,
    },
    {
      head: [`one list at ${large}`, 'median', 'to page 1', 'in its statements', 'buffers'],
      rows: pages.map((page) => [
        page.name,
        `${ms(page.p50)} ms`,
        times(page.p50, pages[0].p50),
        `${ms(page.database.milliseconds)} ms`,
        whole(page.database.buffers),
      ]),
    },
    {
      head: [
        `search at ${small} / ${medium} / ${large}`,
        'median',
        `95 % at ${large} within`,
        `API + statements at ${large}`,
        'buffers',
        'results',
      ],
      rows: found,
    },
  ];
}

/** Everything that is over its bound, one sentence each. */
export function exceeded({ queries, pages, searches }) {
  return [
    ...queries.flatMap(({ name, sites: [s, m, l] }) => [
      ...(l.p50 > MOST.tenth * m.p50
        ? [`${name}: ${times(l.p50, m.p50)} of the latency at a tenth of the documents`]
        : []),
      ...(l.p50 > MOST.least * s.p50
        ? [`${name}: ${times(l.p50, s.p50)} of the latency at a thousandth of the documents`]
        : []),
    ]),
    ...(pages[1].p50 > 1.25 * pages[0].p50
      ? [`${pages[1].name} takes ${times(pages[1].p50, pages[0].p50)} of page 1`]
      : []),
    ...searches.flatMap(({ name, sites }) =>
      sites.at(-1).p95 > MOST.searched ? [`search, ${name}: 95 % within ${ms(sites.at(-1).p95)} ms`] : [],
    ),
  ];
}

export function printHuge(results) {
  for (const { head, rows } of tablesOf(results)) {
    const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
    const line = (row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join('  ');
    process.stdout.write(`\n${[head, ...rows].map(line).join('\n')}\n`);
  }
  const over = exceeded(results);
  process.stdout.write(
    `\n${over.length === 0 ? 'Everything stayed within its bound.' : `Over its bound:\n${over.join('\n')}`}\n`,
  );
}

/** For RESULTS.md. */
export function hugeSection({ conditions, ...results }) {
  const { sizes, requests } = results;
  const over = exceeded(results);
  const verified = sizes.filter((size) => size.verified);
  return [
    `## Three sizes: ${sizes.map(({ documents }) => whole(documents)).join(', ')} documents`,
    '',
    `${conditions.date ? `${conditions.date}, ` : ''}Node ${conditions.node}, ${conditions.cores} cores for everything (load average ${conditions.load}); no answers kept; ${requests} requests to each site in turn, one connection each. ` +
      `Databases of ${sizes.map(({ databaseSize }) => databaseSize).join(', ')}; bodies of ${sizes.at(-1).bodyLength} bytes on average; the narrow scope sees ${sizes.map(({ narrow }) => whole(narrow)).join(', ')} documents. ` +
      `Made in ${sizes.map(({ seconds }) => `${whole(seconds)} s`).join(', ')}. ${verified.map(({ documents, verified: { checks } }) => `\`VerifyService\` made ${checks} checks of the site of ${whole(documents)} and found nothing broken.`).join(' ')}`,
    '',
    ...tablesOf(results).flatMap(({ head, rows }) => [
      `| ${head.join(' | ')} |`,
      `|---|${'--:|'.repeat(head.length - 1)}`,
      ...rows.map((row) => `| ${row.join(' | ')} |`),
      '',
    ]),
    over.length === 0
      ? 'Everything stayed within its bound (1.5x, 2x, page 1 within a quarter, search within 50 ms for 95 %).'
      : `Over its bound: ${over.join('; ')}.`,
    '',
  ];
}
