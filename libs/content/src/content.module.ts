import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { LedgerModule } from '#ledger';
import { AnnouncingService } from './announcing.service.js';
import { BatchDraftingService } from './batch-drafting.service.js';
import { BulkChangingService } from './bulk-changing.service.js';
import { BulkPlanningService } from './bulk-planning.service.js';
import { BulkSketchingService } from './bulk-sketching.service.js';
import { ComparingService } from './comparing.service.js';
import { DocumentSchedulingService } from './document-scheduling.service.js';
import { DraftingService } from './drafting.service.js';
import { DuplicatingService } from './duplicating.service.js';
import { EditingService } from './editing.service.js';
import { ExpungeRequestsService } from './expunge-requests.service.js';
import { ExpungingService } from './expunging.service.js';
import { FiringService } from './firing.service.js';
import { FreezingService } from './freezing.service.js';
import { JudgingService } from './judging.service.js';
import { FindingService } from './finding.service.js';
import { LabelsService } from './labels.service.js';
import { OverlayService } from './overlay.service.js';
import { PreviewingService } from './previewing.service.js';
import { RefreshingService } from './refreshing.service.js';
import { PlanningService } from './planning.service.js';
import { PublishingService } from './publishing.service.js';
import { ReadingService } from './reading.service.js';
import { PinningService } from './pinning.service.js';
import { ReleaseApprovalService } from './release-approval.service.js';
import { ReleaseGateService } from './release-gate.service.js';
import { ReleasePublishingService } from './release-publishing.service.js';
import { ReleasesService } from './releases.service.js';
import { RestoringService } from './restoring.service.js';
import { ScheduleLettersService } from './schedule-letters.service.js';
import { SchedulingService } from './scheduling.service.js';
import { RevertingService } from './reverting.service.js';
import { SearchIndexService } from './search-index.service.js';
import { CommentingService } from './commenting.service.js';
import { ConfirmingService } from './confirming.service.js';
import { PresenceService } from './presence.service.js';
import { RemindingService } from './reminding.service.js';
import { ReviewingService } from './reviewing.service.js';
import { ReviewQueueService } from './review-queue.service.js';
import { WorkflowService } from './workflow.service.js';
import { TranslatingService } from './translating.service.js';
import { TranslationStateService } from './translation-state.service.js';
import { VerifyService } from './verify/verify.service.js';

const SERVICES = [
  WorkflowService,
  ReviewQueueService,
  ReviewingService,
  RemindingService,
  PresenceService,
  ConfirmingService,
  CommentingService,
  DraftingService,
  BatchDraftingService,
  FreezingService,
  RestoringService,
  ComparingService,
  JudgingService,
  AnnouncingService,
  EditingService,
  PlanningService,
  PublishingService,
  OverlayService,
  PreviewingService,
  RefreshingService,
  ReleaseGateService,
  ReleasesService,
  PinningService,
  ReleaseApprovalService,
  ReleasePublishingService,
  SchedulingService,
  DocumentSchedulingService,
  FiringService,
  ScheduleLettersService,
  RevertingService,
  TranslatingService,
  TranslationStateService,
  ExpungingService,
  ExpungeRequestsService,
  ReadingService,
  FindingService,
  DuplicatingService,
  BulkSketchingService,
  BulkPlanningService,
  BulkChangingService,
  LabelsService,
  SearchIndexService,
  VerifyService,
];

@Module({
  imports: [LedgerModule, AccessModule],
  providers: SERVICES,
  exports: SERVICES,
})
export class ContentModule {}
