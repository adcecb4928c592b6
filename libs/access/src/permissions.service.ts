import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#ledger';
import { type ProblemPath, Problems, UnitOfWork } from '#platform';
import { may, type Place, type Rights, type Verb } from './domain/permission.js';
import { NotAllowed } from './domain/refusals.js';
import type { Grant } from './domain/roles.js';

const EVERYTHING: Rights = { grants: 'everything', scope: null };
const NOTHING: Rights = { grants: [], scope: null };

/** A place, and where the caller's input names it. */
export interface AskedPlace extends Place {
  readonly path?: ProblemPath;
}

/**
 * What an actor may do now. Read in the unit of work that runs, so that a service asks first thing in its own transaction;
 * what had begun when a right was taken away is finished.
 */
@Injectable()
export class PermissionsService {
  constructor(@Inject(UnitOfWork) private readonly work: UnitOfWork) {}

  async rightsOf(actor: Actor): Promise<Rights> {
    if (actor.type === 'system') return EVERYTHING;
    if (actor.type === 'partner') return NOTHING;
    const grants = await this.work.rows<Grant>(
      `select g.role, g.locales from access.role_grant g join access.editor e on e.id = g.editor_id
       where g.editor_id = $1 and e.disabled_at is null order by g.role`,
      [actor.id],
    );
    return { grants, scope: null };
  }

  /**
   * Throws NOT_ALLOWED for every place at which the actor may not do this. Without places it is about none in particular, and
   * takes a role for all languages.
   */
  async require(actor: Actor, verb: Verb, places: readonly AskedPlace[] = [{ locale: null }]): Promise<void> {
    const rights = await this.rightsOf(actor);
    Problems.throwIfAny(
      places.flatMap((place) => {
        const verdict = may(rights, verb, place);
        return verdict.allowed ? [] : [new NotAllowed(verb, place.locale, verdict.reason, place.path ?? [])];
      }),
    );
  }
}
