import { Inject, Injectable } from '@nestjs/common';
import { createWriteStream } from 'node:fs';
import { link, stat, unlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Actor } from '#access';
import { LedgerService } from '#ledger';
import { BadInput, Secrets, withClient } from '#platform';
import { archiveLines, type Written } from './archive-writer.js';
import { ARCHIVE_PURPOSE } from './domain/archive-format.js';
import type { Restored } from './restore.js';

export interface Backup extends Written {
  readonly bytes: number;
}

/** Writes everything that an installation holds into one file, whole or not at all. */
@Injectable()
export class BackupService {
  constructor(
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Secrets) private readonly secrets: Secrets,
  ) {}

  /** @param ownerUrl address of the owner, who reads every table. Packed when the name ends in `.gz`. */
  async backUp(
    actor: Actor,
    ownerUrl: string,
    file: string,
    progress: (sentence: string) => void = () => undefined,
  ): Promise<Backup> {
    if (await stat(file).catch(() => null))
      throw new BadInput(`${file} is there already: choose another name, or remove it first.`, ['file']);
    // Before it is read, so that the archive itself says who took it.
    await this.ledger.record(actor, [{ verb: 'installation.backup', subject: null, data: {} }]);
    const unfinished = `${file}.unfinished`;
    try {
      const written = await withClient(ownerUrl, (owner) => this.write(owner, unfinished, file, progress));
      // A link, where a rename would put this in the place of a file that somebody has made meanwhile.
      await link(unfinished, file);
      return { ...written, bytes: (await stat(file)).size };
    } catch (error) {
      throw fileRefusal(error, file);
    } finally {
      await unlink(unfinished).catch(() => undefined);
    }
  }

  /** Says in the audit of a system that was restored what it was restored from. */
  async recordRestored(actor: Actor, { header, end }: Restored): Promise<void> {
    await this.ledger.record(actor, [
      { verb: 'installation.restore', subject: null, data: { seq: header.head.seq, archive: end.sha256 } },
    ]);
  }

  private async write(
    owner: Parameters<typeof archiveLines>[0],
    unfinished: string,
    file: string,
    progress: (sentence: string) => void,
  ): Promise<Written> {
    const lines = archiveLines(owner, this.secrets.derive(ARCHIVE_PURPOSE), (table, rows) => {
      if (rows > 0) progress(`${table}: ${rows}`);
    });
    let written: Written | null = null;
    async function* text(): AsyncGenerator<string> {
      written = yield* lines;
    }
    // For its owner alone: it holds drafts, and hashes of keys and passwords. On the disk before it gets its name.
    const target = createWriteStream(unfinished, { mode: 0o600, flush: true });
    const source = Readable.from(text(), { objectMode: false });
    if (file.endsWith('.gz')) await pipeline(source, createGzip(), target);
    else await pipeline(source, target);
    if (!written) throw new Error('an archive ended without its end');
    return written;
  }
}

function fileRefusal(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new BadInput(`The folder of ${file} does not exist: make it first.`, ['file']);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new BadInput(`${file} cannot be written (${code}): choose a folder in which you may write.`, ['file']);
    case 'ENOSPC':
    case 'EDQUOT':
      return new BadInput(`The disk that is to hold ${file} is full: nothing was kept. Free some space there.`, [
        'file',
      ]);
    case 'EEXIST':
      return new BadInput(`${file} was made by somebody else meanwhile: choose another name.`, ['file']);
    default:
      return error;
  }
}
