import { Inject } from '@nestjs/common';
import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { createHash } from 'node:crypto';
import { BadInput, CONFIG, type Config, isUuid, Problems, Seal, Secrets } from '#platform';
import { type FindingFilter, type FindingOrder, type FindingPlace, FindingService, type Kind } from '#content';
import { checkInput } from '../schema/check-input.js';
import { KindEnum } from '../schema/enums.js';
import { FindingConnection, FindingFilterInput, FindingOrderEnum, LikenessView, Uses } from './finding-types.js';

const LONGEST_PAGE = 100;
const LONGEST_NAME = 5_000;
const VERSION = 1;

@Resolver()
export class FindingResolver {
  private readonly seal: Seal;

  constructor(
    @Inject(FindingService) private readonly finding: FindingService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Secrets) secrets: Secrets,
  ) {
    this.seal = new Seal(secrets.derive('studio finding'), 'studio finding');
  }

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
    checkFirst(first);
    Problems.throwIfAny(filter ? checkInput(FindingFilterInput, filter, ['filter']) : []);
    const asked = given(filter ?? {});
    const sorted = order ?? 'SAVED';
    const list = createHash('sha256')
      .update(JSON.stringify([asked, sorted]))
      .digest('base64url');
    const found = await this.finding.list(asked, sorted, { first: first + 1, after: this.open(list, after ?? null) });
    const edges = found.slice(0, first).map((node) => ({
      cursor: this.seal.close([VERSION, list, node.at, node.documentId, node.locale]),
      node,
    }));
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

  private open(list: string, cursor: string | null): FindingPlace | null {
    if (cursor === null) return null;
    const parts = cursor.length <= 1_500 ? this.seal.open(cursor) : null;
    if (!Array.isArray(parts) || parts.length !== 5 || parts[0] !== VERSION || parts[1] !== list)
      throw new BadInput('"after" must be a cursor that this same list returned, with the same filter and order.', [
        'after',
      ]);
    const [, , at, documentId, locale] = parts as [number, string, string, string, string];
    return isUuid(documentId) ? { at, documentId, locale } : null;
  }
}

/** Without the members that were left out. */
function given(filter: FindingFilterInput): FindingFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null && value !== undefined));
}

function checkFirst(first: number): void {
  if (first < 1 || first > LONGEST_PAGE) throw new BadInput(`"first" must be from 1 to ${LONGEST_PAGE}.`, ['first']);
}
