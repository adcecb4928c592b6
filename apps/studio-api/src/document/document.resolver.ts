import { Inject } from '@nestjs/common';
import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { CONFIG, type Config } from '#platform';
import { type Kind, ReadingService } from '#content';
import { KindEnum } from '../schema/enums.js';
import { DocumentView, showVariant, VariantConnection, VariantView } from '../schema/variant.js';
import { Pages } from '../schema/pages.js';
import { configuredLocale } from './asked.js';

@Resolver()
export class DocumentResolver {
  constructor(
    @Inject(ReadingService) private readonly reading: ReadingService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

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
    const chosen = configuredLocale(this.config, locale);
    const page = this.pages.ask(`${kind} ${chosen}`, first, after);
    const [savedAt = '', documentId = ''] = page.after ?? [];
    const found = await this.reading.list({
      kind,
      locale: chosen,
      first: page.first,
      after: page.after && { savedAt, documentId },
    });
    return page.show(
      found,
      (variant) => [variant.savedAt, variant.documentId],
      (variant) => ({ node: showVariant(variant) }),
    );
  }
}
