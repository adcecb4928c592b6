import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { FaultPoint } from '#platform';
import type { Part, Witness } from './witness.js';

export type Operation =
  | { readonly kind: 'fresh'; readonly slug: string }
  | { readonly kind: 'correction'; readonly documentId: string }
  | { readonly kind: 'together'; readonly slug: string; readonly documentIds: readonly string[] }
  | { readonly kind: 'withdrawal'; readonly documentId: string }
  | { readonly kind: 'expunge'; readonly documentId: string }
  | { readonly kind: 'import'; readonly name: string; readonly text: string };

/** Ways in which the victim does what it must not, to see that the witness notices. */
export type Flaw = 'acknowledges before the commit' | 'publishes one by one what belongs together' | 'publishes twice';

export type Outcome =
  | {
      readonly told: 'acknowledged';
      readonly seq: number | null;
      readonly parts: readonly Part[];
      readonly changes?: readonly string[];
    }
  | { readonly told: 'refused'; readonly kinds: readonly string[] }
  | { readonly told: 'failed'; readonly message: string }
  | { readonly told: 'killed' };

type Message =
  | { readonly told: 'ready' }
  | (Exclude<Outcome, { told: 'killed' }> & { readonly id: number })
  | { readonly id: number; readonly told: 'intends'; readonly note: string; readonly names: readonly string[] }
  | { readonly id: number; readonly told: 'held'; readonly point: FaultPoint };

interface Task {
  readonly held: (point: FaultPoint) => void;
  readonly end: (outcome: Outcome) => void;
}

export interface Begun {
  readonly id: number;
  /** Where it was held; null when it ended without coming by. */
  readonly held: Promise<FaultPoint | null>;
  readonly ended: Promise<Outcome>;
}

/** One process of the real services, and everything that it has told. */
export class VictimProcess {
  private readonly tasks = new Map<number, Task>();
  private readonly complaints: string[] = [];
  private readonly gone: Promise<unknown>;
  private killed = false;

  static async start(
    given: { readonly url: string; readonly secret: string },
    witness: Witness,
  ): Promise<VictimProcess> {
    const child = fork(path.join(import.meta.dirname, 'victim.mjs'), {
      env: { ...process.env, NODE_OPTIONS: '' },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const victim = new VictimProcess(child, witness);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', () => reject(new Error(`the victim did not start: ${victim.complaints.join('')}`)));
      child.send({ start: given });
    });
    return victim;
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly witness: Witness,
  ) {
    child.on('message', (message) => this.hear(message as Message));
    child.stderr?.on('data', (chunk: Buffer) => this.complaints.push(chunk.toString()));
    // The channel closes after its last message was heard: what was told before the end is never missed.
    this.gone = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(() => {
      for (const id of [...this.tasks.keys()]) this.end(id, { told: 'killed' });
    });
  }

  get alive(): boolean {
    return !this.killed && this.child.exitCode === null && this.child.signalCode === null;
  }

  begin(operation: Operation, options: { readonly holdAt?: FaultPoint; readonly flaw?: Flaw } = {}): Begun {
    if (!this.alive) throw new Error(`the victim ended by itself: ${this.complaints.join('')}`);
    const id = this.witness.begin(operation.kind);
    let hold: (point: FaultPoint | null) => void = () => undefined;
    const held = new Promise<FaultPoint | null>((resolve) => (hold = resolve));
    const ended = new Promise<Outcome>((resolve) => {
      this.tasks.set(id, {
        held: (point) => hold(point),
        end: (outcome) => {
          hold(null);
          resolve(outcome);
        },
      });
    });
    this.child.send({ id, operation, holdAt: options.holdAt ?? null, flaw: options.flaw ?? null });
    return { id, held, ended };
  }

  /** Lets the operation that is held go on. */
  release(): void {
    this.child.send({ release: true });
  }

  /** kill -9. Resolves when the process is gone and all that it told was heard. */
  async kill(): Promise<void> {
    this.killed = true;
    this.child.kill('SIGKILL');
    await this.gone;
  }

  private hear(message: Message): void {
    switch (message.told) {
      case 'ready':
        return;
      case 'intends':
        return this.witness.intends(message.id, message.note, message.names);
      case 'held':
        this.witness.held(message.id, message.point);
        return this.tasks.get(message.id)?.held(message.point);
      default: {
        const { id, ...outcome } = message;
        return this.end(id, outcome);
      }
    }
  }

  private end(id: number, outcome: Outcome): void {
    if (outcome.told === 'acknowledged') this.witness.acknowledged(id, outcome.seq, outcome.parts);
    if (outcome.told === 'refused') this.witness.refused(id);
    this.tasks.get(id)?.end(outcome);
    this.tasks.delete(id);
  }
}
