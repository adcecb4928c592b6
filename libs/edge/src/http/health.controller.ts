import { Controller, Get, Res, type Type } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { isStopping } from '../stopping.js';

/** What keeps the process from serving; empty when nothing does. Reasons are sentences for an operator. */
export type ReadinessCheck = () => Promise<readonly string[]>;

/** `/healthz`: the process is alive. `/readyz`: it can serve; with reasons when it cannot. */
export function healthController(check: ReadinessCheck): Type<unknown> {
  @Controller()
  class HealthController {
    @Get('healthz')
    healthz(): { status: 'ok' } {
      return { status: 'ok' };
    }

    @Get('readyz')
    async readyz(
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<{ status: 'ready' | 'unavailable'; reasons: readonly string[] }> {
      const reasons = isStopping() ? ['The process was told to stop.'] : await check();
      reply.code(reasons.length === 0 ? 200 : 503);
      return { status: reasons.length === 0 ? 'ready' : 'unavailable', reasons };
    }
  }
  return HealthController;
}
