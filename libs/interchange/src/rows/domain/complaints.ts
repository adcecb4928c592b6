import { formatPath, type Problem, Problems } from '#platform';
import { MOST_PROBLEMS, type RowProblem } from './row-report.js';

/** What is wrong with which row; bounded, because a wrong mapping is wrong in every one. */
export class Complaints {
  readonly problems: RowProblem[] = [];
  more = false;

  get any(): boolean {
    return this.problems.length > 0;
  }

  add(problem: RowProblem): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem);
    else this.more = true;
  }

  addAll(error: unknown, line: number, id: string): void {
    const problems = Problems.of(error);
    if (!problems) throw error;
    for (const problem of problems) this.addProblem(problem, line, id);
  }

  addProblem({ path, message }: Problem, line: number, id: string | null = null): void {
    this.add({ line, id, reason: `${path.length > 0 ? `${formatPath(path)}: ` : ''}${message}` });
  }
}
