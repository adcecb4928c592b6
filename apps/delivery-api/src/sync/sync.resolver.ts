import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { ReadSession } from '../read/read-session.js';
import { checkFirst } from '../read/rules.js';
import { asksFor } from '../read/says-more.js';
import { Session } from '../read/session.decorator.js';
import { Pull, PullArguments } from '../schema/pull.js';
import { SyncArguments, SyncPage } from '../schema/sync.js';
import { noteFilled, readChanges } from './read-changes.js';
import { readPull } from './read-pull.js';

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

  @Query(() => Pull, {
    description:
      'The same as `sync`, for replication by checkpoints as RxDB does it: removals are documents with `_deleted`, answers are full until the last one, and a checkpoint of no use is answered with a new copy instead of a refusal.',
  })
  async pull(
    @Args() args: PullArguments,
    @Session() session: ReadSession,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Pull> {
    const { checkpoint, first, ...asked } = args;
    const token = checkpoint?.token ?? null;
    const pulled = await readPull(session, { ...asked, token, first: checkFirst(first) });
    if (asksFor(info, 'documents', ['fields', 'rendered'])) noteFilled(session, pulled.last);
    return new Pull(pulled);
  }
}
