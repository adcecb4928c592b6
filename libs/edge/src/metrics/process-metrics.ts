import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { StatementObserver } from '#platform';
import type { Report } from '../processes/report.js';

/** Seconds, from a lookup by key to a search that reaches its deadline. */
export const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Values of the labels of one figure, and the figure. */
export type Labelled<L extends string> = readonly [labels: Readonly<Record<L, string>>, value: number];

/**
 * What every process counts of itself; apps add what is theirs. Labels are words of ours (routes, statements, jobs): never an
 * address, a name that a caller chose, or a value.
 */
export class ProcessMetrics {
  protected readonly registry = new Registry();
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
    const seconds = this.once(
      'almanac_sql_seconds',
      (name) =>
        new Histogram({
          name,
          help: 'Time from asking the database to its answer; where published content is read, waiting for a connection included.',
          labelNames: ['statement', 'server'],
          buckets: SECONDS,
          registers: [this.registry],
        }),
    );
    const failures = this.once(
      'almanac_sql_failures_total',
      (name) =>
        new Counter({
          name,
          help: 'Statements that failed.',
          labelNames: ['statement', 'server'],
          registers: [this.registry],
        }),
    );
    return (statement) => {
      const begun = performance.now();
      return (failed) => {
        seconds.observe({ statement, server }, (performance.now() - begun) / 1_000);
        if (failed) failures.inc({ statement, server });
      };
    };
  }

  /** What is counted elsewhere in plain numbers, fetched when somebody asks. */
  protected counters<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    read: () => readonly Labelled<L>[],
  ): void {
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.inc(labels, value);
      },
    });
  }

  protected gauges<L extends string>(
    name: string,
    help: string,
    aggregator: 'sum' | 'max' | 'min',
    labelNames: readonly L[],
    read: () => readonly Labelled<L>[],
  ): void {
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      aggregator,
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.set(labels, value);
      },
    });
  }

  /** Not there as long as there is nothing to tell: before the first word of the database, say. */
  protected gauge(name: string, help: string, aggregator: 'sum' | 'max', read: () => number | null): void {
    new Gauge({
      name,
      help,
      aggregator,
      registers: [this.registry],
      collect() {
        const value = read();
        // Taken away, not zero.
        if (value === null || !Number.isFinite(value)) this.remove({});
        else this.set(value);
      },
    });
  }

  /** Several pools may be observed. */
  private once<M>(name: string, make: (name: string) => M): M {
    return (this.registry.getSingleMetric(name) as M | undefined) ?? make(name);
  }
}
