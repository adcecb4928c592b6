import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';

/** A message in plain text, to one address. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Milliseconds after which a mail server that says nothing is given up. */
const PATIENCE = 20_000;

/**
 * Sends mail through the configured server; without one, writes it into the folder `mail` of the data folder, where whoever
 * runs the installation can read it. It takes its time and may fail: call it from a job, which is tried again, and never in
 * a unit of work.
 */
export class Mailer {
  constructor(
    private readonly config: Pick<Config, 'mail' | 'dataDir'>,
    private readonly clock: Clock,
  ) {}

  async send(mail: Mail): Promise<void> {
    const { smtpUrl, from } = this.config.mail;
    if (smtpUrl === null) return this.keep(mail);
    // Most processes never send anything, so they do not load it either.
    const { createTransport } = await import('nodemailer');
    const server = createTransport({
      url: smtpUrl,
      connectionTimeout: PATIENCE,
      greetingTimeout: PATIENCE,
      socketTimeout: PATIENCE,
    });
    try {
      await server.sendMail({
        from,
        // As an object an address is one address, whatever is written in it.
        to: { name: '', address: mail.to },
        subject: mail.subject,
        text: mail.text,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } finally {
      server.close();
    }
  }

  /**
   * To be read and copied from, so without the line breaks and escapes of mail on its way. Appears whole or not at all, for this
   * user alone: there may be a link in it.
   */
  private async keep({ to, subject, text }: Mail): Promise<void> {
    const folder = path.join(this.config.dataDir, 'mail');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const at = this.clock.now().toISOString();
    const head = { From: this.config.mail.from, To: to, Subject: subject, Date: at };
    const lines = Object.entries(head).map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]+/g, ' ')}`);
    const file = path.join(folder, `${at.replaceAll(':', '-')}-${randomBytes(4).toString('hex')}.txt`);
    await writeFile(`${file}.part`, `${lines.join('\n')}\n\n${text}`, { mode: 0o600, flag: 'wx' });
    await rename(`${file}.part`, file);
  }
}
