export type { PartnerIdentity, Scope, Snapshot, View } from './domain/view.js';
export type { PublishedDocument, PublishedWithdrawal, RenderedDocument, RenderedField } from './domain/document.js';
export type { ListedDocument, ListFilter, ListOrder, ListPage, ListPosition, ListRequest } from './domain/page.js';
export { DeliveryReader, type DocumentKey } from './delivery.reader.js';
export { type Myth, MythIndex, type Repetition } from './myths/domain/myth-index.js';
export type { MythFound, MythRequest } from './myths/domain/request.js';
export { SqlDeliveryReader } from './sql-delivery.reader.js';
export { allows, type Scoped } from './domain/scope.js';
