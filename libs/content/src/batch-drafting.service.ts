import { Inject, Injectable } from '@nestjs/common';
import { PermissionsService } from '#access';
import { type Actor, actorName, LedgerService } from '#ledger';
import { Clock, type Problem, UnitOfWork } from '#platform';
import { hashRevision } from './domain/kinds/hash.js';
import { BODY_FORMAT, type Body, type Kind } from './domain/kinds/kinds.js';
import { type ExtractedReference, extractReferences } from './domain/kinds/references.js';
import { checkDraft } from './domain/kinds/validate.js';
import {
  DocumentExpunged,
  DocumentNotFound,
  UnknownReference,
  VariantExists,
  WrongReferenceKind,
} from './domain/refusals.js';
import { numberedSlug, slugFrom } from './domain/slug.js';
import { BatchStore, type Standing } from './persistence/batch.store.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';

/** A first draft of a variant of a document that is there, or is being made. */
export interface BatchDraft extends VariantKey {
  readonly kind: Kind;
  /** Null: made of the name, and free. */
  readonly slug: string | null;
  readonly name: string;
  readonly body: unknown;
}

export interface BatchMade {
  /** Revision 1 of each variant, when nothing was refused. */
  readonly revision: 1;
  /** Of each draft that cannot be made, by its place. */
  readonly refused: readonly { readonly index: number; readonly problems: readonly Problem[] }[];
}

interface Checked extends VariantKey {
  readonly kind: Kind;
  readonly slug: string;
  readonly body: Body;
  readonly hash: string;
  readonly references: readonly ExtractedReference[];
}

/**
 * Makes drafts by the hundred, each frozen as revision 1, in a few statements: for imports, which make tens of thousands in one
 * transaction. What it makes is what `DraftingService.create` and `FreezingService.freeze` would.
 */
@Injectable()
export class BatchDraftingService {
  private readonly store: BatchStore;
  private readonly drafts: DraftStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.store = new BatchStore(work);
    this.drafts = new DraftStore(work);
  }

  /** Documents without a variant: until their drafts are there nobody else sees them, for the transaction has not ended. */
  async reserve(actor: Actor, documents: readonly { readonly id: string; readonly kind: Kind }[]): Promise<void> {
    if (!this.work.isActive) throw new Error('reserve needs a running unit of work');
    await this.store.insertDocuments(documents, { at: this.clock.now(), by: actorName(actor) });
  }

  /** Nothing is written of a batch in which anything is refused. */
  async create(actor: Actor, batch: readonly BatchDraft[]): Promise<BatchMade> {
    return this.work.run(async () => {
      const locales = [...new Set(batch.map(({ locale }) => locale))];
      await this.permissions.require(
        actor,
        'document.create',
        locales.map((locale) => ({ locale })),
      );
      const { checked, refused } = await this.check(batch);
      if (refused.length > 0) return { revision: 1, refused };
      await this.store.insertVariants(checked, { at: this.clock.now(), by: actorName(actor) });
      await this.ledger.record(
        actor,
        checked.map(({ documentId, kind, locale, hash }) => ({
          verb: 'document.create',
          subject: documentId,
          data: { kind, locale, before: null, after: hash },
        })),
      );
      return { revision: 1, refused: [] };
    });
  }

  /** Where variants stand, without what they say. By `document locale`. */
  standings(keys: readonly VariantKey[]): Promise<ReadonlyMap<string, Standing>> {
    return this.store.standings(keys);
  }

  private async check(batch: readonly BatchDraft[]) {
    const drafts = batch.map(({ kind, body }) => checkDraft(kind, body));
    const references = drafts.map(({ body, problems }, index) =>
      problems.length > 0 ? [] : extractReferences(batch[index]?.kind ?? 'article', body),
    );
    const kinds = await this.drafts.kindsOf([
      ...new Set([...references.flat().map(({ target }) => target), ...batch.map(({ documentId }) => documentId)]),
    ]);
    const there = await this.store.standings(batch);
    const expunged = await this.store.expunged(batch);
    const refused = drafts.flatMap(({ problems }, index) => {
      const { documentId = '', locale = '', kind } = batch[index] ?? {};
      const all = [
        ...problems,
        ...(references[index] ?? []).flatMap((reference) => misdirected(reference, kinds)),
        ...(kinds.get(documentId) === kind ? [] : [new DocumentNotFound(documentId, [])]),
        ...(there.has(`${documentId} ${locale}`) ? [new VariantExists(documentId, locale, [])] : []),
        ...(expunged.has(`${documentId} ${locale}`) ? [new DocumentExpunged(documentId, [], locale)] : []),
      ];
      return all.length > 0 ? [{ index, problems: all }] : [];
    });
    if (refused.length > 0) return { checked: [], refused };
    const slugs = await this.slugs(batch);
    const checked = batch.map(({ documentId, locale, kind }, index): Checked => {
      const { body } = drafts[index] ?? { body: {} };
      const slug = slugs[index] ?? '';
      return {
        documentId,
        locale,
        kind,
        slug,
        body,
        hash: hashRevision({ kind, locale, slug, format: BODY_FORMAT, body }).toString('hex'),
        references: references[index] ?? [],
      };
    });
    return { checked, refused: [] };
  }

  /** Given ones as they are, the others free: no variant of the kind and locale has them, and none of the batch. */
  private async slugs(batch: readonly BatchDraft[]): Promise<readonly string[]> {
    const wanted = batch.map(
      ({ kind, documentId, slug, name }) => slug ?? (slugFrom(name) || `${kind}-${documentId.slice(-12)}`),
    );
    const used = new Set(
      await this.store.slugsInUse(
        batch.map(({ kind, locale }, index) => ({ kind, locale, slug: wanted[index] ?? '' })),
      ),
    );
    const slugs: string[] = [];
    for (const [index, { kind, locale, documentId, slug }] of batch.entries()) {
      const name = (each: string) => `${kind} ${locale} ${each}`;
      let free = wanted[index] ?? '';
      // Most names are free. The others are tried one after the other, and after a hundred named by the document.
      for (let attempt = 2; slug === null && used.has(name(free)); attempt++) {
        free = attempt <= 100 ? numberedSlug(wanted[index] ?? '', attempt) : `${wanted[index] ?? ''}-${documentId}`;
        if (!used.has(name(free)) && (await this.drafts.slugInUse(kind, locale, free, documentId)))
          used.add(name(free));
      }
      used.add(name(free));
      slugs.push(free);
    }
    return slugs;
  }
}

function misdirected(
  { target, kinds, path }: ExtractedReference,
  known: ReadonlyMap<string, Kind>,
): readonly Problem[] {
  const found = known.get(target);
  if (!found) return [new UnknownReference(target, path)];
  return kinds.length > 0 && !kinds.includes(found) ? [new WrongReferenceKind(target, found, kinds, path)] : [];
}
