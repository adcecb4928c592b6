export { BadInput, Busy, CannotStart, formatPath, Problem, type ProblemPath, Problems, TooSlow } from './problem.js';
export { Clock, SystemClock } from './clock/clock.js';
export { Ids, isUuid, RandomIds } from './ids.js';
export { type FaultPoint, onFaultPoint, reach } from './faults.js';
export { type Backlog, backlogColumns } from './jobs/backlog.js';
export { JobQueue, type JobTerms, type QueuedJobs } from './jobs/job-queue.js';
export { type Mail, Mailer } from './mail/mailer.js';
export {
  type AttributionConfig,
  type AudienceConfig,
  type Config,
  type Environment,
  environmentWith,
  loadConfig,
  localeChain,
  PREVIEW_PORT,
} from './config/config.js';
export { Seal } from './crypto/seal.js';
export { loadSecrets, Secrets } from './crypto/secrets.js';
export { constraintOf, refusedKey } from './database/constraint.js';
export { isPastDeadline, isServerAway, isServerFull, ServerAway } from './database/server-away.js';
export { type DatabaseState, inspectDatabase, inspectLogins, type LoginState } from './database/inspect.js';
export { UnitOfWork, type WorkLimits } from './database/unit-of-work.js';
export { type Asker, askerNow, askersOfStatement, onBehalfOf, watchAskers } from './database/askers.js';
export { type Attempt, Deadline } from './database/deadline.js';
export { type NotificationHandlers, Notifications } from './database/notifications.js';
export {
  type Connection,
  ReadPool,
  type ReadPoolOptions,
  type Statement,
  type StatementListener,
  type StatementObserver,
} from './database/read-pool.js';
export {
  type Addresses,
  embeddedAddresses,
  findAddresses,
  givenAddresses,
  type Login,
  LOGINS,
  replicaAddresses,
} from './database/addresses.js';
export { ensureDatabase, ensureServer, type ReadyDatabase, type ReadyServer, superuserUrl } from './database/ensure.js';
export {
  migrate,
  type MigrationClass,
  type MigrationTurn,
  recordedMigrations,
  whileNobodyMigrates,
} from './database/migrate.js';
export { createOwnedDatabase, provisionGiven, withClient } from './database/provision.js';
export { vacuumSchemas } from './database/vacuum.js';
export { connect, type Table } from './database/source.js';
export { type EmbeddedServer, findEmbedded, startEmbedded } from './embedded/index.js';
export { CONFIG, PlatformModule, type PlatformOptions } from './platform.module.js';
export { BUILD, CHECKOUT } from './project.js';
