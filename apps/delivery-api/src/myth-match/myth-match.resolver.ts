import { Args, Query, Resolver } from '@nestjs/graphql';
import { matchMyths } from '../read/match-myths.js';
import type { ReadSession } from '../read/read-session.js';
import { Session } from '../read/session.decorator.js';
import { MatchMythsArguments } from '../schema/arguments.js';
import { MythMatch } from '../schema/myth-match.js';

@Resolver(() => MythMatch)
export class MythMatchResolver {
  @Query(() => [MythMatch], {
    description:
      'Published myths that a sentence, a paragraph or a page repeats, each once, the best match first. A myth that the text denies or asks about is not one that it repeats. Always as of now.',
  })
  matchMyths(@Args() args: MatchMythsArguments, @Session() session: ReadSession): Promise<MythMatch[]> {
    return matchMyths(session, args);
  }
}
