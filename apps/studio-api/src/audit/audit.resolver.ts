import { Inject } from '@nestjs/common';
import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { type Actor, AuditService } from '#access';
import { Problems } from '#platform';
import { checkInput } from '../schema/check-input.js';
import { Pages } from '../schema/pages.js';
import { Acting } from '../session/studio-context.js';
import { AuditEventConnection, AuditFilterInput, showEvent } from './audit.schema.js';

@Resolver()
export class AuditResolver {
  constructor(
    @Inject(AuditService) private readonly audit: AuditService,
    @Inject(Pages) private readonly pages: Pages,
  ) {}

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
    const page = this.pages.ask(`audit ${JSON.stringify([since, sinceNumber, by, verb, subject])}`, first, after);
    const found = await this.audit.list(actor, {
      order: 'NEWEST',
      first: page.first,
      after: page.after ? Number(page.after[0]) : undefined,
      since: {
        ...(since ? { at: since } : {}),
        ...(typeof sinceNumber === 'number' ? { number: sinceNumber } : {}),
      },
      actor: by ?? undefined,
      verb: verb ?? undefined,
      subject: subject ?? undefined,
    });
    return page.show(
      found,
      ({ number }) => [number],
      (event) => ({ node: showEvent(event) }),
    );
  }
}
