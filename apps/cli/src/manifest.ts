import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Operation } from '#access';
import { BadInput, type Problem, Problems } from '#platform';

/** One operation of a manifest, and where it stood. */
interface ListedOperation {
  readonly file: string;
  readonly id: string;
  readonly document: string;
}

/** What the delivery API says of each text, in their order. */
type Verdict = { readonly name: string | null } | { readonly objections: readonly string[] };

const FORMATS =
  'a file of persisted queries as relay-compiler and graphql-codegen write it ({"<id>": "<text>"}), or an Apollo manifest';

/** The operations of the given manifests, once `judge` has found that each can run; otherwise every objection at once. */
export async function operationsIn(
  files: readonly string[],
  /** What the delivery API says to a JSON list of texts, in their order, as JSON. */
  judge: (texts: string) => Promise<string>,
): Promise<readonly Operation[]> {
  const listed = await readManifests(files);
  const verdicts = JSON.parse(await judge(JSON.stringify(listed.map(({ document }) => document)))) as Verdict[];
  const judged = listed.map((operation, index) => ({ operation, verdict: verdicts[index] ?? { objections: [] } }));
  Problems.throwIfAny(
    judged.flatMap(({ operation, verdict }) =>
      'objections' in verdict ? verdict.objections.map((objection) => placed(operation, objection)) : [],
    ),
  );
  return judged.map(({ operation: { id, document }, verdict }) => ({
    id,
    document,
    name: 'name' in verdict ? verdict.name : null,
  }));
}

/** Every operation of the given manifests; all objections to the files at once. */
async function readManifests(files: readonly string[]): Promise<readonly ListedOperation[]> {
  const read = await Promise.all(files.map((file) => readManifest(file)));
  Problems.throwIfAny(read.flatMap((each) => (each instanceof BadInput ? [each] : [])));
  return read.flatMap((each) => (each instanceof BadInput ? [] : each));
}

async function readManifest(file: string): Promise<readonly ListedOperation[] | BadInput> {
  let manifest: unknown;
  try {
    manifest = JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    return new BadInput(
      error instanceof SyntaxError
        ? `${path.basename(file)} is not JSON: give ${FORMATS}.`
        : `${path.basename(file)} cannot be read: check the path.`,
      ['file'],
    );
  }
  const entries = isRecord(manifest) ? (apolloEntries(manifest) ?? Object.entries(manifest)) : null;
  if (!entries || entries.length === 0 || !entries.every(isEntry))
    return new BadInput(`${path.basename(file)} is no manifest: give ${FORMATS}.`, ['file']);
  return entries.map(([id, document]) => ({ file: path.basename(file), id, document }));
}

/** Apollo's format lists operations with `id` and `body`; null when this is another one. */
function apolloEntries({ format, operations }: Record<string, unknown>): unknown[] | null {
  if (format !== 'apollo-persisted-query-manifest' || !Array.isArray(operations)) return null;
  return operations.map((each: unknown) => (isRecord(each) ? [each['id'], each['body']] : null));
}

function isEntry(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'string' && entry[1] !== '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An objection to one operation, so that a person finds it in the manifest. */
function placed(operation: ListedOperation, objection: string): Problem {
  return new BadInput(`${operation.file}, "${operation.id.slice(0, 80)}": ${objection}`, ['file']);
}
