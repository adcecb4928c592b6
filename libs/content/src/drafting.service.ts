import { Inject, Injectable } from '@nestjs/common';
import { PermissionsService } from '#access';
import { type Actor, actorName, LedgerService } from '#ledger';
import { BadInput, Clock, Ids, isUuid, type Problem, type ProblemPath, Problems, reach, UnitOfWork } from '#platform';
import { overlaid } from './domain/draft/merge.js';
import { hashRevision } from './domain/kinds/hash.js';
import { BODY_FORMAT, type Kind, titleOf } from './domain/kinds/kinds.js';
import { checkDraft } from './domain/kinds/validate.js';
import { DocumentExpunged, DocumentNotFound, InvalidSlug, StaleDraft, UnknownLocale } from './domain/refusals.js';
import { isSlug, numberedSlug, slugFrom } from './domain/slug.js';
import type { Variant } from './domain/variant.js';
import { DraftWriter } from './draft-writer.js';
import { DraftStore } from './persistence/draft.store.js';
import { TombstoneStore } from './persistence/tombstone.store.js';

export interface NewDraft<K extends Kind = Kind> {
  readonly kind: K;
  readonly locale: string;
  /** Another locale of an existing document; left out, a new document is made. */
  readonly documentId?: string;
  /** Left out, it is made from the title when there is one. */
  readonly slug?: string;
  /** Instead of a slug: made free by a number when it is taken. */
  readonly slugHint?: string;
  readonly body: unknown;
}

export interface DraftChange {
  readonly documentId: string;
  /** A document of another kind is not found. */
  readonly kind?: Kind;
  readonly locale: string;
  readonly expectedVersion: number;
  /** Absent: unchanged. null: cleared. */
  readonly slug?: string | null;
  /** Fields to set; null clears one, an absent one stays. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Making documents and rewriting their working copies. A draft may be incomplete, but never malformed or dangling. */
@Injectable()
export class DraftingService {
  private readonly store: DraftStore;
  private readonly tombstones: TombstoneStore;
  private readonly writer: DraftWriter;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
  ) {
    this.store = new DraftStore(work);
    this.tombstones = new TombstoneStore(work);
    this.writer = new DraftWriter(work);
  }

  async create<K extends Kind>(actor: Actor, draft: NewDraft<K>): Promise<Variant<K>> {
    const { kind, locale } = draft;
    const checked = checkDraft(kind, draft.body);
    const problems: Problem[] = [...checked.problems];
    this.checkLocale(locale, problems);
    if (draft.slug !== undefined && !isSlug(draft.slug)) problems.push(new InvalidSlug(draft.slug, ['slug']));
    if (draft.documentId !== undefined && !isUuid(draft.documentId))
      problems.push(new DocumentNotFound(draft.documentId, ['documentId']));
    Problems.throwIfAny(problems);

    return this.work.run(async () => {
      await this.permissions.require(actor, 'document.create', [{ locale, path: ['locale'] }]);
      const documentId = draft.documentId ?? this.ids.next();
      const at = this.clock.now();
      const by = actorName(actor);
      if (draft.documentId === undefined) {
        await this.store.insertDocument({ id: documentId, kind, at, by });
      } else {
        const found = (await this.store.kindsOf([documentId])).get(documentId);
        if (found !== kind) throw new DocumentNotFound(documentId, ['documentId']);
      }
      const slug =
        draft.slug ?? (await this.freeSlug(kind, locale, draft.slugHint ?? titleOf(kind, checked.body), documentId));
      await this.store.insertVariant({ documentId, locale, kind, slug, draft: checked.body, at, by }, ['locale']);
      await this.store.insertReferences({ documentId, locale }, await this.writer.references(kind, checked.body), [
        'fields',
      ]);
      const after = hashRevision({ kind, locale, slug, format: BODY_FORMAT, body: checked.body }).toString('hex');
      await this.ledger.record(actor, [
        { verb: 'document.create', subject: documentId, data: { kind, locale, before: null, after } },
      ]);
      return this.get<K>(documentId, locale);
    });
  }

  /** From a version: refused when somebody has saved since. `EditingService` merges instead. */
  async save(actor: Actor, change: DraftChange): Promise<Variant> {
    const { documentId, locale, expectedVersion } = change;
    if (!isUuid(documentId)) throw new DocumentNotFound(documentId, ['documentId']);
    return this.work.run(async () => {
      await this.permissions.require(actor, 'draft.save', [{ locale, path: ['locale'] }]);
      await reach('save.before-lock');
      const before = await this.hold(change);
      await reach('save.after-lock');
      const checked = checkDraft(before.kind, overlaid(before.draft, change.fields));
      const problems: Problem[] = [...checked.problems];
      const slug = change.slug === undefined ? before.slug : change.slug;
      if (slug !== null && !isSlug(slug)) problems.push(new InvalidSlug(slug, ['slug']));
      if (before.draftVersion !== expectedVersion)
        problems.push(new StaleDraft(documentId, locale, expectedVersion, before.draftVersion, ['expectedVersion']));
      Problems.throwIfAny(problems);
      await this.writer.rewrite(before, { slug, body: checked.body }, { at: this.clock.now(), by: actorName(actor) });
      await reach('save.before-commit');
      return this.get(documentId, locale);
    });
  }

  /** A draft that nobody else writes until the transaction ends. */
  async hold({ documentId, locale, kind }: Pick<DraftChange, 'documentId' | 'locale' | 'kind'>): Promise<Variant> {
    const variant =
      (isUuid(documentId) ? await this.store.hold({ documentId, locale }) : null) ??
      (await this.get(documentId, locale));
    if (kind !== undefined && kind !== variant.kind) throw new DocumentNotFound(documentId, ['documentId']);
    return variant;
  }

  async get<K extends Kind = Kind>(documentId: string, locale: string): Promise<Variant<K>> {
    const variant = isUuid(documentId) ? await this.store.find({ documentId, locale }) : null;
    if (variant) return variant as Variant<K>;
    if (isUuid(documentId) && (await this.tombstones.isExpunged({ documentId, locale })))
      throw new DocumentExpunged(documentId, ['documentId'], locale);
    throw new DocumentNotFound(documentId, ['documentId'], locale);
  }

  private checkLocale(locale: string, problems: Problem[], path: ProblemPath = ['locale']): void {
    const { locales } = this.permissions;
    if (!locales.includes(locale)) problems.push(new UnknownLocale(locale, locales, path));
  }

  /** The first free one of `slug`, `slug-2`, ... ; a hint only: what is live is unique by index. */
  private async freeSlug(kind: Kind, locale: string, title: string | null, documentId: string): Promise<string | null> {
    if (title === null) return null;
    const wanted = slugFrom(title) || `${kind}-${documentId.slice(-12)}`;
    for (let attempt = 1; attempt <= 100; attempt++) {
      const slug = numberedSlug(wanted, attempt);
      if (!(await this.store.slugInUse(kind, locale, slug, documentId))) return slug;
    }
    throw new BadInput(`A hundred documents already have a slug like "${wanted}": give a slug.`, ['slug']);
  }
}
