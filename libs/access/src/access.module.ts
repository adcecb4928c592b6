import { Module } from '@nestjs/common';
import { LedgerModule } from '#ledger';
import { EditorsService } from './editors.service.js';
import { OperationsService } from './operations.service.js';
import { PartnersService } from './partners.service.js';
import { PermissionsService } from './permissions.service.js';

@Module({
  imports: [LedgerModule],
  providers: [EditorsService, OperationsService, PartnersService, PermissionsService],
  exports: [EditorsService, OperationsService, PartnersService, PermissionsService],
})
export class AccessModule {}
