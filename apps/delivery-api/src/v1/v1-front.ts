import type { IncomingMessage, ServerResponse } from 'node:http';
import { ByteCache, type DeliveryReader } from '#delivery';
import { type AnswerStore, Counts, type Made, type Way } from '../cache/answer-store.js';
import { kindsWithin } from '../cache/dependencies.js';
import type { Refused } from '../cache/send-answer.js';
import type { Standing } from '../cache/standing.js';
import { apiKeyOf } from '../read/api-key.js';
import { cargoFor } from '../traffic/cargo-for.js';
import { ReadSession } from '../read/read-session.js';
import type { ReadRules } from '../read/rules.js';
import { type Address, addressOf, routeOf } from './address.js';
import type { AddressExecution } from './address-execution.js';
import { refusedFor } from './answer.js';

/** Longer ones are no media types that anybody means, and no addresses that we gave out. */
const LONGEST_ACCEPT = 200;
const LONGEST_URL = 4_000;

/** Addresses as the store answers them. What names nothing that is read, or is asked for wrongly, passes: no answer of that is kept. */
export class V1Front implements Way<Address> {
  readonly counts = new Counts();
  /** By what was sent, so that a hit needs no parsing. */
  private readonly sent: ByteCache<Address>;

  constructor(
    private readonly store: AnswerStore,
    private readonly execution: AddressExecution,
    private readonly reader: DeliveryReader,
    private readonly rules: ReadRules,
    limit: number,
  ) {
    this.sent = new ByteCache(limit);
  }

  /** False when the request is none of its own. */
  handle(request: IncomingMessage, response: ServerResponse, pass: () => void): boolean {
    const { method, url = '', headers } = request;
    if (method !== 'GET' && method !== 'HEAD') return false;
    const { accept = '' } = headers;
    if (url.length > LONGEST_URL || accept.length > LONGEST_ACCEPT) return false;
    const call = { request, response, pass, body: null };
    const key = apiKeyOf(request);
    // No address holds a space.
    const sent = `${url} ${accept}`;
    const recalled = this.sent.get(sent);
    if (recalled) {
      if (!this.store.repeat(this.counts, call, recalled, key)) this.store.answer(this, call, recalled, key, null);
      return true;
    }
    const address = this.read(url, accept);
    if (!address?.isRead) return false;
    this.store.answer(this, call, address, key, sent);
    return true;
  }

  remember(sent: string, address: Address): void {
    this.sent.set(sent, address);
  }

  async execute(address: Address, standing: Standing): Promise<Made | Refused> {
    const view = await standing.view();
    try {
      const cargo = cargoFor(view);
      const session = new ReadSession(this.reader, this.rules, null, view, cargo);
      const { answer, shows } = await this.execution.run(address, session);
      return { answer, kinds: shows && kindsWithin(view, shows), cargo };
    } catch (error) {
      const refused = refusedFor(error);
      if (refused) return refused;
      throw error;
    }
  }

  /** Null for what is refused, or has no route. */
  private read(url: string, accept: string): Address | null {
    const found = routeOf(url);
    if (!found) return null;
    try {
      return addressOf(found.route, found.path, url, accept, this.rules);
    } catch (error) {
      if (refusedFor(error)) return null;
      throw error;
    }
  }
}
