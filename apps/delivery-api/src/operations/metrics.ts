import { Histogram } from 'prom-client';
import { type CompiledCounts, type CostListener, ProcessMetrics } from '#edge';
import type { EditionShelf, NewestHead, Replica } from '#delivery';
import type { RegistryCounts } from './registry-check.js';

/** What is counted of each way to ask. */
export type CacheCounts = Readonly<
  Record<'hits' | 'notModified' | 'executions' | 'shared' | 'refused' | 'failed', number>
>;

const COSTS = [1, 10, 50, 100, 250, 500, 1_000, 2_500, 5_000];

/**
 * What a process of the delivery API counts. What is hot counts in plain numbers of its own, which are fetched when somebody
 * asks: a request that is answered from memory pays one addition.
 */
export class Metrics extends ProcessMetrics {
  ofCost(): CostListener {
    const costs = new Histogram({
      name: 'almanac_operation_cost',
      help: 'Price of operations that were executed or refused for it; not of what was answered from memory.',
      buckets: COSTS,
      registers: [this.registry],
    });
    return ({ cost }) => costs.observe(cost);
  }

  ofCompiled(counts: CompiledCounts): void {
    this.counters(
      'almanac_compiled_runs_total',
      'Operations that are held compiled, by what came of running them so: complete, repeated by graphql-js because they failed, or left to it because they had.',
      ['outcome'],
      () => Object.entries(counts).map(([outcome, count]) => [{ outcome }, count] as const),
    );
  }

  ofEditions(shelf: EditionShelf): void {
    this.counters(
      'almanac_editions_total',
      'Editions that answers were made of, by where they came from: memory or the database.',
      ['from'],
      () => Object.entries(shelf.counts).map(([from, count]) => [{ from }, count] as const),
    );
    this.gauge('almanac_edition_bytes', 'Bytes of editions in memory, about.', 'sum', () => shelf.bytes);
  }

  ofCache(
    kept: { readonly bytes: number; readonly size: number },
    head: { readonly age: number },
    ways: Readonly<Record<string, CacheCounts>>,
  ): void {
    const each = (figure: keyof CacheCounts, name: string, help: string) =>
      this.counters(`almanac_cache_${name}_total`, help, ['api'], () =>
        Object.entries(ways).map(([api, counts]) => [{ api }, counts[figure]]),
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

  ofPreviews(held: { readonly size: number }): void {
    this.gauge(
      'almanac_previews_held',
      'Preview links that were used in the last minute or so.',
      'sum',
      () => held.size,
    );
  }

  ofRegistry(check: { readonly counts: RegistryCounts }): void {
    this.gauges(
      'almanac_registered_operations',
      'Operations that clients may send by id; those that are outdated do not hold against the schema any more.',
      'max',
      ['state'],
      () => Object.entries(check.counts ?? {}).map(([state, count]) => [{ state }, count] as const),
    );
  }

  ofReplicas(replicas: readonly Replica[], newest: NewestHead): void {
    if (replicas.length === 0) return;
    const each = (read: (replica: Replica) => number | null, name: string, help: string, aggregator: 'max' | 'min') =>
      this.gauges(name, help, aggregator, ['replica'], () =>
        replicas.flatMap((replica, at) => {
          const value = read(replica);
          return value === null ? [] : [[{ replica: String(at + 1) }, value] as const];
        }),
      );
    each(({ isPresent }) => Number(isPresent), 'almanac_replica_present', 'Whether a standby answers.', 'min');
    each(
      ({ head }) => (head && newest.current ? Math.max(0, newest.current.seq - head.seq) : null),
      'almanac_replica_behind',
      'Publications that a standby has not applied yet.',
      'max',
    );
  }
}
