import { Problems } from '#platform';

/** The refusals of a call, as `KIND at path`; none when it was done. A fault is thrown on. */
export async function refusals(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    const problems = Problems.of(error);
    if (!problems) throw error;
    return problems.map((problem) => `${problem.kind} at ${problem.path.join('.')}`);
  }
}
