export { type Actor, actorName } from '#ledger';
export { formatKey, hashKey, KEY_HASH_PURPOSE, type ParsedKey, parseKey } from './domain/key.js';
export {
  isVerb,
  may,
  type Place,
  type Rights,
  RULES,
  type TokenScope,
  type Verb,
  type Verdict,
  VERBS,
} from './domain/permission.js';
export { EVERY_ROLE, type Grant, type Role, ROLES } from './domain/roles.js';
export {
  EditorNotFound,
  EmailTaken,
  HandleTaken,
  KeyNotFound,
  NotAllowed,
  OperationNotFound,
  OperationTaken,
  PartnerNotFound,
  SignInRefused,
  TooManyKeys,
  TooManyOperations,
} from './domain/refusals.js';
export { EVERYTHING, PUBLIC_PARTNER, type ScopeRule } from './domain/scope-rule.js';
export { ACCESS_TABLES } from './persistence/tables.js';
export { type Editor, EditorsService, LINK_LIFETIME, type Session, SESSION_LIFETIME } from './editors.service.js';
export { MOST_OPERATIONS, type Operation } from './domain/operation.js';
export { OperationsService, type RegisteredOperation } from './operations.service.js';
export { type IssuedKey, type Partner, PartnersService } from './partners.service.js';
export { type AskedPlace, PermissionsService } from './permissions.service.js';
export { AccessModule } from './access.module.js';
export type { Site } from './domain/site.js';
