import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { Kind, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { Histogram } from 'prom-client';
import { ProcessMetrics } from '#edge';

/** Seconds; coarse, for there is one of these for each field that is asked for. */
const SECONDS = [0.01, 0.05, 0.25, 1, 5];
/** Errors that are no fault of the caller's. */
const OURS: ReadonlySet<unknown> = new Set(['INTERNAL', 'STORAGE_FULL', 'UNAVAILABLE']);

/** `refused`: a person was told what to do instead. `failed`: on our side. */
type Outcome = 'done' | 'refused' | 'failed';

/** What a process of the Studio API counts. Who asks is no label, and neither is anything that was sent. */
export class StudioMetrics extends ProcessMetrics {
  /** Operations by the field of the schema that they ask for, and how they ended. */
  ofOperations(): ApolloServerPlugin<BaseContext> {
    const seconds = new Histogram({
      name: 'almanac_studio_operation_seconds',
      help: 'Time to carry out an operation, by what it asks for and how it ended.',
      labelNames: ['type', 'field', 'outcome'],
      buckets: SECONDS,
      registers: [this.registry],
    });
    /** Contexts of operations in which a verb was refused; a caller need not ask for the problems. */
    const refusals = new WeakSet<object>();
    return {
      serverWillStart({ schema }) {
        watchVerbs(schema, (context) => refusals.add(context));
        return Promise.resolve();
      },
      requestDidStart({ contextValue }) {
        const begun = performance.now();
        let asked = { type: 'none', field: 'none' };
        return Promise.resolve({
          didResolveOperation({ operation }) {
            if (operation) asked = { type: operation.operation, field: fieldOf(operation) };
            return Promise.resolve();
          },
          willSendResponse({ response }) {
            const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
            const outcome: Outcome = errors.some(({ extensions }) => OURS.has(extensions?.['code']))
              ? 'failed'
              : errors.length > 0 || refusals.has(contextValue)
                ? 'refused'
                : 'done';
            seconds.observe({ ...asked, outcome }, (performance.now() - begun) / 1_000);
            return Promise.resolve();
          },
        });
      },
    };
  }
}

/** As the schema names it, and validated: an alias and an operation's name are the caller's words. */
function fieldOf({ selectionSet }: OperationDefinitionNode): string {
  const [only, ...others] = selectionSet.selections;
  return only?.kind === Kind.FIELD && others.length === 0 ? only.name.value : 'several';
}

/** Tells of every verb that answers with problems. */
function watchVerbs(schema: GraphQLSchema, refused: (context: object) => void): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field;
    if (!resolve) continue;
    field.resolve = async (source, args, context: object, info) => {
      const payload = (await resolve(source, args, context, info)) as { readonly problems?: readonly unknown[] } | null;
      if (payload?.problems?.length) refused(context);
      return payload;
    };
  }
}
