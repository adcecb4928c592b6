import { Inject, Injectable } from '@nestjs/common';
import { type Actor, type EventQuery, LedgerService, type RecordedEvent } from '#ledger';
import { BadInput, isUuid } from '#platform';
import { PermissionsService } from './permissions.service.js';

/** Who did what, when. Nobody can change it; reading it is for admins. */
@Injectable()
export class AuditService {
  constructor(
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
  ) {}

  async list(actor: Actor, query: EventQuery): Promise<readonly RecordedEvent[]> {
    await this.permissions.require(actor, 'audit.read');
    if (query.subject !== undefined && !isUuid(query.subject))
      throw new BadInput('"subject" is the id of a document, a partner or an editor.', ['subject']);
    // PostgreSQL takes no U+0000, and no event has one.
    if ([query.actor, query.verb].some((each) => each?.includes('\0'))) return [];
    return this.ledger.events(query);
  }
}
