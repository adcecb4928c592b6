import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { ReceiptsService } from './receipts.service.js';

/** Saying who has received what: for those who look after partners. */
@Module({ imports: [AccessModule], providers: [ReceiptsService], exports: [ReceiptsService] })
export class ReceiptsModule {}
