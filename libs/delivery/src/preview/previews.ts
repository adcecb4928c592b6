import { hash } from 'node:crypto';
import { OVERLAY_SETTINGS, overlaid } from '#content';
import type { Clock, Config, ReadPool, Secrets } from '#platform';
import { Preview, type PreviewLink } from './preview.js';
import { PreviewReader } from './preview.reader.js';
import { LINK } from './preview.statements.js';

/** A token as it is made: 32 random bytes. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** Connections for one link; they close when it is not used for some seconds. */
const CONNECTIONS = 2;
/** Milliseconds after which what is held for a link is let go, words of its documents in memory with it; two deadlines at least. */
const IDLE = 60_000;

interface Held {
  readonly reader: PreviewReader;
  readonly pool: ReadPool;
  usedAt: number;
}

/**
 * Links by their tokens. Each is looked up for every request, so that one that was revoked opens nothing from then on. What reads
 * for a link reads through connections of its own, which carry its choice: a statement cannot forget to say which preview it means.
 */
export class Previews {
  /** By the mark: a link that was refreshed is read anew, and nothing that it showed before is in what reads. */
  private readonly held = new Map<string, Held>();
  private readonly sweeping: NodeJS.Timeout;
  private readonly idle: number;

  constructor(
    private readonly pool: ReadPool,
    private readonly config: Pick<Config, 'locales' | 'deadline'>,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {
    this.idle = Math.max(IDLE, 2 * config.deadline);
    this.sweeping = setInterval(() => void this.letGo(performance.now() - this.idle), IDLE / 4).unref();
  }

  /** Null for what opens nothing: no token, a wrong one, an ended one. */
  async find(token: string | null): Promise<Preview | null> {
    if (token === null || !TOKEN.test(token)) return null;
    const [link] = await this.pool.rows<PreviewLink>(LINK, [
      hash('sha256', token, 'buffer'),
      this.clock.now().toISOString(),
    ]);
    return link ? new Preview(link, this.readerOf(link), this.pool) : null;
  }

  /** How many links something is held for. */
  get size(): number {
    return this.held.size;
  }

  async end(): Promise<void> {
    clearInterval(this.sweeping);
    await this.letGo(Number.POSITIVE_INFINITY);
  }

  private readerOf(link: PreviewLink): PreviewReader {
    const known = this.held.get(link.mark);
    if (known) {
      known.usedAt = performance.now();
      return known.reader;
    }
    const pool = this.pool.apart({
      max: CONNECTIONS,
      statementTimeout: this.config.deadline + 1_000,
      settings: { [OVERLAY_SETTINGS.link]: link.id, [OVERLAY_SETTINGS.base]: link.base },
      reword: overlaid,
    });
    const reader = new PreviewReader(pool, link, this.config, this.secrets, this.clock);
    this.held.set(link.mark, { reader, pool, usedAt: performance.now() });
    return reader;
  }

  /** No request takes that long, so nobody reads through what has not been asked for since. */
  private async letGo(before: number): Promise<void> {
    const idle = [...this.held].filter(([, { usedAt }]) => usedAt < before);
    for (const [id] of idle) this.held.delete(id);
    await Promise.all(idle.map(([, { pool }]) => pool.end()));
  }
}
