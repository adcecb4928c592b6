import { Module } from '@nestjs/common';
import { LedgerModule } from '#ledger';
import { AccountService } from './account.service.js';
import { AttemptsService } from './attempts.service.js';
import { AuditService } from './audit.service.js';
import { EditorsService } from './editors.service.js';
import { InvitationsService } from './invitations.service.js';
import { KeyMaker } from './key-maker.js';
import { KeysService } from './keys.service.js';
import { LettersService } from './letters.service.js';
import { LinksService } from './links.service.js';
import { OperationsService } from './operations.service.js';
import { PartnersService } from './partners.service.js';
import { Passwords } from './passwords.js';
import { PermissionsService } from './permissions.service.js';
import { ResetsService } from './resets.service.js';
import { SessionsService } from './sessions.service.js';
import { TokensService } from './tokens.service.js';
import { UsageService } from './usage.service.js';

const SERVICES = [
  AccountService,
  AuditService,
  EditorsService,
  InvitationsService,
  KeysService,
  LettersService,
  LinksService,
  OperationsService,
  PartnersService,
  PermissionsService,
  ResetsService,
  SessionsService,
  TokensService,
  UsageService,
];

@Module({ imports: [LedgerModule], providers: [...SERVICES, AttemptsService, KeyMaker, Passwords], exports: SERVICES })
export class AccessModule {}
