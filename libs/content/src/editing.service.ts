import { Inject, Injectable } from '@nestjs/common';
import { PermissionsService } from '#access';
import { type Actor, actorName } from '#ledger';
import { Clock, type Problem, Problems, reach, UnitOfWork } from '#platform';
import { type DraftBase, readEdits } from './domain/draft/edits.js';
import { baseOf, type Clash, mergeEdits, sameWords } from './domain/draft/merge.js';
import { hashPart } from './domain/draft/parts.js';
import type { Kind } from './domain/kinds/kinds.js';
import { checkDraft } from './domain/kinds/validate.js';
import { InvalidSlug } from './domain/refusals.js';
import { isSlug } from './domain/slug.js';
import type { Variant } from './domain/variant.js';
import { DraftWriter } from './draft-writer.js';
import { DraftingService } from './drafting.service.js';
import { DraftVersionStore } from './persistence/draft-version.store.js';
import { PresenceStore } from './persistence/presence.store.js';

/** A save that says of every part that it changes what stood there when it was read. */
export interface DraftEdit {
  readonly documentId: string;
  /** A document of another kind is not found. */
  readonly kind?: Kind;
  readonly locale: string;
  /** Absent: unchanged. null: cleared. */
  readonly slug?: string | null;
  /** Fields to set; null clears one, an absent one stays. Of a list in `base.lists` only the entries that changed. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly base: DraftBase;
}

/** A part that somebody else changed too. It was left as they have it. */
export interface Conflict {
  readonly field: string;
  /** Of the entry; null for a whole field, and for the order of a list. */
  readonly key: string | null;
  readonly of: 'words' | 'order';
  /** What both began from; null when no kept version says so any more. `value` undefined: there was nothing. */
  readonly base: { readonly value: unknown } | null;
  readonly mine: unknown;
  readonly theirs: unknown;
  /** Of theirs: sent as base with mine, it puts mine in its place. Null where theirs is no part with a hash. */
  readonly hash: string | null;
}

export interface Edited {
  readonly variant: Variant;
  readonly conflicts: readonly Conflict[];
}

/**
 * Saves beside others: what nobody else has touched since it was read goes in, the rest comes back with both versions of it.
 * Sent twice it does nothing the second time, so whoever got no answer sends it again.
 */
@Injectable()
export class EditingService {
  private readonly writer: DraftWriter;
  private readonly versions: DraftVersionStore;
  private readonly presence: PresenceStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(DraftingService) private readonly drafting: DraftingService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.writer = new DraftWriter(work);
    this.versions = new DraftVersionStore(work);
    this.presence = new PresenceStore(work);
  }

  async edit(actor: Actor, change: DraftEdit): Promise<Edited> {
    return this.work.run(async () => {
      await this.permissions.require(actor, 'draft.save', [{ locale: change.locale, path: ['locale'] }]);
      await reach('save.before-lock');
      const before = await this.drafting.hold(change);
      await reach('save.after-lock');
      const { edits, problems: unclear } = readEdits(before.kind, change, change.base);
      const problems: Problem[] = [...unclear];
      if (typeof change.slug === 'string' && !isSlug(change.slug))
        problems.push(new InvalidSlug(change.slug, ['slug']));
      Problems.throwIfAny(problems);

      const now = { slug: before.slug, body: before.draft };
      const { words, clashes } = mergeEdits(now, edits);
      const checked = checkDraft(before.kind, words.body);
      Problems.throwIfAny(checked.problems);
      const merged = { slug: words.slug, body: checked.body };
      if (!sameWords(now, merged))
        await this.writer.rewrite(before, merged, { at: this.clock.now(), by: actorName(actor) });
      await reach('save.before-commit');
      return {
        variant: await this.drafting.get(before.documentId, before.locale),
        conflicts: await this.explain(before, change.base.version, clashes),
      };
    });
  }

  /** Removes old versions of drafts, and signs of life that have expired; for the worker. */
  async prune(): Promise<number> {
    const now = this.clock.now();
    await this.presence.prune(now);
    return this.versions.prune(new Date(now.getTime() - KEPT_DAYS * DAY));
  }

  private async explain(
    before: Variant,
    version: number | undefined,
    clashes: readonly Clash[],
  ): Promise<readonly Conflict[]> {
    if (clashes.length === 0) return [];
    const older = version === undefined ? null : await this.versions.find(before.kind, before, version);
    return clashes.map((clash) => ({
      field: clash.field,
      key: clash.key,
      of: clash.of,
      base: (older && baseOf(older, clash)) ?? null,
      mine: clash.mine,
      theirs: clash.theirs,
      hash: clash.of === 'order' || (clash.key !== null && clash.theirs === undefined) ? null : hashPart(clash.theirs),
    }));
  }
}

const DAY = 24 * 60 * 60 * 1000;
/** How long what a draft said before is kept. */
export const KEPT_DAYS = 7;
