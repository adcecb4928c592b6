/** A second front door: processes that serve HTTP and no GraphQL, which alone is most of what there is to load. */
export { createHttpApp, type HttpAppParts } from './http/adapter.js';
export { healthController, type ReadinessCheck } from './http/health.controller.js';
export { BODY_LIMIT } from './http/parse-body.js';
export { HttpRefusal, refusalBody, TOO_SLOW, toldOf } from './http/refusal.js';
export { createLogger, type Logger, NestLog } from './logger.js';
export { GRACE, type Place, serve, whenToldToStop } from './serve.js';
export { isStopping } from './stopping.js';
export { endUnstarted } from './unstarted.js';
