import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#access';
import { DraftingService, type Kind, NothingToPublish, PublishingService, StaleDraft, type Variant } from '#content';
import { BadInput, Clock, CONFIG, type Config, type Problem, Problems, reach, UnitOfWork } from '#platform';
import { type Match, matchOrigins } from './domain/match.js';
import type { ImportChange, ImportReport, ReportedDocument, ReportedLine } from './domain/report.js';
import { IMPORTED_FIELDS, toBody } from './domain/to-body.js';
import type { PageItem, PageReading } from './page/index.js';
import { digitsOf, NOT_OURS, type Origin, OriginStore } from './persistence/origin.store.js';

export interface PageFile {
  /** Names the page in its origins: the same name is the same page next time. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ImportOptions {
  readonly locale: string;
  readonly publish: boolean;
  /** Does everything and keeps nothing; the report says what would have happened. */
  readonly dryRun: boolean;
  readonly progress?: (sentence: string) => void;
}

interface Placed {
  readonly item: PageItem;
  readonly page: string;
  readonly variant: Variant;
  readonly change: ImportChange;
  readonly reason?: string;
  /** Version of the draft that the import wrote; NOT_OURS when a person's work stands there. */
  readonly draftVersion: number;
  readonly hash: string;
}

/** Documents that others embed or list come first, so that every reference finds its target. */
const ORDER: readonly Kind[] = ['notice', 'topic', 'fact', 'myth-fact', 'course', 'article', 'collection', 'source'];

/** Takes pages apart into documents: all pages of a call in one transaction, every line accounted for. */
@Injectable()
export class ImportService {
  private readonly origins: OriginStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(DraftingService) private readonly drafting: DraftingService,
    @Inject(PublishingService) private readonly publishing: PublishingService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.origins = new OriginStore(work);
  }

  async importPages(actor: Actor, files: readonly PageFile[], options: ImportOptions): Promise<ImportReport> {
    if (!this.config.locales.includes(options.locale)) {
      throw new BadInput(
        `"${options.locale}" is not a configured locale: use one of ${this.config.locales.join(', ')}.`,
        ['locale'],
      );
    }
    const pages = await readAll(files, options.locale);
    let report: ImportReport | undefined;
    try {
      await this.work.run(
        async () => {
          report = await this.importReadings(actor, pages, options);
          await reach('import.before-commit');
          if (options.dryRun) throw new RolledBack();
        },
        { lockTimeout: 10_000, statementTimeout: 300_000 },
      );
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
    if (!report) throw new Error('an import ended without a report');
    return report;
  }

  private async importReadings(
    actor: Actor,
    pages: ReadonlyMap<string, PageReading>,
    options: ImportOptions,
  ): Promise<ImportReport> {
    const placed: Placed[] = [];
    const lines: ReportedLine[] = [];
    // One order for all imports, so that two folders with common pages cannot wait for each other.
    for (const page of [...pages.keys()].sort()) await this.origins.lockPage(page, options.locale);
    await this.holdDocuments(pages, options);
    for (const [page, reading] of pages) {
      options.progress?.(`${page}: ${reading.items.length} items`);
      const onPage = await this.placeItems(actor, page, reading, options);
      await this.keepOrigins(page, options.locale, onPage);
      placed.push(...onPage.values());
      lines.push(...reading.lines.map((line) => reportedLine(page, line, onPage)));
    }
    await reach('import.after-drafts');
    const { seq, live } = options.publish ? await this.publishPlaced(actor, placed) : NOTHING_PUBLISHED;
    return { dryRun: options.dryRun, seq, documents: placed.map((entry) => reportedDocument(entry, live)), lines };
  }

  /** What lasts until the end of the import is locked in the order of everybody: notices by their own lock, then documents. */
  private async holdDocuments(
    pages: ReadonlyMap<string, PageReading>,
    { locale, publish }: ImportOptions,
  ): Promise<void> {
    const anyNotice = [...pages.values()].some((reading) => reading.items.some((item) => item.kind === 'notice'));
    if (anyNotice) await this.origins.lockNotices(locale);
    if (!publish) return;
    const known = anyNotice ? await this.origins.notices(locale) : [];
    await this.publishing.hold(
      await this.origins.documentsOf([...pages.keys()], locale),
      known.map((notice) => notice.documentId),
    );
  }

  private async placeItems(
    actor: Actor,
    page: string,
    reading: PageReading,
    options: ImportOptions,
  ): Promise<ReadonlyMap<string, Placed>> {
    const origins = await this.origins.origins(page, options.locale);
    const matches = matchOrigins(reading.items, origins);
    const notices = await this.origins.notices(options.locale);
    const placed = new Map<string, Placed>();
    const idOf = (key: string) => {
      const found = placed.get(key);
      if (!found) throw new Error(`${page}: ${key} is referred to before it is placed`);
      return found.variant.documentId;
    };
    const items = [...reading.items].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
    for (const item of items) {
      const body = toBody(
        item,
        idOf,
        this.config.audiences.map((audience) => audience.key),
      );
      const match = matches.get(item.key);
      const result = match
        ? await this.again(actor, item, body, match, options.locale)
        : await this.firstTime(actor, item, body, notices, options.locale);
      placed.set(item.key, { item, page, ...result });
    }
    return placed;
  }

  private async again(
    actor: Actor,
    item: PageItem,
    body: Record<string, unknown>,
    match: Match<Origin>,
    locale: string,
  ): Promise<Omit<Placed, 'item' | 'page'>> {
    const { origin } = match;
    const leave = (variant: Variant) => ({
      variant,
      change: 'left alone' as const,
      reason:
        origin.draftVersion === NOT_OURS
          ? 'this notice was not made by an import: change it by hand if the page is right'
          : `edited by ${variant.savedBy} since the last import: compare the page with the draft and save what is right`,
      // The origin stays as it was, so the conflict is reported until somebody resolves it.
      draftVersion: origin.draftVersion,
      hash: origin.hash,
    });
    const variant = await this.drafting.get(origin.documentId, locale);
    if (!match.changed) return { variant, change: 'unchanged', draftVersion: origin.draftVersion, hash: item.hash };
    if (variant.draftVersion !== origin.draftVersion) return leave(variant);
    const cleared = Object.fromEntries(
      IMPORTED_FIELDS[item.kind].filter((field) => !(field in body)).map((field) => [field, null]),
    );
    try {
      const saved = await this.drafting.save(actor, {
        documentId: origin.documentId,
        locale,
        expectedVersion: variant.draftVersion,
        fields: { ...cleared, ...body },
      });
      return { variant: saved, change: 'updated', draftVersion: saved.draftVersion, hash: item.hash };
    } catch (error) {
      // Somebody saved at this very moment: the same conflict, a little later.
      if (!Problems.of(error)?.every((problem) => problem instanceof StaleDraft)) throw error;
      return leave(await this.drafting.get(origin.documentId, locale));
    }
  }

  private async firstTime(
    actor: Actor,
    item: PageItem,
    body: Record<string, unknown>,
    notices: Awaited<ReturnType<OriginStore['notices']>>,
    locale: string,
  ): Promise<Omit<Placed, 'item' | 'page'>> {
    if (item.kind === 'notice') {
      const numbers = [item.fields.phone, item.fields.text?.number, item.fields.tty].flatMap((number) =>
        number === undefined ? [] : [digitsOf(number)],
      );
      const known = notices.find((notice) => notice.numbers.some((number) => numbers.includes(number)));
      if (known) {
        const variant = await this.drafting.get(known.documentId, locale);
        return {
          variant,
          change: 'known',
          reason: 'a notice with this number is already there',
          draftVersion: NOT_OURS,
          hash: item.hash,
        };
      }
    }
    const variant = await this.drafting.create(actor, { kind: item.kind, locale, slugHint: item.slug, body });
    return { variant, change: 'created', draftVersion: variant.draftVersion, hash: item.hash };
  }

  private async keepOrigins(page: string, locale: string, placed: ReadonlyMap<string, Placed>): Promise<void> {
    const rows = [...placed].map(([place, { variant, draftVersion, hash }]) => ({
      place,
      hash,
      documentId: variant.documentId,
      draftVersion,
    }));
    await this.origins.replace(page, locale, this.clock.now(), rows);
  }

  /** What the import wrote and nobody touched since goes live, in one publication; held items stay drafts. */
  private async publishPlaced(actor: Actor, placed: readonly Placed[]): Promise<PublishedItems> {
    const ours = new Map<string, Placed>();
    for (const entry of placed) {
      const untouched = entry.draftVersion === entry.variant.draftVersion && !isWithdrawn(entry.variant);
      if (!isHeld(entry.item) && entry.change !== 'left alone' && untouched) ours.set(entry.variant.documentId, entry);
    }
    const publish = [...ours.values()].map(({ variant }) => ({
      documentId: variant.documentId,
      locale: variant.locale,
      expectedVersion: variant.draftVersion,
    }));
    if (publish.length === 0) return NOTHING_PUBLISHED;
    try {
      const { publication, published } = await this.publishing.publish(actor, { publish, note: 'import' });
      return { seq: publication.seq, live: new Set(published.map(({ documentId }) => documentId)) };
    } catch (error) {
      if (error instanceof NothingToPublish) return NOTHING_PUBLISHED;
      throw error;
    }
  }
}

interface PublishedItems {
  readonly seq: number | null;
  /** Documents that this import made public. */
  readonly live: ReadonlySet<string>;
}
const NOTHING_PUBLISHED: PublishedItems = { seq: null, live: new Set() };

/** Needs no look at the database: nothing that was placed has changed since but by going live. */
function reportedDocument(
  { item, page, variant, change, reason }: Placed,
  live: ReadonlySet<string>,
): ReportedDocument {
  const pending = change === 'updated' && !live.has(variant.documentId);
  const isLive = live.has(variant.documentId) || (variant.liveEdition !== null && !pending);
  const why =
    item.kind === 'fact'
      ? item.reason
      : (reason ??
        (isWithdrawn(variant)
          ? 'withdrawn since it was imported: publish it by hand if the page is right'
          : undefined));
  return {
    page,
    kind: variant.kind,
    id: variant.documentId,
    slug: variant.slug ?? '',
    title: item.title,
    status: change === 'left alone' ? 'conflict' : isHeld(item) ? 'held' : isLive ? 'published' : 'draft',
    change,
    ...(why === undefined ? {} : { reason: why }),
    fields: variant.draft,
  };
}

/** Public once and no longer: somebody decided that, and an import does not undo it. */
function isWithdrawn({ lastEdition, liveEdition }: Variant): boolean {
  return lastEdition > 0 && liveEdition === null;
}

/** Never leaves this file: ends a dry run, so that the transaction keeps nothing. */
class RolledBack extends Error {}

function isHeld(item: PageItem): boolean {
  return item.kind === 'fact' || (item.kind === 'collection' && item.held);
}

function reportedLine(
  page: string,
  line: PageReading['lines'][number],
  placed: ReadonlyMap<string, Placed>,
): ReportedLine {
  const target = line.target === undefined ? undefined : placed.get(line.target)?.variant.documentId;
  return {
    page,
    number: line.number,
    text: line.text,
    outcome: line.outcome,
    ...(target === undefined ? {} : { target }),
    ...(line.reason === undefined ? {} : { reason: line.reason }),
  };
}

/** Names are keys of an index. */
const LONGEST_NAME = 1_000;

/** Every page is read before anything is written, and every unreadable one is named. */
async function readAll(files: readonly PageFile[], locale: string): Promise<ReadonlyMap<string, PageReading>> {
  // Parsers of three languages, which who only renders or lists never needs.
  const { readPage } = await import('./page/index.js');
  const pages = new Map<string, PageReading>();
  const problems: Problem[] = [];
  if (files.length === 0)
    problems.push(
      new BadInput('There is no page to import: name a file, or a folder that holds .txt, .md or .html files.', [
        'files',
      ]),
    );
  for (const { name, bytes } of files) {
    if (Buffer.byteLength(name) > LONGEST_NAME)
      problems.push(
        new BadInput(`The name of a page is longer than ${LONGEST_NAME} bytes: give the file a shorter name.`, [
          'files',
          name.slice(0, 80),
        ]),
      );
    if (pages.has(name))
      problems.push(
        new BadInput(`Two pages are called "${name}": import the folder that holds both, so that their names differ.`, [
          'files',
          name,
        ]),
      );
    try {
      pages.set(name, readPage(bytes, { name, locale }));
    } catch (error) {
      const refusals = Problems.of(error);
      if (!refusals) throw error;
      problems.push(...refusals);
    }
  }
  Problems.throwIfAny(problems);
  return pages;
}
