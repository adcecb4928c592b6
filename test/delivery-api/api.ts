import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { createLogger } from '#edge';
import { ReadPool } from '#platform';
import { createDeliveryApp } from '../../apps/delivery-api/src/app.js';
import { closeAsOf } from '../../apps/delivery-api/src/read/public-read.js';
import { readRules } from '../../apps/delivery-api/src/read/rules.js';
import { until } from '../kit/until.js';
import { createWorld, TESTER, type World, type WorldOptions } from '../kit/world.js';

export interface Answer<T> {
  readonly status: number;
  readonly data: T;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A world, and the delivery API over it, reading with the login `delivery`. */
export class Api {
  private constructor(
    readonly world: World,
    readonly app: NestFastifyApplication,
    readonly pool: ReadPool,
  ) {}

  static async over(options: WorldOptions = {}): Promise<Api> {
    // Without the front unless a test is about it: an answer is then as of the head of its own moment, not of a second before.
    const world = await createWorld({
      ...options,
      environment: { ALMANAC_CACHE_BYTES: '0', ...options.environment },
    });
    const pool = new ReadPool(world.database.addresses.delivery);
    const app = await createDeliveryApp(world.config, {
      secrets: world.secrets,
      clock: world.clock,
      pool,
      logger: createLogger('test', 'silent'),
      ...(options.environment?.['ALMANAC_CACHE_BYTES'] === undefined ? { bare: true } : {}),
    });
    return new Api(world, app, pool);
  }

  get http() {
    return request(this.app.getHttpServer());
  }

  /** `T` is what the query asks for. */
  async ask<T = Record<string, unknown>>(
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await this.http.post('/graphql').set(headers).send({ query, variables });
    const body = response.body as { data: T; errors?: Answer<T>['errors'] };
    return {
      status: response.status,
      data: body.data,
      errors: body.errors ?? [],
      text: response.text,
      headers: response.headers,
    };
  }

  /** The answer, and how many statements it took. */
  async counted<T>(
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<Answer<T> & { readonly statements: readonly string[] }> {
    const statements: string[] = [];
    const stop = this.pool.onStatement((statement) => statements.push(statement.name));
    const answer = await this.ask<T>(query, variables);
    stop();
    return { ...answer, statements };
  }

  /** Names of the statements that the delivery API sends while the work is done. */
  async statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    const statements: string[] = [];
    const stop = this.pool.onStatement(({ name }) => statements.push(name));
    try {
      await work();
    } finally {
      stop();
    }
    return statements;
  }

  /** Waits until the front knows the last publication. */
  async settled(): Promise<void> {
    const { config, secrets, clock, ledger } = this.world;
    const newest = closeAsOf(readRules(config, secrets, clock), await ledger.head());
    await until(async () => (await this.ask('{ __typename }')).headers['almanac-as-of'] === newest);
  }

  /** Takes a live document out of public. */
  async withdraw(
    documentId: string,
    how: { reason: 'GONE' | 'REPLACED' | 'RETRACTED'; replacedBy?: string; notice?: string },
    locale = 'en',
  ): Promise<void> {
    const { draftVersion } = await this.world.drafting.get(documentId, locale);
    await this.world.publishing.publish(TESTER, {
      withdraw: [{ documentId, locale, expectedVersion: draftVersion, ...how }],
    });
  }

  /** Saves fields and publishes them as the next edition. */
  async change(documentId: string, fields: Record<string, unknown>, locale = 'en', slug?: string): Promise<void> {
    const before = await this.world.drafting.get(documentId, locale);
    const { draftVersion } = await this.world.drafting.save(TESTER, {
      documentId,
      locale,
      expectedVersion: before.draftVersion,
      fields,
      ...(slug === undefined ? {} : { slug }),
    });
    await this.world.publishing.publish(TESTER, { publish: [{ documentId, locale, expectedVersion: draftVersion }] });
  }

  async end(): Promise<void> {
    await this.app.close();
    await this.pool.end();
    await this.world.end();
  }
}
