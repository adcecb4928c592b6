import { Inject } from '@nestjs/common';
import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { CONFIG, type Config } from '#platform';
import { ComparingService, ReadingService } from '#content';
import { configuredLocale } from '../document/asked.js';
import { Pages } from '../schema/pages.js';
import { RevisionView, showRevision } from '../schema/revision.js';
import { ComparisonView, showComparison, VersionInput, versionOf } from './comparison.schema.js';
import { RevisionConnection } from './revision-list.schema.js';

const DOCUMENT = { type: () => ID, description: 'The document.' };
const LOCALE = {
  type: () => String,
  nullable: true,
  description: 'A configured locale; the default one when left out.',
};

/** What versions there are, what each says, and what differs between two. */
@Resolver()
export class HistoryResolver {
  constructor(
    @Inject(ReadingService) private readonly reading: ReadingService,
    @Inject(ComparingService) private readonly comparing: ComparingService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => RevisionConnection, {
    description: 'Revisions of a variant, newest first; none when there is no such variant.',
  })
  async revisions(
    @Args('documentId', DOCUMENT) documentId: string,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('locale', LOCALE) locale?: string | null,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<RevisionConnection> {
    const key = { documentId, locale: configuredLocale(this.config, locale) };
    const page = this.pages.ask(`revisions ${documentId} ${key.locale}`, first, after);
    const before = page.after ? Number(page.after[0]) : null;
    const found = await this.reading.revisions(key, { first: page.first, before });
    return page.show(
      found,
      ({ number }) => [number],
      (node) => ({ node }),
    );
  }

  @Query(() => RevisionView, {
    nullable: true,
    description: 'One revision with all that it says; null when there is none.',
  })
  async revision(
    @Args('documentId', DOCUMENT) documentId: string,
    @Args('number', { type: () => Int, description: 'Its number.' }) number: number,
    @Args('locale', LOCALE) locale?: string | null,
  ): Promise<RevisionView | null> {
    const key = { documentId, locale: configuredLocale(this.config, locale), number };
    const revision = await this.reading.revision(key);
    return revision && showRevision(revision, await this.reading.referencesThen(key));
  }

  @Query(() => ComparisonView, {
    description:
      'What differs between two versions of a variant: without arguments, what the draft would change in public.',
  })
  async comparison(
    @Args('documentId', DOCUMENT) documentId: string,
    @Args('locale', LOCALE) locale?: string | null,
    @Args('from', { type: () => VersionInput, nullable: true, description: 'The older side; LIVE when left out.' })
    from?: VersionInput | null,
    @Args('to', { type: () => VersionInput, nullable: true, description: 'The newer side; DRAFT when left out.' })
    to?: VersionInput | null,
  ): Promise<ComparisonView> {
    const key = { documentId, locale: configuredLocale(this.config, locale) };
    const sides = { from: versionOf(from, 'LIVE'), to: versionOf(to, 'DRAFT') };
    return showComparison(await this.comparing.compare(key, sides));
  }
}
