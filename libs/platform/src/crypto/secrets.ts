import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync, linkSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { hkdfSync } from 'node:crypto';
import type { Config } from '../config/config.js';
import { CannotStart } from '../problem.js';

/** What this installation keeps secret: the root of all derived keys. Passwords of generated logins derive from it too. */
export class Secrets {
  constructor(readonly root: Buffer) {}

  /** A 32-byte key for one purpose. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.root, 'almanac', purpose, 32));
  }

  /** A password for a generated login: stable for this installation, unguessable outside it. */
  password(login: string): string {
    return this.derive(`database login ${login}`).toString('base64url');
  }
}

/** The given secret, else the one in the data folder, made on first use (0600). Two processes at once agree on one. */
export function loadSecrets(config: Config): Secrets {
  if (config.secret !== null) return new Secrets(Buffer.from(config.secret, 'utf8'));
  const file = path.join(config.dataDir, 'secret');
  try {
    if (!existsSync(file)) {
      mkdirSync(config.dataDir, { recursive: true });
      const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
      writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
      try {
        // A link fails when the name exists: whoever comes second reads what the first one wrote, whole.
        linkSync(draft, file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      } finally {
        unlinkSync(draft);
      }
    }
    chmodSync(file, 0o600);
    const text = readFileSync(file, 'utf8').trim();
    if (!/^[0-9a-f]{64}$/.test(text))
      throw new CannotStart(
        `${file} is damaged: it should hold 64 hexadecimal digits. Restore it from a backup; without it issued keys and tokens stop working.`,
      );
    return new Secrets(Buffer.from(text, 'hex'));
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC')
      throw new CannotStart(`The disk that holds ${config.dataDir} is full: free some space and start again.`);
    throw new CannotStart(
      `The data folder ${config.dataDir} cannot be written (${code ?? 'unknown error'}): give this user permission, or choose another with ALMANAC_DATA_DIR.`,
    );
  }
}
