import { Module } from '@nestjs/common';
import { IdempotencyService } from './idempotency.service.js';
import { LedgerService } from './ledger.service.js';

@Module({ providers: [LedgerService, IdempotencyService], exports: [LedgerService, IdempotencyService] })
export class LedgerModule {}
