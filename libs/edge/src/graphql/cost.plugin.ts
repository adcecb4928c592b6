import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { type Cost, costOf, type Prices } from './cost.js';

/** Hears what each operation costs that could be priced, refused or not. */
export type CostListener = (cost: Cost) => void;

/**
 * Prices an operation once it is known to be valid, and refuses it before any resolver runs. Who sends the request extension
 * `cost: true` gets the price in the extensions of the answer.
 */
export function costPlugin(prices: Prices, listener: CostListener): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart() {
      let priced: Cost | null = null;
      return Promise.resolve({
        didResolveOperation({ schema, document, operation, request }) {
          if (!operation) return Promise.resolve();
          priced = costOf(schema, document, operation, request.variables ?? {}, prices);
          listener(priced);
          refuseAbove(priced);
          return Promise.resolve();
        },
        willSendResponse({ request, response }) {
          if (priced && request.extensions?.['cost'] === true && response.body.kind === 'single') {
            const { singleResult } = response.body;
            singleResult.extensions = { ...singleResult.extensions, cost: priced };
          }
          return Promise.resolve();
        },
      });
    },
  };
}

/** Throws TOO_COSTLY. */
export function refuseAbove({ cost, limit }: Cost): void {
  if (cost <= limit) return;
  throw new GraphQLError(
    `The operation costs ${cost}: the limit is ${limit}. Ask for shorter lists, fewer lists within lists, or split it.`,
    { extensions: { limit, http: { status: 400 } } },
  );
}
