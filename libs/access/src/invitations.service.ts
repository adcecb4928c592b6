import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#ledger';
import { BadInput, CONFIG, type Config, JobQueue, UnitOfWork } from '#platform';
import { linkAddress, type LinkPurpose } from './domain/link.js';
import { NotAllowed } from './domain/refusals.js';
import { type Editor, EditorsService, type NewEditor, type SeenEditor } from './editors.service.js';
import { LinksService } from './links.service.js';

/** The job by which a link is made and sent. Its payload has the editor's id and the purpose, never a link. */
export const SEND_LINK = 'send-link';

export interface Invited {
  readonly editor: Editor;
  /** To hand over, once, where no mail server is set up; null: it went by mail. */
  readonly link: string | null;
}

/** Letting editors in: new ones, and those who have to choose another password. */
@Injectable()
export class InvitationsService {
  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(EditorsService) private readonly editors: EditorsService,
    @Inject(LinksService) private readonly links: LinksService,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Adds an editor who chooses a password by a link. */
  async invite(actor: Actor, editor: NewEditor): Promise<Invited> {
    return this.work.run(async () => {
      if (editor.email === null) throw new BadInput('Give the address that they sign in with.', ['email']);
      const added = await this.editors.add(actor, editor);
      return { editor: added, link: await this.send(actor, added.id, 'INVITATION') };
    });
  }

  /** A fresh link for somebody who has not chosen a password yet. */
  async inviteAgain(actor: Actor, editorId: string): Promise<Invited> {
    return this.work.run(async () => {
      const editor = await this.editors.getInvited(actor, editorId);
      return { editor, link: await this.send(actor, editorId, 'INVITATION') };
    });
  }

  /**
   * Takes the password of an editor away and lets them choose another. The link goes to them alone, never to the admin who asks:
   * an admin must not be able to act as somebody else.
   */
  async reset(actor: Actor, seen: SeenEditor): Promise<Editor> {
    return this.work.run(async () => {
      const editor = await this.editors.reset(actor, seen);
      if (editor.email === null)
        throw new BadInput(`${editor.name} has no address: make a link with \`npm run almanac -- editors link\`.`, [
          'editorId',
        ]);
      await this.jobs.add(SEND_LINK, { editorId: editor.id, purpose: 'RESET' }, { key: `${SEND_LINK} ${editor.id}` });
      return editor;
    });
  }

  /** As `reset`, for whoever has the machine's command line, and with it everything: the link is theirs to hand over. */
  async resetByHand(actor: Actor, seen: SeenEditor): Promise<string> {
    if (actor.type !== 'system')
      throw new NotAllowed('editor.change', null, 'Only the owner of the machine may take such a link.', []);
    return this.work.run(async () => {
      await this.editors.reset(actor, seen);
      return linkAddress(this.config.studioUrl, 'RESET', await this.links.issue(actor, seen.editorId, 'RESET'));
    });
  }

  private async send(actor: Actor, editorId: string, purpose: LinkPurpose): Promise<string | null> {
    if (this.config.mail.smtpUrl === null)
      return linkAddress(this.config.studioUrl, purpose, await this.links.issue(actor, editorId, purpose));
    await this.jobs.add(SEND_LINK, { editorId, purpose }, { key: `${SEND_LINK} ${editorId}` });
    return null;
  }
}
