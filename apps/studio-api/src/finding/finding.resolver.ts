import { Inject } from '@nestjs/common';
import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { createHash } from 'node:crypto';
import { BadInput, CONFIG, type Config, Problems } from '#platform';
import { type FindingOrder, FindingService, type Kind } from '#content';
import { checkInput } from '../schema/check-input.js';
import { KindEnum } from '../schema/enums.js';
import { checkFirst, Pages } from '../schema/pages.js';
import { findingFilter } from './finding-filter.js';
import { FindingConnection, FindingFilterInput, FindingOrderEnum, LikenessView, Uses } from './finding.schema.js';

const LONGEST_NAME = 5_000;

@Resolver()
export class FindingResolver {
  constructor(
    @Inject(FindingService) private readonly finding: FindingService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => FindingConnection, {
    description: 'Variants of all kinds and locales, as drafts and in public: filtered, in order, by their words.',
  })
  async findVariants(
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('filter', { type: () => FindingFilterInput, nullable: true, description: 'Which; all when left out.' })
    filter?: FindingFilterInput | null,
    @Args('order', { type: () => FindingOrderEnum, nullable: true, description: 'SAVED when left out.' })
    order?: FindingOrder | null,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<FindingConnection> {
    Problems.throwIfAny(filter ? checkInput(FindingFilterInput, filter, ['filter']) : []);
    const asked = findingFilter(filter ?? {});
    const sorted = order ?? 'SAVED';
    const list = createHash('sha256')
      .update(JSON.stringify([asked, sorted]))
      .digest('base64url');
    const page = this.pages.ask(`findings ${list}`, first, after);
    const [at = '', documentId = '', locale = ''] = page.after ?? [];
    const found = await this.finding.list(asked, sorted, {
      first: page.first,
      after: page.after && { at, documentId, locale },
    });
    return page.show(
      found,
      (node) => [node.at, node.documentId, node.locale],
      (node) => ({ node }),
    );
  }

  @Query(() => Uses, {
    description: 'What refers to a document, in drafts and in public, directly and through others.',
  })
  async whereUsed(
    @Args('documentId', { type: () => ID, description: 'The document.' }) documentId: string,
  ): Promise<Uses> {
    return this.finding.uses(documentId);
  }

  @Query(() => [LikenessView], {
    description:
      'Variants of the same kind and locale that go by nearly the same name, the most alike first: of a document, or of a name that nobody has written yet.',
  })
  async likelyDuplicates(
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('documentId', { type: () => ID, nullable: true, description: 'Of this document. This, or name and kind.' })
    documentId?: string | null,
    @Args('name', { type: () => String, nullable: true, description: 'A title, a claim or a name.' })
    name?: string | null,
    @Args('kind', { type: () => KindEnum, nullable: true, description: 'Of this kind, with `name`.' })
    kind?: Kind | null,
    @Args('locale', { type: () => String, nullable: true, description: 'The default one when left out.' })
    locale?: string | null,
  ): Promise<readonly LikenessView[]> {
    checkFirst(first);
    const [fallback] = this.config.locales;
    if (documentId !== null && documentId !== undefined && !name && !kind)
      return this.finding.alike(documentId, locale ?? fallback, first);
    if (documentId || !name || !kind || name.length > LONGEST_NAME)
      throw new BadInput(`Give "documentId", or "name" (${LONGEST_NAME} characters at most) together with "kind".`, [
        'documentId',
      ]);
    return this.finding.alikeNamed(name, kind, locale ?? fallback, first);
  }
}
