import type { RowReport } from '#interchange';

/** What an import of rows did, for a person: what is wrong with which line, else how many rows became what. */
export function rowReport({ rows, problems, more, seq, dryRun }: RowReport): string {
  if (problems.length > 0)
    return [
      ...problems.map(({ line, id, reason }) => `line ${line}${id === null ? '' : ` (${id})`}: ${reason}`),
      ...(more ? ['... and more.'] : []),
      'Nothing was written: mend these rows, or the mapping, and import again.',
    ].join('\n');
  const count = (change: string) => rows.filter((row) => row.change === change).length;
  return [
    ...rows
      .filter((row) => row.change === 'left alone')
      .map(({ line, id, reason }) => `line ${line} (${id}) was left alone: ${reason}`),
    `${rows.length} rows: ${count('created')} created, ${count('updated')} updated, ${count('unchanged')} unchanged, ${count('left alone')} left alone.`,
    dryRun
      ? 'This was a dry run: nothing was kept.'
      : seq === null
        ? 'Nothing was published.'
        : `Published as publication ${seq}.`,
  ].join('\n');
}
