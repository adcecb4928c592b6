import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LedgerService } from '#ledger';
import { BadInput, Clock, type Problem, Problems, UnitOfWork } from '#platform';
import { AttemptsService } from './attempts.service.js';
import { strangeEmail, weakPassword } from './domain/credentials.js';
import type { LinkPurpose } from './domain/link.js';
import { EditorNotFound, NotAllowed, SignInRefused } from './domain/refusals.js';
import { type Editor, EditorStore } from './persistence/editor.store.js';
import { SignInStore } from './persistence/sign-in.store.js';
import { Passwords } from './passwords.js';
import { strangeName } from './editors.service.js';

export interface AccountChange {
  readonly name?: string;
  readonly email?: string;
  readonly newPassword?: string;
  /** Must be given once there is one. */
  readonly currentPassword?: string;
}

const CHOOSING: readonly LinkPurpose[] = ['INVITATION', 'RESET'];

/** What editors say of themselves: their name, their address, and a password that nobody but they know. */
@Injectable()
export class AccountService {
  private readonly editors: EditorStore;
  private readonly signIns: SignInStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Passwords) private readonly passwords: Passwords,
    @Inject(AttemptsService) private readonly attempts: AttemptsService,
  ) {
    this.editors = new EditorStore(work);
    this.signIns = new SignInStore(work);
  }

  /** Whose link this is, and why they have it. Looking does not use it up: mail scanners look too. */
  async findInvited(token: string): Promise<Pick<Editor, 'name' | 'email'> | null> {
    const id = await this.signIns.findLink(token, CHOOSING, this.clock.now());
    const editor = id && (await this.editors.find(id));
    return editor && !editor.disabled ? editor : null;
  }

  /** The same, counted and refused: for whoever comes with a link. */
  async getInvited(token: string, address: string): Promise<Pick<Editor, 'name' | 'email'>> {
    await this.attempts.count('LINK', { address });
    const invited = await this.findInvited(token);
    if (!invited) throw new SignInRefused('LINK');
    return invited;
  }

  /**
   * Uses up an invitation or a link for a new password. Sessions end everywhere, and none begins: whoever chose the password
   * signs in with it. A password that is refused leaves the link as it was.
   */
  async choosePassword(token: string, password: string, address?: string): Promise<void> {
    await this.attempts.count('LINK', address === undefined ? {} : { address });
    const invited = await this.findInvited(token);
    if (!invited) throw new SignInRefused('LINK');
    Problems.throwIfAny(weakPassword(password, invited));
    const hash = await this.passwords.hash(password);
    await this.work.run(async () => {
      const now = this.clock.now();
      const id = await this.signIns.useLink(token, CHOOSING, now);
      const editor = id && (await this.editors.lock(id));
      if (!editor || editor.disabled) throw new SignInRefused('LINK');
      await this.signIns.endLinks(editor.id);
      await this.writePassword(editor, hash, { type: 'editor', id: editor.id });
    });
  }

  /** With another password all sessions of the editor end, also the one that asks. */
  async change(actor: Actor, change: AccountChange): Promise<void> {
    if (actor.type !== 'editor' || actor.token !== undefined)
      throw new NotAllowed('editor.change', null, 'Only you yourself may change your account: sign in to do it.', []);
    await this.attempts.count('PASSWORD', { email: actor.id });
    const before = await this.editors.find(actor.id);
    const arriving = await this.signIns.findArriving(actor.id);
    if (!before || !arriving) throw new EditorNotFound();
    const { passwordHash } = arriving;
    const after = { name: change.name?.trim() ?? before.name, email: change.email?.trim() ?? before.email };
    const problems: Problem[] = [
      ...(change.name === undefined ? [] : strangeName(change.name)),
      ...(change.email === undefined ? [] : strangeEmail(after.email ?? '')),
      ...(change.newPassword === undefined ? [] : weakPassword(change.newPassword, after, ['newPassword'])),
    ];
    if (change.newPassword !== undefined && after.email === null)
      problems.push(new BadInput('Give your address too: you sign in with it.', ['email']));
    if (passwordHash !== null && !(await this.passwords.matches(passwordHash, change.currentPassword ?? '')))
      problems.push(new BadInput('This is not your password.', ['currentPassword']));
    Problems.throwIfAny(problems);
    const hash = change.newPassword === undefined ? null : await this.passwords.hash(change.newPassword);
    await this.work.run(async () => {
      const editor = await this.editors.lock(before.id);
      const now = await this.signIns.findArriving(before.id);
      if (!editor || !now || now.passwordHash !== passwordHash || editor.version !== before.version)
        throw new SignInRefused('PASSWORD');
      await this.editors.setProfile(editor.id, after);
      const fields = (['name', 'email'] as const).filter((field) => after[field] !== before[field]);
      if (fields.length > 0)
        await this.ledger.record(actor, [{ verb: 'editor.profile', subject: editor.id, data: { fields } }]);
      if (hash !== null) await this.writePassword(editor, hash, actor);
      await this.attempts.forgive('PASSWORD', { email: actor.id });
    });
  }

  private async writePassword(editor: Editor, hash: string, actor: Actor): Promise<void> {
    const now = this.clock.now();
    await this.signIns.setPassword(editor.id, hash, now);
    const sessions = await this.signIns.endSessions(editor.id, now);
    await this.ledger.record(actor, [
      { verb: 'editor.password', subject: editor.id, data: { first: !editor.hasPassword, sessions } },
    ]);
  }
}
