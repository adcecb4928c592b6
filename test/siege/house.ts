import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { FaultPoint } from '#platform';
import type { Line } from './line.js';

const APPS = path.resolve(import.meta.dirname, '../../dist/apps');
const HOLDER = pathToFileURL(path.resolve(import.meta.dirname, '../torture/held-process.mjs')).href;
/** Milliseconds that a kill waits for somebody to come to the point. */
const PATIENCE = 3_000;
/** Characters that are kept of what a process complains of. */
const LONGEST = 2_000;

/** One of the processes of an installation, as `npm start` runs it, that is killed and comes back. */
export class Inhabitant {
  /** What it said each time when it ended by itself: a supervisor starts it again then. */
  readonly falls: string[] = [];
  private isOver = false;
  private child: ChildProcess | null = null;

  constructor(
    readonly app: 'delivery-api' | 'studio-api' | 'worker',
    private readonly environment: NodeJS.ProcessEnv,
    /** Leads to it while it is there. */
    private readonly line: Line | null,
  ) {}

  /** As a supervisor does: what cannot start while the database is away is started again. */
  async start(): Promise<void> {
    for (let attempt = 0; attempt < 40 && !this.isOver; attempt++) {
      if (await this.attempt()) return;
      await wait(500);
    }
    if (!this.isOver) throw new Error(`${this.app} does not start`);
  }

  private async attempt(): Promise<boolean> {
    const child = fork(path.join(APPS, this.app, 'src/main.js'), {
      execArgv: ['--import', HOLDER],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, NODE_OPTIONS: '', ALMANAC_ENV: 'test', ALMANAC_LOG_LEVEL: 'silent', ...this.environment },
    });
    this.child = child;
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-LONGEST)));
    const [ready] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [{ url?: string } | number];
    if (typeof ready !== 'object' || ready === null) return false;
    this.line?.leadTo(ready.url ?? null);
    child.once('exit', () => {
      if (this.child !== child || this.isOver) return;
      this.falls.push(said);
      void this.start();
    });
    return true;
  }

  /** True when it stands at the point; false when nobody came there for a while. */
  async holdAt(point: FaultPoint): Promise<boolean> {
    const { child } = this;
    if (!child?.connected) return false;
    const held = once(child, 'message').then(([message]) => (message as { held?: string }).held === point);
    child.send({ holdAt: point });
    const came = await Promise.race([held, wait(PATIENCE, false, { ref: false })]);
    if (!came && child.connected) child.send({ holdAt: null });
    return came;
  }

  release(): void {
    if (this.child?.connected) this.child.send({ release: true });
  }

  /** It does not come back. */
  async end(): Promise<void> {
    this.isOver = true;
    await this.kill();
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = null;
    this.line?.leadTo(null);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}
