import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#access';
import { BatchDraftingService, DraftingService, type Kind, type Standing } from '#content';
import { Ids, UnitOfWork } from '#platform';
import { fingerprint } from './page/fingerprint.js';
import { OriginStore } from './persistence/origin.store.js';
import type { Complaints } from './rows/domain/complaints.js';
import type { RowDocument } from './rows/domain/mapping.js';
import { resolveRefs } from './rows/domain/references.js';
import type { ImportedRow } from './rows/domain/row-report.js';

/** Rows that are in memory at a time. */
const PORTION = 500;

export interface KnownRow {
  readonly line: number;
  readonly kind: Kind;
}

/** What rows say, or why one says nothing; from the first one, as often as it is called. */
export type Reader = () => AsyncGenerator<{ line: number; document: RowDocument | string }>;
type Version = { readonly revision: number; readonly expectedEdition: number } | { readonly expectedVersion: number };
/** A row, and what of it is to be public; null: what a person edited or withdrew since stays as it is. */
export interface Taken {
  readonly row: ImportedRow;
  readonly publish: Version | null;
}
export interface Examined {
  readonly known: ReadonlyMap<string, KnownRow>;
  readonly earlier: ReadonlyMap<
    string,
    { readonly documentId: string; readonly hash: string; readonly draftVersion: number }
  >;
  readonly complaints: Complaints;
}

/** Makes documents of the rows of a file, a portion at a time: of a row that is done, its place and its ids stay in memory. */
@Injectable()
export class TakingRowsService {
  private readonly origins: OriginStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(BatchDraftingService) private readonly batches: BatchDraftingService,
    @Inject(DraftingService) private readonly drafting: DraftingService,
    @Inject(Ids) private readonly ids: Ids,
  ) {
    this.origins = new OriginStore(work);
  }

  /** Every row as a document. What is new is made by the hundred; what changed since the last import is saved, one by one. */
  async take(
    actor: Actor,
    system: string,
    read: Reader,
    { known, earlier, complaints }: Examined,
    { progress }: { readonly progress?: (sentence: string) => void },
  ): Promise<readonly Taken[]> {
    const ids = await this.reserve(actor, known, earlier);
    const idOf = (ref: string) => ids.get(ref) ?? '';
    const taken: Taken[] = [];
    for await (const portion of portions(read())) {
      const rows = portion.map(({ line, document }) => {
        if (typeof document === 'string') throw new Error('the file changed while it was read');
        const { id, locale } = document;
        return { line, document, hash: fingerprint(document), origin: earlier.get(`${id} ${locale}`) ?? null };
      });
      const standings = await this.batches.standings(
        rows.flatMap(({ document: { locale }, origin }) => (origin ? [{ documentId: origin.documentId, locale }] : [])),
      );
      const written: Parameters<OriginStore['keepRows']>[1][number][] = [];
      const fresh = rows.filter(({ origin }) => origin === null);
      const made = await this.batches.create(
        actor,
        fresh.map(({ document: { id, kind, locale, slug, fields } }) => ({
          documentId: idOf(id),
          locale,
          kind,
          slug,
          name: nameOf({ id, fields }),
          body: resolveRefs(fields, idOf),
        })),
      );
      for (const { index, problems } of made.refused)
        for (const problem of problems)
          complaints.addProblem(problem, fresh[index]?.line ?? 0, fresh[index]?.document.id);
      for (const { line, document, hash, origin } of rows) {
        const { id, kind, locale } = document;
        const documentId = idOf(id);
        const row = { line, id, documentId, kind, locale };
        if (origin === null) {
          taken.push({ row: { ...row, change: 'created' }, publish: { revision: made.revision, expectedEdition: 0 } });
          written.push({ id, locale, hash, documentId, draftVersion: 1 });
          continue;
        }
        const standing = standings.get(`${documentId} ${locale}`);
        if (!standing) throw new Error(`the variant ${documentId} (${locale}) is gone`);
        const publish = whatToPublish(standing);
        if (origin.hash === hash) taken.push({ row: { ...row, change: 'unchanged' }, publish });
        else if (standing.draftVersion !== origin.draftVersion || standing.kind !== kind)
          taken.push({ row: { ...row, change: 'left alone', reason: whyLeft(standing, kind) }, publish: null });
        else {
          const draftVersion = await this.rewrite(actor, standing, document, { idOf, line, complaints });
          taken.push({ row: { ...row, change: 'updated' }, publish: publish && { expectedVersion: draftVersion } });
          written.push({ id, locale, hash, documentId, draftVersion });
        }
      }
      await this.origins.keepRows(system, written);
      progress?.(`${taken.length} of ${known.size} rows`);
    }
    return taken;
  }

  /** The document of every row: what is new is there from now on, so that rows can refer to others that come later. */
  private async reserve(
    actor: Actor,
    known: ReadonlyMap<string, KnownRow>,
    earlier: Examined['earlier'],
  ): Promise<ReadonlyMap<string, string>> {
    const ids = new Map([...earlier].map(([key, { documentId }]) => [key.slice(0, key.lastIndexOf(' ')), documentId]));
    const fresh: { id: string; kind: Kind }[] = [];
    for (const [key, { kind }] of known) {
      const row = key.slice(0, key.lastIndexOf(' '));
      if (ids.has(row)) continue;
      const id = this.ids.next();
      ids.set(row, id);
      fresh.push({ id, kind });
    }
    await this.batches.reserve(actor, fresh);
    return ids;
  }

  /** The draft says what a changed row says. Answers its version. */
  private async rewrite(
    actor: Actor,
    { documentId, locale, draftVersion }: Standing,
    { id, slug, fields }: RowDocument,
    {
      idOf,
      line,
      complaints,
    }: { readonly idOf: (ref: string) => string; readonly line: number; readonly complaints: Complaints },
  ): Promise<number> {
    try {
      const { draft } = await this.drafting.get(documentId, locale);
      const cleared = Object.fromEntries(Object.keys(draft).map((field) => [field, null]));
      const saved = await this.drafting.save(actor, {
        documentId,
        locale,
        expectedVersion: draftVersion,
        ...(slug === null ? {} : { slug }),
        fields: { ...cleared, ...(resolveRefs(fields, idOf) as Record<string, unknown>) },
      });
      return saved.draftVersion;
    } catch (error) {
      complaints.addAll(error, line, id);
      return draftVersion;
    }
  }
}

/** What was withdrawn stays withdrawn. */
function whatToPublish({ draftVersion, lastEdition, isLive }: Standing): Version | null {
  return lastEdition > 0 && !isLive ? null : { expectedVersion: draftVersion };
}

function whyLeft(standing: Standing, kind: Kind): string {
  return standing.kind === kind ? `edited by ${standing.savedBy} since the last import` : `it is a ${standing.kind}`;
}

async function* portions<T>(rows: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let portion: T[] = [];
  for await (const row of rows) {
    portion.push(row);
    if (portion.length < PORTION) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}

function nameOf({ id, fields }: Pick<RowDocument, 'id' | 'fields'>): string {
  const name = [fields['title'], fields['myth'], fields['statement'], fields['name']].find(
    (each) => typeof each === 'string',
  );
  return typeof name === 'string' && name !== '' ? name : id;
}
