import { Module } from '@nestjs/common';
import { IdempotencyService } from './idempotency.service.js';
import { LedgerService } from './ledger.service.js';
import { RetentionService } from './retention.service.js';

const SERVICES = [LedgerService, IdempotencyService, RetentionService];

@Module({ providers: SERVICES, exports: SERVICES })
export class LedgerModule {}
