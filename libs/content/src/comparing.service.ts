import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, isUuid, UnitOfWork } from '#platform';
import { type Change, changesOf } from './domain/compare/changes.js';
import { compareBodies } from './domain/compare/compare.js';
import type { FieldDifference } from './domain/compare/difference.js';
import { readableComparison, type ReadableComparison } from './domain/compare/readable.js';
import { compareReferences, type ReferenceChange } from './domain/compare/references.js';
import type { Body, Kind } from './domain/kinds/kinds.js';
import { extractReferences } from './domain/kinds/references.js';
import { DocumentNotFound, RevisionNotFound } from './domain/refusals.js';
import type { Variant } from './domain/variant.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';
import { RevisionStore } from './persistence/revision.store.js';

/** What of a variant is meant: the working copy, what the public sees, or a revision. */
export type Version = 'DRAFT' | 'LIVE' | { readonly revision: number };

/** A side of a comparison, as it was found. */
export interface Side {
  /** Null for the draft. */
  readonly revision: number | null;
  /** Null for a revision. */
  readonly draftVersion: number | null;
  readonly slug: string | null;
  readonly body: Body;
}

export interface TitledReferenceChange extends ReferenceChange {
  readonly kind: Kind;
  /** As its draft has it; null for one without. */
  readonly title: string | null;
}

export interface Comparison {
  readonly documentId: string;
  readonly kind: Kind;
  readonly locale: string;
  /** Null where there is no such version: nothing is live. Everything then came or went. */
  readonly from: Side | null;
  readonly to: Side | null;
  readonly fields: readonly FieldDifference[];
  readonly changes: readonly Change[];
  readonly references: readonly TitledReferenceChange[];
  readonly readable: ReadableComparison;
}

/** Compares any two versions of a variant. Reads what `ReadingService` reads, and shows nothing else. */
@Injectable()
export class ComparingService {
  private readonly drafts: DraftStore;
  private readonly revisions: RevisionStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.drafts = new DraftStore(work);
    this.revisions = new RevisionStore(work);
  }

  /** What an editor wants to know before publishing: what the draft would change. */
  async compareDraft(key: VariantKey): Promise<Comparison> {
    return this.compare(key, { from: 'LIVE', to: 'DRAFT' });
  }

  async compare(key: VariantKey, { from, to }: { readonly from: Version; readonly to: Version }): Promise<Comparison> {
    const variant = isUuid(key.documentId) ? await this.drafts.find(key) : null;
    if (!variant) throw new DocumentNotFound(key.documentId, ['documentId'], key.locale);
    return this.between(variant, await this.side(variant, from, 'from'), await this.side(variant, to, 'to'));
  }

  private async between(variant: Variant, from: Side | null, to: Side | null): Promise<Comparison> {
    const { documentId, kind, locale } = variant;
    const fields = compareBodies(kind, from, to, locale);
    const [before, after] = [from, to].map((side) => (side ? extractReferences(kind, side.body) : []));
    const named = [...new Set([...(before ?? []), ...(after ?? [])].map((reference) => reference.target))];
    const known = await this.drafts.titles(named, [locale, this.config.locales[0]]);
    const titles = new Map([...known].flatMap(([id, { title }]) => (title === null ? [] : [[id, title] as const])));
    return {
      documentId,
      kind,
      locale,
      from,
      to,
      fields,
      changes: changesOf(fields),
      references: compareReferences(before ?? [], after ?? []).flatMap((change) => {
        const target = known.get(change.target);
        return target ? [{ ...change, ...target }] : [];
      }),
      readable: readableComparison(fields, titles),
    };
  }

  private async side(variant: Variant, version: Version, path: 'from' | 'to'): Promise<Side | null> {
    const { documentId, locale, slug, draft, draftVersion, lastRevision } = variant;
    if (version === 'DRAFT') return { revision: null, draftVersion, slug, body: draft };
    const number = version === 'LIVE' ? await this.revisions.live({ documentId, locale }) : version.revision;
    if (number === null) return null;
    const [frozen] = await this.revisions.bodies([{ documentId, locale, number }]);
    if (!frozen) throw new RevisionNotFound(documentId, locale, number, lastRevision, [path, 'revision']);
    return { revision: number, draftVersion: null, slug: frozen.slug, body: frozen.body };
  }
}
