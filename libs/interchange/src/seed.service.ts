import { Inject, Injectable } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Actor } from '#access';
import { DraftingService, isKind, type Kind, PublishingService, type Variant } from '#content';
import { BadInput, CONFIG, type Config, UnitOfWork } from '#platform';
import type { ImportReport } from './domain/report.js';
import { ImportService } from './import.service.js';
import { resolved } from './sandbox/fixtures.js';
import { pageFiles } from './page-files.js';
import { OriginStore } from './persistence/origin.store.js';

const PAGES = ['what-is-human-trafficking.md', 'course-for-educators.md'] as const;
const SAMPLE_LOCALE = 'en';

interface SampleDocument {
  readonly key: string;
  readonly kind: Kind;
  readonly locale?: string;
  readonly slug: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface SeedOutcome {
  readonly pages: ImportReport;
  readonly documents: readonly Variant[];
}

/** Fills an empty installation with the sample content: two pages taken apart, and documents that a page cannot express. */
@Injectable()
export class SeedService {
  private readonly origins: OriginStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(ImportService) private readonly imports: ImportService,
    @Inject(DraftingService) private readonly drafting: DraftingService,
    @Inject(PublishingService) private readonly publishing: PublishingService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.origins = new OriginStore(work);
  }

  /** Null when there is content already: samples never mix with somebody's own. All or nothing, also when killed half-way. */
  async seed(actor: Actor, folder: string, progress?: (sentence: string) => void): Promise<SeedOutcome | null> {
    // The samples are in English; an installation without English keeps them under its default locale, to be replaced.
    const locale = this.config.locales.includes(SAMPLE_LOCALE) ? SAMPLE_LOCALE : this.config.locales[0];
    const files = await pageFiles(PAGES.map((name) => path.join(folder, name)));
    const samples = parseSamples(await readFile(path.join(folder, 'documents.json'), 'utf8'));
    return this.work.run(async () => {
      await this.work.rows('select pg_advisory_xact_lock(7105407)');
      if (await this.origins.anyDocument()) return null;
      const pages = await this.imports.importPages(actor, files, {
        locale,
        publish: true,
        dryRun: false,
        ...(progress ? { progress } : {}),
      });
      progress?.(`documents.json: ${samples.length} documents`);
      return { pages, documents: await this.load(actor, samples, locale) };
    });
  }

  /** References may form cycles, so every document exists before the first one refers to another. */
  private async load(actor: Actor, samples: readonly SampleDocument[], locale: string): Promise<readonly Variant[]> {
    const ids = new Map<string, string>();
    for (const { key, kind, slug } of samples)
      ids.set(key, (await this.drafting.create(actor, { kind, locale, slug, body: {} })).documentId);
    const variants: Variant[] = [];
    for (const { key, fields } of samples) {
      const documentId = ids.get(key) ?? '';
      variants.push(
        await this.drafting.save(actor, {
          documentId,
          locale,
          expectedVersion: 1,
          fields: resolved(fields, ids) as Record<string, unknown>,
        }),
      );
    }
    await this.publishing.publish(actor, {
      publish: variants.map((variant) => ({
        documentId: variant.documentId,
        locale,
        expectedVersion: variant.draftVersion,
      })),
      note: 'samples',
    });
    return variants;
  }
}

function parseSamples(text: string): readonly SampleDocument[] {
  const { documents } = JSON.parse(text) as { documents: SampleDocument[] };
  for (const document of documents)
    if (!isKind(document.kind))
      throw new BadInput(`"${String(document.kind)}" is not a kind.`, ['documents', document.key, 'kind']);
  return documents;
}
