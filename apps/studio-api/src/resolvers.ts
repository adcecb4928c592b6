import type { Type } from '@nestjs/common';
import { CommentResolver } from './comment/comment.resolver.js';
import { DueResolver } from './due/due.resolver.js';
import { PresenceResolver } from './presence/presence.resolver.js';
import { ReviewResolver } from './review/review.resolver.js';
import { STANDING_RESOLVERS } from './review/standing.resolver.js';
import { DocumentResolver } from './document/document.resolver.js';
import { DRAFT_RESOLVERS } from './document/draft.resolver.js';
import { AuditResolver } from './audit/audit.resolver.js';
import { AccountResolver } from './editor/account.resolver.js';
import { EditorResolver } from './editor/editor.resolver.js';
import { ExpungeResolver } from './expunge/expunge.resolver.js';
import { BulkResolver } from './bulk/bulk.resolver.js';
import { DuplicateResolver } from './document/duplicate.resolver.js';
import { FindingResolver } from './finding/finding.resolver.js';
import { HistoryResolver } from './history/history.resolver.js';
import { VersionResolver } from './history/version.resolver.js';
import { PartnerKeyResolver } from './partner/partner-key.resolver.js';
import { PartnerReadingResolver, PartnerResolver } from './partner/partner.resolver.js';
import { PreviewResolver } from './preview/preview.resolver.js';
import { PlanResolver } from './publication/plan.resolver.js';
import { PublicationResolver } from './publication/publication.resolver.js';
import { ReceiptResolver } from './receipt/receipt.resolver.js';
import { ReleasePreviewResolver, ReleaseReadingResolver, ReleaseResolver } from './release/release.resolver.js';
import { ScheduleResolver } from './release/schedule.resolver.js';
import { PROBLEM_TYPES } from './schema/problems.js';
import { REVISION_TYPES } from './schema/revision.js';
import { VARIANT_TYPES } from './schema/variant.js';
import { TokenResolver } from './token/token.resolver.js';
import { TranslationResolver } from './translation/translation.resolver.js';
import { WebhookDeliveryResolver, WebhookEndpointResolver } from './webhook/webhook.resolver.js';

export const RESOLVERS: readonly Type<unknown>[] = [
  AccountResolver,
  AuditResolver,
  CommentResolver,
  DueResolver,
  PresenceResolver,
  ReviewResolver,
  ...STANDING_RESOLVERS,
  DocumentResolver,
  ...DRAFT_RESOLVERS,
  EditorResolver,
  ExpungeResolver,
  FindingResolver,
  BulkResolver,
  DuplicateResolver,
  HistoryResolver,
  VersionResolver,
  PartnerResolver,
  PartnerReadingResolver,
  PartnerKeyResolver,
  PreviewResolver,
  PublicationResolver,
  ReceiptResolver,
  ReleaseResolver,
  ReleaseReadingResolver,
  ReleasePreviewResolver,
  ScheduleResolver,
  TokenResolver,
  PlanResolver,
  TranslationResolver,
  WebhookDeliveryResolver,
  WebhookEndpointResolver,
];

/** Types that no field names but an interface may resolve to. */
export const POSSIBLE_TYPES: readonly Type<unknown>[] = [
  ...Object.values(VARIANT_TYPES),
  ...Object.values(REVISION_TYPES),
  ...(PROBLEM_TYPES as unknown as Type<unknown>[]),
];
