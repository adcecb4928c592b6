import { Inject, Injectable } from '@nestjs/common';
import { type Actor, PermissionsService } from '#access';
import { checkDraft, type Kind, NothingToPublish, PublishingService, slugFrom } from '#content';
import { Busy, CONFIG, type Config, formatPath, Problems, UnitOfWork } from '#platform';
import { OriginStore } from './persistence/origin.store.js';
import { Complaints } from './rows/domain/complaints.js';
import { mapRow, type Mapping, nativeRow, type RowDocument, RowMisfit } from './rows/domain/mapping.js';
import { refsOf, resolveRefs } from './rows/domain/references.js';
import type { RowReport } from './rows/domain/row-report.js';
import { richTextReader } from './rows/rich-text.js';
import type { FileRow } from './rows/row-file.js';
import { type KnownRow, type Reader, type Taken, TakingRowsService } from './taking-rows.service.js';

export interface RowSource {
  /** Where the rows come from: with a row's id it names its document the next time. */
  readonly system: string;
  /** Absent: the rows are written as documents are. */
  readonly mapping: Mapping | null;
  /** From the first one, as often as it is called: a file is read more than once instead of kept. */
  readonly rows: () => AsyncIterable<FileRow>;
}

export interface RowImportOptions {
  readonly locale: string;
  readonly publish: boolean;
  /** Does everything and keeps nothing. */
  readonly dryRun: boolean;
  readonly progress?: (sentence: string) => void;
}

/** Stands for every document while a row is looked at by itself. */
const SOME_DOCUMENT = '01900000-0000-7000-8000-000000000000';
const LONGEST_ID = 300;
/** Rows that are checked between two words of progress. */
const ROWS_A_SENTENCE = 5_000;
/** A large import takes minutes, and one statement of its publication may too. Milliseconds. */
const LIMITS = { lockTimeout: 10_000, statementTimeout: 900_000 };

/**
 * Rows of another system as documents, all of a file in one transaction and one publication. The file is read once to see that
 * every row can be taken, and once to take it: what stays in memory of a row is its id and where it stands.
 */
@Injectable()
export class ImportRowsService {
  private readonly origins: OriginStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(TakingRowsService) private readonly taking: TakingRowsService,
    @Inject(PublishingService) private readonly publishing: PublishingService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.origins = new OriginStore(work);
  }

  async importRows(actor: Actor, source: RowSource, options: RowImportOptions): Promise<RowReport> {
    await this.permissions.require(actor, 'document.import');
    const read = await this.reader(source, options);
    const complaints = new Complaints();
    // Before the transaction: checking many rows takes minutes, for which a transaction must not stand idle.
    const before = new Set((await this.origins.rowsOf(source.system)).keys());
    const known = await this.examine(read, before, complaints, options);
    if (complaints.any) return refused(options, complaints);
    let report: RowReport | undefined;
    try {
      await this.work.run(async () => {
        await this.permissions.require(actor, 'document.import');
        await this.origins.lockPage(source.system, '*');
        const earlier = await this.origins.rowsOf(source.system);
        // Something that rows may refer to was expunged meanwhile, or the same rows were imported: what was checked is no longer so.
        if (earlier.size !== before.size || [...before].some((key) => !earlier.has(key))) throw new Busy();
        const taken = await this.taking.take(actor, source.system, read, { known, earlier, complaints }, options);
        if (complaints.any) throw new RolledBack(refused(options, complaints));
        const seq = options.publish ? await this.publish(actor, taken, complaints, options) : null;
        if (complaints.any) throw new RolledBack(refused(options, complaints));
        report = { dryRun: options.dryRun, seq, rows: taken.map(({ row }) => row), problems: [], more: false };
        if (options.dryRun) throw new RolledBack(report);
      }, LIMITS);
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
      report = error.report;
    }
    if (!report) throw new Error('an import ended without a report');
    return report;
  }

  private async reader(source: RowSource, { locale }: RowImportOptions) {
    const { mapping } = source;
    const toRichText = await richTextReader();
    return async function* documents(): AsyncGenerator<{ line: number; document: RowDocument | string }> {
      for await (const each of source.rows()) {
        if ('reason' in each) {
          yield { line: each.line, document: each.reason };
          continue;
        }
        try {
          const document = mapping ? mapRow(mapping, each.row, locale, toRichText) : nativeRow(each.row, locale);
          yield { line: each.line, document };
        } catch (error) {
          const problems = Problems.of(error);
          if (!(error instanceof RowMisfit) && !problems) throw error;
          yield { line: each.line, document: problems?.[0]?.message ?? (error as Error).message };
        }
      }
    };
  }

  /** Every row by itself, and whether what it refers to is there. By `id locale`. */
  private async examine(
    read: Reader,
    earlier: ReadonlySet<string>,
    complaints: Complaints,
    { progress }: RowImportOptions,
  ): Promise<ReadonlyMap<string, KnownRow>> {
    const known = new Map<string, KnownRow>();
    const kinds = new Map<string, Kind>();
    const before = new Set([...earlier].map((key) => key.slice(0, key.lastIndexOf(' '))));
    const open: { readonly line: number; readonly id: string; readonly ref: string }[] = [];
    for await (const { line, document } of read()) {
      if (typeof document === 'string') {
        complaints.add({ line, id: null, reason: document });
        continue;
      }
      const { id, kind, locale } = document;
      const object = (reason: string) => complaints.add({ line, id, reason });
      if (id.length > LONGEST_ID || /[\0\n]/.test(id))
        object(`The id is longer than ${LONGEST_ID} characters, or no line.`);
      if (!this.config.locales.includes(locale))
        object(`"${locale}" is not a configured locale: use one of ${this.config.locales.join(', ')}.`);
      const twice = known.get(`${id} ${locale}`);
      if (twice) object(`Line ${twice.line} has the same id and locale.`);
      const other = kinds.get(id);
      if (other !== undefined && other !== kind) object(`The same id is a ${other} on another line.`);
      if (document.slug !== null && slugFrom(document.slug) !== document.slug)
        object(`"${document.slug.slice(0, 120)}" is not a slug: use small Latin letters, digits and single hyphens.`);
      for (const problem of checkDraft(
        kind,
        resolveRefs(document.fields, () => SOME_DOCUMENT),
      ).problems)
        object(`${problem.path.length > 0 ? `${formatPath(problem.path)}: ` : ''}${problem.message}`);
      known.set(`${id} ${locale}`, { line, kind });
      if (known.size % ROWS_A_SENTENCE === 0) progress?.(`checked ${known.size} rows`);
      kinds.set(id, kind);
      for (const ref of refsOf(document.fields)) if (!kinds.has(ref) && !before.has(ref)) open.push({ line, id, ref });
    }
    for (const { line, id, ref } of open)
      if (!kinds.has(ref))
        complaints.add({
          line,
          id,
          reason: `It refers to "${ref}", which is no row of this file or of an earlier import.`,
        });
    return known;
  }

  /** Everything that the rows say now, in one publication. What a person edited or withdrew since is left alone. */
  private async publish(
    actor: Actor,
    taken: readonly Taken[],
    complaints: Complaints,
    { progress }: RowImportOptions,
  ): Promise<number | null> {
    const ours = taken.filter(({ publish }) => publish !== null);
    if (ours.length === 0) return null;
    progress?.(`publishing ${ours.length} rows`);
    try {
      const { publication } = await this.publishing.publish(actor, {
        publish: ours.flatMap(({ row: { documentId, locale }, publish }) =>
          publish === null ? [] : [{ documentId, locale, ...publish }],
        ),
        note: 'import',
      });
      return publication.seq;
    } catch (error) {
      if (error instanceof NothingToPublish) return null;
      const problems = Problems.of(error);
      if (!problems) throw error;
      for (const problem of problems) {
        const [list, index, ...path] = problem.path;
        const row = list === 'publish' && typeof index === 'number' ? ours[index]?.row : undefined;
        if (!row) throw error;
        complaints.add({
          line: row.line,
          id: row.id,
          reason: `${path.length > 0 ? `${formatPath(path)}: ` : ''}${problem.message}`,
        });
      }
      return null;
    }
  }
}

function refused({ dryRun }: RowImportOptions, { problems, more }: Complaints): RowReport {
  return { dryRun, seq: null, rows: [], problems: [...problems].sort((a, b) => a.line - b.line), more };
}

/** Never leaves this file: takes the transaction back, with what is to be said of it. */
class RolledBack extends Error {
  constructor(readonly report: RowReport) {
    super('taken back');
  }
}
