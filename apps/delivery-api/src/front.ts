import type { IncomingMessage, ServerResponse } from 'node:http';
import { allowAnyOrigin, allowOrigins, answerPreflight, type Front, type Tracing } from '#edge';
import type { DeliveryReader, PartnerIdentity } from '#delivery';
import type { GraphqlFront } from './cache/graphql-front.js';
import type { Standings } from './cache/standings.js';
import { apiKeyOf } from './read/api-key.js';
import { routeOf } from './v1/address.js';
import type { V1Front } from './v1/v1-front.js';

/** What stands before the application: it is there from the start, and answers once the head has been read. */
export class DeliveryFront {
  private ways: { readonly graphql: GraphqlFront; readonly v1: V1Front } | null = null;

  constructor(
    /** Null: everything passes. */
    private readonly standings: Standings | null,
    private readonly reader: DeliveryReader,
  ) {}

  open(ways: { readonly graphql: GraphqlFront; readonly v1: V1Front }): void {
    this.ways = ways;
  }

  /** Preflights first, then who may read what comes back, then what is kept, then everything behind it. */
  readonly handle: Front = (request, response, pass) => {
    if (answerPreflight(request, response)) return;
    const key = request.headers.origin === undefined ? null : apiKeyOf(request);
    if (key === null) return this.answer(request, response, pass);
    const take = ({ origins }: Pick<PartnerIdentity, 'origins'>) => {
      if (origins) allowOrigins(request, response, origins);
      this.answer(request, response, pass);
    };
    const holder = this.standings ? this.standings.holderOf(key) : this.reader.identify(key);
    // A key that nobody can look up opens nothing, and no page reads the answer.
    if (holder instanceof Promise) holder.then(take, () => take({ origins: [] }));
    else take(holder);
  };

  private answer(request: IncomingMessage, response: ServerResponse, pass: () => void): void {
    const behind = () => {
      allowAnyOrigin(response);
      pass();
    };
    const { ways } = this;
    if (ways === null || !this.standings?.areKnown) return behind();
    if (ways.graphql.handle(request, response, behind) || ways.v1.handle(request, response, behind)) return;
    behind();
  }
}

/** Names the route of what is answered in front: it reaches none behind it. */
export function traced(tracing: Tracing, front: Front): Front {
  return (request, response, pass) =>
    tracing.request(request, response, () => {
      const { url = '' } = request;
      const route = /^\/graphql(\?|$)/.test(url) ? '/graphql' : routeOf(url)?.route.mount;
      if (route !== undefined) tracing.route(route);
      front(request, response, pass);
    });
}
