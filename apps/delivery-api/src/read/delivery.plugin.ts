import type { ApolloServerPlugin } from '@apollo/server';
import { asOfArguments } from './operation-as-of.js';
import { closeAsOf } from './public-read.js';
import type { DeliveryContext } from './session.decorator.js';

/**
 * Fixes the one publication of an operation before it runs, and names it, and the partner, in the headers of the answer.
 * They are not in the body: bodies must stay equal while nothing in them changes.
 */
export function deliveryPlugin(): ApolloServerPlugin<DeliveryContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ schema, document, operation, request, contextValue }) {
          if (operation)
            contextValue.session.readAsOf(asOfArguments(schema, document, operation, request.variables ?? {}));
          return Promise.resolve();
        },
        async willSendResponse({ response, contextValue }) {
          const { session, complete } = contextValue;
          if (response.body.kind === 'single') {
            const { data, errors } = response.body.singleResult;
            if (data && !errors) complete?.();
          }
          const executed = response.body.kind === 'single' && 'data' in response.body.singleResult;
          // What is refused before it runs costs no statement.
          if (!executed && !session.begun) return;
          const partner = await session.partner().catch(() => null);
          if (partner) response.http.headers.set('almanac-partner', partner.handle);
          const read = await session.current().catch(() => null);
          if (read?.snapshot) response.http.headers.set('almanac-as-of', closeAsOf(read.rules, read.snapshot));
        },
      }),
  };
}
