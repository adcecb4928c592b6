import type { MetricObjectWithValues, MetricValue } from 'prom-client';

/** What a serving process says of itself when it is asked. */
export interface Report {
  /** What keeps it from serving, in sentences; empty when nothing does. */
  readonly reasons: readonly string[];
  readonly metrics: readonly MetricObjectWithValues<MetricValue<string>>[];
}

/** One of the processes that serve a port; without a report when it does not run or does not answer. */
export interface Member {
  readonly pid: number | null;
  readonly report: Report | null;
}

interface Answer {
  readonly answer: number;
  readonly report: Report | null;
}

export function isAnswer(message: unknown): message is Answer {
  return typeof (message as Partial<Answer> | null)?.answer === 'number';
}

/** In a process of a crew: answers whenever the crew asks. */
export function reportWhenAsked(report: () => Promise<Report>): void {
  process.on('message', (message: unknown) => {
    const question = (message as { question?: unknown } | null)?.question;
    if (typeof question !== 'number') return;
    const answer = (said: Report | null) => process.send?.({ answer: question, report: said } satisfies Answer);
    report().then(answer, () => answer(null));
  });
}
