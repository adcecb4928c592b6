export { type Actor, actorName, type RecordedEvent } from '#ledger';
export {
  type NewPartner,
  type Nameable,
  type Partner,
  type PartnerQuotas,
  type SeenPartner,
  strangeScope,
} from './domain/partner.js';
export { formatKey, hashKey, KEY_HASH_PURPOSE, type ParsedKey, parseKey } from './domain/key.js';
export { linkAddress, LINK_LIFETIMES, type LinkPurpose, SESSION_LIFETIME } from './domain/link.js';
export {
  isVerb,
  may,
  type Place,
  type Rights,
  RULES,
  TOKEN_VERBS,
  type TokenScope,
  type Verb,
  type Verdict,
  VERBS,
} from './domain/permission.js';
export {
  EditorNotFound,
  EmailTaken,
  HandleTaken,
  KeyNotFound,
  LastAdmin,
  NotAllowed,
  OperationNotFound,
  OperationTaken,
  PartnerNotFound,
  SignInRefused,
  StaleEditor,
  StalePartner,
  TokenNotFound,
  TooManyAtOnce,
  TooManyAttempts,
  TooManyKeys,
  TooManyOperations,
  TooManyTokens,
} from './domain/refusals.js';
export { networkOf } from './domain/network.js';
export { EVERY_ROLE, type Grant, type Role, ROLES } from './domain/roles.js';
export { EVERYTHING, PUBLIC_PARTNER, type ScopeRule } from './domain/scope-rule.js';
export type { Site } from './domain/site.js';
export { tokenId, type TokenRequest } from './domain/token.js';
export { ACCESS_TABLES } from './persistence/tables.js';
export { type AccountChange, AccountService } from './account.service.js';
export { ATTEMPT_WINDOW, MOST_ATTEMPTS } from './attempts.service.js';
export { AuditService } from './audit.service.js';
export { type Editor, EditorsService, type NewEditor, type SeenEditor } from './editors.service.js';
export { InvitationsService, type Invited, SEND_LINK } from './invitations.service.js';
export { LettersService } from './letters.service.js';
export { LinksService } from './links.service.js';
export { MOST_OPERATIONS, type Operation } from './domain/operation.js';
export { OperationsService, type RegisteredOperation } from './operations.service.js';
export { ACTIVE_KEYS, type IssuedKey, KeysService, type PartnerKey } from './keys.service.js';
export { type Moved, PartnersService } from './partners.service.js';
export { type AskedPlace, PermissionsService } from './permissions.service.js';
export { ResetsService } from './resets.service.js';
export { type Person, type Session, SessionsService, type Visitor } from './sessions.service.js';
export { type IssuedToken, type Token, type TokenHolder, TokensService } from './tokens.service.js';
export { type DayUsage, UsageService } from './usage.service.js';
export { AccessModule } from './access.module.js';
