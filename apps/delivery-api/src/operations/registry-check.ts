import { AsyncLocalStorage } from 'node:async_hooks';
import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { RegisteredOperations } from '#delivery';
import type { Logger } from '#edge';
import type { OperationJudge } from './operation-judge.js';

/** Lines about operations that cannot run; of more, how many there are. */
const MOST_LINES = 20;

/** How many registered operations there are; null as long as nobody has looked. */
export type RegistryCounts = Readonly<Record<'valid' | 'outdated', number>> | null;

/**
 * Holds every registered operation against the schema of this process, once it has started and whenever something is registered:
 * an upgrade may have taken away what one of them asks for. One after the other, so that requests get in between.
 */
export class RegistryCheck {
  counts: RegistryCounts = null;
  /** What the log has been told, so that the next look does not say it again. */
  private readonly told = new Set<string>();
  /** Hashes of texts that can run: there may be tens of thousands, and one that is registered must not cost them all again. */
  private sound: ReadonlySet<string> = new Set();
  private running: Promise<void> | null = null;
  private again = false;
  private ended = false;

  constructor(
    private readonly registry: Pick<RegisteredOperations, 'all' | 'onChange'>,
    private readonly judge: OperationJudge,
    private readonly logger: Logger,
  ) {
    // A change is noticed by a request as a rule, whose deadline must not end the look.
    const outside = AsyncLocalStorage.snapshot();
    registry.onChange(() => outside(() => this.look()));
  }

  /** Looks now. Without a database nothing is known; the first id that somebody sends makes it look again. */
  async begin(): Promise<void> {
    this.look();
    await this.running;
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.running;
  }

  private look(): void {
    this.again = true;
    this.running ??= this.lookUntilDone().finally(() => (this.running = null));
  }

  private async lookUntilDone(): Promise<void> {
    while (this.again && !this.ended) {
      this.again = false;
      await this.judgeAll().catch((error: unknown) =>
        this.logger.warn({ err: error }, 'Registered operations could not be looked at.'),
      );
    }
  }

  private async judgeAll(): Promise<void> {
    const sound = new Set<string>();
    let valid = 0;
    let outdated = 0;
    for await (const { id, name, document } of this.registry.all()) {
      const text = hash('sha256', document, 'base64url');
      if (!this.sound.has(text)) await turn();
      if (this.ended) return;
      const [objection] = this.sound.has(text) ? [] : this.judge.objectionsTo(document);
      if (objection === undefined) {
        sound.add(text);
        valid += 1;
        continue;
      }
      outdated += 1;
      if (this.told.has(id) || this.told.size >= MOST_LINES) continue;
      this.told.add(id);
      this.logger.warn({ operation: id, name, objection }, 'A registered operation cannot run any more.');
    }
    if (outdated > this.told.size)
      this.logger.warn({ outdated }, 'More registered operations cannot run than are named here.');
    this.sound = sound;
    this.counts = { valid, outdated };
  }
}
