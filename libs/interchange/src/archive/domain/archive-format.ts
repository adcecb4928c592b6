import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { ArchiveDamaged, ArchiveNewer, NotAnArchive } from './refusals.js';

/**
 * An archive is lines of JSON: a header, each row of each table, an end. It can be read with the tools that read NDJSON, and
 * written and read in constant memory. The end covers everything before it, so whatever was cut off or changed is found.
 */
export const ARCHIVE_FORMAT = 1;
export const ARCHIVE_PURPOSE = 'archive';

const Count = Type.Integer({ minimum: 0 });

const Header = Type.Object({
  almanac: Type.Literal('archive'),
  format: Type.Integer(),
  /** ISO 8601, of the snapshot. */
  at: Type.String(),
  /** Names of the migrations that had run, oldest first: the level of the tables. */
  migrations: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1 }),
  head: Type.Object({ seq: Count, mark: Type.String() }),
  /** Of the installation's secret; says nothing about it, but whether another one is the same. */
  secret: Type.String(),
  tables: Type.Record(Type.String(), Type.Object({ columns: Type.Array(Type.String()), rows: Count })),
  /** Tables that were there and are not archived. */
  leftOut: Type.Array(Type.String()),
  /** Last values, as text: they may be larger than a number of JavaScript. */
  sequences: Type.Record(Type.String(), Type.Object({ last: Type.String(), called: Type.Boolean() })),
});
export type ArchiveHeader = Static<typeof Header>;

const End = Type.Object({ end: Type.Object({ rows: Count, sha256: Type.String(), hmac: Type.String() }) });
export type ArchiveEnd = Static<typeof End>['end'];

export function parseHeader(line: string): ArchiveHeader {
  const header = parsed(line);
  const started = header as { almanac?: unknown; format?: unknown } | null;
  if (typeof header !== 'object' || started?.almanac !== 'archive')
    throw new NotAnArchive('This is not an archive of Almanac: give a file that `almanac backup` wrote.', ['file']);
  if (typeof started.format === 'number' && started.format > ARCHIVE_FORMAT)
    throw new ArchiveNewer(
      `This archive has format ${started.format}, and this Almanac reads up to ${ARCHIVE_FORMAT}: upgrade Almanac, then restore it.`,
      ['file'],
    );
  if (!Check(Header, header))
    throw new ArchiveDamaged('The first line of this archive is damaged: take another backup.', ['file']);
  return header;
}

export function formatRow(table: string, row: string): string {
  return `{"table":"${table}","row":${row}}\n`;
}

const ROW_BEGINS = '{"table":"';
const ROW_FOLLOWS = '","row":';
const LONGEST_TABLE_NAME = 140;

/** Of a line that is a row: its table, and where in the line the row begins; null for any other line. */
export function placeOfRow(line: Buffer): { readonly table: string; readonly from: number } | null {
  const start = line.toString('latin1', 0, LONGEST_TABLE_NAME + ROW_BEGINS.length + ROW_FOLLOWS.length);
  const named = start.indexOf(ROW_FOLLOWS);
  if (!start.startsWith(ROW_BEGINS) || named < 0) return null;
  return { table: start.slice(ROW_BEGINS.length, named), from: named + ROW_FOLLOWS.length };
}

export function formatEnd(end: ArchiveEnd): string {
  return `${JSON.stringify({ end })}\n`;
}

/** Null when the line is not the end of an archive. */
export function parseEnd(line: string): ArchiveEnd | null {
  const end = parsed(line);
  return Check(End, end) ? end.end : null;
}

/** Says whether two archives were made under one secret. */
export function fingerprintOf(key: Buffer): string {
  return createHmac('sha256', key).update('fingerprint').digest('hex').slice(0, 32);
}

/** What only the installation itself can write about its archive. */
export function signatureOf(key: Buffer, sha256: string): string {
  return createHmac('sha256', key).update(`archive ${sha256}`).digest('hex');
}

export function isSignature(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given, 'hex'), Buffer.from(wanted, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function newChecksum(): ReturnType<typeof createHash> {
  return createHash('sha256');
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}
