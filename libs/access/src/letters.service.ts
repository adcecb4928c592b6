import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#ledger';
import { CONFIG, type Config, Mailer } from '#platform';
import { linkAddress, type LinkPurpose } from './domain/link.js';
import { EditorNotFound } from './domain/refusals.js';
import { type Editor, EditorsService } from './editors.service.js';
import { LinksService } from './links.service.js';

const TEXTS: Readonly<Record<LinkPurpose, { readonly subject: string; readonly lines: readonly string[] }>> = {
  SIGN_IN: {
    subject: 'Sign in to the Studio',
    lines: ['This link signs you in to the Almanac Studio, once, within 24 hours:'],
  },
  INVITATION: {
    subject: 'You are invited to the Studio',
    lines: ['You are invited to edit in the Almanac Studio. Choose a password with this link, within seven days:'],
  },
  RESET: {
    subject: 'Choose a new password',
    lines: [
      'Somebody, probably you, asked for a new password for the Almanac Studio. Choose it with this link, within one hour:',
    ],
  },
};

/** Letters with a link in them. The link is made when the letter is written, so that it lies in no queue. */
@Injectable()
export class LettersService {
  constructor(
    @Inject(EditorsService) private readonly editors: EditorsService,
    @Inject(LinksService) private readonly links: LinksService,
    @Inject(Mailer) private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** False when there is nobody to write to any more. Sent twice, the second link is the one that works. */
  async sendLink(actor: Actor, editorId: string, purpose: LinkPurpose): Promise<boolean> {
    const editor = await this.recipient(editorId);
    if (!editor?.email) return false;
    const token = await this.links.issue(actor, editor.id, purpose);
    const { subject, lines } = TEXTS[purpose];
    const text = [
      `Hello ${editor.name},`,
      '',
      ...lines,
      '',
      linkAddress(this.config.studioUrl, purpose, token),
      '',
      'It works once. If you did not expect this letter, do nothing: without the link nothing changes.',
      '',
    ].join('\n');
    await this.mailer.send({ to: editor.email, subject, text });
    return true;
  }

  private async recipient(editorId: string): Promise<Editor | null> {
    try {
      const editor = await this.editors.get(editorId);
      return editor.disabled ? null : editor;
    } catch (error) {
      if (error instanceof EditorNotFound) return null;
      throw error;
    }
  }
}
