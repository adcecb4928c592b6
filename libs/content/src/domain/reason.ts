import type { Problem, ProblemPath } from '#platform';
import { UnknownAudience } from './kinds/problems.js';
import { HeldByHosts, SlugTaken } from './refusals.js';

/** A refusal that is kept for later: it names documents by their ids and repeats none of their words, or expunging could not reach them. */
export interface Reason {
  readonly kind: string;
  readonly message: string;
  readonly path: ProblemPath;
}

export function reasonOf(problem: Problem): Reason {
  const { kind, path } = problem;
  return { kind, path, message: sentenceOf(problem) };
}

function sentenceOf(problem: Problem): string {
  if (problem instanceof SlugTaken)
    return `Another live document${problem.takenBy === null ? '' : ` (${problem.takenBy})`} has this slug: choose another one, or withdraw that document.`;
  if (problem instanceof HeldByHosts) {
    const ids = [...new Set(problem.hosts.map((host) => host.documentId))];
    return `Live documents embed or cite ${problem.documentId} (${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', ...' : ''}): change them in the same publication, or withdraw it as REPLACED or RETRACTED.`;
  }
  if (problem instanceof UnknownAudience)
    return 'This audience is not configured: choose another one, or leave it out.';
  return problem.message;
}
