import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { RETRY_AFTER } from '../http/refusal.js';

/** An operation that no database could answer is 503, so that clients and balancers try again; half of one is no answer. */
export function unavailablePlugin(): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ response }) {
          if (response.body.kind !== 'single') return Promise.resolve();
          const { singleResult } = response.body;
          if (singleResult.errors?.some(({ extensions }) => extensions?.['code'] === 'UNAVAILABLE')) {
            // Nest answers 200 whatever is wrong, once there is data.
            delete singleResult.data;
            response.http.status = 503;
            response.http.headers.set('retry-after', String(RETRY_AFTER));
          }
          return Promise.resolve();
        },
      }),
  };
}
