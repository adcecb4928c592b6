import { hash } from 'node:crypto';
import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { Tracing } from './tracing.js';

/** A span for each operation that is executed, from the moment at which it is known to the answer. */
export function operationTracing(tracing: Tracing): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: () => {
      let end: ((failed: boolean) => void) | null = null;
      return Promise.resolve({
        didResolveOperation({ source, operation }) {
          end = tracing.operation({
            type: operation?.operation ?? 'query',
            name: operation?.name?.value ?? null,
            hash: hash('sha256', source),
          });
          return Promise.resolve();
        },
        willSendResponse({ response }) {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          end?.(Boolean(errors?.length));
          return Promise.resolve();
        },
      });
    },
  };
}
