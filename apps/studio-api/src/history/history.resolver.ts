import { Inject } from '@nestjs/common';
import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { BadInput, CONFIG, type Config, Seal, Secrets } from '#platform';
import { ComparingService, ReadingService } from '#content';
import { checkFirst, configuredLocale } from '../document/asked.js';
import { RevisionView, showRevision } from '../schema/revision.js';
import { ComparisonView, showComparison, VersionInput, versionOf } from './comparison.js';
import { RevisionConnection } from './revision-list.js';

const DOCUMENT = { type: () => ID, description: 'The document.' };
const LOCALE = {
  type: () => String,
  nullable: true,
  description: 'A configured locale; the default one when left out.',
};

/** What versions there are, what each says, and what differs between two. */
@Resolver()
export class HistoryResolver {
  private readonly seal: Seal;

  constructor(
    @Inject(ReadingService) private readonly reading: ReadingService,
    @Inject(ComparingService) private readonly comparing: ComparingService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Secrets) secrets: Secrets,
  ) {
    this.seal = new Seal(secrets.derive('studio cursor'), 'studio cursor');
  }

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
    checkFirst(first);
    const key = { documentId, locale: configuredLocale(this.config, locale) };
    const list = `revisions ${documentId} ${key.locale}`;
    const found = await this.reading.revisions(key, { first: first + 1, before: this.openCursor(list, after) });
    const edges = found
      .slice(0, first)
      .map((node) => ({ cursor: this.seal.close([CURSOR_VERSION, list, node.number]), node }));
    return {
      edges,
      pageInfo: {
        hasNextPage: found.length > first,
        hasPreviousPage: false,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
    };
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

  private openCursor(list: string, cursor: string | null | undefined): number | null {
    if (cursor === null || cursor === undefined) return null;
    const parts = cursor.length <= 500 ? this.seal.open(cursor) : null;
    if (!Array.isArray(parts) || parts[0] !== CURSOR_VERSION || parts[1] !== list || typeof parts[2] !== 'number')
      throw new BadInput('"after" must be a cursor that this same list returned, for the same document and locale.', [
        'after',
      ]);
    return parts[2];
  }
}

const CURSOR_VERSION = 1;
