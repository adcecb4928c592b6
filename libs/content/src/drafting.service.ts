import { Inject, Injectable } from '@nestjs/common';
import { type Actor, actorName, LedgerService } from '#ledger';
import {
  BadInput,
  Clock,
  CONFIG,
  type Config,
  Ids,
  isUuid,
  type Problem,
  type ProblemPath,
  Problems,
  UnitOfWork,
} from '#platform';
import { type Body, type Kind, titleOf } from './domain/kinds/kinds.js';
import { type ExtractedReference, extractReferences } from './domain/kinds/references.js';
import { checkDraft } from './domain/kinds/validate.js';
import {
  DocumentExpunged,
  DocumentNotFound,
  InvalidSlug,
  StaleDraft,
  UnknownLocale,
  UnknownReference,
  WrongReferenceKind,
} from './domain/refusals.js';
import { isSlug, numberedSlug, slugFrom } from './domain/slug.js';
import type { Variant } from './domain/variant.js';
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

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.store = new DraftStore(work);
    this.tombstones = new TombstoneStore(work);
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
      await this.store.insertReferences({ documentId, locale }, await this.references(kind, checked.body), ['fields']);
      await this.ledger.record(actor, [{ verb: 'document.create', subject: documentId, data: { kind, locale } }]);
      return this.get<K>(documentId, locale);
    });
  }

  async save(actor: Actor, change: DraftChange): Promise<Variant> {
    const { documentId, locale, expectedVersion } = change;
    if (!isUuid(documentId)) throw new DocumentNotFound(documentId, ['documentId']);
    return this.work.run(async () => {
      const before = await this.get(documentId, locale);
      if (change.kind !== undefined && change.kind !== before.kind)
        throw new DocumentNotFound(documentId, ['documentId']);
      const merged: Record<string, unknown> = { ...before.draft };
      for (const [field, value] of Object.entries(change.fields)) {
        if (value === undefined) continue;
        if (value === null) delete merged[field];
        else merged[field] = value;
      }
      const checked = checkDraft(before.kind, merged);
      const problems: Problem[] = [...checked.problems];
      const slug = change.slug === undefined ? before.slug : change.slug;
      if (slug !== null && !isSlug(slug)) problems.push(new InvalidSlug(slug, ['slug']));
      if (before.draftVersion !== expectedVersion)
        problems.push(new StaleDraft(documentId, locale, expectedVersion, before.draftVersion, ['expectedVersion']));
      Problems.throwIfAny(problems);

      const written = await this.store.rewrite({
        documentId,
        locale,
        expectedVersion,
        slug,
        draft: checked.body,
        at: this.clock.now(),
        by: actorName(actor),
      });
      if (!written) {
        // Somebody committed between our read and our write; the count is what protects them.
        const now = await this.get(documentId, locale);
        throw new StaleDraft(documentId, locale, expectedVersion, now.draftVersion, ['expectedVersion']);
      }
      const references = await this.references(before.kind, checked.body);
      await this.store.replaceReferences({ documentId, locale }, references, ['fields']);
      return this.get(documentId, locale);
    });
  }

  async get<K extends Kind = Kind>(documentId: string, locale: string): Promise<Variant<K>> {
    const variant = isUuid(documentId) ? await this.store.find({ documentId, locale }) : null;
    if (variant) return variant as Variant<K>;
    if (isUuid(documentId) && (await this.tombstones.isExpunged({ documentId, locale })))
      throw new DocumentExpunged(documentId, ['documentId'], locale);
    throw new DocumentNotFound(documentId, ['documentId'], locale);
  }

  /** What a body refers to; refused where that does not exist, or is of a kind that the place does not take. */
  private async references(kind: Kind, body: Body): Promise<readonly ExtractedReference[]> {
    const references = extractReferences(kind, body);
    if (references.length === 0) return references;
    const kinds = await this.store.kindsOf([...new Set(references.map((reference) => reference.target))]);
    const problems = references.flatMap(({ target, kinds: allowed, path }): Problem[] => {
      const found = kinds.get(target);
      if (!found) return [new UnknownReference(target, path)];
      return allowed.length > 0 && !allowed.includes(found)
        ? [new WrongReferenceKind(target, found, allowed, path)]
        : [];
    });
    Problems.throwIfAny(problems);
    return references;
  }

  private checkLocale(locale: string, problems: Problem[], path: ProblemPath = ['locale']): void {
    if (!this.config.locales.includes(locale)) problems.push(new UnknownLocale(locale, this.config.locales, path));
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
