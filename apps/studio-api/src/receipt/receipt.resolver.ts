import { Inject } from '@nestjs/common';
import { Args, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { type Receipt, ReceiptsService } from '#delivery';
import { Pages, type Place } from '../schema/pages.js';
import { Acting } from '../session/studio-context.js';
import { ReceiptConnection, ReceiptsView, showReceipt } from './receipt.schema.js';

@Resolver(() => ReceiptsView)
export class ReceiptResolver {
  constructor(
    @Inject(ReceiptsService) private readonly service: ReceiptsService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => ReceiptsView, {
    nullable: true,
    description:
      'Which partners have received a publication, the last change of a document, or what the one did to the other. Null: there is no such.',
  })
  async receipts(
    @Acting() actor: Actor,
    @Args('publication', { type: () => Int, nullable: true, description: 'Number of the publication.' })
    publication?: number | null,
    @Args('documentId', { type: () => ID, nullable: true, description: 'The document.' }) documentId?: string | null,
    @Args('locale', { type: () => String, nullable: true, description: 'In this locale alone.' })
    locale?: string | null,
  ): Promise<ReceiptsView | null> {
    const asked = { seq: publication ?? null, documentId: documentId ?? null, locale: locale ?? null };
    const found = await this.service.of(actor, asked);
    return found && new ReceiptsView(found, `receipts ${JSON.stringify(asked)}`);
  }

  @ResolveField('partners', () => ReceiptConnection, {
    description: 'Of each partner that is concerned; those who lack something first.',
  })
  listReceipts(
    @Parent() { all, list }: ReceiptsView,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): ReceiptConnection {
    const page = this.pages.ask(list, first, after);
    const behind = page.after?.join(' ');
    const rest = behind === undefined ? all : all.filter((receipt) => placeOf(receipt).join(' ') > behind);
    return page.show(rest, placeOf, (receipt) => ({ node: showReceipt(receipt) }));
  }
}

/** In the order of the list. */
function placeOf({ completeAt, partner }: Receipt): Place {
  return [completeAt === null ? 0 : 1, partner.handle];
}
