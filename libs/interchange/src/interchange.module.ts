import { Module } from '@nestjs/common';
import { ContentModule } from '#content';
import { LedgerModule } from '#ledger';
import { BackupService } from './archive/backup.service.js';
import { ImportService } from './import.service.js';
import { SeedService } from './seed.service.js';

const SERVICES = [BackupService, ImportService, SeedService];

@Module({ imports: [ContentModule, LedgerModule], providers: SERVICES, exports: SERVICES })
export class InterchangeModule {}
