import { type Problem, Problems } from '#platform';
import type { ProblemView } from './problem.view.js';

/** A payload that carries either what was done, or the reasons why nothing was. */
export type Settled<T extends object> = Partial<T> & { readonly problems: readonly ProblemView[] };

/**
 * Runs a verb for a resolver. A Problem comes out past the transaction, which has been rolled back, and becomes data;
 * anything else is a fault of ours and goes on to the error formatter.
 */
export async function settle<T extends object>(
  show: (problem: Problem) => ProblemView,
  work: () => Promise<T>,
): Promise<Settled<T>> {
  try {
    return { ...(await work()), problems: [] };
  } catch (thrown) {
    const problems = Problems.of(thrown);
    if (problems === null) throw thrown;
    return { problems: problems.map(show) } as unknown as Settled<T>;
  }
}
