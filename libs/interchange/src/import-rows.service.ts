import { Inject, Injectable } from '@nestjs/common';
import { type Actor, PermissionsService } from '#access';
import {
  checkDraft,
  DraftingService,
  type Kind,
  NothingToPublish,
  PublishingService,
  slugFrom,
  type Variant,
} from '#content';
import { CONFIG, type Config, formatPath, Problems, UnitOfWork } from '#platform';
import { fingerprint } from './page/fingerprint.js';
import { OriginStore } from './persistence/origin.store.js';
import { mapRow, type Mapping, nativeRow, type RowDocument, RowMisfit } from './rows/domain/mapping.js';
import { refsOf, resolveRefs } from './rows/domain/references.js';
import { type ImportedRow, MOST_PROBLEMS, type RowProblem, type RowReport } from './rows/domain/row-report.js';
import { richTextReader } from './rows/rich-text.js';
import type { FileRow } from './rows/row-file.js';

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
const STEP = 1_000;
const LONGEST_ID = 300;
/** A large import takes minutes, and one statement of its publication may too. Milliseconds. */
const LIMITS = { lockTimeout: 10_000, statementTimeout: 900_000 };

interface KnownRow {
  readonly line: number;
  readonly kind: Kind;
}

/**
 * Rows of another system as documents, all of a file in one transaction and one publication. The file is read once to see that
 * every row can be taken, and once to take it: what stays in memory of a row is its id and where it stands.
 */
@Injectable()
export class ImportRowsService {
  private readonly origins: OriginStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(DraftingService) private readonly drafting: DraftingService,
    @Inject(PublishingService) private readonly publishing: PublishingService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.origins = new OriginStore(work);
  }

  async importRows(actor: Actor, source: RowSource, options: RowImportOptions): Promise<RowReport> {
    const read = await this.reader(source, options);
    let report: RowReport | undefined;
    try {
      await this.work.run(async () => {
        await this.permissions.require(actor, 'document.import');
        await this.origins.lockPage(source.system, '*');
        const earlier = await this.origins.rowsOf(source.system);
        const complaints = new Complaints();
        const known = await this.examine(read, new Set(earlier.keys()), complaints);
        if (complaints.any) throw new RolledBack(refused(options, complaints));
        const taken = await this.take(actor, source, read, { known, earlier, complaints }, options);
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

  private async take(
    actor: Actor,
    source: RowSource,
    read: Reader,
    { earlier, complaints }: Examined,
    options: RowImportOptions,
  ): Promise<readonly Taken[]> {
    const ids = new Map([...earlier].map(([key, { documentId }]) => [key.slice(0, key.lastIndexOf(' ')), documentId]));
    const taken: Taken[] = [];
    const unwritten: { readonly document: RowDocument; readonly at: number }[] = [];
    let written: Parameters<OriginStore['keepRows']>[1][number][] = [];
    const keep = async () => {
      await this.origins.keepRows(source.system, written);
      written = [];
    };
    const note = (
      document: RowDocument,
      variant: Variant,
      row: Omit<ImportedRow, keyof RowDocument | 'documentId'>,
    ) => {
      taken.push({
        row: { ...row, id: document.id, documentId: variant.documentId, kind: document.kind, locale: document.locale },
        variant,
      });
    };
    for await (const { line, document } of read()) {
      if (typeof document === 'string') throw new Error('the file changed while it was read');
      const { id, kind, locale } = document;
      const hash = fingerprint(document);
      const origin = earlier.get(`${id} ${locale}`);
      try {
        if (origin) {
          const variant = await this.drafting.get(origin.documentId, locale);
          if (origin.hash === hash) note(document, variant, { line, change: 'unchanged' });
          else if (variant.draftVersion !== origin.draftVersion || variant.kind !== kind)
            note(document, variant, {
              line,
              change: 'left alone',
              reason:
                variant.kind === kind
                  ? `edited by ${variant.savedBy} since the last import`
                  : `it is a ${variant.kind}`,
            });
          else {
            note(document, variant, { line, change: 'updated' });
            unwritten.push({ document, at: taken.length - 1 });
          }
        } else {
          const complete = [...refsOf(document.fields)].every((ref) => ids.has(ref));
          const known = ids.get(id);
          const variant = await this.drafting.create(actor, {
            kind,
            locale,
            ...(known === undefined ? {} : { documentId: known }),
            ...(document.slug === null ? { slugHint: nameOf(document) } : { slug: document.slug }),
            // What it refers to may follow in the file: then its words are written when everything is there.
            body: complete ? resolveRefs(document.fields, (ref) => ids.get(ref) ?? '') : {},
          });
          ids.set(id, variant.documentId);
          note(document, variant, { line, change: 'created' });
          if (complete)
            written.push({ id, locale, hash, documentId: variant.documentId, draftVersion: variant.draftVersion });
          else unwritten.push({ document, at: taken.length - 1 });
        }
      } catch (error) {
        complaints.addAll(error, line, id);
      }
      if (written.length >= STEP) await keep();
      if (taken.length % STEP === 0) options.progress?.(`${taken.length} rows`);
    }
    for (const { document, at } of unwritten) {
      const entry = taken[at];
      if (!entry) continue;
      try {
        const cleared = Object.fromEntries(Object.keys(entry.variant.draft).map((field) => [field, null]));
        const variant = await this.drafting.save(actor, {
          documentId: entry.variant.documentId,
          locale: document.locale,
          expectedVersion: entry.variant.draftVersion,
          ...(document.slug === null ? {} : { slug: document.slug }),
          fields: {
            ...cleared,
            ...(resolveRefs(document.fields, (ref) => ids.get(ref) ?? '') as Record<string, unknown>),
          },
        });
        taken[at] = { row: entry.row, variant };
        const { id, locale } = document;
        written.push({
          id,
          locale,
          hash: fingerprint(document),
          documentId: variant.documentId,
          draftVersion: variant.draftVersion,
        });
      } catch (error) {
        complaints.addAll(error, entry.row.line, document.id);
      }
      if (written.length >= STEP) await keep();
    }
    await keep();
    return taken;
  }

  /** Everything that the rows say now, in one publication. What a person edited or withdrew since is left alone. */
  private async publish(
    actor: Actor,
    taken: readonly Taken[],
    complaints: Complaints,
    { progress }: RowImportOptions,
  ): Promise<number | null> {
    const ours = taken.filter(
      ({ row, variant }) => row.change !== 'left alone' && !(variant.lastEdition > 0 && variant.liveEdition === null),
    );
    if (ours.length === 0) return null;
    progress?.(`publishing ${ours.length} rows`);
    try {
      const { publication } = await this.publishing.publish(actor, {
        publish: ours.map(({ variant }) => ({
          documentId: variant.documentId,
          locale: variant.locale,
          expectedVersion: variant.draftVersion,
        })),
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

type Reader = () => AsyncGenerator<{ line: number; document: RowDocument | string }>;
interface Taken {
  readonly row: ImportedRow;
  readonly variant: Variant;
}
interface Examined {
  readonly known: ReadonlyMap<string, KnownRow>;
  readonly earlier: ReadonlyMap<
    string,
    { readonly documentId: string; readonly hash: string; readonly draftVersion: number }
  >;
  readonly complaints: Complaints;
}

/** What is wrong with which row; bounded, because a wrong mapping is wrong in every one. */
class Complaints {
  readonly problems: RowProblem[] = [];
  more = false;

  get any(): boolean {
    return this.problems.length > 0;
  }

  add(problem: RowProblem): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem);
    else this.more = true;
  }

  addAll(error: unknown, line: number, id: string): void {
    const problems = Problems.of(error);
    if (!problems) throw error;
    for (const { path, message } of problems)
      this.add({ line, id, reason: `${path.length > 0 ? `${formatPath(path)}: ` : ''}${message}` });
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

function nameOf({ id, fields }: RowDocument): string {
  const name = [fields['title'], fields['myth'], fields['statement'], fields['name']].find(
    (each) => typeof each === 'string',
  );
  return typeof name === 'string' && name !== '' ? name : id;
}
