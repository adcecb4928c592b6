import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { CannotStart } from '#platform';

export interface ChildOptions {
  readonly name: string;
  /** Compiled file to run. */
  readonly entry: string;
  readonly environment: NodeJS.ProcessEnv;
  /** One line for a person. */
  readonly log: (line: string) => void;
}

const READY_WITHIN = 60_000;
const DELAYS = [250, 500, 1_000, 2_000, 5_000, 10_000, 30_000];
/** A process that ran this long was sound: its next crash starts again with the shortest delay. */
const SOUND_AFTER = 60_000;

/** One process of an installation: started, started again when it ends by itself, and ended when we say so. */
export class Child {
  private process: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private stopped = false;
  private failures = 0;
  private renewing = false;
  private readonly interrupt = new AbortController();

  constructor(private readonly options: ChildOptions) {}

  /** Resolves with its address once it serves. A first start that fails is not tried again: something is wrong for good. */
  async start(): Promise<string> {
    const url = await this.launch();
    if (url === null) throw new CannotStart(`The ${this.options.name} did not start; what it said stands above.`);
    return url;
  }

  /** Asks it to end, and makes it end when it takes longer than `grace` milliseconds. */
  async stop(grace: number): Promise<void> {
    this.stopped = true;
    this.interrupt.abort();
    await this.end(grace);
  }

  /** Ends it and lets it come back, with whatever the build holds now. */
  async renew(grace: number): Promise<void> {
    this.failures = 0;
    this.renewing = true;
    await this.end(grace);
  }

  kill(): void {
    this.stopped = true;
    this.process?.kill('SIGKILL');
  }

  private async end(grace: number): Promise<void> {
    const { process: child } = this;
    if (!child) return;
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), grace);
    await this.ended;
    clearTimeout(force);
  }

  private launch(): Promise<string | null> {
    const { entry, environment, name } = this.options;
    const since = performance.now();
    // In a process group of its own: Ctrl-C in the terminal is for us, and we end the children in order. They end by
    // themselves when their channel to us breaks.
    const child = fork(entry, [], {
      env: environment,
      execArgv: [],
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.process = child;
    return new Promise((settle) => {
      let ready = false;
      const late = setTimeout(() => {
        this.options.log(`The ${name} was not ready after ${READY_WITHIN / 1000} seconds.`);
        child.kill('SIGKILL');
      }, READY_WITHIN);
      child.on('message', (message) => {
        const url = readyUrl(message);
        if (url === null || ready) return;
        ready = true;
        clearTimeout(late);
        settle(url);
      });
      child.once('error', () => undefined);
      this.ended = new Promise((over) => {
        child.once('close', (code, signal) => {
          clearTimeout(late);
          this.process = null;
          over();
          settle(null);
          if (performance.now() - since > SOUND_AFTER) this.failures = 0;
          if (!this.stopped && (ready || this.failures > 0))
            void this.relaunch(`ended by itself (${signal ?? `code ${code}`})`);
        });
      });
    });
  }

  private async relaunch(why: string): Promise<void> {
    const delay = DELAYS[Math.min(this.failures, DELAYS.length - 1)] ?? 0;
    this.failures += 1;
    if (this.renewing) this.renewing = false;
    else this.options.log(`The ${this.options.name} ${why}; it is started again.`);
    try {
      await wait(delay, undefined, { signal: this.interrupt.signal });
    } catch {
      return;
    }
    if ((await this.launch()) !== null) this.options.log(`The ${this.options.name} serves again.`);
  }
}

function readyUrl(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('ready' in message) || !('url' in message)) return null;
  return message.ready === true && typeof message.url === 'string' ? message.url : null;
}
