import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CostListener, Report } from '#edge';
import type { NewestHead, Replica } from '#delivery';
import type { StatementObserver } from '#platform';

/** Seconds, from a lookup by key to a search that reaches its deadline. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What is counted of each way to ask. */
export type CacheCounts = Readonly<
  Record<'hits' | 'notModified' | 'executions' | 'shared' | 'refused' | 'failed', number>
>;

const COSTS = [1, 10, 50, 100, 250, 500, 1_000, 2_500, 5_000];

/**
 * What this process counts. What is hot counts in plain numbers of its own, which are fetched when somebody asks: a request
 * that is answered from memory pays one addition.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly failures = new Counter({
    name: 'almanac_sql_failures_total',
    help: 'Statements that failed.',
    labelNames: ['statement', 'server'],
    registers: [this.registry],
  });

  private observed = false;

  read(): Promise<Report['metrics']> {
    // Watching the process costs a little: not before somebody asks.
    if (!this.observed) collectDefaultMetrics({ register: this.registry });
    this.observed = true;
    return this.registry.getMetricsAsJSON();
  }

  /** Requests that reached the application, by route as it is written in the code: an address may hold a caller's words. */
  ofRoutes(fastify: FastifyInstance): void {
    const seconds = new Histogram({
      name: 'almanac_route_seconds',
      help: 'Time to answer requests that were not answered before the routes.',
      labelNames: ['route', 'status'],
      buckets: SECONDS,
      registers: [this.registry],
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      seconds.observe({ route, status: `${Math.trunc(reply.statusCode / 100)}xx` }, reply.elapsedTime / 1_000);
      done();
    });
  }

  /** For a pool to be observed with. */
  ofStatements(server: string): StatementObserver {
    const name = 'almanac_sql_seconds';
    const seconds =
      (this.registry.getSingleMetric(name) as Histogram<'statement' | 'server'> | undefined) ??
      new Histogram({
        name,
        help: 'Time from asking the database to its answer, waiting for a connection included.',
        labelNames: ['statement', 'server'],
        buckets: SECONDS,
        registers: [this.registry],
      });
    const failures = this.failures;
    return (statement) => {
      const begun = performance.now();
      return (failed) => {
        seconds.observe({ statement, server }, (performance.now() - begun) / 1_000);
        if (failed) failures.inc({ statement, server });
      };
    };
  }

  ofCost(): CostListener {
    const costs = new Histogram({
      name: 'almanac_operation_cost',
      help: 'Price of operations that were executed or refused for it; not of what was answered from memory.',
      buckets: COSTS,
      registers: [this.registry],
    });
    return ({ cost }) => costs.observe(cost);
  }

  ofCache(
    kept: { readonly bytes: number; readonly size: number },
    head: { readonly age: number },
    ways: Readonly<Record<string, CacheCounts>>,
  ): void {
    const each = (figure: keyof CacheCounts, name: string, help: string) =>
      this.counter(`almanac_cache_${name}_total`, help, () =>
        Object.entries(ways).map(([api, counts]) => [api, counts[figure]]),
      );
    each('hits', 'hits', 'Requests answered from memory, 304s included.');
    each('executions', 'executions', 'Answers made to fill the memory.');
    each('shared', 'shared', 'Requests that waited for an answer that was being made.');
    each('notModified', 'not_modified', 'Requests answered with 304.');
    each('refused', 'refused', 'Requests that were carried out and answered with errors.');
    each('failed', 'failed', 'Requests that failed on our side.');
    this.gauge('almanac_cache_bytes', 'Bytes of answers in memory.', 'sum', () => kept.bytes);
    this.gauge('almanac_cache_answers', 'Answers in memory.', 'sum', () => kept.size);
    this.gauge(
      'almanac_head_age_seconds',
      'Time since the database confirmed the last publication that is known here.',
      'max',
      () => head.age / 1_000,
    );
  }

  ofReplicas(replicas: readonly Replica[], newest: NewestHead): void {
    if (replicas.length === 0) return;
    const each = (read: (replica: Replica) => number | null, name: string, help: string, aggregator: 'max' | 'min') =>
      new Gauge({
        name,
        help,
        labelNames: ['replica'],
        aggregator,
        registers: [this.registry],
        collect() {
          this.reset();
          for (const [at, replica] of replicas.entries()) {
            const value = read(replica);
            if (value !== null) this.set({ replica: String(at + 1) }, value);
          }
        },
      });
    each(({ isPresent }) => Number(isPresent), 'almanac_replica_present', 'Whether a standby answers.', 'min');
    each(
      ({ head }) => (head && newest.current ? Math.max(0, newest.current.seq - head.seq) : null),
      'almanac_replica_behind',
      'Publications that a standby has not applied yet.',
      'max',
    );
  }

  /** By the API that was asked. */
  private counter(name: string, help: string, read: () => readonly (readonly [api: string, value: number])[]): void {
    new Counter({
      name,
      help,
      labelNames: ['api'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [api, value] of read()) this.inc({ api }, value);
      },
    });
  }

  private gauge(name: string, help: string, aggregator: 'sum' | 'max', read: () => number): void {
    new Gauge({
      name,
      help,
      aggregator,
      registers: [this.registry],
      collect() {
        // Before the first word of the database there is no age.
        const value = read();
        if (Number.isFinite(value)) this.set(value);
      },
    });
  }
}
