import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { LedgerModule } from '#ledger';
import { AnnouncingService } from './announcing.service.js';
import { ComparingService } from './comparing.service.js';
import { DraftingService } from './drafting.service.js';
import { EditingService } from './editing.service.js';
import { ExpungeRequestsService } from './expunge-requests.service.js';
import { ExpungingService } from './expunging.service.js';
import { FreezingService } from './freezing.service.js';
import { JudgingService } from './judging.service.js';
import { FindingService } from './finding.service.js';
import { LabelsService } from './labels.service.js';
import { PublishingService } from './publishing.service.js';
import { ReadingService } from './reading.service.js';
import { RestoringService } from './restoring.service.js';
import { SearchIndexService } from './search-index.service.js';
import { VerifyService } from './verify/verify.service.js';

const SERVICES = [
  DraftingService,
  FreezingService,
  RestoringService,
  ComparingService,
  JudgingService,
  AnnouncingService,
  EditingService,
  PublishingService,
  ExpungingService,
  ExpungeRequestsService,
  ReadingService,
  FindingService,
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
