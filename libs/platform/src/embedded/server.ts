import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { CannotStart } from '../problem.js';
import { handOver } from './account.js';
import type { Binaries } from './binaries.js';
import { type Access, initialise, inspect, readSecret } from './initialise.js';
import { withLock } from './lock.js';
import type { Place } from './place.js';
import {
  clearStale,
  endLeftBehind,
  findRunning,
  greet,
  HOST,
  isPostgresOf,
  launch,
  type PidFile,
  readPidFile,
  shutDown,
} from './postmaster.js';
import { messageOf, refusalOfOutput } from './refusals.js';

export interface CrashReport {
  readonly pid: number;
  /** Both null when another process had started the server: then nobody tells us how it ended. */
  readonly code: number | null;
  readonly signal: string | null;
}

export interface EmbeddedServer {
  readonly host: string;
  readonly port: number;
  readonly superuser: 'postgres';
  readonly password: string;
  readonly database: 'postgres';
  readonly dataDir: string;
  /** Another process started it. Becomes false when this one had to start it again after a crash. */
  readonly adopted: boolean;
  readonly pid: number;
  /** Ends the server if this process started it, or with `force` an adopted one too. Afterwards nothing is restarted. */
  stop(options?: { force?: boolean }): Promise<void>;
  /** Called each time the postmaster dies without our doing. The restart, on the same port, is under way by then. */
  onCrash(listener: (report: CrashReport) => void): void;
}

export interface Setup {
  readonly place: Place;
  readonly access: Access;
  readonly binaries: Binaries;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

const RESTART_DELAYS_MS = [100, 250, 500, 1_000, 2_000, 5_000, 10_000];
/** A server that ran this long was sound: its next crash starts again with the shortest delay. */
const SOUND_AFTER_MS = 60_000;
/** Left-behind processes usually go within a second of their postmaster; after this time they are ended. */
const LEFT_BEHIND_MS = 2_000;
const START_PATIENCE_MS = 60_000;
const WATCH_MS = 250;

interface Running {
  readonly file: PidFile;
  readonly password: string;
  /** Null: adopted. */
  readonly child: ChildProcess | null;
}

/** Adopts, or starts, under the lock. `only` fixes the port and forbids a new database: a restart must not invent one. */
async function bringUp(setup: Setup, only?: number): Promise<Running> {
  const { place, access, binaries, log } = setup;
  return withLock(place.lockFile, log, async () => {
    if (inspect(place, binaries.major) === 'absent') {
      if (only !== undefined) throw new CannotStart(`The database folder ${place.dataDir} is gone.`);
      log(`making a new database in ${place.dataDir}`);
      await initialise(place, access, binaries);
    }
    const password = readSecret(place);
    const since = performance.now();
    let port = only ?? (await choosePort(place));
    for (let attempt = 0; ; attempt += 1) {
      const running = await findRunning(place, () => password, log);
      if (running) {
        log(`using PostgreSQL process ${running.pid}, which already serves ${place.dataDir}`);
        return { file: running, password, child: null };
      }
      handOver(access.account, place.dataDir);
      clearStale(place);
      const launched = await launch(place, access, binaries, port, setup.settings);
      if (launched.kind === 'ready') {
        await confirm(setup, password, launched.file);
        writeFileSync(place.portFile, `${port}\n`, { mode: 0o600 });
        return { file: launched.file, password, child: launched.child };
      }
      const refusal = refusalOfOutput(launched.output, place, 'starting');
      if (launched.kind === 'failed' || performance.now() - since > START_PATIENCE_MS) throw refusal;
      if (launched.kind === 'port-taken' && only === undefined) port = await freePort();
      if (launched.kind === 'still-in-use' && performance.now() - since > LEFT_BEHIND_MS) {
        const ended = endLeftBehind(place);
        if (ended > 0) log(`ended ${ended} processes that a crashed PostgreSQL had left behind`);
      }
      await wait(Math.min(50 * 2 ** attempt, 1_000));
    }
  });
}

/** The secret opens what was just started; else it is ended again, so that nothing runs that nobody can use. */
async function confirm({ place, binaries }: Setup, password: string, file: PidFile): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const answer = await greet(password, file);
    if (answer === 'mine') return;
    if (answer === 'denied') break;
    await wait(50);
  }
  await shutDown(place, binaries, file.pid);
  throw new CannotStart(
    `The database in ${place.dataDir} starts, but does not accept the password in ${place.secretFile}. ` +
      `Restore the file that belongs to this folder from the same backup. Its log is ${place.logFile}.`,
  );
}

/** The port of the last start if it is free: addresses that people noted stay right. */
async function choosePort(place: Place): Promise<number> {
  let last = 0;
  try {
    last = Number(readFileSync(place.portFile, 'utf8').trim());
  } catch {
    // The first start.
  }
  if (Number.isInteger(last) && last > 1_024 && last < 65_536 && (await isFree(last))) return last;
  return freePort();
}

/** Below the ports that systems hand out for outgoing connections, so that a restart finds its port free. */
async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(15_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new CannotStart(
    `No free port was found on ${HOST} for the database. End programs that listen there, or set DATABASE_URL.`,
  );
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const probe = createServer();
    probe.once('error', () => settle(false));
    probe.listen({ host: HOST, port, exclusive: true }, () => probe.close(() => settle(true)));
  });
}

/** A server that is watched, and brought up again when it dies, until `stop`. */
export class Supervised implements EmbeddedServer {
  readonly host = HOST;
  readonly superuser = 'postgres';
  readonly database = 'postgres';
  #running: Running;
  #upSince = performance.now();
  #failures = 0;
  #stopped = false;
  #watch: NodeJS.Timeout | undefined;
  #restart: Promise<void> | undefined;
  readonly #interrupt = new AbortController();
  readonly #listeners: ((report: CrashReport) => void)[] = [];

  static async start(setup: Setup): Promise<Supervised> {
    return new Supervised(setup, await bringUp(setup));
  }

  private constructor(
    readonly setup: Setup,
    running: Running,
  ) {
    this.#running = running;
    this.#observe();
  }

  get port(): number {
    return this.#running.file.port;
  }
  get pid(): number {
    return this.#running.file.pid;
  }
  get password(): string {
    return this.#running.password;
  }
  get adopted(): boolean {
    return this.#running.child === null;
  }
  get dataDir(): string {
    return this.setup.place.dataDir;
  }

  onCrash(listener: (report: CrashReport) => void): void {
    this.#listeners.push(listener);
  }

  async stop(options: { force?: boolean } = {}): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#watch);
    this.#interrupt.abort();
    await this.#restart;
    if (this.adopted && options.force !== true) return;
    await shutDown(this.setup.place, this.setup.binaries, this.pid);
  }

  #observe(): void {
    const { child, file } = this.#running;
    this.#upSince = performance.now();
    if (child) {
      if (child.exitCode !== null || child.signalCode !== null) this.#died(child.exitCode, child.signalCode);
      else child.once('exit', (code, signal) => this.#died(code, signal));
      return;
    }
    // Not our child, so nobody tells us of its end. A clean shutdown, which removes postmaster.pid, is its owner's will; but
    // the file is also gone for a moment while another adopter starts a crashed server, so the watch goes on.
    let told = false;
    this.#watch = setInterval(() => {
      if (isPostgresOf(this.setup.place, file.pid)) return;
      if (readPidFile(this.setup.place)) {
        clearInterval(this.#watch);
        this.#died(null, null);
      } else if (!told) {
        told = true;
        this.setup.log(`PostgreSQL process ${file.pid} was shut down by its owner`);
      }
    }, WATCH_MS);
    this.#watch.unref();
  }

  #died(code: number | null, signal: string | null): void {
    if (this.#stopped) return;
    const report: CrashReport = { pid: this.pid, code, signal };
    this.setup.log(
      `PostgreSQL process ${report.pid} ended unexpectedly (${signal ?? code ?? 'unknown cause'}); starting it again`,
    );
    if (performance.now() - this.#upSince > SOUND_AFTER_MS) this.#failures = 0;
    this.#restart = this.#bringUpAgain();
    for (const listener of this.#listeners) {
      try {
        listener(report);
      } catch (error) {
        this.setup.log(`a crash listener failed: ${messageOf(error)}`);
      }
    }
  }

  async #bringUpAgain(): Promise<void> {
    const { port } = this;
    while (!this.#stopped) {
      const delay = RESTART_DELAYS_MS[Math.min(this.#failures, RESTART_DELAYS_MS.length - 1)] ?? 0;
      this.#failures += 1;
      try {
        await wait(delay, undefined, { signal: this.#interrupt.signal });
      } catch {
        return;
      }
      try {
        this.#running = await bringUp(this.setup, port);
        this.setup.log(`PostgreSQL runs again as process ${this.pid} on port ${this.port}`);
        if (!this.#stopped) this.#observe();
        return;
      } catch (error) {
        this.setup.log(messageOf(error));
      }
    }
  }
}
