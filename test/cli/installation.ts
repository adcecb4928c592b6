import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EmbeddedServer, startEmbedded } from '#platform';
import { copyFolder, sharedFolder } from '../kit/shared-folder.js';
import { postgresUnder, processes, processOf, until } from '../platform/embedded.world.js';

const CLI = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));
const PATIENCE = 90_000;

export interface Urls {
  readonly delivery: string;
  readonly studio: string;
  readonly worker: string;
  readonly preview: string;
}

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Settings = Readonly<Record<string, string>>;

/** Data folders and processes of one spec file; `end` leaves neither behind, whatever a test did. */
export class Installations {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'almanac-cli-')));
  private readonly started: Started[] = [];
  private readonly servers: EmbeddedServer[] = [];
  private count = 0;

  /** A data folder that does not exist yet. */
  emptyFolder(): string {
    this.count += 1;
    const parent = join(this.root, `place-${this.count}`);
    mkdirSync(parent);
    return join(parent, 'data');
  }

  /** A stopped installation with the sample content; copied, because making one takes seconds. */
  async preparedFolder(): Promise<string> {
    const made = await sharedFolder('installation', async (making) => {
      const { code, err } = await this.run(making, ['seed']);
      if (code !== 0) throw new Error(`almanac seed failed: ${err}`);
    });
    const folder = this.emptyFolder();
    copyFolder(made, folder);
    return folder;
  }

  /** The same with its database running, for commands that are not about starting and stopping one. */
  async folderWithDatabase(): Promise<string> {
    const folder = await this.preparedFolder();
    this.servers.push(await startEmbedded({ dataDir: join(folder, 'postgres') }));
    return folder;
  }

  /** `almanac <args>` to its end. */
  async run(folder: string, args: readonly string[], settings: Settings = {}): Promise<Outcome> {
    return this.launch(folder, args, settings).ended;
  }

  /** `almanac start` on free ports. */
  start(folder: string, args: readonly string[] = [], settings: Settings = {}): Started {
    return this.launch(folder, ['start', ...args], settings);
  }

  async end(): Promise<void> {
    for (const each of this.started) each.killAll();
    for (const server of this.servers) await server.stop();
    for (const pid of postgresUnder(this.root)) kill(pid);
    await until(() => postgresUnder(this.root).length === 0);
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }

  private launch(folder: string, args: readonly string[], settings: Settings): Started {
    const ports = {
      ALMANAC_DELIVERY_PORT: '0',
      ALMANAC_STUDIO_PORT: '0',
      ALMANAC_WORKER_PORT: '0',
      ALMANAC_PREVIEW_PORT: '0',
      ALMANAC_METRICS_PORT: '0',
      ALMANAC_STUDIO_METRICS_PORT: '0',
      ALMANAC_WORKER_METRICS_PORT: '0',
      ALMANAC_PREVIEW_METRICS_PORT: '0',
    };
    const started = new Started(args, { ...ports, ALMANAC_DATA_DIR: folder, ALMANAC_LOG_LEVEL: 'warn', ...settings });
    this.started.push(started);
    return started;
  }
}

/** One running command, watched from outside as a person would: what it prints, its processes, how it ends. */
export class Started {
  readonly ended: Promise<Outcome>;
  private readonly child: ChildProcess;
  private readonly known = new Set<number>();
  private out = '';
  private err = '';

  constructor(args: readonly string[], environment: Settings) {
    // With a channel to us, as the bootstrap has one: a command that keeps it open would never end.
    this.child = spawn(process.execPath, [CLI, ...args], {
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env['PATH'], ...environment },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
    // Not 'close': a process that outlives its parent keeps the streams open, and that is for a test to find out.
    this.ended = new Promise((settle) =>
      this.child.once('exit', (code) => setImmediate(() => settle({ code, out: this.out, err: this.err }))),
    );
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the command did not start');
    return this.child.pid;
  }

  get said(): string {
    return this.err;
  }

  /** Its addresses, once it says that it runs. */
  async ready(): Promise<Urls> {
    const over = () => this.child.exitCode !== null || this.child.signalCode !== null;
    await until(() => this.out.includes('Ctrl-C stops') || over(), PATIENCE);
    const [, delivery, studio, worker, preview] =
      /Health\s+(\S+)\/readyz\s+(\S+)\/readyz\s+(\S+)\/readyz\s+(\S+)\/readyz/.exec(this.out) ?? [];
    if (delivery === undefined || studio === undefined || worker === undefined || preview === undefined)
      throw new Error(`it does not run: ${this.out}${this.err}`);
    this.children();
    return { delivery, studio, worker, preview };
  }

  /** Pids of the processes that it has started and that live, PostgreSQL aside. */
  children(): number[] {
    const now = processes().filter((each) => each.command.includes('/dist/apps/') && each.parent === this.pid);
    for (const { pid } of now) this.known.add(pid);
    return now.map((each) => each.pid);
  }

  childOf(app: string, entry = 'main'): number {
    const file = `/dist/apps/${app}/src/${entry}.js`;
    const found = processes().find((each) => each.command.includes(file) && each.parent === this.pid);
    if (!found) throw new Error(`no process of ${app} runs`);
    return found.pid;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  killAll(): void {
    if (this.child.exitCode === null && this.child.signalCode === null) this.children();
    for (const pid of [this.pid, ...this.known].filter((each) => isNodeProcess(each))) kill(pid);
  }
}

/** A pid that a test noted may belong to somebody else by now. */
function isNodeProcess(pid: number): boolean {
  return processOf(pid)?.command.includes('/dist/apps/') ?? false;
}

export function lives(pid: number): boolean {
  return processOf(pid) !== null;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went by itself.
  }
}

export async function query<T>(url: string, text: string): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: text }),
  });
  const { data } = (await response.json()) as { data: T };
  return data;
}

export async function status(url: string): Promise<number | null> {
  try {
    return (await fetch(url)).status;
  } catch {
    return null;
  }
}

/** The answer once it is the wanted one: a restart takes as long as it takes. */
export async function untilStatus(url: string, wanted: number): Promise<void> {
  const since = performance.now();
  while ((await status(url)) !== wanted) {
    if (performance.now() - since > PATIENCE) throw new Error(`${url} did not answer ${wanted} within ${PATIENCE} ms`);
    await new Promise((settle) => setTimeout(settle, 50));
  }
}

/** Pid of the postmaster that runs in a data folder, or null. */
export function postmaster(folder: string): number | null {
  const file = join(folder, 'postgres/postmaster.pid');
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  } catch (error) {
    // Not there, or gone at this very moment.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return lives(pid) ? pid : null;
}
