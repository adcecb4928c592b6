import { randomUUID } from 'node:crypto';
import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import type { DeliveryReader } from '#delivery';
import { Answer, withRequestId } from '#edge';
import { ReadSession } from '../read/read-session.js';
import type { ReadRules } from '../read/rules.js';
import type { DeliveryContext } from '../read/session.decorator.js';
import { cargoFor } from '../traffic/cargo-for.js';
import type { Made } from './answer-store.js';
import { STALE_IF_ERROR } from './answer-headers.js';
import { kindsWithin } from './dependencies.js';
import type { DirectExecution } from './direct-execution.js';
import type { Asked } from './operations.js';
import type { Refused } from './send-answer.js';
import type { Standing } from './standing.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const SHARED = `public, max-age=0, s-maxage=5, stale-while-revalidate=30, stale-if-error=${STALE_IF_ERROR}`;

/** Runs operations: registered ones by the shorter way where that makes no difference, all others through Apollo. */
export class GraphqlExecution {
  constructor(
    private readonly reader: DeliveryReader,
    private readonly rules: ReadRules,
    private readonly apollo: ApolloServer<DeliveryContext>,
    private readonly direct: DirectExecution | null,
  ) {}

  async run(asked: Asked, standing: Standing): Promise<Made | Refused> {
    const view = await standing.view();
    const kinds = asked.kinds && kindsWithin(view, asked.kinds);
    const cargo = cargoFor(view);
    const made = (body: string, contentType: string, asOf: string | null): Made => ({
      answer: new Answer({
        body: Buffer.from(body),
        contentType,
        asOf,
        shared: SHARED,
        tags: ['almanac', ...(kinds ?? []).map((kind) => `almanac-${kind}`)],
      }),
      kinds,
      cargo,
    });
    // One for both ways: what the first has read, and what failed in it, is not asked for again.
    const session = new ReadSession(this.reader, this.rules, null, view, cargo);
    const direct = await this.direct?.run(asked, { session });
    if (direct) return made(direct, JSON_TYPE, null);
    const { complete, status, headers, body } = await this.throughApollo(asked, session);
    if (!complete || status !== 200) return { status, headers: [...headers].flat(), body };
    return made(
      body,
      headers.get('content-type') ?? JSON_TYPE,
      kinds === null ? (headers.get('almanac-as-of') ?? '') : null,
    );
  }

  private async throughApollo(asked: Asked, session: ReadSession) {
    let complete = false;
    const context = { session, complete: () => void (complete = true) };
    const { status, headers, body } = await new Promise<HTTPGraphQLResponse>((resolve, reject) =>
      withRequestId(randomUUID(), () => {
        this.apollo
          .executeHTTPGraphQLRequest({
            httpGraphQLRequest: {
              method: 'POST',
              headers: new HeaderMap([
                ['content-type', 'application/json'],
                ['accept', asked.media || 'application/json'],
              ]),
              search: '',
              body: {
                query: asked.query,
                ...(asked.operationName === null ? {} : { operationName: asked.operationName }),
                variables: JSON.parse(asked.variables) as unknown,
                ...(asked.cost ? { extensions: { cost: true } } : {}),
              },
            },
            context: () => Promise.resolve(context),
          })
          .then(resolve, reject);
      }),
    );
    if (body.kind !== 'complete') throw new Error('an answer came in parts');
    return { complete, status: status ?? 200, headers, body: body.string };
  }
}
