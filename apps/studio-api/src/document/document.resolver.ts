import { Inject } from '@nestjs/common';
import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { CONFIG, type Config, Seal, Secrets } from '#platform';
import { type Kind, ReadingService } from '#content';
import { KindEnum } from '../schema/enums.js';
import { DocumentView, showVariant, VariantConnection, VariantView } from '../schema/variant.js';
import { checkFirst, configuredLocale } from './asked.js';
import { closeCursor, openCursor } from './cursor.js';

@Resolver()
export class DocumentResolver {
  private readonly seal: Seal;

  constructor(
    @Inject(ReadingService) private readonly reading: ReadingService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Secrets) secrets: Secrets,
  ) {
    this.seal = new Seal(secrets.derive('studio cursor'), 'studio cursor');
  }

  @Query(() => DocumentView, {
    nullable: true,
    description: 'A document with all its variants; null when there is none.',
  })
  async document(
    @Args('documentId', { type: () => ID, description: 'Its id.' }) documentId: string,
  ): Promise<DocumentView | null> {
    const variants = await this.reading.variantsOf(documentId);
    const [first] = variants;
    return first ? { documentId: first.documentId, kind: first.kind, variants: variants.map(showVariant) } : null;
  }

  @Query(() => VariantView, { nullable: true, description: 'A document in one locale; null when there is none.' })
  async variant(
    @Args('documentId', { type: () => ID, description: 'The document.' }) documentId: string,
    @Args('locale', {
      type: () => String,
      nullable: true,
      description: 'A configured locale; the default one when left out.',
    })
    locale?: string | null,
  ): Promise<VariantView | null> {
    const variant = await this.reading.find({ documentId, locale: configuredLocale(this.config, locale) });
    return variant && showVariant(variant);
  }

  @Query(() => VariantConnection, { description: 'Variants of one kind, last saved first, live or not.' })
  async variants(
    @Args('kind', { type: () => KindEnum, description: 'Which kind.' }) kind: Kind,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('locale', {
      type: () => String,
      nullable: true,
      description: 'A configured locale; the default one when left out.',
    })
    locale?: string | null,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<VariantConnection> {
    checkFirst(first);
    const chosen = configuredLocale(this.config, locale);
    const list = `${kind} ${chosen}`;
    const found = await this.reading.list({
      kind,
      locale: chosen,
      first: first + 1,
      after: openCursor(this.seal, list, after ?? null),
    });
    const edges = found
      .slice(0, first)
      .map((variant) => ({ cursor: closeCursor(this.seal, list, variant), node: showVariant(variant) }));
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
}
