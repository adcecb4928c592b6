import cluster, { type Worker } from 'node:cluster';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../logger.js';
import { isAnswer, type Member, type Report } from './report.js';

export interface CrewOptions {
  readonly count: number;
  readonly logger: Logger;
  /** Milliseconds that a process which was told to stop may take. */
  readonly grace: number;
}

/** Milliseconds before a process that ended by itself is started again: the first time, the second, and so on. */
const DELAYS = [100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000];
/** A process that served this long was sound: when it ends, the count begins again. */
const SOUND_AFTER = 60_000;
/** Milliseconds after which a process that does not serve yet is given up. */
const READY_WITHIN = 60_000;
/** Milliseconds that one process has to report before the others' reports go without it. */
const REPORT_WITHIN = 2_000;

interface Berth {
  failures: number;
  since: number;
  worker: Worker | null;
}

/**
 * Processes that serve one port, run by the process that holds it: whoever ends by itself is replaced. Connections are
 * given out by this process (node:cluster, round robin), so none waits in the queue of a process that is going away.
 */
export class Crew {
  private readonly berths: readonly Berth[];
  private readonly interrupt = new AbortController();
  private readonly awaited = new Map<number, (report: Report | null) => void>();
  private questions = 0;
  private stopping = false;

  private constructor(private readonly options: CrewOptions) {
    cluster.schedulingPolicy = cluster.SCHED_RR;
    this.berths = Array.from({ length: options.count }, () => ({ failures: 0, since: 0, worker: null }));
  }

  /** Resolves with their address once all of them serve; null when one did not, which has then said why. */
  static async start(options: CrewOptions): Promise<{ readonly crew: Crew; readonly url: string } | null> {
    const crew = new Crew(options);
    const [first, ...others] = crew.berths;
    if (!first) throw new Error('a crew needs at least one process');
    // One alone, so that what stands in the way of all of them is said once.
    const url = await crew.launch(first);
    const rest = url === null ? [] : await Promise.all(others.map((berth) => crew.launch(berth)));
    if (url !== null && !rest.includes(null)) return { crew, url };
    await crew.stop();
    return null;
  }

  /** What each process says of itself; nothing from one that does not answer in time. */
  async reports(): Promise<readonly Member[]> {
    const all = this.berths.map(async ({ worker }): Promise<Member> => {
      const pid = worker?.process.pid ?? null;
      return { pid, report: worker?.isConnected() ? await this.ask(worker) : null };
    });
    return Promise.all(all);
  }

  /** Each finishes what it has begun. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.interrupt.abort();
    const workers = this.berths.flatMap(({ worker }) => worker ?? []);
    const ended = Promise.all(workers.map((worker) => over(worker)));
    for (const worker of workers) worker.process.kill('SIGTERM');
    const force = setTimeout(() => workers.forEach((worker) => worker.process.kill('SIGKILL')), this.options.grace);
    await ended;
    clearTimeout(force);
  }

  private launch(berth: Berth): Promise<string | null> {
    const { logger } = this.options;
    const worker = cluster.fork();
    berth.worker = worker;
    berth.since = performance.now();
    worker.on('error', () => undefined);
    return new Promise((settle) => {
      let ready = false;
      const late = setTimeout(() => worker.process.kill('SIGKILL'), READY_WITHIN);
      worker.on('message', (message: { readonly url?: unknown } | null) => {
        if (isAnswer(message)) this.awaited.get(message.answer)?.(message.report);
        else if (!ready && typeof message?.url === 'string') {
          ready = true;
          clearTimeout(late);
          settle(message.url);
        }
      });
      worker.once('exit', (code, signal) => {
        clearTimeout(late);
        berth.worker = null;
        settle(null);
        if (this.stopping) return;
        if (!ready && berth.failures === 0) return;
        logger.warn({ pid: worker.process.pid, code, signal }, 'A process ended by itself; another takes its place.');
        if (performance.now() - berth.since > SOUND_AFTER) berth.failures = 0;
        void this.replace(berth);
      });
    });
  }

  private async replace(berth: Berth): Promise<void> {
    const delay = DELAYS[Math.min(berth.failures, DELAYS.length - 1)] ?? 0;
    berth.failures += 1;
    try {
      await wait(delay, undefined, { signal: this.interrupt.signal });
    } catch {
      return;
    }
    const url = await this.launch(berth);
    if (url !== null) this.options.logger.info({ pid: berth.worker?.process.pid }, 'The process serves.');
  }

  private ask(worker: Worker): Promise<Report | null> {
    const question = ++this.questions;
    return new Promise((settle) => {
      const answered = (report: Report | null) => {
        clearTimeout(late);
        this.awaited.delete(question);
        settle(report);
      };
      const late = setTimeout(answered, REPORT_WITHIN, null);
      this.awaited.set(question, answered);
      worker.send({ question }, (error) => {
        if (error) answered(null);
      });
    });
  }
}

function over(worker: Worker): Promise<void> {
  return new Promise((settle) => worker.once('exit', () => settle()));
}
