import { Module } from '@nestjs/common';
import { LedgerModule } from '#ledger';
import { DraftingService } from './drafting.service.js';
import { ExpungingService } from './expunging.service.js';
import { LabelsService } from './labels.service.js';
import { PublishingService } from './publishing.service.js';
import { ReadingService } from './reading.service.js';
import { SearchIndexService } from './search-index.service.js';
import { VerifyService } from './verify/verify.service.js';

const SERVICES = [
  DraftingService,
  PublishingService,
  ExpungingService,
  ReadingService,
  LabelsService,
  SearchIndexService,
  VerifyService,
];

@Module({
  imports: [LedgerModule],
  providers: SERVICES,
  exports: SERVICES,
})
export class ContentModule {}
