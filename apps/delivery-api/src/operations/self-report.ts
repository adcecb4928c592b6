import { isStopping, type ReadinessCheck, type Report } from '#edge';
import type { Metrics } from './metrics.js';

/** What this process says of itself to whoever runs it. */
export class SelfReport {
  constructor(
    private readonly readiness: ReadinessCheck,
    readonly metrics: Metrics,
  ) {}

  async report(): Promise<Report> {
    const [reasons, metrics] = await Promise.all([
      isStopping() ? ['The process was told to stop.'] : this.readiness(),
      this.metrics.read(),
    ]);
    return { reasons, metrics };
  }
}
