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

  async send({ to, subject, text }: Mail): Promise<void> {
    const { smtpUrl, from } = this.config.mail;
    // Most processes never send anything, so they do not load it either.
    const { createTransport } = await import('nodemailer');
    // As an object an address is one address, whatever is written in it.
    const message = {
      from,
      to: { name: '', address: to },
      subject,
      text,
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    if (smtpUrl === null) {
      const sent = await createTransport({ streamTransport: true, buffer: true, newline: 'unix' }).sendMail(message);
      return this.keep(sent.message as Buffer);
    }
    const server = createTransport({
      url: smtpUrl,
      connectionTimeout: PATIENCE,
      greetingTimeout: PATIENCE,
      socketTimeout: PATIENCE,
    });
    try {
      await server.sendMail(message);
    } finally {
      server.close();
    }
  }

  /** Appears whole or not at all, for this user alone: there may be a link in it. */
  private async keep(message: Buffer): Promise<void> {
    const folder = path.join(this.config.dataDir, 'mail');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const at = this.clock.now().toISOString().replaceAll(':', '-');
    const file = path.join(folder, `${at}-${randomBytes(4).toString('hex')}.eml`);
    await writeFile(`${file}.part`, message, { mode: 0o600, flag: 'wx' });
    await rename(`${file}.part`, file);
  }
}
