import { Inject, Injectable } from '@nestjs/common';
import { type Actor, NotAllowed, PermissionsService } from '#access';
import { actorName, LedgerService, stateHash } from '#ledger';
import { BadInput, Clock, Ids, isUuid, UnitOfWork } from '#platform';
import { CommentNotFound, CommentSettled, StaleComment } from './domain/draft/refusals.js';
import { blocksOf, keyedFields, partOf } from './domain/draft/parts.js';
import { partText } from './domain/draft/part-text.js';
import { cleanText } from './domain/kinds/normalise.js';
import { shapeOf } from './domain/kinds/shape-node.js';
import { DocumentNotFound } from './domain/refusals.js';
import type { Variant } from './domain/variant.js';
import { type Comment, type CommentPosition, CommentStore } from './persistence/comment.store.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';

export interface NewThread extends VariantKey {
  readonly words: string;
  /** Left out: about the draft as a whole. */
  readonly field?: string;
  /** Key of an entry of the field. */
  readonly block?: string;
}

/** A comment of one's own in other words. */
export interface CommentEdit {
  readonly comment: string;
  readonly expectedVersion: number;
  readonly words: string;
}

/** A comment, what was answered, and whether what it is about is still there. */
export interface Thread extends Comment {
  readonly replies: readonly Comment[];
  /** Its place is in the draft as it is now; when it is not, `quote` says what it was about. */
  readonly present: boolean;
}

const LONGEST = 5_000;
const LONGEST_QUOTE = 300;
const MOST_REPLIES = 200;

/**
 * What editors say to each other about a draft. A thread outlives the block that it is about: it keeps the words that stood there
 * and stays open until somebody resolves it, for taking a sentence out may be the answer, or the mistake. Events name
 * comments by id, and say neither their words nor who is meant.
 */
@Injectable()
export class CommentingService {
  private readonly store: CommentStore;
  private readonly drafts: DraftStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {
    this.store = new CommentStore(work);
    this.drafts = new DraftStore(work);
  }

  async comment(actor: Actor, thread: NewThread): Promise<Thread> {
    const { documentId, locale } = thread;
    const words = said(thread.words);
    return this.work.run(async () => {
      await this.permissions.require(actor, 'comment.write', [{ locale, path: ['locale'] }]);
      const variant = isUuid(documentId) ? await this.drafts.find({ documentId, locale }) : null;
      if (!variant) throw new DocumentNotFound(documentId, ['documentId'], locale);
      const quote = quoteOf(variant, thread);
      const id = this.ids.next();
      const { field = null, block = null } = thread;
      const at = this.clock.now();
      await this.store.insert({
        id,
        documentId,
        locale,
        thread: id,
        field,
        block,
        quote,
        words,
        author: actorName(actor),
        at,
      });
      await this.ledger.record(actor, [{ verb: 'comment.write', subject: documentId, data: { locale, comment: id } }]);
      return this.thread(id);
    });
  }

  async reply(actor: Actor, reply: { readonly thread: string; readonly words: string }): Promise<Thread> {
    const words = said(reply.words);
    return this.work.run(async () => {
      const { id: thread, documentId, locale } = await this.held(reply.thread);
      await this.permissions.require(actor, 'comment.write', [{ locale }]);
      if ((await this.store.count(thread)) > MOST_REPLIES)
        throw new BadInput(`A thread has at most ${MOST_REPLIES} answers: begin another one.`, ['thread']);
      const id = this.ids.next();
      const place = { field: null, block: null, quote: null };
      await this.store.insert({
        id,
        documentId,
        locale,
        thread,
        ...place,
        words,
        author: actorName(actor),
        at: this.clock.now(),
      });
      await this.ledger.record(actor, [
        { verb: 'comment.write', subject: documentId, data: { locale, comment: id, thread } },
      ]);
      return this.thread(thread);
    });
  }

  /**
   * By whoever wrote it, and nobody else: an admin must not be able to put words into somebody's mouth. The audit says that it was
   * edited; of its words it has no hash, by which few of them could be guessed.
   */
  async edit(actor: Actor, { comment: id, expectedVersion, words: text }: CommentEdit): Promise<Thread> {
    const words = said(text);
    return this.work.run(async () => {
      const comment = isUuid(id) ? await this.store.hold(id) : null;
      if (!comment) throw new CommentNotFound(['comment']);
      const { documentId, locale, version, thread } = comment;
      await this.permissions.require(actor, 'comment.write', [{ locale }]);
      if (comment.author !== actorName(actor))
        throw new NotAllowed('comment.write', locale, 'Only who wrote a comment may edit it: answer it instead.', [
          'comment',
        ]);
      if (version !== expectedVersion) throw new StaleComment(expectedVersion, version);
      if (words === comment.words) return this.thread(thread);
      await this.store.edit(id, words, this.clock.now());
      const state = (at: number) => stateHash({ comment: id, version: at });
      const data = { locale, comment: id, before: state(version), after: state(version + 1) };
      await this.ledger.record(actor, [{ verb: 'comment.edit', subject: documentId, data }]);
      return this.thread(thread);
    });
  }

  /** Settled. It can be opened again. */
  resolve(actor: Actor, thread: string): Promise<Thread> {
    return this.settle(actor, thread, 'comment.resolve');
  }

  reopen(actor: Actor, thread: string): Promise<Thread> {
    return this.settle(actor, thread, 'comment.reopen');
  }

  /** Threads of a draft, oldest first. */
  async threads(
    key: VariantKey,
    page: { readonly first: number; readonly after: CommentPosition | null; readonly resolved: boolean | null },
  ): Promise<readonly Thread[]> {
    const variant = isUuid(key.documentId) ? await this.drafts.find(key) : null;
    return variant ? this.whole(variant, await this.store.threads(key, page)) : [];
  }

  private async settle(actor: Actor, thread: string, verb: 'comment.resolve' | 'comment.reopen'): Promise<Thread> {
    return this.work.run(async () => {
      const { id, documentId, locale, resolvedAt } = await this.held(thread);
      await this.permissions.require(actor, 'comment.resolve', [{ locale }]);
      if ((resolvedAt !== null) === (verb === 'comment.resolve')) throw new CommentSettled(resolvedAt !== null);
      if (verb === 'comment.resolve') await this.store.resolve(id, actorName(actor), this.clock.now());
      else await this.store.resolve(id, null, null);
      await this.ledger.record(actor, [{ verb, subject: documentId, data: { locale, comment: id } }]);
      return this.thread(id);
    });
  }

  private async held(id: string): Promise<Comment> {
    const comment = isUuid(id) ? await this.store.hold(id) : null;
    if (comment?.thread !== id) throw new CommentNotFound();
    return comment;
  }

  /** A thread as it is now. */
  async thread(id: string): Promise<Thread> {
    const comment = await this.held(id);
    const variant = await this.drafts.find(comment);
    const [thread] = variant ? await this.whole(variant, [comment]) : [];
    if (!thread) throw new CommentNotFound();
    return thread;
  }

  private async whole(variant: Variant, comments: readonly Comment[]): Promise<readonly Thread[]> {
    const replies = await this.store.replies(comments.map(({ id }) => id));
    return comments.map((comment) => ({
      ...comment,
      replies: replies.filter(({ thread }) => thread === comment.id),
      present: isThere(variant, comment),
    }));
  }
}

function said(text: string): string {
  const words = cleanText(text).trim();
  if (words === '' || words.length > LONGEST)
    throw new BadInput(`Say something, in at most ${LONGEST} characters.`, ['words']);
  return words;
}

const wordsOf = ({ slug, draft }: Variant) => ({ slug, body: draft });

function isThere(variant: Variant, { field, block }: Pick<Comment, 'field' | 'block'>): boolean {
  if (field === null) return true;
  const words = wordsOf(variant);
  return block === null
    ? partOf(words, field) !== undefined
    : blocksOf(words, field).some((entry) => entry._key === block);
}

/** The words that a thread is about, for the day on which they are gone; refused where there is no such place. */
function quoteOf(variant: Variant, { field, block }: NewThread): string | null {
  if (field === undefined) {
    if (block !== undefined) throw new BadInput('Say which field the block stands in.', ['field']);
    return null;
  }
  if (!Object.hasOwn(shapeOf(variant.kind).properties ?? {}, field))
    throw new BadInput(`A ${variant.kind} has no field of this name.`, ['field']);
  const words = wordsOf(variant);
  if (block === undefined) return shortened(partText(partOf(words, field)));
  const entry = keyedFields(variant.kind).has(field)
    ? blocksOf(words, field).find(({ _key }) => _key === block)
    : undefined;
  if (!entry) throw new BadInput('There is no such entry in the draft any more: look at it again.', ['block']);
  return shortened(partText(entry));
}

function shortened(text: string): string | null {
  const characters = [...text.slice(0, 2 * LONGEST_QUOTE)];
  const quote = characters.length > LONGEST_QUOTE ? `${characters.slice(0, LONGEST_QUOTE).join('')}…` : text;
  return quote.trim() || null;
}
