import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { CompiledOperations } from '#edge';
import { asOfArguments } from './operation-as-of.js';
import { portionOf } from './portion-of.js';
import { closeAsOf } from './public-read.js';
import type { DeliveryContext } from './session.decorator.js';

/**
 * Fixes the one publication of an operation before it runs, and names it, and the partner, in the headers of the answer.
 * They are not in the body: bodies must stay equal while nothing in them changes.
 */
export function deliveryPlugin(compile: boolean): ApolloServerPlugin<DeliveryContext> {
  let compiled: CompiledOperations | null = null;
  return {
    serverWillStart({ schema }) {
      if (compile) compiled = new CompiledOperations(schema);
      return Promise.resolve();
    },
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ schema, document, operation, request, contextValue }) {
          contextValue.session.readPortion(portionOf(schema, document));
          if (operation)
            contextValue.session.readAsOf(asOfArguments(schema, document, operation, request.variables ?? {}));
          return Promise.resolve();
        },
        async responseForOperation({ document, operationName, contextValue, request }) {
          const data = await compiled?.run(document, operationName, contextValue, request.variables ?? {});
          return data
            ? {
                http: { headers: new HeaderMap() },
                body: { kind: 'single', singleResult: { data } },
              }
            : null;
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
