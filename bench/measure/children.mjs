import { fork } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE = 60_000;
const GRACE = 10_000;
const running = new Set();
const faults = [];

/** A Node process of ours, spoken to by messages. What it writes goes to a file; it ends when we do. */
export class Child {
  static start(name, file, { env = {}, execArgv = [], cwd, log, advanced = false } = {}) {
    const child = fork(file, [], {
      env,
      execArgv,
      cwd,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: advanced ? 'advanced' : 'json',
    });
    return new Child(name, child, log);
  }

  constructor(name, child, log) {
    this.name = name;
    this.child = child;
    this.log = log;
    this.said = '';
    const file = log ? createWriteStream(log) : null;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        file?.write(chunk);
        const text = chunk.toString();
        this.said = (this.said + text).slice(-2_000);
        // Lines of our log at level error.
        faults.push(...text.split('\n').filter((line) => line.includes('"level":50')));
        faults.splice(0, faults.length - 3);
      });
    }
    this.gone = once(child, 'exit').then(() => {
      running.delete(this);
      file?.end();
    });
    running.add(this);
  }

  get pid() {
    return this.child.pid;
  }

  send(message) {
    this.child.send(message);
  }

  /** The next message; an error when the process ends, or stays silent, instead. */
  async answer(patience = PATIENCE) {
    const silence = new AbortController();
    try {
      const [message] = await Promise.race([
        once(this.child, 'message', { signal: silence.signal }),
        this.gone.then(() =>
          Promise.reject(
            new Error(`The ${this.name} ended (${this.child.exitCode ?? this.child.signalCode}).\n${this.said}`),
          ),
        ),
        wait(patience, undefined, { signal: silence.signal }).then(() =>
          Promise.reject(new Error(`The ${this.name} did not answer within ${patience / 1_000} s.\n${this.said}`)),
        ),
      ]);
      if (message.failure) throw new Error(`The ${this.name} failed: ${message.failure}`);
      return message;
    } finally {
      silence.abort();
    }
  }

  async ask(message, patience) {
    const answer = this.answer(patience);
    this.send(message);
    return answer;
  }

  async stop() {
    if (!running.has(this)) return;
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), GRACE);
    await this.gone;
    clearTimeout(late);
  }
}

export async function stopChildren() {
  await Promise.all([...running].map((child) => child.stop()));
}

/** The last errors that our processes logged: what stands behind an answer that says only INTERNAL. */
export function loggedFaults() {
  return faults;
}
