import { Module } from '@nestjs/common';
import { LedgerModule } from '#ledger';
import { EditorsService } from './editors.service.js';
import { PartnersService } from './partners.service.js';

@Module({
  imports: [LedgerModule],
  providers: [EditorsService, PartnersService],
  exports: [EditorsService, PartnersService],
})
export class AccessModule {}
