import { environmentWith, formatPath, type Problem, Problems } from '#platform';

/** What a person reads when a command fails: the sentence of an expected refusal, or where to go with a fault of ours. */
export function complaint(thrown: unknown, debug: boolean): string {
  const problems = Problems.of(thrown);
  if (problems) return problems.map(sentence).join('\n');
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const detail = debug ? (error.stack ?? error.message) : `${error.name}: ${error.message}`;
  const more = debug ? '' : ' Run it again with ALMANAC_LOG_LEVEL=debug and add what it prints.';
  return `Something failed that should not: please report it.${more}\n${detail}`;
}

function sentence(problem: Problem): string {
  // A place inside a document helps; one that the sentence itself names, or a mere option, does not.
  const named = problem.message.includes(String(problem.path.at(-1)));
  return problem.path.length > 1 && !named ? `${formatPath(problem.path)}: ${problem.message}` : problem.message;
}

export function complain(thrown: unknown): void {
  process.stderr.write(`${complaint(thrown, environmentWith({})['ALMANAC_LOG_LEVEL'] === 'debug')}\n`);
}
