export * from './domain/kinds/kinds.js';
export { REFERENCE_ROLES, type ReferenceRole, ROLES } from './domain/kinds/shapes.js';
export type { EmbedBlock, RichText, RichTextBlock, TextBlock } from './domain/kinds/rich-text-shape.js';
export { prepareShapes } from './domain/kinds/misfits.js';
export { checkDraft } from './domain/kinds/validate.js';
export { requirementsToPublish } from './domain/kinds/requirements.js';
export { type ExtractedReference, extractReferences } from './domain/kinds/references.js';
export { hash64, hashRevision } from './domain/kinds/hash.js';
export { allSchemas } from './domain/kinds/json-schema.js';
export { upcast } from './domain/kinds/upcast.js';
export {
  type EmbedPlace,
  type Format,
  joinSegments,
  type Rendered,
  type Segment,
} from './domain/rich-text/segments.js';
export { CHANGE_KINDS, type ChangeKind, WITHDRAWAL_REASONS, type WithdrawalReason } from './domain/publication-plan.js';
export * from './domain/preview-refusals.js';
export * from './domain/refusals.js';
export { type Reason, reasonOf } from './domain/reason.js';
export { type RenderedDocument, renderDocument } from './domain/rendered-document.js';
export { slugFrom } from './domain/slug.js';
export type { FrozenBody, Revision, RevisionReference, RevisionSummary, Variant } from './domain/variant.js';
export { OVERLAY_SETTINGS, overlaid } from './persistence/overlay.js';
export { CONTENT_TABLES } from './persistence/tables.js';
export { type DraftChange, DraftingService, type NewDraft } from './drafting.service.js';
export { type Conflict, type DraftEdit, type Edited, EditingService, KEPT_DAYS } from './editing.service.js';
export { type BatchDraft, BatchDraftingService } from './batch-drafting.service.js';
export type { Standing } from './persistence/batch.store.js';
export type { DraftBase, ListBase } from './domain/draft/edits.js';
export { type PartHashes, partHashes } from './domain/draft/parts.js';
export { KEPT_VERSIONS } from './persistence/draft-version.store.js';
export type { PublicationRequest, PublishItem, WithdrawItem } from './domain/publication-request.js';
export { type FreezeRequest, FreezingService, type Frozen } from './freezing.service.js';
export { type Restoration, type RestoreRequest, RestoringService } from './restoring.service.js';
export { restoreBody, type Unmapped } from './domain/kinds/restore.js';
export {
  ComparingService,
  type Comparison,
  type Side,
  type TitledReferenceChange,
  type Version,
} from './comparing.service.js';
export type { Change } from './domain/compare/changes.js';
export { WORD_CHANGES, type WordChange } from './domain/compare/words.js';
export {
  type Companion,
  type GoingLive,
  PlanningService,
  type PlanRequest,
  type PublicationPlan,
} from './planning.service.js';
export type { Dependent } from './persistence/plan.store.js';
export { type FollowRequest, TranslatingService, type TranslationRequest } from './translating.service.js';
export {
  type StaleChange,
  TRANSLATION_STATES,
  type TranslationState,
  TranslationStateService,
  type TranslationStatus,
  type TranslationSummary,
} from './translation-state.service.js';
export { type RevertRequest, RevertingService } from './reverting.service.js';
export { AnnouncingService, type PublishedEdition } from './announcing.service.js';
export { JudgingService } from './judging.service.js';
export { type PublicationResult, PublishingService } from './publishing.service.js';
export {
  EXPUNGE_REASONS,
  EXPUNGED_ADDRESS_PURPOSE,
  type ExpungeReason,
  type ExpungeRequest,
  hashAddress,
} from './domain/expunging.js';
export {
  type AskedExpunge,
  EXPUNGE_OUTCOMES,
  EXPUNGE_REQUEST_LIFETIME,
  type ExpungeOutcome,
  ExpungeRequestsService,
} from './expunge-requests.service.js';
export { type Expungeable, type Expunged, ExpungingService, FORGET_SAMPLES } from './expunging.service.js';
export type { Erased, Mention } from './persistence/tombstone.store.js';
export { FindingService } from './finding.service.js';
export * from './domain/bulk/refusals.js';
export {
  type BulkChange,
  type BulkChangeName,
  MOST_CHANGED,
  type Relabelling,
  type Selection,
} from './domain/bulk/bulk-change.js';
export { packChecks } from './domain/bulk/checks.js';
export { PASSED_OVER, type PassedOver } from './bulk-sketching.service.js';
export { type BulkPlan, BulkPlanningService } from './bulk-planning.service.js';
export { type AgreedChange, BulkChangingService, type BulkResult } from './bulk-changing.service.js';
export { type DuplicateRequest, DuplicatingService } from './duplicating.service.js';
export {
  type Finding,
  FINDING_ORDERS,
  type FindingFilter,
  type FindingOrder,
  type FindingPlace,
  type Likeness,
  STANDINGS,
  type Use,
  type VariantState,
} from './domain/finding.js';
export {
  type DraftPreview,
  type OpenedPreview,
  PREVIEW_MINUTES,
  PreviewingService,
  type Laid,
  type PreviewRecord,
  type PreviewTerms,
} from './previewing.service.js';
export * from './domain/release-refusals.js';
export {
  RELEASE_STATES,
  RELEASE_VERBS,
  type Release,
  type ReleaseItem,
  type ReleaseState,
  type ReleaseVerb,
} from './domain/release.js';
export { SCHEDULE_STATES, type Schedule, type ScheduleState } from './domain/schedule.js';
export type { LocalTime } from './domain/local-time.js';
export { ReleaseGateService, type ReleaseRef, type ReleaseVerdict } from './release-gate.service.js';
export { type NewRelease, type ReleaseChange, ReleasesService } from './releases.service.js';
export { PinningService, type SeenDraft } from './pinning.service.js';
export { type Approval, ReleaseApprovalService } from './release-approval.service.js';
export { ReleasePublishingService } from './release-publishing.service.js';
export { DocumentSchedulingService } from './document-scheduling.service.js';
export { type Scheduled, type ScheduleRef, SchedulingService } from './scheduling.service.js';
export { type Fired, FiringService, SCHEDULER } from './firing.service.js';
export { ScheduleLettersService } from './schedule-letters.service.js';
export { ReadingService } from './reading.service.js';
export { LabelsService } from './labels.service.js';
export { SearchIndexService } from './search-index.service.js';
export { type OwnWords, ownWords } from './domain/kinds/text-of.js';
export type { CheckResult } from './verify/checks.js';
export { VerifyService } from './verify/verify.service.js';
export { ContentModule } from './content.module.js';
export { type EmbedTarget, renderEmbed } from './domain/rich-text/embeds.js';
export { type Labels, labelsFor } from './domain/rich-text/labels.js';
/** For pages that are made of a document's fields: the same writers that render its rich text. */
export { blocksToHtml, escapeHtml } from './domain/rich-text/html.js';
export { blocksToMarkdown } from './domain/rich-text/markdown.js';
export { blocksToText } from './domain/rich-text/text.js';
export type { Block, Inline } from './domain/rich-text/outline.js';
export { safeHref } from './domain/rich-text/web-address.js';
export { jsonSchemaOf, portableTextSchema } from './domain/kinds/json-schema.js';
export { type NewThread, type Thread, CommentingService } from './commenting.service.js';
export { type Confirming, ConfirmingService } from './confirming.service.js';
export { clearanceOf } from './domain/workflow/clearance.js';
export {
  type Asking,
  OUTCOMES,
  type Situation,
  type State,
  STATES,
  type Step,
  verdictOf,
  WORKFLOW,
} from './domain/workflow/workflow.js';
export type { Comment } from './persistence/comment.store.js';
export type { Due, PublicDates } from './persistence/due.store.js';
export { type Lock, LOCK_SECONDS, type Present, PRESENT_SECONDS } from './persistence/presence.store.js';
export { type Queue, QUEUES, type Review } from './persistence/review.store.js';
export { type Attendance, PresenceService } from './presence.service.js';
export { RemindingService, SEND_REMINDER } from './reminding.service.js';
export { type Reviewed, REVIEW_DAYS, ReviewingService } from './reviewing.service.js';
export { ReviewQueueService } from './review-queue.service.js';
export { situationOf, WorkflowService } from './workflow.service.js';
export * from './domain/workflow/refusals.js';
export * from './domain/draft/refusals.js';
export { type Refresh, RefreshingService } from './refreshing.service.js';
