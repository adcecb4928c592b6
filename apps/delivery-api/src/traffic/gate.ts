import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Allowance, Traffic } from '#delivery';
import { refusalBody } from '#edge';
import { type Refused, sendRefused } from '../cache/send-answer.js';
import type { Standing } from '../cache/standing.js';
import type { Standings } from '../cache/standings.js';
import { apiKeyOf } from '../read/api-key.js';
import { type Admission, rateHeaders } from './admission.js';
import type { CallerAddress } from './caller-address.js';

/** Routes behind the front whose requests count. */
const METERED = /^\/(graphql|v1\/|sitemap\.xml$)/;

/** Counts requests, and refuses those above a quota. Each is counted once, by whoever answers it. */
export class Gate {
  constructor(
    private readonly traffic: Traffic,
    private readonly addresses: CallerAddress,
  ) {}

  /** Whether callers without a key are told apart. */
  get limitsAddresses(): boolean {
    return this.traffic.limitsAddresses;
  }

  admission(standing: Standing, operation: string, request: IncomingMessage): Admission {
    const meter = this.traffic.meter(standing.partner.id, operation);
    return { meter, allowance: this.allowance(standing, request), told: !standing.isPublic };
  }

  /** What a request of this caller uses up. */
  allowance(standing: Standing, request: IncomingMessage): Allowance | null {
    if (standing.isPublic)
      return this.traffic.limitsAddresses ? this.traffic.allowanceAt(this.addresses.of(request)) : null;
    return this.traffic.allowanceOf(standing.partner);
  }

  /** For what passes the front: what is refused, streamed, or read in ways that no answer is kept of. */
  watch(fastify: FastifyInstance, standings: Standings): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      const route = request.routeOptions.url;
      if (route === undefined || !METERED.test(route)) return done();
      standings.seat(apiKeyOf(request), (standing) => {
        // Nobody can tell who asks: whoever reads says so.
        if (standing === null) return done();
        const admission = this.admission(standing, route, request.raw);
        admission.meter.requests += 1;
        if (admission.allowance && !admission.allowance.take()) {
          reply.hijack();
          return refuse(reply.raw, admission);
        }
        const headers = rateHeaders(admission);
        for (let at = 0; at < headers.length; at += 2) reply.raw.setHeader(headers[at] ?? '', headers[at + 1] ?? '');
        done();
      });
    });
  }
}

/** The caller has been counted, and gets nothing but when to come back. */
export function refuse(response: ServerResponse, { meter, allowance }: Admission): void {
  meter.refused += 1;
  sendRefused(response, refusalOf(allowance));
}

function refusalOf(allowance: Allowance | null): Refused {
  const now = performance.now();
  const window = allowance?.spent() ?? null;
  const retryAfter = window ? Math.max(1, Math.ceil((window.ends - now) / 1_000)) : 1;
  const most = window ? `${window.limit} requests in a ${window.name}` : 'so many requests';
  return {
    status: 429,
    headers: [
      ...['content-type', 'application/json; charset=utf-8', 'retry-after', String(retryAfter)],
      ...(allowance ? ['ratelimit-policy', allowance.policy, 'ratelimit', allowance.state(now)] : []),
    ],
    body: JSON.stringify(
      refusalBody(
        'QUOTA_EXCEEDED',
        `You may send ${most}, and have: try again in ${retryAfter} seconds. Keep what you were sent and ask with If-None-Match: a 304 does not count.`,
        window ? { retryAfter, window: window.name, limit: window.limit } : { retryAfter },
      ),
    ),
  };
}
