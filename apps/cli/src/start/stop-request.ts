const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C reaches us up to three times: from the terminal, from npm, and from the bootstrap that started us. */
const ECHOES = 1_000;

class Interrupted extends Error {}

/** Somebody wants us to end: a signal, or the process that started us is gone. A second signal, a second later, means at once. */
export class StopRequest {
  readonly asked: Promise<void>;
  private since: number | null = null;
  private settle: () => void = () => undefined;
  private force: () => void = () => undefined;
  private readonly onSignal = () => this.ask(true);
  private readonly onOrphaned = () => this.ask(false);

  constructor() {
    this.asked = new Promise((settle) => {
      this.settle = settle;
    });
    for (const signal of SIGNALS) process.on(signal, this.onSignal);
    if (process.send) process.on('disconnect', this.onOrphaned);
  }

  /** Listening keeps the process alive: whoever refuses to start must be able to end. */
  dispose(): void {
    for (const signal of SIGNALS) process.removeListener(signal, this.onSignal);
    process.removeListener('disconnect', this.onOrphaned);
  }

  get isAsked(): boolean {
    return this.since !== null;
  }

  /** Called when nothing is waited for any more. The database is left as after a crash; the next start adopts it. */
  onForce(force: () => void): void {
    this.force = force;
  }

  /** Between two steps of a start: leaves through the same door as a failure, so that everything is taken down. */
  throwIfAsked(): void {
    if (this.isAsked) throw new Interrupted('asked to stop');
  }

  private ask(mayForce: boolean): void {
    if (this.since === null) {
      this.since = performance.now();
      this.settle();
    } else if (mayForce && performance.now() - this.since > ECHOES) {
      this.force();
      process.exit(130);
    }
  }
}
