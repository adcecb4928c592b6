/** A second front door: processes that serve HTTP and no GraphQL, which alone is most of what there is to load. */
export { createHttpApp, type HttpAppParts } from './http/adapter.js';
export { healthController, type ReadinessCheck } from './http/health.controller.js';
export { BODY_LIMIT } from './http/parse-body.js';
export { HttpRefusal, refusalBody, TOO_SLOW, toldOf } from './http/refusal.js';
export { ProcessMetrics, SECONDS } from './metrics/process-metrics.js';
export { serveOperations } from './processes/operations.js';
export { type Member, type Report, reportWhenAsked } from './processes/report.js';
export { SelfReport } from './processes/self-report.js';
export { openTracing } from './tracing/open-tracing.js';
export type { Tracing } from './tracing/tracing.js';
export { createLogger, type Logger, NestLog } from './logger.js';
export { GRACE, type Place, serve, whenToldToStop } from './serve.js';
export { isStopping } from './stopping.js';
export { endUnstarted } from './unstarted.js';
