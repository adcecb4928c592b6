import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, isUuid, type Problem, type ProblemPath, UnitOfWork } from '#platform';
import {
  type BulkChange,
  type MergeTopics,
  MOST_CHANGED,
  type Relabelling,
  type ReplaceReference,
  type Retag,
  type Selection,
} from './domain/bulk/bulk-change.js';
import { MergedWithItself, NotATopic, TooManyToChange, TopicInScope, VariantInTheWay } from './domain/bulk/refusals.js';
import { relabelled, takesLabels } from './domain/bulk/relabel.js';
import { rereferred } from './domain/bulk/rerefer.js';
import { sameWords } from './domain/draft/merge.js';
import { hashRevision } from './domain/kinds/hash.js';
import { BODY_FORMAT, type Body, type Kind, titleOf } from './domain/kinds/kinds.js';
import { UnknownAudience } from './domain/kinds/problems.js';
import { type ExtractedReference, extractReferences } from './domain/kinds/references.js';
import { checkDraft } from './domain/kinds/validate.js';
import { DocumentNotFound, UnknownReference, WrongReferenceKind } from './domain/refusals.js';
import type { FrozenBody, Variant } from './domain/variant.js';
import { FindingService } from './finding.service.js';
import { BulkStore } from './persistence/bulk.store.js';
import { DraftStore, type VariantKey } from './persistence/draft.store.js';
import { PublicationStore } from './persistence/publication.store.js';
import { RevisionStore } from './persistence/revision.store.js';
import type { PlanRequest } from './planning.service.js';

/** Why something that was named, or found, stays as it is. */
export const PASSED_OVER = ['NO_PLACE', 'ALREADY_SO', 'NOT_LIVE', 'ITSELF'] as const;

export interface PassedOver extends VariantKey {
  readonly why: (typeof PASSED_OVER)[number];
}

/** A working copy that the change goes into, whatever else it says. */
export interface DraftChanged extends VariantKey {
  readonly kind: Kind;
  readonly title: string | null;
  readonly savedBy: string;
  /** It says something that is not public, and that stays a draft. */
  readonly unpublished: boolean;
  /** The review that it is in, or was approved by, and that the change ends. */
  readonly endsReview: string | null;
  readonly body: Body;
  readonly references: readonly ExtractedReference[];
  /** Hex. */
  readonly before: string;
  readonly after: string;
}

/** A revision that goes live: what is public, with other labels or references. */
export interface LiveChanged extends FrozenBody {
  readonly basedOn: number;
  /** False when a revision says this already. */
  readonly isNew: boolean;
  /** The draft will say the same. */
  readonly drafted: boolean;
  readonly references: readonly ExtractedReference[];
}

/** What a bulk change means for each variant, before anybody judges whether it may be. */
export interface BulkSketch {
  readonly request: PlanRequest;
  readonly lives: readonly LiveChanged[];
  readonly drafts: readonly DraftChanged[];
  readonly passedOver: readonly PassedOver[];
  readonly problems: readonly Problem[];
}

/** What becomes of the body of a variant; the same object where nothing does. */
type Rewrite = (variant: Variant, body: Body) => Body;

const NOTHING: BulkSketch = { request: { closure: 'offered' }, lives: [], drafts: [], passedOver: [], problems: [] };

/**
 * Says what a bulk change means: for what is public, and for the drafts beside it, apart. What is public is changed as it is
 * public, so that nothing unpublished goes live by the way; a draft is changed as it is a draft, so that nobody's work is lost,
 * and what is published next does not take the change back. Writes nothing.
 */
@Injectable()
export class BulkSketchingService {
  private readonly store: BulkStore;
  private readonly drafts: DraftStore;
  private readonly revisions: RevisionStore;
  private readonly publications: PublicationStore;

  constructor(
    @Inject(UnitOfWork) work: UnitOfWork,
    @Inject(FindingService) private readonly finding: FindingService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.store = new BulkStore(work);
    this.drafts = new DraftStore(work);
    this.revisions = new RevisionStore(work);
    this.publications = new PublicationStore(work);
  }

  async sketch(change: BulkChange): Promise<BulkSketch> {
    switch (change.what) {
      case 'retag':
        return this.retag(change);
      case 'merge-topics':
        return this.mergeTopics(change);
      case 'replace-reference':
        return this.replaceReference(change);
      case 'publish': {
        const { variants, problems } = await this.select(change.of);
        const publish = variants.map((variant) => ({ ...keyOf(variant), ...editionOf(change) }));
        return { ...NOTHING, request: { publish, closure: change.closure }, problems };
      }
      case 'withdraw': {
        const { variants, problems } = await this.select(change.of);
        const { reason, replacedBy, notice } = change;
        const said = { reason, ...(replacedBy && { replacedBy }), ...(notice && { notice }) };
        const live = variants.filter((variant) => variant.liveEdition !== null);
        return {
          ...NOTHING,
          request: { withdraw: live.map((variant) => ({ ...keyOf(variant), ...said })), closure: 'offered' },
          passedOver: variants
            .filter((variant) => variant.liveEdition === null)
            .map((variant) => ({ ...keyOf(variant), why: 'NOT_LIVE' })),
          problems,
        };
      }
    }
  }

  private async retag(change: Retag): Promise<BulkSketch> {
    const { variants, problems: unselected } = await this.select(change.of);
    const problems = [...unselected, ...(await this.strangeLabels(change))];
    if (problems.length > 0) return { ...NOTHING, problems };
    const able = variants.filter((variant) => takesLabels(variant.kind, change));
    const sketch = await this.rewritten(able, (variant, body) => relabelled(variant.kind, body, change), change);
    return {
      ...sketch,
      passedOver: [
        ...variants
          .filter((variant) => !able.includes(variant))
          .map((variant): PassedOver => ({ ...keyOf(variant), why: 'NO_PLACE' })),
        ...sketch.passedOver,
      ],
      problems: sketch.drafts.flatMap(({ documentId, locale, kind, body }) =>
        checkDraft(kind, body).problems.map((problem) => new VariantInTheWay(documentId, locale, problem, [])),
      ),
    };
  }

  private async mergeTopics(change: MergeTopics): Promise<BulkSketch> {
    const { topic, into } = change;
    const kinds = await this.kindsOf([topic, into]);
    const problems: Problem[] = [
      ...topicProblems(kinds, topic, ['topic']),
      ...topicProblems(kinds, into, ['into']),
      ...(topic === into ? [new MergedWithItself(['into'])] : []),
    ];
    if (problems.length > 0) return { ...NOTHING, problems };
    const losing = await this.store.losing(topic, into);
    const above = await this.broaderOf(topic);
    const hosts = await this.hosts(topic);
    if ('problems' in hosts) return { ...NOTHING, ...hosts };
    const sketch = await this.rewritten(
      hosts.variants,
      // What hung below the old topic hangs below the new one; the new one itself moves up to where the old one hung.
      ({ documentId, kind }, body) =>
        rereferred(kind, body, topic, documentId !== into ? into : above === into ? null : above),
      change,
    );
    const live = await this.store.liveLocales(topic);
    return {
      ...sketch,
      request: {
        ...sketch.request,
        withdraw: live.map((locale) => ({ documentId: topic, locale, reason: 'REPLACED', replacedBy: into })),
      },
      problems: losing.length > 0 ? [new TopicInScope(losing, ['topic'])] : [],
    };
  }

  private async replaceReference(change: ReplaceReference): Promise<BulkSketch> {
    const { target, by } = change;
    const kinds = await this.kindsOf([target, by]);
    const found = kinds.get(by);
    const problems: Problem[] = [
      ...(kinds.has(target) ? [] : [new UnknownReference(target, ['target'])]),
      ...(found ? [] : [new UnknownReference(by, ['by'])]),
      ...(target === by ? [new MergedWithItself(['by'])] : []),
    ];
    if (problems.length > 0 || !found) return { ...NOTHING, problems };
    const hosts = await this.hosts(target);
    if ('problems' in hosts) return { ...NOTHING, ...hosts };
    // What the new one itself says of the old one stays: nothing comes to refer to itself.
    const own = hosts.variants.filter((variant) => variant.documentId === by);
    const others = hosts.variants.filter((variant) => variant.documentId !== by);
    const sketch = await this.rewritten(others, ({ kind }, body) => rereferred(kind, body, target, by), change);
    return {
      ...sketch,
      passedOver: [...own.map((variant): PassedOver => ({ ...keyOf(variant), why: 'ITSELF' })), ...sketch.passedOver],
      problems: unfit([...sketch.lives, ...sketch.drafts], by, found),
    };
  }

  /** What is public and what is drafted, each with the change. */
  private async rewritten(
    variants: readonly Variant[],
    rewrite: Rewrite,
    change: Retag | MergeTopics | ReplaceReference,
  ): Promise<BulkSketch> {
    const numbers = await this.store.liveRevisions(variants);
    const bodies = await this.revisions.bodies(
      variants.flatMap((variant) => {
        const number = numbers.get(nameOf(variant));
        return number === undefined ? [] : [{ ...keyOf(variant), number }];
      }),
    );
    const live = new Map(bodies.map((body) => [nameOf(body), body]));
    const hashes = await this.publications.hashes(variants);
    const lives: LiveChanged[] = [];
    const drafts: DraftChanged[] = [];
    const passedOver: PassedOver[] = [];
    for (const variant of variants) {
      const now = live.get(nameOf(variant)) ?? null;
      const draft = rewrite(variant, variant.draft);
      const next = now && rewrite(variant, now.body);
      const asLive =
        next !== null && sameWords({ slug: variant.slug, body: draft }, { slug: now?.slug ?? null, body: next });
      if (now && next !== now.body) {
        const last = hashes.get(nameOf(variant))?.lastRevision ?? null;
        lives.push(liveChanged(variant, now, next as Body, { last, drafted: asLive }));
      }
      if (draft !== variant.draft) drafts.push(draftChanged(variant, draft, asLive));
      if (draft === variant.draft && (now === null || next === now.body))
        passedOver.push({ ...keyOf(variant), why: 'ALREADY_SO' });
    }
    const publish = lives.map((each) => ({
      ...keyOf(each),
      revision: each.number,
      keepsWordsOf: each.basedOn,
      ...editionOf(change),
    }));
    return { request: { publish, closure: 'offered' }, lives, drafts, passedOver, problems: [] };
  }

  private async select(
    selection: Selection,
  ): Promise<{ readonly variants: readonly Variant[]; readonly problems: readonly Problem[] }> {
    if ('filter' in selection) {
      const page = { first: MOST_CHANGED + 1, after: null };
      const found = await this.finding.list(selection.filter, 'SAVED', page);
      if (found.length > MOST_CHANGED) return { variants: [], problems: [new TooManyToChange(['of', 'filter'])] };
      return { variants: await this.inOrder(found), problems: [] };
    }
    const variants = await this.inOrder(selection.variants);
    const known = new Set(variants.map(nameOf));
    const problems = selection.variants.flatMap((each, index) =>
      known.has(nameOf(each)) ? [] : [new DocumentNotFound(each.documentId, ['of', 'variants', index], each.locale)],
    );
    return { variants, problems };
  }

  private async hosts(
    target: string,
  ): Promise<{ readonly variants: readonly Variant[] } | { readonly problems: readonly Problem[] }> {
    const keys = await this.store.hosts(target, MOST_CHANGED + 1);
    return keys.length > MOST_CHANGED
      ? { problems: [new TooManyToChange([])] }
      : { variants: await this.inOrder(keys) };
  }

  /** Each once, always in the same order. */
  private async inOrder(keys: readonly VariantKey[]): Promise<readonly Variant[]> {
    const once = new Map(keys.map((key) => [nameOf(key), keyOf(key)]));
    const variants = await this.drafts.findMany([...once.values()]);
    return [...variants].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  }

  private kindsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Kind>> {
    return this.drafts.kindsOf(ids.filter(isUuid));
  }

  /** Where a topic hangs: what is public decides, by the first configured locale that has it. */
  private async broaderOf(topic: string): Promise<string | null> {
    const variants = await this.drafts.variantsOf(topic);
    const place = ({ liveEdition, locale }: Variant) =>
      (liveEdition === null ? this.config.locales.length : 0) + this.config.locales.indexOf(locale);
    const [deciding] = [...variants].sort((one, other) => place(one) - place(other));
    if (!deciding) return null;
    const number = (await this.store.liveRevisions([deciding])).get(nameOf(deciding));
    const [live] = number === undefined ? [] : await this.revisions.bodies([{ ...keyOf(deciding), number }]);
    return ((live?.body ?? deciding.draft) as Body<'topic'>).broader ?? null;
  }

  private async strangeLabels({ topics, audiences }: Retag): Promise<readonly Problem[]> {
    const known = this.config.audiences.map((audience) => audience.key);
    const kinds = await this.kindsOf(newLabels(topics, 'topics').map(([topic]) => topic));
    return [
      ...newLabels(topics, 'topics').flatMap(([topic, path]) => topicProblems(kinds, topic, path)),
      ...newLabels(audiences, 'audiences').flatMap(([audience, path]) =>
        known.includes(audience) ? [] : [new UnknownAudience(audience, known, path)],
      ),
    ];
  }
}

/** Labels that something would have afterwards, and where the change names them. */
function newLabels(wanted: Relabelling | undefined, field: string): readonly (readonly [string, ProblemPath])[] {
  if (wanted === undefined) return [];
  const [name, list] = 'replace' in wanted ? (['replace', wanted.replace] as const) : (['add', wanted.add] as const);
  return list.map((label, index) => [label, [field, name, index]]);
}

function topicProblems(kinds: ReadonlyMap<string, Kind>, topic: string, path: ProblemPath): readonly Problem[] {
  const found = kinds.get(topic);
  if (!found) return [new UnknownReference(topic, path)];
  return found === 'topic' ? [] : [new NotATopic(topic, found, path)];
}

/** Places that do not take a document of this kind. */
function unfit(
  hosts: readonly (VariantKey & { readonly references: readonly ExtractedReference[] })[],
  target: string,
  found: Kind,
): readonly Problem[] {
  const seen = new Set<string>();
  return hosts.flatMap(({ documentId, locale, references }) => {
    const place = references.find(
      (each) => each.target === target && each.kinds.length > 0 && !each.kinds.includes(found),
    );
    if (!place || seen.has(nameOf({ documentId, locale }))) return [];
    seen.add(nameOf({ documentId, locale }));
    return [
      new VariantInTheWay(documentId, locale, new WrongReferenceKind(target, found, place.kinds, place.path), ['by']),
    ];
  });
}

function liveChanged(
  variant: Variant,
  now: FrozenBody,
  body: Body,
  { last, drafted }: { readonly last: string | null; readonly drafted: boolean },
): LiveChanged {
  const { kind, slug } = now;
  const hash = hashRevision({ kind, locale: now.locale, slug, format: BODY_FORMAT, body }).toString('hex');
  const isNew = last !== hash;
  return {
    ...keyOf(now),
    kind,
    slug,
    body,
    hash,
    isNew,
    drafted,
    number: isNew ? variant.lastRevision + 1 : variant.lastRevision,
    basedOn: now.number,
    references: extractReferences(kind, body),
  };
}

function draftChanged(variant: Variant, body: Body, asLive: boolean): DraftChanged {
  const { kind, locale, slug, state, review } = variant;
  const hash = (words: Body) => hashRevision({ kind, locale, slug, format: BODY_FORMAT, body: words }).toString('hex');
  return {
    ...keyOf(variant),
    kind,
    title: titleOf(kind, body),
    savedBy: variant.savedBy,
    unpublished: !asLive,
    endsReview: review !== null && ['in-review', 'approved', 'scheduled'].includes(state) ? review.id : null,
    body,
    references: extractReferences(kind, body),
    before: hash(variant.draft),
    after: hash(body),
  };
}

function editionOf({ changeKind, note }: { changeKind?: PlanItem['changeKind']; note?: string }) {
  return { ...(changeKind && { changeKind }), ...(note !== undefined && { note }) };
}

type PlanItem = NonNullable<PlanRequest['publish']>[number];

function keyOf({ documentId, locale }: VariantKey): VariantKey {
  return { documentId, locale };
}

function nameOf({ documentId, locale }: VariantKey): string {
  return `${documentId} ${locale}`;
}
