import { Args, Query, Resolver } from '@nestjs/graphql';
import type { ReadSession } from '../read/read-session.js';
import { checkFirst } from '../read/rules.js';
import { Session } from '../read/session.decorator.js';
import { SyncArguments, SyncPage } from '../schema/sync.js';
import { readChanges } from './read-changes.js';

@Resolver(() => SyncPage)
export class SyncResolver {
  @Query(() => SyncPage, {
    description:
      'What a copy lacks to be exactly what is public for the caller: changed documents, and what has to go, with the reason. The first call fills the copy; later ones bring what changed since their token.',
  })
  async sync(@Args() args: SyncArguments, @Session() session: ReadSession): Promise<SyncPage> {
    return new SyncPage(await readChanges(session, { ...args, first: checkFirst(args.first) }));
  }
}
