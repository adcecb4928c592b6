import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { dataFolderRefusal } from './data-folder.js';
import { identityOf, isAlive } from './process-identity.js';

const POLL = 50;

/**
 * Who uses the embedded server of a data folder, so that the command which started it does not take it away from others.
 *
 * Whoever comes writes its name and then looks for a closing; whoever closes writes the closing and then looks for names.
 * So of two at once at least one sees the other: no server is stopped that somebody has begun to use.
 */
export class Attendance {
  private readonly own: string;

  private constructor(private readonly folder: string) {
    this.own = path.join(folder, String(process.pid));
  }

  static async join(dataDir: string): Promise<Attendance> {
    const attendance = new Attendance(path.join(dataDir, 'users'));
    try {
      mkdirSync(attendance.folder, { recursive: true });
      writeFileSync(attendance.own, identityOf(process.pid), { mode: 0o600 });
    } catch (error) {
      throw dataFolderRefusal(error, dataDir);
    }
    await untilOpen(dataDir);
    return attendance;
  }

  /** Runs `stop` once nobody else uses the server; does nothing when `taken` says that somebody took it over. */
  async closeAfterOthers(taken: () => boolean, stop: () => Promise<void>, waiting: () => void): Promise<void> {
    for (let told = false; ; told = true) {
      const closing = closingFile(this.folder);
      writeFileSync(closing, identityOf(process.pid), { mode: 0o600 });
      try {
        if (taken()) return;
        if (this.others().length === 0) return await stop();
      } finally {
        rmSync(closing, { force: true });
      }
      if (!told) waiting();
      await wait(POLL * 4);
    }
  }

  leave(): void {
    rmSync(this.own, { force: true });
  }

  private others(): readonly string[] {
    return readdirSync(this.folder)
      .filter((name) => /^\d+$/.test(name) && path.join(this.folder, name) !== this.own)
      .filter((name) => livesIn(path.join(this.folder, name)));
  }
}

/** Waits while a command is stopping the server. */
export async function untilOpen(dataDir: string): Promise<void> {
  while (livesIn(closingFile(path.join(dataDir, 'users')))) await wait(POLL);
}

function closingFile(folder: string): string {
  return path.join(folder, 'closing');
}

/** An entry of a process that was killed is cleared away. One that is being written is empty for a moment, and counts. */
function livesIn(file: string): boolean {
  try {
    const identity = readFileSync(file, 'utf8');
    if (identity === '' || isAlive(identity)) return true;
    rmSync(file, { force: true });
  } catch {
    // It has just gone.
  }
  return false;
}
