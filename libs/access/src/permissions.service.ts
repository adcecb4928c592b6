import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#ledger';
import { Clock, CONFIG, type Config, type Problem, type ProblemPath, Problems, UnitOfWork } from '#platform';
import { may, type Place, type Rights, RULES, type TokenScope, type Verb } from './domain/permission.js';
import { NotAllowed } from './domain/refusals.js';
import { type Grant, strangeGrants } from './domain/roles.js';
import { TokenStore } from './persistence/token.store.js';

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
  private readonly tokens: TokenStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.tokens = new TokenStore(work);
  }

  async rightsOf(actor: Actor): Promise<Rights> {
    if (actor.type === 'system') return EVERYTHING;
    if (actor.type === 'partner') return NOTHING;
    const grants = await this.work.rows<Grant>(
      `select g.role, g.locales from access.role_grant g join access.editor e on e.id = g.editor_id
       where g.editor_id = $1 and e.disabled_at is null order by g.role`,
      [actor.id],
    );
    return { grants, scope: actor.token === undefined ? null : await this.scopeOf(actor.token) };
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

  /** Editors who may do this there, disabled ones not among them; whatever their tokens narrow. */
  async holders(verb: Verb, { locale }: Place): Promise<readonly string[]> {
    const rows = await this.work.rows<{ id: string }>(
      `select distinct g.editor_id as id from access.role_grant g join access.editor e on e.id = g.editor_id
       where e.disabled_at is null and g.role = any ($1::text[]) and (g.locales is null or $2::text = any (g.locales)) order by 1`,
      [RULES[verb].who, locale],
    );
    return rows.map(({ id }) => id);
  }

  /** Languages that a role or a token may name. */
  get locales(): readonly string[] {
    return this.config.locales;
  }

  strangeGrants(grants: readonly Grant[]): readonly Problem[] {
    return strangeGrants(grants, this.locales);
  }

  /** Of a token that has ended since the request began, nothing is left. */
  private async scopeOf(token: string): Promise<TokenScope> {
    const found = await this.tokens.find(token);
    const works = found !== null && found.revokedAt === null && found.expiresAt > this.clock.now();
    return works ? { verbs: found.verbs, locales: found.locales } : { verbs: [], locales: null };
  }
}
