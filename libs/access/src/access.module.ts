import { Module } from '@nestjs/common';
import { LedgerModule } from '#ledger';
import { EditorsService } from './editors.service.js';
import { OperationsService } from './operations.service.js';
import { PartnersService } from './partners.service.js';

@Module({
  imports: [LedgerModule],
  providers: [EditorsService, OperationsService, PartnersService],
  exports: [EditorsService, OperationsService, PartnersService],
})
export class AccessModule {}
