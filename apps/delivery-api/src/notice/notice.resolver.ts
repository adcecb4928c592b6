import { Args, Query, Resolver } from '@nestjs/graphql';
import { findDocument } from '../read/find-document.js';
import type { ReadSession } from '../read/read-session.js';
import { checkLocale, checkRegion } from '../read/rules.js';
import { Session } from '../read/session.decorator.js';
import { DocumentArguments, LocaleArguments } from '../schema/arguments.js';
import { documentOf } from '../schema/documents.js';
import { Notice } from '../schema/notice.js';

@Resolver(() => Notice)
export class NoticeResolver {
  @Query(() => Notice, {
    nullable: true,
    description: 'One safety contact; null when there is none that the caller may see.',
  })
  notice(@Args() args: DocumentArguments, @Session() session: ReadSession): Promise<Notice | null> {
    return findDocument(session, 'notice', args);
  }

  @Query(() => [Notice], { description: 'Safety contacts of a region, with none the global ones; by priority.' })
  async notices(
    @Args('region', {
      type: () => String,
      nullable: true,
      description: 'ISO 3166-1 or 3166-2 code, or `global`; the region of the partner when absent.',
    })
    region: string | null,
    @Args() args: LocaleArguments,
    @Session() session: ReadSession,
  ): Promise<Notice[]> {
    const key = { region: checkRegion(region), locale: checkLocale(session.rules, args.locale) };
    const read = await session.current();
    return (await read.load.notices.load(key)).map((notice) => documentOf(notice, read));
  }
}
