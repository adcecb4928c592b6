import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CannotStart } from '#platform';
import { dataFolderRefusal } from '../data-folder.js';
import { identityOf, isAlive } from '../process-identity.js';

/** Who runs a data folder, and where it can be reached. */
export interface Running {
  readonly pid: number;
  readonly identity: string;
  readonly urls: readonly string[];
  /** Where each process says how it is; absent while they start. */
  readonly places?: Readonly<Record<string, string>>;
}

/** A data folder belongs to one supervisor at a time. The claim of one that was killed is recognised as void. */
export class Claim {
  private constructor(
    private readonly file: string,
    private readonly identity: string,
  ) {}

  static take(dataDir: string): Claim {
    const file = fileOf(dataDir);
    const identity = identityOf(process.pid);
    try {
      mkdirSync(dataDir, { recursive: true });
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const holder = runningSupervisor(dataDir);
        if (holder) throw alreadyRunning(dataDir, holder);
        if (place(file, { pid: process.pid, identity, urls: [] })) return new Claim(file, identity);
        clearVoid(file);
      }
    } catch (error) {
      throw dataFolderRefusal(error, dataDir);
    }
    throw new CannotStart(`Another start is under way for ${dataDir}: wait for it.`);
  }

  /** Where this installation answers; shown to whoever tries to start it a second time. */
  announce(urls: readonly string[], places: Readonly<Record<string, string>>): void {
    const draft = draftOf(this.file);
    const running: Running = { pid: process.pid, identity: this.identity, urls, places };
    writeFileSync(draft, JSON.stringify(running), { mode: 0o600 });
    renameSync(draft, this.file);
  }

  release(): void {
    if (read(this.file)?.identity === this.identity) rmSync(this.file, { force: true });
  }
}

/** The supervisor that runs this data folder now, or null. */
export function runningSupervisor(dataDir: string): Running | null {
  const running = read(fileOf(dataDir));
  return running && isAlive(running.identity) ? running : null;
}

function fileOf(dataDir: string): string {
  return path.join(dataDir, 'running.json');
}

function draftOf(file: string): string {
  return `${file}.${process.pid}`;
}

/** Appears whole or not at all: a link fails when the name exists. */
function place(file: string, running: Running): boolean {
  const draft = draftOf(file);
  writeFileSync(draft, JSON.stringify(running), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A rename lets one of several takers win; one that caught a valid claim puts it back. */
function clearVoid(file: string): void {
  const aside = `${file}.${process.pid}.void`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const caught = read(aside);
  if (caught && isAlive(caught.identity)) {
    try {
      linkSync(aside, file);
    } catch {
      // A third one holds it now, and will be told of this one.
    }
  }
  rmSync(aside, { force: true });
}

function read(file: string): Running | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Running;
  } catch {
    return null;
  }
}

function alreadyRunning(dataDir: string, { pid, urls }: Running): CannotStart {
  const where = urls.length > 0 ? ` at ${urls.join(' and ')}` : '; it is still starting';
  return new CannotStart(
    `Almanac is already running on ${dataDir} (process ${pid})${where}. Use it, end it with Ctrl-C where it was started, or choose another folder with ALMANAC_DATA_DIR.`,
  );
}
