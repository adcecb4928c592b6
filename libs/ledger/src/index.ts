export { type Actor, actorName } from './domain/actor.js';
export { CHAIN_START, type ChainedEvent, chainHash } from './domain/event-chain.js';
export type { Publication, PublicationKind } from './domain/publication.js';
export { type Announcement, type Fact, LedgerService } from './ledger.service.js';
export { LedgerModule } from './ledger.module.js';
export { type Anchor, type AnchorReport, AuditAnchors } from './anchor.js';
export { IdempotencyKeyReused, IdempotencyKeySpent } from './domain/refusals.js';
export { ANSWERS_KEPT_DAYS, type Done, IdempotencyService, type Request } from './idempotency.service.js';
