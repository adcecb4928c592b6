import type pg from 'pg';
import {
  type MigrationClass,
  type MigrationTurn,
  recordedMigrations,
  Secrets,
  vacuumSchemas,
  whileNobodyMigrates,
} from '#platform';
import { readArchive, type ReadArchive } from './archive-reader.js';
import { ARCHIVE_PURPOSE, type ArchiveHeader } from './domain/archive-format.js';
import { ARCHIVED_SCHEMAS } from './domain/left-out.js';
import { ArchiveDamaged, ArchiveNewer, ArchiveOfAnotherSecret, NotEmpty } from './domain/refusals.js';
import { type CatalogTable, foreignKeysOf, sequencesOf, tablesOf } from './persistence/catalog.js';

export interface RestoreRequest {
  readonly file: string;
  readonly ownerUrl: string;
  readonly secrets: Secrets;
  /** Of this release, oldest first. */
  readonly migrations: readonly MigrationClass[];
  /** What to do with an archive that was made under another secret, whose keys nobody could use. */
  readonly otherSecret: 'refuse' | 'accept';
  readonly progress?: (sentence: string) => void;
}

export interface Restored extends ReadArchive {
  /** Migrations that brought an older archive up to this release. */
  readonly upgraded: readonly string[];
}

/** Whether an archive is whole, and could be restored here; touches no database. */
export async function checkArchive({
  file,
  secrets,
  migrations,
  otherSecret,
}: Pick<RestoreRequest, 'file' | 'secrets' | 'migrations' | 'otherSecret'>): Promise<ReadArchive> {
  const read = await readArchive(file, secrets.derive(ARCHIVE_PURPOSE));
  const known = new Set(migrations.map(({ name }) => name));
  const newer = read.header.migrations.find((name) => !known.has(name));
  if (newer !== undefined)
    throw new ArchiveNewer(
      `This archive was made by a newer Almanac (it has the migration ${newer}): upgrade Almanac, then restore it.`,
      ['file'],
    );
  if (!read.signed && otherSecret === 'refuse')
    throw new ArchiveOfAnotherSecret(
      'This archive was made under another secret: its partner keys and the addresses of what was expunged mean nothing under this one. Give the secret that you kept with the backup (ALMANAC_SECRET, or the file `secret` in the data folder); if it is lost, restore with --new-secret and issue every key again.',
      ['file'],
    );
  return read;
}

/**
 * Puts an archive into an empty system. The file is read twice: once to see that it is whole, before anything is touched, and
 * once to load it, in one transaction. An archive of an older release is loaded into the tables of that release, and
 * migrated as that installation would have been.
 */
export async function restoreArchive(request: RestoreRequest): Promise<Restored> {
  const { ownerUrl, migrations, progress = () => undefined } = request;
  const { header } = await checkArchive(request);
  const level = migrations.filter(({ name }) => header.migrations.includes(name));
  const restored = await whileNobodyMigrates(ownerUrl, async (turn) => {
    await refuseUnlessEmpty(turn.client);
    await bringToLevel(turn, header, migrations, level);
    const read = await load(turn.client, request, header, progress);
    const ran = await turn.bringTo(migrations);
    return { ...read, upgraded: ran };
  });
  // Not part of it: what the planner knows, and which pages it need not look at, would come by themselves with time.
  await vacuumSchemas(ownerUrl, ARCHIVED_SCHEMAS);
  return restored;
}

async function bringToLevel(
  turn: MigrationTurn,
  { migrations: names }: ArchiveHeader,
  migrations: readonly MigrationClass[],
  level: readonly MigrationClass[],
): Promise<void> {
  const done = await recordedMigrations(turn.client);
  if (done.some((name) => !names.includes(name))) await turn.takeBackAll(migrations);
  await turn.bringTo(level);
}

/** Everything that anybody does is an event, so a system without one has never been used. */
async function refuseUnlessEmpty(client: pg.Client): Promise<void> {
  const { rows: tables } = await client.query<{ there: boolean }>(
    `select to_regclass('ledger.audit_head') is not null and to_regclass('ledger.head') is not null and to_regclass('content.document') is not null as there`,
  );
  if (!tables[0]?.there) return;
  const { rows } = await client.query<{ used: boolean }>(
    `select a.number > 0 or h.seq > 0 or exists (select from content.document) as used from ledger.audit_head a, ledger.head h`,
  );
  if (rows[0]?.used !== false)
    throw new NotEmpty(
      'This system has been used already, and an archive is restored into an empty one: give another data folder (ALMANAC_DATA_DIR) or another database (DATABASE_URL).',
    );
}

/**
 * In one transaction: whoever reads sees the empty system or the whole archive. References are checked when all rows are
 * there, by making their constraints anew, so the order of tables does not matter and cycles do no harm.
 */
async function load(
  client: pg.Client,
  { file, secrets }: RestoreRequest,
  checked: ArchiveHeader,
  progress: (sentence: string) => void,
): Promise<ReadArchive> {
  await client.query('begin');
  try {
    const tables = new Map((await tablesOf(client)).map((table) => [table.name, table]));
    refuseMisfit(tables, checked);
    const archived = Object.keys(checked.tables).flatMap((name) => tables.get(name) ?? []);
    await client.query(
      `lock table ${[...tables.values()].map(({ quoted }) => quoted).join(', ')} in access exclusive mode`,
    );
    await refuseUnlessEmpty(client);
    const keys = await foreignKeysOf(client);
    for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint ${name}`);
    for (const { quoted } of archived) await client.query(`alter table ${quoted} disable trigger user`);
    await client.query(`truncate ${archived.map(({ quoted }) => quoted).join(', ')}`);
    const read = await insertRows(client, file, secrets, tables, progress);
    if (JSON.stringify(read.header) !== JSON.stringify(checked))
      throw new ArchiveDamaged('The file was replaced while it was read: nothing was restored.', ['file']);
    await setSequences(client, checked);
    for (const { table, name, definition } of keys)
      await client.query(`alter table ${table} add constraint ${name} ${definition}`);
    for (const { quoted } of archived) await client.query(`alter table ${quoted} enable trigger user`);
    await client.query('commit');
    return read;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw unfit(error);
  }
}

/** Values or references that the tables do not take: only somebody who wrote the end of the file anew could make such an archive. */
function unfit(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: string };
  return typeof code === 'string' && /^2[23]/.test(code)
    ? new ArchiveDamaged(`This archive holds what its own tables refuse (${message}): nothing was restored.`, ['file'])
    : error;
}

/** The header names the tables of its level; a file that names others was not written by that release. */
function refuseMisfit(tables: ReadonlyMap<string, CatalogTable>, header: ArchiveHeader): void {
  const names = [...Object.keys(header.tables), ...header.leftOut].sort();
  const columns = (name: string) => tables.get(name)?.columns.map((column) => column.name) ?? [];
  const misfit =
    JSON.stringify(names) !== JSON.stringify([...tables.keys()].sort())
      ? 'other tables'
      : Object.entries(header.tables).find(
          ([name, table]) => JSON.stringify([...table.columns].sort()) !== JSON.stringify([...columns(name)].sort()),
        )?.[0];
  if (misfit !== undefined)
    throw new ArchiveDamaged(
      `This archive does not fit the migrations that it names (${misfit}): nothing was restored. Use another backup.`,
      ['file'],
    );
}

/** Characters of one statement, unless one row is longer. */
const BATCH_LENGTH = 4_000_000;
const BATCH_ROWS = 1_000;

async function insertRows(
  client: pg.Client,
  file: string,
  secrets: Secrets,
  tables: ReadonlyMap<string, CatalogTable>,
  progress: (sentence: string) => void,
): Promise<ReadArchive> {
  let into: CatalogTable | null = null;
  let batch: string[] = [];
  let length = 0;
  let loaded = 0;
  const flush = async () => {
    if (into && batch.length > 0)
      await client.query({ name: `restore ${into.name}`, text: insertion(into), values: [`[${batch.join(',')}]`] });
    loaded += batch.length;
    batch = [];
    length = 0;
  };
  const finish = async () => {
    await flush();
    if (into && loaded > 0) progress(`${into.name}: ${loaded}`);
    loaded = 0;
  };
  const read = await readArchive(file, secrets.derive(ARCHIVE_PURPOSE), {
    row: async (name, row) => {
      if (into?.name !== name) {
        await finish();
        into = tables.get(name) ?? null;
      }
      const text = row();
      batch.push(text);
      length += text.length;
      if (length >= BATCH_LENGTH || batch.length >= BATCH_ROWS) await flush();
    },
  });
  await finish();
  return read;
}

function insertion({ quoted, columns }: CatalogTable): string {
  const names = columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`);
  const values = columns.map(({ jsonAlways }, index) =>
    jsonAlways ? `coalesce(${names[index]}, 'null')` : names[index],
  );
  return `insert into ${quoted} (${names.join(', ')}) overriding system value
    select ${values.join(', ')} from json_populate_recordset(null::${quoted}, $1::json)`;
}

async function setSequences(client: pg.Client, { sequences }: ArchiveHeader): Promise<void> {
  const known = await sequencesOf(client);
  for (const [name, { last, called }] of Object.entries(sequences)) {
    const quoted = known.get(name);
    if (quoted === undefined)
      throw new ArchiveDamaged(
        `This archive names a sequence "${name}" that its migrations do not make: nothing was restored.`,
        ['file'],
      );
    await client.query('select setval($1::regclass, $2::int8, $3)', [quoted, last, called]);
  }
}
