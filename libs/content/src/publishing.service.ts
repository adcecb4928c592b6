import { Inject, Injectable } from '@nestjs/common';
import { type Actor, actorName, type Fact, LedgerService, type Publication } from '#ledger';
import { CONFIG, type Config, isUuid, type Problem, type ProblemPath, Problems, reach, UnitOfWork } from '#platform';
import { hash64, hashRevision } from './domain/kinds/hash.js';
import { BODY_FORMAT, type Body, type Kind } from './domain/kinds/kinds.js';
import { extractReferences } from './domain/kinds/references.js';
import { requirementsToPublish } from './domain/kinds/requirements.js';
import { MissingField } from './domain/kinds/problems.js';
import {
  type Candidate,
  type ChangeKind,
  objections,
  type PublicState,
  type WithdrawalCandidate,
  type WithdrawalReason,
} from './domain/publication-plan.js';
import {
  DocumentNotFound,
  NoLiveNotice,
  NotLive,
  NothingToPublish,
  SlugTaken,
  StaleDraft,
  TopicCycle,
} from './domain/refusals.js';
import { renderDocument } from './domain/rendered-document.js';
import type { Variant } from './domain/variant.js';
import { constraintOf, DraftStore } from './persistence/draft.store.js';
import { type Prepared, PublicationStore } from './persistence/publication.store.js';

export interface PublishItem {
  readonly documentId: string;
  readonly locale: string;
  readonly expectedVersion: number;
  /** MAJOR for a first edition, else MINOR, when left out. */
  readonly changeKind?: ChangeKind;
  /** Public; required for CORRECTION and RETRACTION. */
  readonly note?: string;
}

export interface WithdrawItem {
  readonly documentId: string;
  readonly locale: string;
  readonly expectedVersion: number;
  readonly reason: WithdrawalReason;
  readonly replacedBy?: string;
  /** Public; required for RETRACTED. */
  readonly notice?: string;
}

export interface PublicationRequest {
  readonly publish?: readonly PublishItem[];
  readonly withdraw?: readonly WithdrawItem[];
  /** For editors; never public. */
  readonly note?: string;
}

export interface PublicationResult {
  readonly publication: Publication;
  readonly published: readonly {
    readonly documentId: string;
    readonly locale: string;
    readonly edition: number;
    readonly revision: number;
  }[];
  readonly withdrawn: readonly { readonly documentId: string; readonly locale: string }[];
  /** Named, but already live exactly as their drafts stand. */
  readonly unchanged: readonly { readonly documentId: string; readonly locale: string }[];
}

/**
 * One publication over any number of documents: everything goes live or nothing does. Cycles are fine, since what counts is
 * what would be live afterwards. Lock order everywhere: documents (one pass by id), audit head, counter.
 */
@Injectable()
export class PublishingService {
  private readonly drafts: DraftStore;
  private readonly store: PublicationStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.drafts = new DraftStore(work);
    this.store = new PublicationStore(work);
  }

  async publish(actor: Actor, request: PublicationRequest): Promise<PublicationResult> {
    const publish = request.publish ?? [];
    const withdraw = request.withdraw ?? [];
    return this.work.run(async () => {
      await reach('publish.before-lock');
      const items = [...publish, ...withdraw];
      Problems.throwIfAny(
        items.flatMap((item, index) =>
          isUuid(item.documentId)
            ? []
            : [new DocumentNotFound(item.documentId, [...placeOf(index, publish.length), 'documentId'])],
        ),
      );
      const targets = await this.drafts.draftTargets(publish);
      const replacements = withdraw.flatMap((item) =>
        item.replacedBy !== undefined && isUuid(item.replacedBy) ? [item.replacedBy] : [],
      );
      const kinds = await this.store.lock(
        items.map((item) => item.documentId),
        [...targets, ...replacements],
      );
      await reach('publish.after-lock');

      // From here on nothing that this publication depends on can change, except what is judged under the counter.
      const variants = await this.drafts.findMany(items);
      const found = new Map(variants.map((variant) => [`${variant.documentId} ${variant.locale}`, variant]));
      const problems: Problem[] = [];
      const current = items.map((item, index) =>
        this.currentVariant(item, found, placeOf(index, publish.length), problems),
      );
      Problems.throwIfAny(problems);
      const drafts = current.slice(0, publish.length).flatMap((variant) => variant ?? []);
      const leaving = current.slice(publish.length).flatMap((variant) => variant ?? []);

      const bits = await this.store.audienceBits();
      const candidates = drafts.map((variant, index) =>
        this.candidate(variant, publish[index], placeOf(index, publish.length), [...bits.keys()], problems),
      );
      const withdrawals = leaving.map((variant, index) =>
        withdrawalCandidate(variant, withdraw[index], placeOf(publish.length + index, publish.length), problems),
      );
      const state = await this.publicState(candidates, withdrawals, [...targets, ...replacements], kinds);
      problems.push(...objections(candidates, withdrawals, state));
      Problems.throwIfAny(problems);

      const { prepared, unchanged } = await this.prepare(candidates, drafts, bits);
      if (prepared.length === 0 && withdrawals.length === 0) throw new NothingToPublish();
      await this.store.writeRevisions(prepared, actorName(actor));
      await this.store.topicNumbers(prepared.filter((item) => item.kind === 'topic').map((item) => item.documentId));

      const publication = await this.announce(actor, request.note ?? null, prepared, withdrawals);
      return {
        publication,
        published: prepared.map(({ documentId, locale, edition, revision }) => ({
          documentId,
          locale,
          edition,
          revision,
        })),
        withdrawn: withdrawals.map(({ documentId, locale }) => ({ documentId, locale })),
        unchanged,
      };
    });
  }

  private currentVariant(
    item: PublishItem | WithdrawItem,
    found: ReadonlyMap<string, Variant>,
    path: ProblemPath,
    problems: Problem[],
  ): Variant | null {
    const { documentId, locale, expectedVersion } = item;
    const variant = found.get(`${documentId} ${locale}`);
    if (!variant) {
      problems.push(new DocumentNotFound(documentId, [...path, 'documentId'], locale));
      return null;
    }
    if (variant.draftVersion !== expectedVersion) {
      problems.push(
        new StaleDraft(documentId, locale, expectedVersion, variant.draftVersion, [...path, 'expectedVersion']),
      );
    }
    return variant;
  }

  private candidate(
    variant: Variant,
    item: PublishItem | undefined,
    path: ProblemPath,
    audiences: readonly string[],
    problems: Problem[],
  ): Candidate {
    const { documentId, kind, locale, draft } = variant;
    for (const problem of requirementsToPublish(kind, draft, { audiences }))
      problems.push(relocated(problem, [...path, 'fields']));
    if (variant.slug === null)
      problems.push(
        new MissingField('Give the document a slug: it is the last part of its address.', [...path, 'slug']),
      );
    return {
      documentId,
      kind,
      locale,
      slug: variant.slug ?? '',
      changeKind: item?.changeKind ?? (variant.lastEdition === 0 ? 'MAJOR' : 'MINOR'),
      note: item?.note?.trim() || null,
      nextEdition: variant.lastEdition + 1,
      references: extractReferences(kind, draft),
      path,
    };
  }

  private async publicState(
    candidates: readonly Candidate[],
    withdrawals: readonly WithdrawalCandidate[],
    related: readonly string[],
    kinds: ReadonlyMap<string, Kind>,
  ): Promise<PublicState> {
    const touched = [...new Set([...candidates, ...withdrawals].map((entry) => entry.documentId).concat(related))];
    const going = withdrawals.filter((entry) => entry.reason === 'GONE').map((entry) => entry.documentId);
    return {
      defaultLocale: this.config.locales[0],
      live: await this.store.liveVariants(touched),
      slugHolders: candidates.length === 0 ? [] : await this.store.slugHolders(candidates),
      hosts: going.length === 0 ? [] : await this.store.hostsOf(going),
      withdrawn: await this.store.withdrawnAmong(related),
      kinds,
    };
  }

  /** Hashes, numbers and own words, before the counter is taken, so that it is held for as short as can be. */
  private async prepare(
    candidates: readonly Candidate[],
    drafts: readonly Variant[],
    bits: ReadonlyMap<string, number>,
  ): Promise<{ prepared: readonly Prepared[]; unchanged: PublicationResult['unchanged'] }> {
    const hashes = await this.store.hashes(candidates);
    const prepared: Prepared[] = [];
    const unchanged: { documentId: string; locale: string }[] = [];
    for (const [index, candidate] of candidates.entries()) {
      const variant = drafts[index];
      if (!variant) continue;
      const { documentId, kind, locale, slug } = candidate;
      const body: Body = variant.draft;
      const hash = hashRevision({ kind, locale, slug, format: BODY_FORMAT, body });
      const known = hashes.get(`${documentId} ${locale}`);
      if (known?.live === hash.toString('hex')) {
        unchanged.push({ documentId, locale });
        continue;
      }
      const newRevision = known?.lastRevision !== hash.toString('hex');
      prepared.push({
        ...candidate,
        revision: newRevision ? variant.lastRevision + 1 : variant.lastRevision,
        newRevision,
        edition: candidate.nextEdition,
        body,
        bodyFormat: BODY_FORMAT,
        hash: hash.toString('hex'),
        hash64: hash64(documentId, locale, hash).toString(),
        rendered: renderDocument(kind, body, locale),
        audience: audienceMask(body, bits),
        topics: topicsOf(body),
        basedOn: variant.basedOn,
      });
    }
    return { prepared, unchanged };
  }

  private async announce(
    actor: Actor,
    note: string | null,
    prepared: readonly Prepared[],
    withdrawals: readonly WithdrawalCandidate[],
  ): Promise<Publication> {
    const facts: Fact[] = [
      ...prepared.map((item): Fact => ({
        verb: 'variant.publish',
        subject: item.documentId,
        data: {
          locale: item.locale,
          edition: item.edition,
          revision: item.revision,
          hash: item.hash,
          changeKind: item.changeKind,
        },
      })),
      ...withdrawals.map((item): Fact => ({
        verb: 'variant.withdraw',
        subject: item.documentId,
        data: { locale: item.locale, reason: item.reason, replacedBy: item.replacedBy },
      })),
    ];
    const [first, ...rest] = facts;
    if (!first) throw new NothingToPublish();
    return this.ledger.publish(
      actor,
      { kind: prepared.length > 0 ? 'PUBLISH' : 'WITHDRAW', note, facts: [first, ...rest] },
      async ({ seq, at }) => {
        await this.store.writeWithdrawals(seq, at, withdrawals);
        if (prepared.length > 0) await this.becomeLive(seq, at, prepared);
        if (!(await this.store.anyNoticeLive())) throw new NoLiveNotice();
        return {
          seq,
          published: prepared.map(({ documentId, locale, kind, edition, changeKind }) => ({
            documentId,
            locale,
            kind,
            edition,
            changeKind,
          })),
          withdrawn: withdrawals.map(({ documentId, locale, kind, reason, replacedBy }) => ({
            documentId,
            locale,
            kind,
            reason,
            replacedBy,
          })),
        };
      },
    );
  }

  private async becomeLive(seq: number, at: string, prepared: readonly Prepared[]): Promise<void> {
    try {
      await this.store.writeEditions(seq, at, prepared);
    } catch (error) {
      if (constraintOf(error) !== 'listing_live_slug_key') throw error;
      // Two documents that are not related raced for a slug; the index decided, and the other one commits first.
      const [item] = prepared;
      throw new SlugTaken(
        prepared.length === 1 ? (item?.slug ?? '') : 'of one of these documents',
        item?.kind ?? 'article',
        item?.locale ?? '',
        [],
        null,
      );
    }
    const topics = prepared.filter((item) => item.kind === 'topic');
    // The tree has one shape for all locales: the default locale's line decides, another only where that one is not published.
    const deciding = await this.decidingTopics(topics);
    const cycles = await this.store.moveTopics(seq, deciding);
    const placeOfTopic = (id: string) => topics.find((topic) => topic.documentId === id)?.path ?? [];
    Problems.throwIfAny(cycles.map((id) => new TopicCycle(id, [...placeOfTopic(id), 'fields', 'broader'])));
  }

  private async decidingTopics(
    topics: readonly Prepared[],
  ): Promise<readonly { documentId: string; broader: string | null }[]> {
    if (topics.length === 0) return [];
    const defaultLocale = this.config.locales[0];
    const live = await this.store.liveVariants(topics.map((topic) => topic.documentId));
    const inDefault = new Set(
      live.filter((variant) => variant.locale === defaultLocale).map((variant) => variant.documentId),
    );
    return topics
      .filter((topic) => topic.locale === defaultLocale || !inDefault.has(topic.documentId))
      .map((topic) => ({ documentId: topic.documentId, broader: (topic.body as Body<'topic'>).broader ?? null }));
  }
}

/** `publish[0]`, `withdraw[2]`: where in the request an item stands. */
function placeOf(index: number, publishCount: number): ProblemPath {
  return index < publishCount ? ['publish', index] : ['withdraw', index - publishCount];
}

function withdrawalCandidate(
  variant: Variant,
  item: WithdrawItem | undefined,
  path: ProblemPath,
  problems: Problem[],
): WithdrawalCandidate {
  if (variant.liveEdition === null) problems.push(new NotLive(variant.documentId, variant.locale, path));
  return {
    documentId: variant.documentId,
    kind: variant.kind,
    locale: variant.locale,
    reason: item?.reason ?? 'GONE',
    replacedBy: item?.replacedBy ?? null,
    notice: item?.notice?.trim() || null,
    path,
  };
}

/** The same refusal, seen from the request that the document stands in. */
function relocated(problem: Problem, prefix: ProblemPath): Problem {
  return Object.assign(Object.create(Object.getPrototypeOf(problem) as object) as Problem, problem, {
    message: problem.message,
    path: [...prefix, ...problem.path],
  });
}

function audienceMask(body: Body, bits: ReadonlyMap<string, number>): number {
  const keys = 'audiences' in body ? (body.audiences ?? []) : [];
  return keys.reduce((mask, key) => mask | (1 << (bits.get(key) ?? 15)), 0) & 0x7fff;
}

function topicsOf(body: Body): readonly string[] {
  return 'topics' in body ? [...new Set(body.topics ?? [])] : [];
}
