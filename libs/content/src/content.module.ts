import { Module } from '@nestjs/common';
import { LedgerModule } from '#ledger';
import { DraftingService } from './drafting.service.js';
import { LabelsService } from './labels.service.js';
import { PublishingService } from './publishing.service.js';
import { ReadingService } from './reading.service.js';
import { SearchIndexService } from './search-index.service.js';
import { VerifyService } from './verify/verify.service.js';

@Module({
  imports: [LedgerModule],
  providers: [DraftingService, PublishingService, ReadingService, LabelsService, SearchIndexService, VerifyService],
  exports: [DraftingService, PublishingService, ReadingService, LabelsService, SearchIndexService, VerifyService],
})
export class ContentModule {}
