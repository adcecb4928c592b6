import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from '../../libs/platform/src/embedded/index.js';
import { emptyEmbedded } from '../kit/shared-folder.js';

export const isRoot = process.getuid?.() === 0;

/** Folders and processes of one spec file; `end` leaves neither behind, whatever a test did. */
export class World {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'almanac-embedded-')));
  readonly #started: EmbeddedServer[] = [];
  readonly #children: ChildProcess[] = [];
  #count = 0;

  constructor() {
    chmodSync(this.root, 0o755);
  }

  /** A folder for a database that does not exist yet. */
  emptyPlace(): string {
    this.#count += 1;
    const parent = join(this.root, `place-${this.#count}`);
    mkdirSync(parent, { mode: 0o755 });
    return join(parent, 'postgres');
  }

  /** A stopped database of its own; copied, because making one takes a second. */
  async madePlace(): Promise<string> {
    const dataDir = this.emptyPlace();
    await emptyEmbedded(dataDir);
    return dataDir;
  }

  async start(dataDir: string, options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedServer> {
    const server = await startEmbedded({ dataDir, ...options });
    this.#started.push(server);
    return server;
  }

  /** Another Node process that starts the server and keeps it until told otherwise. `stop` = its clean shutdown. */
  starter(
    dataDir: string,
    options: { uid?: number; gid?: number; prefix?: string[]; packageFolder?: string } = {},
  ): Starter {
    const starter = new Starter(dataDir, options);
    this.#children.push(starter.child);
    return starter;
  }

  keep(child: ChildProcess): void {
    this.#children.push(child);
  }

  async end(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    for (const server of this.#started) await server.stop({ force: true });
    for (const pid of postgresUnder(this.root)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Already gone.
      }
    }
    await until(() => postgresUnder(this.root).length === 0);
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

const SCRIPT = `const { startEmbedded } = await import(process.argv[1]);
const keep = setInterval(() => undefined, 1000);
process.on('SIGINT', () => undefined);
const tell = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
try {
  const options = { dataDir: process.argv[2], log: (line) => tell({ line }) };
  const server = await startEmbedded(process.argv[3] ? { ...options, packageFolder: process.argv[3] } : options);
  server.onCrash((crash) => tell({ crash }));
  tell({ port: server.port, pid: server.pid, password: server.password, adopted: server.adopted });
  process.on('SIGTERM', () => { void server.stop().then(() => process.exit(0)); });
} catch (error) {
  tell({ refused: error.kind ?? 'FAULT', message: error.message });
  clearInterval(keep);
}`;

export interface Told {
  port: number;
  pid: number;
  password: string;
  adopted: boolean;
  refused?: string;
  message?: string;
}

export class Starter {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  readonly told: Promise<Told>;
  readonly ended: Promise<number | null>;

  constructor(dataDir: string, options: { uid?: number; gid?: number; prefix?: string[]; packageFolder?: string }) {
    const { prefix = [], packageFolder, ...identity } = options;
    const entry = new URL('../../dist/libs/platform/src/index.js', import.meta.url).href;
    const [program = '', ...rest] = [...prefix, process.execPath, '--input-type=module', '-e', SCRIPT];
    this.child = spawn(program, [...rest, entry, dataDir, ...(packageFolder ? [packageFolder] : [])], {
      ...identity,
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaints = '';
    this.child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    this.ended = new Promise((settle) => this.child.once('close', settle));
    this.told = new Promise((settle, fail) => {
      if (this.child.stdout) {
        createInterface({ input: this.child.stdout }).on('line', (line) => {
          this.lines.push(line);
          const said = JSON.parse(line) as Partial<Told>;
          if (said.pid !== undefined || said.refused !== undefined) settle(said as Told);
        });
      }
      this.child.once('error', fail);
      this.child.once('close', () => fail(new Error(`the starter ended without a word: ${complaints}`)));
    });
    this.told.catch(() => undefined);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Node, the project and its binaries lie where this user may read them. */
export function projectIsReadableBy(uid: number): boolean {
  const project = fileURLToPath(new URL('../../', import.meta.url));
  try {
    execFileSync(
      '/bin/sh',
      ['-c', 'test -r "$1" && test -x "$2"', 'sh', join(project, 'package.json'), process.execPath],
      { uid, gid: uid, cwd: '/' },
    );
    return true;
  } catch {
    return false;
  }
}

export type Login = Pick<EmbeddedServer, 'port' | 'password'>;

export async function connect(login: Login): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: login.port,
    user: 'postgres',
    password: login.password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export async function ask<T extends pg.QueryResultRow>(login: Login, sql: string): Promise<T[]> {
  const client = await connect(login);
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The answer once the server gives one again. */
export async function askUntilAnswered<T extends pg.QueryResultRow>(
  login: () => Login,
  sql: string,
  patience = 15_000,
): Promise<T[]> {
  const since = performance.now();
  for (;;) {
    try {
      return await ask<T>(login(), sql);
    } catch (error) {
      if (performance.now() - since > patience) throw error;
      await wait(50);
    }
  }
}

/** Looks often at first, and less often the longer it takes: looking costs processor time that what we wait for needs. */
export async function until(holds: () => boolean, patience = 20_000): Promise<void> {
  const since = performance.now();
  while (!holds()) {
    const waited = performance.now() - since;
    if (waited > patience) throw new Error(`did not come true in ${patience} ms: ${holds.toString()}`);
    await wait(Math.min(5 + waited / 20, 50));
  }
}

/** A process that lives. Each fact is read when it is asked for; one that has ended meanwhile has none. */
export class Process {
  constructor(
    readonly pid: number,
    readonly folder: string,
  ) {}

  get command(): string {
    return this.read('cmdline');
  }

  get environment(): string {
    return this.read('environ');
  }

  get parent(): number {
    return this.number('PPid');
  }

  get uid(): number {
    return this.number('Uid');
  }

  private number(field: string): number {
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(this.read('status'))?.[1]);
  }

  private read(file: string): string {
    try {
      return readFileSync(`/proc/${this.pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  }
}

/** The process of this number; null when it is gone. A zombie has no working folder, and is. */
export function processOf(pid: number): Process | null {
  try {
    return new Process(pid, readlinkSync(`/proc/${pid}/cwd`));
  } catch {
    return null;
  }
}

export function processes(): Process[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (processOf(Number(name)) ?? []) : []));
}

export function postgresUnder(folder: string): number[] {
  return processes()
    .filter((each) => each.folder.startsWith(folder) && /postgres|initdb/.test(each.command))
    .map((each) => each.pid);
}

/** Postmasters of one data folder: PostgreSQL processes whose parent is not one. Who is ending loses its command before its folder. */
export function postmastersOf(dataDir: string): number[] {
  const all = processes().filter((each) => each.folder === dataDir && each.command !== '');
  const pids = new Set(all.map((each) => each.pid));
  return all.filter((each) => !pids.has(each.parent)).map((each) => each.pid);
}
