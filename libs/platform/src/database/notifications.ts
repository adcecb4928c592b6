import pg from 'pg';

export interface NotificationHandlers {
  /** Listening has begun, for the first time or again: whatever was sent before this moment may have been missed. */
  listening(): void;
  notified(channel: string, payload: string): void;
}

/** Milliseconds before the first and between later attempts to connect again. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;

/**
 * One connection that listens, made again whenever it is lost. PostgreSQL keeps nothing for a listener that is away, so
 * nothing may rest on notifications alone: `listening` is the moment to read again, and a poll bounds the rest.
 */
export class Notifications {
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | undefined;
  private pause = FIRST_PAUSE;
  private ended = false;

  constructor(
    private readonly connectionString: string,
    private readonly channels: readonly string[],
    private readonly handlers: NotificationHandlers,
  ) {
    void this.connect();
  }

  async end(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.connectionString,
      application_name: 'almanac-listen',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
    });
    this.client = client;
    client.on('notification', ({ channel, payload }) => this.handlers.notified(channel, payload ?? ''));
    // A broken connection raises `error`, `end` or both; without a listener Node would end the process.
    let lost = false;
    const again = () => {
      if (lost || this.ended) return;
      lost = true;
      client.end().catch(() => undefined);
      this.timer = setTimeout(() => void this.connect(), this.pause);
      this.timer.unref();
      this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
    };
    client.on('error', again);
    client.on('end', again);
    try {
      await client.connect();
      for (const channel of this.channels) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      this.pause = FIRST_PAUSE;
      if (!this.ended) this.handlers.listening();
    } catch {
      again();
    }
  }
}
