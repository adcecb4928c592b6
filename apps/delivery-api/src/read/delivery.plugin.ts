import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { type CompiledCounts, TOO_SLOW } from '#edge';
import type { FormattedExecutionResult } from 'graphql';
import { TooSlow } from '#platform';
import { CompiledReads } from './compiled-reads.js';
import { asOfArguments } from './operation-as-of.js';
import { portionOf } from './portion-of.js';
import { withdrawnSince } from '../withdrawal/withdrawn-since.js';
import { closeAsOf } from './public-read.js';
import type { ReadSession } from './read-session.js';
import type { DeliveryContext } from './session.decorator.js';

/**
 * Fixes the one publication of an operation before it runs, and names it, and the partner, in the headers of the answer.
 * They are not in the body: bodies must stay equal while nothing in them changes.
 *
 * @param counts of operations that are run as compiled code; null: none are.
 */
export function deliveryPlugin(counts: CompiledCounts | null): ApolloServerPlugin<DeliveryContext> {
  let compiled: CompiledReads | null = null;
  return {
    serverWillStart({ schema }) {
      if (counts) compiled = new CompiledReads(schema, counts);
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
          if (response.body.kind !== 'single') return;
          const result = response.body.singleResult;
          if (isTooSlow(result) || !(await nameWithdrawn(session, result))) {
            // What was read by then is a matter of luck: nobody should build on it.
            response.body.singleResult = TOO_SLOW_RESULT;
            response.http.status = TOO_SLOW;
            return;
          }
          if (result.data && !result.errors) complete?.();
          const executed = 'data' in result;
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

const TOO_SLOW_RESULT = { errors: [{ message: new TooSlow().message, extensions: { code: new TooSlow().kind } }] };

function isTooSlow({ errors }: FormattedExecutionResult): boolean {
  return errors?.some(({ extensions }) => extensions?.['code'] === TOO_SLOW_RESULT.errors[0]?.extensions.code) ?? false;
}

/** Adds to an answer as of the past what has been withdrawn since. False when there was no time to find out. */
async function nameWithdrawn(session: ReadSession, result: { extensions?: Record<string, unknown> }): Promise<boolean> {
  try {
    const withdrawn = await withdrawnSince(session);
    if (withdrawn.length > 0) result.extensions = { ...result.extensions, withdrawn };
    return true;
  } catch (error) {
    if (error instanceof TooSlow) return false;
    throw error;
  }
}
