import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { ReadSession } from '../read/read-session.js';
import { checkFirst } from '../read/rules.js';
import { asksFor } from '../read/says-more.js';
import { Session } from '../read/session.decorator.js';
import { SyncArguments, SyncPage } from '../schema/sync.js';
import { noteFilled, readChanges } from './read-changes.js';

@Resolver(() => SyncPage)
export class SyncResolver {
  @Query(() => SyncPage, {
    description:
      'What a copy lacks to be exactly what is public for the caller: changed documents, and what has to go, with the reason. The first call fills the copy; later ones bring what changed since their token.',
  })
  async sync(
    @Args() args: SyncArguments,
    @Session() session: ReadSession,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SyncPage> {
    const changes = await readChanges(session, { ...args, first: checkFirst(args.first) });
    if (asksFor(info, 'upserts', ['fields', 'rendered'])) noteFilled(session, changes);
    return new SyncPage(changes);
  }
}
