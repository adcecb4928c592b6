import type { ReadinessCheck } from '../http/health.controller.js';
import { isStopping } from '../stopping.js';
import type { Member, Report } from './report.js';

/** What this process says of itself to whoever runs it. */
export class SelfReport {
  constructor(
    private readonly readiness: ReadinessCheck,
    readonly metrics: { read(): Promise<Report['metrics']> },
  ) {}

  async report(): Promise<Report> {
    const [reasons, metrics] = await Promise.all([
      isStopping() ? ['The process was told to stop.'] : this.readiness(),
      this.metrics.read(),
    ]);
    return { reasons, metrics };
  }

  /** All processes that do this work, where there is this one alone. */
  async members(): Promise<readonly Member[]> {
    return [{ pid: process.pid, report: await this.report() }];
  }
}
