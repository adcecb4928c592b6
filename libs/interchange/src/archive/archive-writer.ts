import type pg from 'pg';
import { recordedMigrations } from '#platform';
import {
  ARCHIVE_FORMAT,
  type ArchiveEnd,
  type ArchiveHeader,
  fingerprintOf,
  formatEnd,
  formatRow,
  newChecksum,
  signatureOf,
} from './domain/archive-format.js';
import { type CatalogTable, isArchived, sequencesOf, tablesOf } from './persistence/catalog.js';

/** Rows that are in memory at once: few where one row may be megabytes. */
const LONG_ROWS = 32;
const SHORT_ROWS = 1_000;

export interface Written {
  readonly header: ArchiveHeader;
  readonly end: ArchiveEnd;
}

/**
 * Everything that the database holds, as the lines of an archive, from one REPEATABLE READ snapshot: what is published
 * meanwhile is in it whole or not at all. Asks for no more rows before the last ones were taken away.
 */
export async function* archiveLines(
  owner: pg.Client,
  key: Buffer,
  progress: (table: string, rows: number) => void,
): AsyncGenerator<string, Written> {
  await owner.query('begin isolation level repeatable read read only');
  try {
    await owner.query(
      `set local timezone = 'UTC'; set local datestyle = 'ISO'; set local intervalstyle = 'postgres'; set local bytea_output = 'hex'; set local extra_float_digits = 1`,
    );
    const all = await tablesOf(owner);
    const tables = all.filter(isArchived);
    const header = await headerOf(owner, key, all);
    const checksum = newChecksum();
    const first = `${JSON.stringify(header)}\n`;
    checksum.update(first);
    yield first;
    let written = 0;
    for (const table of tables) {
      let rows = 0;
      for await (const lines of rowsOf(owner, table)) {
        const text = lines.join('');
        checksum.update(text);
        rows += lines.length;
        yield text;
      }
      written += rows;
      progress(table.name, rows);
    }
    const sha256 = checksum.digest('hex');
    const end = { rows: written, sha256, hmac: signatureOf(key, sha256) };
    yield formatEnd(end);
    return { header, end };
  } finally {
    await owner.query('rollback');
  }
}

async function headerOf(owner: pg.Client, key: Buffer, all: readonly CatalogTable[]): Promise<ArchiveHeader> {
  const tables: ArchiveHeader['tables'] = {};
  for (const table of all.filter(isArchived)) {
    const { rows } = await owner.query<{ rows: string }>(`select count(*) as rows from ${table.quoted}`);
    tables[table.name] = { columns: table.columns.map(({ name }) => name), rows: Number(rows[0]?.rows) };
  }
  const sequences: ArchiveHeader['sequences'] = {};
  for (const [name, quoted] of await sequencesOf(owner)) {
    const { rows } = await owner.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${quoted}`,
    );
    if (rows[0]) sequences[name] = rows[0];
  }
  const { rows } = await owner.query<{ at: string; seq: string; mark: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, seq, encode(mark, 'hex') as mark from ledger.head`,
  );
  const [state] = rows;
  if (!state) throw new Error('ledger.head is empty');
  return {
    almanac: 'archive',
    format: ARCHIVE_FORMAT,
    at: state.at,
    migrations: [...(await recordedMigrations(owner))],
    head: { seq: Number(state.seq), mark: state.mark },
    secret: fingerprintOf(key),
    tables,
    leftOut: all.filter((table) => !isArchived(table)).map(({ name }) => name),
    sequences,
  };
}

async function* rowsOf(owner: pg.Client, table: CatalogTable): AsyncGenerator<string[]> {
  const columns = table.columns.map(({ name }) => quote(name)).join(', ');
  const order = table.key.length > 0 ? `order by ${table.key.map(quote).join(', ')}` : '';
  await owner.query(
    `declare archived no scroll cursor for select row_to_json(r)::text as row from (select ${columns} from ${table.quoted} ${order}) r`,
  );
  for (;;) {
    const { rows } = await owner.query<{ row: string }>(
      `fetch ${table.holdsJson ? LONG_ROWS : SHORT_ROWS} from archived`,
    );
    if (rows.length === 0) break;
    // Between the values of a `json` column there may be line breaks: they mean nothing there.
    yield rows.map(({ row }) => formatRow(table.name, row.includes('\n') ? row.replaceAll('\n', ' ') : row));
  }
  await owner.query('close archived');
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
