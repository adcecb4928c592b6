import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LedgerService } from '#ledger';
import { Clock, UnitOfWork } from '#platform';
import { LINK_LIFETIMES, type LinkPurpose } from './domain/link.js';
import { EditorNotFound } from './domain/refusals.js';
import { EditorStore } from './persistence/editor.store.js';
import { SignInStore } from './persistence/sign-in.store.js';
import { PermissionsService } from './permissions.service.js';

/** One-time links. Whoever holds one is let in as the editor, so a link goes to the editor or to the owner of the machine. */
@Injectable()
export class LinksService {
  private readonly editors: EditorStore;
  private readonly signIns: SignInStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.editors = new EditorStore(work);
    this.signIns = new SignInStore(work);
  }

  /** A token that works once. Earlier unused links of the editor for the same purpose stop working. */
  async issue(actor: Actor, editorId: string, purpose: LinkPurpose = 'SIGN_IN'): Promise<string> {
    return this.work.run(async () => {
      await this.permissions.require(actor, purpose === 'INVITATION' ? 'editor.invite' : 'editor.change');
      const editor = await this.editors.lock(editorId);
      if (!editor || editor.disabled) throw new EditorNotFound();
      const now = this.clock.now();
      const expiresAt = new Date(now.getTime() + LINK_LIFETIMES[purpose]);
      const token = await this.signIns.insertLink(editor.id, purpose, now, expiresAt);
      await this.ledger.record(actor, [{ verb: 'editor.link', subject: editor.id, data: { purpose } }]);
      return token;
    });
  }
}
