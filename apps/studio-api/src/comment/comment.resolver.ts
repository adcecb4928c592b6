import { Inject } from '@nestjs/common';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { Problems } from '#platform';
import { CommentingService, type Thread } from '#content';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { showProblem } from '../schema/problems.js';
import { Acting } from '../session/studio-context.js';
import {
  AddCommentInput,
  AddCommentPayload,
  CommentThreadConnection,
  EditCommentInput,
  EditCommentPayload,
  ReopenCommentInput,
  ReopenCommentPayload,
  ReplyToCommentInput,
  ReplyToCommentPayload,
  ResolveCommentInput,
  ResolveCommentPayload,
} from './comment.schema.js';

@Resolver()
export class CommentResolver {
  constructor(
    @Inject(CommentingService) private readonly commenting: CommentingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

  @Query(() => CommentThreadConnection, { description: 'What editors said about a draft, oldest first.' })
  async comments(
    @Args('documentId', { type: () => ID, description: 'The document.' }) documentId: string,
    @Args('locale', { type: () => String, description: 'Its locale.' }) locale: string,
    @Args('first', { type: () => Int, description: 'How many threads: 1 to 100.' }) first: number,
    @Args('resolved', {
      type: () => Boolean,
      nullable: true,
      description: 'Only threads that are settled (true) or open (false).',
    })
    resolved?: boolean | null,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<CommentThreadConnection> {
    const page = this.pages.ask(`comments ${documentId} ${locale} ${resolved ?? 'all'}`, first, after);
    const [at = '', id = ''] = page.after ?? [];
    const found = await this.commenting.threads(
      { documentId, locale },
      { first: page.first, after: page.after && { at, id }, resolved: resolved ?? null },
    );
    return page.show(
      found,
      (thread) => [thread.at, thread.id],
      (node) => ({ node }),
    );
  }

  @Mutation(() => AddCommentPayload, { description: 'Says something about a draft, or about a block of it.' })
  addComment(
    @Args('input', { description: 'What, and where.' }) input: AddCommentInput,
    @Acting() actor: Actor,
  ): Promise<AddCommentPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(AddCommentInput, input));
      const { documentId, locale, words, field, block } = input;
      const place = { ...(field ? { field } : {}), ...(block ? { block } : {}) };
      return this.once(actor, 'addComment', input, () =>
        this.commenting.comment(actor, { documentId, locale, words, ...place }),
      );
    });
  }

  @Mutation(() => ReplyToCommentPayload, { description: 'Answers in a thread.' })
  replyToComment(
    @Args('input', { description: 'What, and in which thread.' }) input: ReplyToCommentInput,
    @Acting() actor: Actor,
  ): Promise<ReplyToCommentPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(ReplyToCommentInput, input));
      const { thread, words } = input;
      return this.once(actor, 'replyToComment', input, () => this.commenting.reply(actor, { thread, words }));
    });
  }

  @Mutation(() => EditCommentPayload, { description: 'Puts a comment or an answer of your own in other words.' })
  editComment(
    @Args('input', { description: 'Which, and what it says from now on.' }) input: EditCommentInput,
    @Acting() actor: Actor,
  ): Promise<EditCommentPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(EditCommentInput, input));
      return { thread: await this.commenting.edit(actor, input) };
    });
  }

  @Mutation(() => ResolveCommentPayload, { description: 'Settles a thread.' })
  resolveComment(
    @Args('input', { description: 'Which.' }) input: ResolveCommentInput,
    @Acting() actor: Actor,
  ): Promise<ResolveCommentPayload> {
    return settle(showProblem, async () => ({ thread: await this.commenting.resolve(actor, input.thread) }));
  }

  @Mutation(() => ReopenCommentPayload, { description: 'Opens a thread again that was settled.' })
  reopenComment(
    @Args('input', { description: 'Which.' }) input: ReopenCommentInput,
    @Acting() actor: Actor,
  ): Promise<ReopenCommentPayload> {
    return settle(showProblem, async () => ({ thread: await this.commenting.reopen(actor, input.thread) }));
  }

  /** What is kept of the answer names the thread; what it says is read again. */
  private async once(
    actor: Actor,
    verb: string,
    input: { readonly idempotencyKey?: string | null },
    work: () => Promise<Thread>,
  ): Promise<{ readonly thread: Thread }> {
    const { id } = await this.idempotency.once(actor, { verb, key: input.idempotencyKey, input }, async () => {
      const { id, documentId } = await work();
      return { answer: { id }, documents: [documentId] };
    });
    return { thread: await this.commenting.thread(id) };
  }
}
