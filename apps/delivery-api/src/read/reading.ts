import {
  type DeliveryReader,
  type EditionShelf,
  NewestHead,
  Proofs,
  Replica,
  ReplicatedReader,
  SqlDeliveryReader,
} from '#delivery';
import type { Tracing } from '#edge';
import { type Clock, type Config, findAddresses, ReadPool, replicaAddresses, type Secrets } from '#platform';
import type { Metrics } from '../operations/metrics.js';

/** Connections that all processes of a host may hold to one server, besides two or three each to follow the head. */
const CONNECTIONS = 80;
/** Milliseconds that a server may keep silent before another one is asked as well; less where a request has less time. */
const PATIENCE = 1_000;
/** The part of a request's time that it may cost to be patient with one server. */
const SHARE = 1 / 4;

export interface ReadingParts {
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly tracing: Tracing | null;
  readonly shelf: EditionShelf;
  readonly databaseUrl?: string;
  readonly pool?: ReadPool;
  readonly reader?: DeliveryReader;
}

/** What the delivery API reads through: the database, its standbys, or what stands in for both. */
export class Reading {
  private constructor(
    readonly reader: DeliveryReader,
    /** To the primary; null when something else stands in for the database. */
    readonly pool: ReadPool | null,
    private readonly replicas: readonly Replica[] = [],
    readonly newest: NewestHead = new NewestHead(),
    /** Those that end with it. */
    private readonly own: readonly ReadPool[] = [],
  ) {}

  static async open(config: Config, parts: ReadingParts): Promise<Reading> {
    if (parts.reader) return new Reading(parts.reader, parts.pool ?? null);
    const { secrets, clock, metrics, tracing, shelf } = parts;
    const observed = (pool: ReadPool, server: string) => {
      pool.observe(metrics.ofStatements(server));
      if (tracing) pool.observe(tracing.statement);
      return pool;
    };
    const url = parts.databaseUrl ?? (parts.pool ? null : (await findAddresses(config, secrets)).delivery);
    const max = Math.min(10, Math.max(2, Math.floor(CONNECTIONS / config.deliveryProcesses)));
    // Of what no request waits for any more.
    const statementTimeout = config.deadline + 1_000;
    const options = { max, statementTimeout };
    const pool = observed(parts.pool ?? new ReadPool(url ?? '', options), 'primary');
    const primary = new SqlDeliveryReader(pool, config, secrets, clock, shelf);
    const standbys = url === null ? [] : replicaAddresses(config, url);
    const patience = Math.ceil(Math.min(PATIENCE, config.deadline * SHARE));
    const pools = standbys.map((each, at) =>
      observed(new ReadPool(each, { ...options, admit: new Proofs().admit }), `replica-${at + 1}`),
    );
    const replicas = pools.map((each) => {
      const read = new SqlDeliveryReader(each, config, secrets, clock, shelf);
      return new Replica({ reader: read, pool: each, patience });
    });
    const newest = new NewestHead();
    const reader = replicas.length === 0 ? primary : new ReplicatedReader(primary, replicas, newest, patience);
    const reading = new Reading(reader, pool, replicas, newest, parts.pool ? pools : [pool, ...pools]);
    await Promise.all(replicas.map((replica) => replica.start()));
    metrics.ofReplicas(replicas, newest);
    return reading;
  }

  /** The primary is away, and what is read now comes from a standby. */
  get isStale(): boolean {
    return this.reader instanceof ReplicatedReader && this.reader.isPrimaryAway;
  }

  /** Somebody besides the primary can be read from. */
  get hasStandIn(): boolean {
    return this.replicas.some((replica) => replica.isPresent);
  }

  async end(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.end()));
    await Promise.all(this.own.map((pool) => pool.end()));
  }
}
