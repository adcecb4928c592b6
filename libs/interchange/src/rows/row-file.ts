import { CsvError, parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { BadInput } from '#platform';

/** Characters of one row. */
const LONGEST_ROW = 8_000_000;

/** A row of a file, or why there is none at that line. */
export type FileRow =
  | { readonly line: number; readonly row: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly reason: string };

export function isRowFile(name: string): boolean {
  return /\.(ndjson|jsonl|csv)$/i.test(name);
}

/** The rows of a file, one after the other; as often as it is asked. */
export async function rowsOf(file: string): Promise<() => AsyncIterable<FileRow>> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new BadInput(`There is no file ${file}: check the path.`, ['file']);
  return /\.csv$/i.test(file) ? () => csvRows(file) : () => jsonRows(file);
}

async function* jsonRows(file: string): AsyncGenerator<FileRow> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  let line = 0;
  for await (const text of lines) {
    line += 1;
    const words = line === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (words.trim() === '') continue;
    yield jsonRow(words, line);
  }
}

function jsonRow(text: string, line: number): FileRow {
  if (text.length > LONGEST_ROW) return { line, reason: `The row is longer than ${LONGEST_ROW} characters.` };
  if (text.includes('\uFFFD')) return { line, reason: 'The row is not UTF-8.' };
  try {
    const row = JSON.parse(text) as unknown;
    if (typeof row === 'object' && row !== null && !Array.isArray(row))
      return { line, row: row as Record<string, unknown> };
    return { line, reason: 'The row is no JSON object.' };
  } catch {
    return { line, reason: 'The row is no JSON: each line is one object.' };
  }
}

async function* csvRows(file: string): AsyncGenerator<FileRow> {
  const bytes = createReadStream(file);
  const rows = bytes.pipe(
    parse({ bom: true, columns: true, info: true, skip_empty_lines: true, max_record_size: LONGEST_ROW }),
  );
  bytes.once('error', (error) => rows.destroy(error));
  let before = 1;
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>) {
      // The parser says where a row ends; it begins after the one before.
      const line = before + 1;
      before = info.lines;
      yield Object.values(record).some((cell) => cell.includes('\uFFFD'))
        ? { line, reason: 'The row is not UTF-8.' }
        : { line, row: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // What follows a row that cannot be taken apart cannot be told from it.
    yield { line: before + 1, reason: `The row is no CSV (${error.code}): the rows after it were not read.` };
  } finally {
    bytes.destroy();
  }
}
