import { Inject, Injectable } from '@nestjs/common';
import { may, PermissionsService } from '#access';
import type { Actor } from '#ledger';
import { Problems, UnitOfWork } from '#platform';
import { ReleaseNotFound, StaleRelease, WrongReleaseState } from './domain/release-refusals.js';
import {
  moveRelease,
  permissionFor,
  type Release,
  RELEASE_WORKFLOW,
  type ReleaseState,
  type ReleaseVerb,
} from './domain/release.js';
import type { VariantKey } from './persistence/draft.store.js';
import { ReleaseStore } from './persistence/release.store.js';

/** A release as its caller saw it. */
export interface ReleaseRef {
  readonly releaseId: string;
  readonly expectedVersion: number;
}

export interface ReleaseVerdict {
  readonly verb: ReleaseVerb;
  readonly allowed: boolean;
  /** Why not, and who could or what to do; null when allowed. */
  readonly reason: string | null;
}

/** Where everything that is done to a release begins: it is held, it is in a state from which that leads on, and the actor may do it. */
@Injectable()
export class ReleaseGateService {
  private readonly store: ReleaseStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
  ) {
    this.store = new ReleaseStore(work);
  }

  /** For a new one with these variants in it. */
  async open(actor: Actor, items: readonly VariantKey[]): Promise<void> {
    await this.allow(actor, 'change', items);
  }

  /** Whatever state it is in. */
  async allow(actor: Actor, verb: ReleaseVerb, items: readonly VariantKey[]): Promise<void> {
    await this.permissions.require(actor, permissionFor(verb), placesOf(items));
  }

  /** Held until the transaction ends. `more`: variants that are to be in it, besides those that are. */
  async enter(
    actor: Actor,
    { releaseId, expectedVersion }: ReleaseRef,
    verb: ReleaseVerb,
    more: readonly VariantKey[] = [],
  ): Promise<{ readonly release: Release; readonly to: ReleaseState }> {
    if (!this.work.isActive) throw new Error('enter needs a running unit of work');
    const release = await this.store.hold(releaseId);
    if (!release) throw new ReleaseNotFound(['releaseId']);
    await this.allow(actor, verb, [...release.items, ...more]);
    const move = moveRelease(release.state, verb);
    Problems.throwIfAny([
      ...(release.version === expectedVersion
        ? []
        : [new StaleRelease(expectedVersion, release.version, ['expectedVersion'])]),
      ...(move.allowed ? [] : [new WrongReleaseState(move.reason, ['releaseId'])]),
    ]);
    if (!move.allowed) throw new Error('a refusal was not thrown');
    return { release, to: move.to };
  }

  /** What the actor can do with it as it stands, by the same rules. */
  async verdicts(actor: Actor, release: Release): Promise<readonly ReleaseVerdict[]> {
    const rights = await this.permissions.rightsOf(actor);
    return RELEASE_WORKFLOW.map(({ verb }) => {
      const move = moveRelease(release.state, verb);
      if (!move.allowed) return { verb, allowed: false, reason: move.reason };
      const refused = placesOf(release.items)
        .map((place) => may(rights, permissionFor(verb), place))
        .find((verdict) => !verdict.allowed);
      return { verb, allowed: !refused, reason: refused && !refused.allowed ? refused.reason : null };
    });
  }
}

/** Where the items are; a release without any is about no language in particular. */
function placesOf(items: readonly VariantKey[]): readonly { readonly locale: string | null }[] {
  const locales = [...new Set(items.map((item) => item.locale))];
  return locales.length === 0 ? [{ locale: null }] : locales.map((locale) => ({ locale }));
}
