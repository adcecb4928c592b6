import type { INestApplicationContext } from '@nestjs/common';
import { SelfReport } from '#edge';

export interface Figure {
  readonly labels: Readonly<Record<string, unknown>>;
  readonly value: number;
  /** Of a histogram, which of its figures it is. */
  readonly metricName?: string;
}

/** What a process tells under a name; null when it tells nothing of the kind. */
export async function figuresOf(app: INestApplicationContext, name: string): Promise<readonly Figure[] | null> {
  const metric = (await app.get(SelfReport).metrics.read()).find((each) => each.name === name);
  return metric?.values ?? null;
}

/** Runs of compiled operations that ended with complete data; null where none are compiled. */
export async function compiledRuns(app: INestApplicationContext): Promise<number | null> {
  const figures = await figuresOf(app, 'almanac_compiled_runs_total');
  return figures && (figures.find(({ labels }) => labels['outcome'] === 'complete')?.value ?? NaN);
}
