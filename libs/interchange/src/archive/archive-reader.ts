import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BadInput } from '#platform';
import {
  type ArchiveEnd,
  type ArchiveHeader,
  fingerprintOf,
  isSignature,
  newChecksum,
  parseEnd,
  parseHeader,
  placeOfRow,
  signatureOf,
} from './domain/archive-format.js';
import { ArchiveDamaged, NotAnArchive } from './domain/refusals.js';

/** PostgreSQL takes no longer value, and a header is a few thousand bytes. */
const LONGEST_LINE = 256 * 1024 * 1024;
const LONGEST_HEADER = 4 * 1024 * 1024;
const NEWLINE = 0x0a;

export interface ArchiveVisitor {
  header?(header: ArchiveHeader): Promise<void> | void;
  /** @param row gives the row's JSON, which most readers never need. */
  row?(table: string, row: () => string): Promise<void> | void;
}

export interface ReadArchive {
  readonly header: ArchiveHeader;
  readonly end: ArchiveEnd;
  /** Written under the given key, and not changed since by anybody who does not have it. */
  readonly signed: boolean;
}

/**
 * Reads an archive to its end in constant memory, and refuses one that is cut off, changed, or something else. What the
 * visitor was shown before that counts for nothing, so whoever keeps it must be able to take it back.
 */
export async function readArchive(file: string, key: Buffer, visitor: ArchiveVisitor = {}): Promise<ReadArchive> {
  const checksum = newChecksum();
  const counted = new Map<string, number>();
  let header: ArchiveHeader | null = null;
  let end: ArchiveEnd | null = null;
  let rows = 0;
  for await (const line of linesOf(await openArchive(file), () => (header ? LONGEST_LINE : LONGEST_HEADER))) {
    if (!header) {
      header = parseHeader(line.toString('utf8'));
      await visitor.header?.(header);
    } else if (end) {
      throw damaged('something follows the end');
    } else {
      const place = placeOfRow(line);
      if (place === null) {
        end = parseEnd(line.toString('utf8'));
        if (!end) throw damaged('a line is neither a row nor the end');
        continue;
      }
      const { table, from } = place;
      if (!header.tables[table]) throw damaged(`a row is of "${table}", which the header does not name`);
      rows += 1;
      counted.set(table, (counted.get(table) ?? 0) + 1);
      await visitor.row?.(table, () => line.toString('utf8', from, line.length - 1));
    }
    checksum.update(line).update('\n');
  }
  if (!header) throw new NotAnArchive(`${file} is empty: give a file that \`almanac backup\` wrote.`, ['file']);
  if (!end) throw cutOff();
  const sha256 = checksum.digest('hex');
  if (sha256 !== end.sha256 || rows !== end.rows) throw damaged('its checksum does not fit');
  for (const [table, { rows: said }] of Object.entries(header.tables))
    if ((counted.get(table) ?? 0) !== said)
      throw damaged(`it holds ${counted.get(table) ?? 0} rows of ${table} where the header says ${said}`);
  const sameSecret = header.secret === fingerprintOf(key);
  if (sameSecret && !isSignature(end.hmac, signatureOf(key, sha256)))
    throw damaged('it was changed by somebody who does not have the secret of this installation');
  return { header, end, signed: sameSecret };
}

async function openArchive(file: string): Promise<Readable> {
  const start = Buffer.alloc(2);
  try {
    const handle = await open(file);
    try {
      await handle.read(start, 0, 2, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadInput(
      code === 'ENOENT' ? `There is no file ${file}: check the path.` : `${file} cannot be read (${code}): check it.`,
      ['file'],
    );
  }
  const bytes = createReadStream(file, { highWaterMark: 256 * 1024 });
  if (start[0] !== 0x1f || start[1] !== 0x8b) return bytes;
  const plain = createGunzip();
  bytes.once('error', (error) => plain.destroy(error));
  return bytes.pipe(plain);
}

/** Lines without their ends. A last line that has no end is none: the writer ends every line. */
async function* linesOf(bytes: Readable, longest: () => number): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        const last = chunk.subarray(from, at);
        yield pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
        pieces = [];
        length = 0;
        from = at + 1;
      }
      if (from < chunk.length) {
        pieces.push(chunk.subarray(from));
        length += chunk.length - from;
        if (length > longest())
          throw new NotAnArchive('This is not an archive of Almanac: its first line has no end.', ['file']);
      }
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') throw cutOff();
    if (code?.startsWith('Z_') === true) throw damaged('it cannot be unpacked');
    throw error;
  } finally {
    bytes.destroy();
  }
  if (length > 0) throw cutOff();
}

function cutOff(): ArchiveDamaged {
  return new ArchiveDamaged(
    'This archive is cut off: its end is missing. Nothing was restored; copy the file again, or use another backup.',
    ['file'],
  );
}

function damaged(how: string): ArchiveDamaged {
  return new ArchiveDamaged(
    `This archive is damaged: ${how}. Nothing was restored; copy the file again, or use another backup.`,
    ['file'],
  );
}
