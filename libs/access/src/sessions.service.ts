import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LedgerService } from '#ledger';
import { Clock, reach, UnitOfWork } from '#platform';
import { AttemptsService } from './attempts.service.js';
import { SESSION_LIFETIME } from './domain/link.js';
import { SignInRefused, TooManyAttempts } from './domain/refusals.js';
import { Passwords } from './passwords.js';
import { type Arriving, SignInStore } from './persistence/sign-in.store.js';

/** Who is signed in. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
}

export interface Session {
  /** What the browser keeps; only its hash is stored. */
  readonly token: string;
  readonly editor: Person;
  readonly expiresAt: Date;
}

/** Who stands at the door, as far as the server can tell. */
export interface Visitor {
  /** Of the network. */
  readonly address?: string;
  /** The session that this browser still has: it ends when another begins. */
  readonly previous?: string;
}

type Way = 'LINK' | 'PASSWORD';

const HOUR = 60 * 60 * 1000;
/** Nobody is known yet, so nobody acts: the door does. */
const DOOR: Actor = { type: 'system', name: 'sign-in' };

/**
 * How editors come in and go out. The tokens of sessions are stored as hashes; one is new at every sign-in. Whatever is
 * wrong, the answer is the same, takes as long, and stands in the audit.
 *
 * Another way in (single sign-on, a second factor) is another method here that ends in `open`.
 */
@Injectable()
export class SessionsService {
  private readonly store: SignInStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Passwords) private readonly passwords: Passwords,
    @Inject(AttemptsService) private readonly attempts: AttemptsService,
  ) {
    this.store = new SignInStore(work);
  }

  /** Exchanges a link for a session; the same link never works twice, however many try at once. */
  async signInByLink(token: string, visitor: Visitor = {}): Promise<Session> {
    await this.countAttempt('LINK', visitor);
    const session = await this.work.run(async () => {
      const editorId = await this.store.useLink(token, ['SIGN_IN'], this.clock.now());
      const editor = editorId && (await this.store.lockArriving(editorId));
      return editor ? this.open(editor, 'LINK', visitor) : null;
    });
    return session ?? this.refuse('LINK', await this.store.ownerOfLink(token));
  }

  async signInByPassword(email: string, password: string, visitor: Visitor = {}): Promise<Session> {
    await this.countAttempt('PASSWORD', visitor, email);
    const known = await this.store.findByEmail(email);
    const fits = await this.passwords.matches(known?.passwordHash ?? null, password);
    await reach('sign-in.compared');
    const session = await this.work.run(async () => {
      const editor = known && fits ? await this.store.lockArriving(known.id) : null;
      // The password may have been changed while we compared.
      if (!editor || editor.passwordHash !== known?.passwordHash) return null;
      await this.attempts.forgive('PASSWORD', { email, ...visitor });
      return this.open(editor, 'PASSWORD', visitor);
    });
    return session ?? this.refuse('PASSWORD', known?.id ?? null);
  }

  async signOut(token: string): Promise<void> {
    await this.work.run(() => this.end(token));
  }

  /** The editor of a session that is neither ended nor expired, else null. */
  async whoIs(token: string): Promise<Person | null> {
    return this.store.findSession(token, this.clock.now());
  }

  /** Whether anybody has ever signed in: until then a start shows a fresh link. */
  async anySession(): Promise<boolean> {
    return this.store.anySession();
  }

  /** Removes links and sessions that ended more than a week ago, and counts that no longer count. */
  async prune(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - 7 * 24 * HOUR);
    return (await this.store.prune(before)) + (await this.attempts.prune());
  }

  /** Begins a session for an editor whom the running unit of work holds. */
  private async open({ id, name, email }: Arriving, by: Way, { previous }: Visitor): Promise<Session> {
    if (previous !== undefined) await this.end(previous);
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + SESSION_LIFETIME);
    const token = await this.store.openSession(id, now, expiresAt);
    await this.ledger.record({ type: 'editor', id }, [{ verb: 'session.start', subject: id, data: { by } }]);
    return { token, editor: { id, name, email }, expiresAt };
  }

  private async end(token: string): Promise<void> {
    const id = await this.store.endSession(token, this.clock.now());
    if (id) await this.ledger.record({ type: 'editor', id }, [{ verb: 'session.end', subject: id, data: {} }]);
  }

  private async countAttempt(by: Way, { address }: Visitor, email?: string): Promise<void> {
    try {
      await this.attempts.count(by, {
        ...(email === undefined ? {} : { email }),
        ...(address === undefined ? {} : { address }),
      });
    } catch (thrown) {
      // One event for each window: whoever floods the door must not flood the audit.
      if (thrown instanceof TooManyAttempts && thrown.first) {
        const known = email === undefined ? null : await this.store.findByEmail(email);
        await this.ledger.record(DOOR, [{ verb: 'session.block', subject: known?.id ?? null, data: { by } }]);
      }
      throw thrown;
    }
  }

  private async refuse(by: Way, subject: string | null): Promise<never> {
    await this.ledger.record(DOOR, [{ verb: 'session.refuse', subject, data: { by } }]);
    throw new SignInRefused(by);
  }
}
