import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { ContentModule } from '#content';
import { LedgerModule } from '#ledger';
import { BackupService } from './archive/backup.service.js';
import { ImportRowsService } from './import-rows.service.js';
import { ImportService } from './import.service.js';
import { SandboxService } from './sandbox/sandbox.service.js';
import { TakingRowsService } from './taking-rows.service.js';
import { SeedService } from './seed.service.js';

const SERVICES = [BackupService, ImportRowsService, ImportService, SandboxService, TakingRowsService, SeedService];

@Module({ imports: [AccessModule, ContentModule, LedgerModule], providers: SERVICES, exports: SERVICES })
export class InterchangeModule {}
