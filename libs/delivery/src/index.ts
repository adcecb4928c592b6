export type { Attribution, PartnerIdentity, Quotas, Scope, Snapshot, View } from './domain/view.js';
export type {
  PublishedDocument,
  PublishedTombstone,
  PublishedWithdrawal,
  RenderedDocument,
  RenderedField,
} from './domain/document.js';
export type { ListedDocument, ListFilter, ListOrder, ListPage, ListPosition, ListRequest } from './domain/page.js';
export { type Portion, WHOLE } from './domain/portion.js';
export { DeliveryReader, type DocumentKey } from './delivery.reader.js';
export { type Myth, MythIndex, type Repetition } from './myths/domain/myth-index.js';
export type { MythFound, MythRequest } from './myths/domain/request.js';
export { SqlDeliveryReader } from './sql-delivery.reader.js';
export { allows, boundsOf, CARRIERS, type Scoped } from './domain/scope.js';
export { type Filed, PartnerReach } from './reach.js';
export { EditionShelf } from './persistence/edition-shelf.js';
export { ByteCache, type Hold, type Kept } from './cache/byte-cache.js';
export { Doorkeeper } from './cache/doorkeeper.js';
export { type Head, HeadTracker } from './cache/head-tracker.js';
export { NewestHead } from './replicas/newest-head.js';
export { Proofs } from './replicas/proofs.js';
export { Replica } from './replicas/replica.js';
export { ReplicatedReader } from './replicas/replicated.reader.js';
export { KeyRing } from './cache/key-ring.js';
export { RegisteredOperations, type RegisteredText } from './cache/registered-operations.js';
export {
  type DeltaLines,
  type DeltaPage,
  type DeltaPosition,
  type DeltaRequest,
  type Removal,
  scopeMoved,
  selected,
  type Selection,
  type SetProof,
  type Upsert,
} from './sync/delta.js';
export { Lines } from './sync/lines.js';
export { isInstant } from './domain/instant.js';
export type { Address, ChronicleRequest, CorrectionRecord } from './domain/chronicle.js';
export {
  type Facet,
  type Highlight,
  HIGHLIGHT_FIELDS,
  type HighlightRequest,
  SEARCH_CAP,
  type SearchFacets,
  type SearchHit,
  type SearchPage,
  type SearchPosition,
  type SearchRequest,
} from './search/search.request.js';
export { Preview, type PreviewedChange, type PreviewedObjection } from './preview/preview.js';
export { Previews } from './preview/previews.js';
export { Allowance } from './traffic/allowance.js';
export { type Meter } from './traffic/meter.js';
export { Traffic } from './traffic/traffic.js';
export type { Change, Receipt } from './receipts/domain/receipt.js';
export { MOST_CHANGES, type Receipts, ReceiptsService } from './receipts/receipts.service.js';
export type { AskedReceipts } from './receipts/receipt.store.js';
export { Cargo, type CopyAt, type Shown } from './receipts/cargo.js';
export { asOfSeal, closeSnapshot, openSnapshot } from './domain/as-of.js';
export { type Event, EVENTS } from './webhooks/domain/event.js';
export { messageId } from './webhooks/domain/envelope.js';
export type { EndpointWish } from './webhooks/domain/endpoint-wish.js';
export { DeliveryNotFound, EndpointNotFound, StaleEndpoint, TooManyEndpoints } from './webhooks/domain/refusals.js';
export { SEND_WEBHOOK, SEND_WEBHOOK_NOTICE } from './webhooks/jobs.js';
export type { EndpointRef } from './webhooks/endpoint-gate.service.js';
export {
  type EndpointWithSecret,
  EndpointsService,
  LONGEST_OVERLAP,
  MOST_ENDPOINTS,
} from './webhooks/endpoints.service.js';
export { EndpointChangesService } from './webhooks/endpoint-changes.service.js';
export { DELIVERIES_KEPT_DAYS, DeliveriesService, type Replay } from './webhooks/deliveries.service.js';
export { PartnerClosingService } from './webhooks/partner-closing.service.js';
export { FanOutService } from './webhooks/fan-out.service.js';
export { SendingService, type Sent } from './webhooks/sending.service.js';
export { WebhookNoticesService } from './webhooks/notices.service.js';
export { ReceiptsModule } from './receipts/receipts.module.js';
export { WebhooksModule } from './webhooks/webhooks.module.js';
export type { Endpoint, EndpointState, PartnerName, PauseReason } from './webhooks/persistence/endpoint.store.js';
export type { Attempt, Delivery, DeliveryState } from './webhooks/persistence/delivery.store.js';
