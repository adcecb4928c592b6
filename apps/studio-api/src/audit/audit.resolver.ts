import { Inject } from '@nestjs/common';
import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { type Actor, AuditService } from '#access';
import { Problems, Seal, Secrets } from '#platform';
import { checkInput } from '../schema/check-input.js';
import { askedPage, connectionOf } from '../schema/connection.js';
import { Acting } from '../session/studio-context.js';
import { AuditEventConnection, AuditFilterInput, showEvent } from './audit.schema.js';

@Resolver()
export class AuditResolver {
  private readonly seal: Seal;

  constructor(
    @Inject(AuditService) private readonly audit: AuditService,
    @Inject(Secrets) secrets: Secrets,
  ) {
    this.seal = new Seal(secrets.derive('studio cursor'), 'studio cursor');
  }

  @Query(() => AuditEventConnection, { description: 'The audit, newest first. For admins.' })
  async auditEvents(
    @Acting() actor: Actor,
    @Args('first', { type: () => Int, description: 'How many: 1 to 100.' }) first: number,
    @Args('filter', { type: () => AuditFilterInput, nullable: true, description: 'Which; left out: all.' })
    filter?: AuditFilterInput | null,
    @Args('after', { type: () => String, nullable: true, description: 'The `endCursor` of the page before.' })
    after?: string | null,
  ): Promise<AuditEventConnection> {
    const { since, sinceNumber, actor: by, verb, subject } = filter ?? {};
    Problems.throwIfAny(filter ? checkInput(AuditFilterInput, filter, ['filter']) : []);
    const list = `audit ${JSON.stringify([since, sinceNumber, by, verb, subject])}`;
    const page = askedPage(this.seal, list, first, after);
    const found = await this.audit.list(actor, {
      order: 'NEWEST',
      first: first + 1,
      after: page.after === null ? undefined : Number(page.after),
      since: {
        ...(since ? { at: since } : {}),
        ...(typeof sinceNumber === 'number' ? { number: sinceNumber } : {}),
      },
      actor: by ?? undefined,
      verb: verb ?? undefined,
      subject: subject ?? undefined,
    });
    return connectionOf(this.seal, list, page, found, { key: ({ number }) => String(number), node: showEvent });
  }
}
