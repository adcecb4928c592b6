import pg from 'pg';
import { type NotificationHandlers, Notifications } from './notifications.js';

/** A statement with a name is prepared once per connection; the text must never hold a caller's string. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export type StatementListener = (statement: Statement, values: readonly unknown[]) => void;

/** The reading side: a plain pool of one login, named prepared statements, and a listener for query budgets. */
export class ReadPool {
  private readonly pool: pg.Pool;
  private readonly listeners = new Set<StatementListener>();

  constructor(
    private readonly connectionString: string,
    options: { readonly max?: number; readonly statementTimeout?: number } = {},
  ) {
    this.pool = new pg.Pool({
      connectionString,
      max: options.max ?? 10,
      connectionTimeoutMillis: 10_000,
      statement_timeout: options.statementTimeout ?? 10_000,
      application_name: 'almanac-read',
      // A named statement is planned once per connection. Left to choose, the server planned many of ours at every call,
      // which cost more than running them.
      options: '-c plan_cache_mode=force_generic_plan',
    });
    // An idle connection that breaks is replaced by the pool; without a listener Node would end the process.
    this.pool.on('error', () => undefined);
  }

  async rows<R extends object>(statement: Statement, values: readonly unknown[] = []): Promise<R[]> {
    for (const listener of this.listeners) listener(statement, values);
    const result = await this.pool.query<R>({ name: statement.name, text: statement.text, values: [...values] });
    return result.rows;
  }

  /** Calls the listener for every statement from now on; returns the way to stop it. */
  onStatement(listener: StatementListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Another pool to the same place: what must not wait behind everybody's statements. The caller ends it. */
  apart(options: { readonly max: number; readonly statementTimeout: number }): ReadPool {
    return new ReadPool(this.connectionString, options);
  }

  /** Listens on a connection of its own, outside the pool; the caller ends it. */
  listen(channels: readonly string[], handlers: NotificationHandlers): Notifications {
    return new Notifications(this.connectionString, channels, handlers);
  }

  async end(): Promise<void> {
    await this.pool.end();
  }
}
