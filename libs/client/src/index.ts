export type { CopiedDocument, EmbedPlace, Kind, Removal, RemovalReason, RenderedField } from './document.js';
export { onHead } from './events.js';
export { AlmanacError, type Connection } from './http.js';
export { memoryStore } from './memory-store.js';
export { type Given, type Operation, query } from './query.js';
export { createReplica, type Progress, type Replica, type ReplicaOptions, type Synced } from './replica.js';
export { show } from './show.js';
export type { Change, CopyState, ReplicaStore, Stored } from './store.js';
