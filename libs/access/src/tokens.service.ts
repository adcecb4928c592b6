import { Inject, Injectable } from '@nestjs/common';
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Actor, LedgerService, stateHash } from '#ledger';
import { Clock, Problems, Secrets, UnitOfWork } from '#platform';
import { NotAllowed, TokenNotFound, TooManyTokens } from './domain/refusals.js';
import { formatToken, strangeToken, TOKEN_HASH_PURPOSE, tokenId, type TokenRequest } from './domain/token.js';
import { EditorStore } from './persistence/editor.store.js';
import { type Token, TokenStore } from './persistence/token.store.js';
import { PermissionsService } from './permissions.service.js';
import type { Person } from './sessions.service.js';

export type { Token } from './persistence/token.store.js';

export interface IssuedToken {
  readonly token: Token;
  /** Shown once: only a hash is kept. */
  readonly secret: string;
}

/** Who sends a token, and as whom. */
export interface TokenHolder {
  readonly editor: Person;
  readonly actor: Actor;
}

export const MOST_TOKENS = 20;

/**
 * Tokens by which scripts act for an editor: some verbs, in some languages, until a day. A token never may more than its
 * editor may at that moment, and a person alone makes one.
 */
@Injectable()
export class TokensService {
  private readonly store: TokenStore;
  private readonly editors: EditorStore;
  private readonly hashingKey: Buffer;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Secrets) secrets: Secrets,
  ) {
    this.store = new TokenStore(work);
    this.editors = new EditorStore(work);
    this.hashingKey = secrets.derive(TOKEN_HASH_PURPOSE);
  }

  /** For whoever asks. */
  async issue(actor: Actor, request: TokenRequest): Promise<IssuedToken> {
    return this.work.run(async () => {
      await this.permissions.require(actor, 'token.issue');
      if (actor.type !== 'editor')
        throw new NotAllowed('token.issue', null, 'A token acts for an editor: sign in as one to make it.', []);
      return this.make(actor, actor.id, request);
    });
  }

  /** For somebody else: whoever has the machine may, and nobody who is signed in, for they would act as that person. */
  async issueFor(actor: Actor, editorId: string, request: TokenRequest): Promise<IssuedToken> {
    if (actor.type !== 'system')
      throw new NotAllowed('token.issue', null, 'Only the command line makes tokens that act for somebody else.', []);
    return this.work.run(() => this.make(actor, editorId, request));
  }

  private async make(actor: Actor, editorId: string, request: TokenRequest): Promise<IssuedToken> {
    const now = this.clock.now();
    Problems.throwIfAny(strangeToken(request, { now, known: this.permissions.locales }));
    // Two at once are counted one after the other, and an editor who is being disabled gets none.
    const editor = await this.editors.lock(editorId);
    if (!editor || editor.disabled) throw new NotAllowed('token.issue', null, 'The account is disabled.', []);
    if ((await this.store.countActive(editorId, now)) >= MOST_TOKENS) throw new TooManyTokens(MOST_TOKENS);
    const id = randomBytes(6).toString('hex');
    const secret = formatToken(id, randomBytes(32).toString('base64url'));
    const token: Token = {
      id,
      editorId,
      name: request.name.trim(),
      verbs: [...new Set(request.verbs)],
      locales: request.locales,
      createdAt: now,
      expiresAt: request.expiresAt,
      revokedAt: null,
      lastUsedAt: null,
    };
    await this.store.insert({ ...token, hash: this.hash(secret) });
    const { verbs, locales } = token;
    await this.ledger.record(actor, [
      {
        verb: 'token.issue',
        subject: editorId,
        data: { token: id, verbs, locales, before: null, after: hashOf(token) },
      },
    ]);
    return { token, secret };
  }

  /** One's own; an admin ends those of others too. */
  async revoke(actor: Actor, id: string): Promise<void> {
    await this.work.run(async () => {
      const token = tokenIdLike(id) ? await this.store.find(id) : null;
      const own = token !== null && actor.type === 'editor' && actor.id === token.editorId;
      await this.permissions.require(actor, own ? 'token.issue' : 'editor.change');
      if (!token || !(await this.store.revoke(id, this.clock.now()))) throw new TokenNotFound();
      const after = hashOf({ ...token, revokedAt: this.clock.now() });
      await this.ledger.record(actor, [
        { verb: 'token.revoke', subject: token.editorId, data: { token: id, before: hashOf(token), after } },
      ]);
    });
  }

  async get(id: string): Promise<Token> {
    const token = tokenIdLike(id) ? await this.store.find(id) : null;
    if (!token) throw new TokenNotFound();
    return token;
  }

  /** Newest first: one's own, or (for an admin) everybody's. `after` is the id of the last one of the page before. */
  async list(
    actor: Actor,
    page: { readonly of: 'me' | 'everybody'; readonly first: number; readonly after: string | null },
  ): Promise<readonly Token[]> {
    if (page.of === 'everybody') await this.permissions.require(actor, 'editor.change');
    const editorId = page.of === 'me' && actor.type === 'editor' ? actor.id : null;
    if (page.of === 'me' && editorId === null) return [];
    return this.store.list({ editorId, first: page.first, after: page.after });
  }

  /** Whom a token lets in; null for one that is wrong, revoked, too old, or of somebody who is disabled. */
  async whoIs(given: string): Promise<TokenHolder | null> {
    const id = tokenId(given);
    const found = id === null ? null : await this.store.find(id);
    // An unknown id costs the same comparison.
    const known = found?.hash ?? createHash('sha256').update(given).digest();
    const fits = timingSafeEqual(known, this.hash(given)) && found !== null;
    const now = this.clock.now();
    if (!fits || found.revokedAt || found.expiresAt <= now) return null;
    const editor = await this.editors.find(found.editorId);
    if (!editor || editor.disabled) return null;
    await this.store.noteUse(found.id, now);
    const { id: editorId, name, email } = editor;
    return { editor: { id: editorId, name, email }, actor: { type: 'editor', id: editorId, token: found.id } };
  }

  private hash(token: string): Buffer {
    return createHmac('sha256', this.hashingKey).update(token, 'utf8').digest();
  }
}

function hashOf({ id, editorId, verbs, locales, expiresAt, revokedAt }: Token): string {
  return stateHash({ id, editorId, verbs, locales, expiresAt: expiresAt.toISOString(), revoked: revokedAt !== null });
}

function tokenIdLike(id: string): boolean {
  return /^[a-z0-9]{12}$/.test(id);
}
