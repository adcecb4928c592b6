import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { TooSlow } from '../problem.js';
import { ask } from './ask.js';
import { copyOut, inPlace } from './copy-out.js';
import { Deadline, queryWithin } from './deadline.js';
import { SteadyClient } from './steady-client.js';
import { isPastDeadline, isServerAway, ServerAway } from './server-away.js';
import { type NotificationHandlers, Notifications } from './notifications.js';

/** A statement with a name is prepared once per connection; the text must never hold a caller's string. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Of our connections, as the server lists them. */
const NAME = 'almanac-read';

/** Milliseconds before a statement is cancelled, and before it is looked whether it has to be again. */
const CANCELLING = [0, 50, 250, 1_000];
/** By name as well: another server may have turned up at the address, on which the number is somebody else's. */
const CANCEL = `select pg_cancel_backend(pid) from pg_stat_activity where pid = $1 and usename = current_user and application_name = $2`;

/** For `texts`: values stay as they came. */
const UNPARSED: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value };

export type StatementListener = (statement: Statement, values: readonly unknown[]) => void;

/** Called as a statement begins, with its name alone; what it returns is called when the statement is over. */
export type StatementObserver = (statement: string) => (failed: boolean) => void;

/** One connection of a pool: the same object as long as it is open. */
export interface Connection {
  rows<R extends object>(statement: Statement, values: readonly unknown[]): Promise<R[]>;
}

export interface ReadPoolOptions {
  readonly max?: number;
  /** Milliseconds, as the server counts. */
  readonly statementTimeout?: number;
  /** Milliseconds after which we give up on a server that says nothing at all; a second more than a statement may take when absent. */
  readonly answerTimeout?: number;
  readonly connectTimeout?: number;
  /** Of every connection, besides our own. Names and values of the program's; both end up in one line that the server splits at spaces. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What is run in place of a statement's text; called once for each statement. */
  readonly reword?: (text: string) => string;
  /** Called each time before a statement runs on a connection. What it throws is the statement's answer, and closes the connection. */
  readonly admit?: (connection: Connection) => Promise<void> | void;
}

/** The reading side: a plain pool of one login, named prepared statements, and a listener for query budgets. */
export class ReadPool {
  private readonly pool: pg.Pool;
  private readonly connections = new WeakMap<pg.PoolClient, Connection>();
  private readonly listeners = new Set<StatementListener>();
  private readonly lost = new Set<() => void>();
  private readonly reworded = new Map<string, string>();
  private cancelling: pg.Pool | null = null;
  /** The server keeps the time as well, unless it hangs or the connection leads nowhere: then nobody would ever be told. */
  private readonly patience: number;

  constructor(
    private readonly connectionString: string,
    private readonly options: ReadPoolOptions = {},
    private readonly observers: Set<StatementObserver> = new Set(),
  ) {
    const { settings: own = {}, statementTimeout = 10_000 } = options;
    this.patience = options.answerTimeout ?? statementTimeout + 1_000;
    const settings = Object.entries(own).map(([name, value]) => ` -c ${name}=${value}`);
    this.pool = new pg.Pool({
      Client: SteadyClient,
      connectionString,
      max: options.max ?? 10,
      connectionTimeoutMillis: options.connectTimeout ?? 10_000,
      statement_timeout: statementTimeout,
      application_name: NAME,
      // A named statement is planned once per connection. Left to choose, the server planned many of ours at every call,
      // which cost more than running them.
      options: `-c plan_cache_mode=force_generic_plan -c timezone=UTC -c datestyle=ISO${settings.join('')}`,
    });
    // An idle connection that breaks is replaced by the pool; without a listener Node would end the process.
    this.pool.on('error', () => {
      for (const lost of this.lost) lost();
    });
  }

  rows<R extends object>(statement: Statement, values: readonly unknown[] = []): Promise<R[]> {
    return this.read(statement, values);
  }

  /** As `rows`, with every value as the server writes it, instants in UTC: for rows of which little is looked at. */
  texts<R extends object>(statement: Statement, values: readonly unknown[] = []): Promise<R[]> {
    return this.read(statement, values, UNPARSED);
  }

  /**
   * For very many rows of one text that nobody here looks into: each is given as its bytes with a line feed behind them, which
   * are valid only for as long as `take` runs. Costs a fifth of what rows cost. A text must not hold control characters.
   */
  async lines(statement: Statement, values: readonly unknown[], take: (line: Buffer) => void): Promise<void> {
    const text = inPlace(this.textOf(statement), values);
    await this.observed(statement, values, (client) => copyOut(client, text, take, this.patience));
  }

  private async read<R extends object>(
    statement: Statement,
    values: readonly unknown[],
    types?: pg.CustomTypesConfig,
  ): Promise<R[]> {
    const query = {
      name: statement.name,
      text: this.textOf(statement),
      values: [...values],
      ...(types && { types }),
    };
    return this.observed(statement, values, async (client) => (await ask<R>(client, query, this.patience)).rows);
  }

  private async observed<T>(
    statement: Statement,
    values: readonly unknown[],
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    const refusal = Deadline.current()?.refusal;
    if (refusal) throw refusal;
    for (const listener of this.listeners) listener(statement, values);
    if (this.observers.size === 0) return this.run(work);
    const ends = [...this.observers].map((observe) => observe(statement.name));
    let failed = true;
    try {
      const found = await this.run(work);
      failed = false;
      return found;
    } finally {
      for (const end of ends) end(failed);
    }
  }

  /** Calls the listener for every statement from now on; returns the way to stop it. */
  onStatement(listener: StatementListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells the observer of every statement from now on, also of pools apart. */
  observe(observer: StatementObserver): void {
    this.observers.add(observer);
  }

  /** Calls the listener whenever an idle connection breaks: the server may be another one afterwards. */
  onConnectionLost(listener: () => void): void {
    this.lost.add(listener);
  }

  /** Another pool to the same place: what must not wait behind everybody's statements. The caller ends it. */
  apart(options: ReadPoolOptions): ReadPool {
    return new ReadPool(this.connectionString, options, this.observers);
  }

  /** Listens on a connection of its own, outside the pool; the caller ends it. */
  listen(channels: readonly string[], handlers: NotificationHandlers): Notifications {
    return new Notifications(this.connectionString, channels, handlers);
  }

  async end(): Promise<void> {
    await Promise.all([this.pool.end(), this.cancelling?.end()]);
  }

  private textOf({ name, text }: Statement): string {
    const { reword } = this.options;
    if (!reword) return text;
    const known = this.reworded.get(name);
    if (known !== undefined) return known;
    const reworded = reword(text);
    this.reworded.set(name, reworded);
    return reworded;
  }

  /**
   * On a connection of its own: the pool may be full of what is to be cancelled. A server forgets a cancellation that comes
   * before it has read the statement; so it is told again for as long as the process is there, which ends with its connection.
   */
  private async cancel(pid: number): Promise<void> {
    this.cancelling ??= new pg.Pool({
      Client: SteadyClient,
      connectionString: this.connectionString,
      max: 1,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 1_000,
      statement_timeout: 5_000,
      query_timeout: 5_000,
      application_name: 'almanac-cancel',
    }).on('error', () => undefined);
    for (const pause of CANCELLING) {
      if (pause > 0) await wait(pause, undefined, { ref: false });
      const { rowCount } = await this.cancelling.query(CANCEL, [pid, NAME]);
      if (rowCount === 0) return;
    }
  }

  private async run<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const { admit } = this.options;
    const deadline = Deadline.current() ?? (admit && new Deadline(null));
    try {
      if (!deadline) return await this.onClient(work);
      return await queryWithin(
        deadline,
        this.pool,
        work,
        (pid) => this.cancel(pid),
        admit && ((client) => admit(this.connectionOf(client))),
      );
    } catch (error) {
      if (isPastDeadline(error)) throw new TooSlow();
      // It leads to the line of the connection; from here one sees who asked.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw isServerAway(error) && !(error instanceof ServerAway) ? new ServerAway(error) : error;
    }
  }

  private async onClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let failed = true;
    try {
      const found = await work(client);
      failed = false;
      return found;
    } finally {
      client.release(failed);
    }
  }

  private connectionOf(client: pg.PoolClient): Connection {
    let connection = this.connections.get(client);
    if (!connection) {
      connection = {
        rows: async <R extends object>({ name, text }: Statement, values: readonly unknown[]) =>
          (await ask(client, { name, text, values: [...values] }, this.patience)).rows as R[],
      };
      this.connections.set(client, connection);
    }
    return connection;
  }
}
