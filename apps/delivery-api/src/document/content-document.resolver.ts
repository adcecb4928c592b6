import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { checkRegion } from '../read/rules.js';
import { ContentDocument } from '../schema/content-document.js';
import { documentOf } from '../schema/documents.js';
import { Notice } from '../schema/notice.js';

@Resolver(() => ContentDocument)
export class ContentDocumentResolver {
  @ResolveField(() => [Notice], {
    description: 'Safety contacts to show beside it: those of the region, with none the global ones; by priority.',
  })
  async notices(
    @Parent() document: ContentDocument,
    @Args('region', {
      type: () => String,
      nullable: true,
      description: 'ISO 3166-1 or 3166-2 code, or `global`; the region of the partner when absent.',
    })
    region: string | null,
  ): Promise<Notice[]> {
    const { read, locale } = document;
    const found = await read.load.notices.load({ region: checkRegion(region), locale });
    return found.map((notice) => documentOf(notice, read));
  }
}
