import { Controller, Get, HttpCode, type Type } from '@nestjs/common';
import { HttpException } from '@nestjs/common';

/** What keeps the process from serving; empty when nothing does. Reasons are sentences for an operator. */
export type ReadinessCheck = () => Promise<readonly string[]>;

/** `/healthz`: the process is alive. `/readyz`: it can serve; with reasons when it cannot. */
export function healthController(check: ReadinessCheck): Type<unknown> {
  @Controller()
  class HealthController {
    @Get('healthz')
    @HttpCode(200)
    healthz(): { status: 'ok' } {
      return { status: 'ok' };
    }

    @Get('readyz')
    @HttpCode(200)
    async readyz(): Promise<{ status: 'ready'; reasons: readonly string[] }> {
      const reasons = await check();
      if (reasons.length > 0) throw new HttpException({ status: 'unavailable', reasons }, 503);
      return { status: 'ready', reasons };
    }
  }
  return HealthController;
}
