import { Problems, type Problem } from '#platform';

/** A payload that either carries what was done or the reasons why nothing was. */
export type Settled<T extends object> = (T | { readonly [K in keyof T]?: undefined }) & { readonly problems: readonly Problem[] };

/**
 * Runs a verb for a resolver. A Problem comes out past the transaction, which has been rolled back, and becomes data;
 * anything else is a fault of ours and goes on to the error formatter.
 */
export async function settle<T extends object>(work: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { ...(await work()), problems: [] };
  } catch (thrown) {
    const problems = Problems.of(thrown);
    if (problems === null) throw thrown;
    return { problems } as Settled<T>;
  }
}
