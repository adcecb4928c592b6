import { Inject, Injectable } from '@nestjs/common';
import { type Actor, actorName, type Fact, LedgerService, type Publication } from '#ledger';
import {
  CONFIG,
  type Config,
  constraintOf,
  isUuid,
  type Problem,
  type ProblemPath,
  Problems,
  reach,
  refusedKey,
  UnitOfWork,
} from '#platform';
import { hash64, hashRevision } from './domain/kinds/hash.js';
import { BODY_FORMAT, type Body, type Kind } from './domain/kinds/kinds.js';
import { cleanText } from './domain/kinds/normalise.js';
import { extractReferences } from './domain/kinds/references.js';
import { requirementsToPublish } from './domain/kinds/requirements.js';
import { MissingField } from './domain/kinds/problems.js';
import { type Candidate, objections, type PublicState, type WithdrawalCandidate } from './domain/publication-plan.js';
import type { PublicationRequest, PublishItem, WithdrawItem } from './domain/publication-request.js';
import {
  DocumentExpunged,
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
import { DraftStore } from './persistence/draft.store.js';
import { type Prepared, PublicationStore, type Staged } from './persistence/publication.store.js';

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
      const expunged = await this.store.expungedAmong(
        items.filter((item) => !found.has(`${item.documentId} ${item.locale}`)).map((item) => item.documentId),
      );
      const current = items.map((item, index) =>
        this.currentVariant(item, found, expunged, placeOf(index, publish.length), problems),
      );
      Problems.throwIfAny(problems);
      const drafts = current.slice(0, publish.length).flatMap((variant) => variant ?? []);
      const leaving = current.slice(publish.length).flatMap((variant) => variant ?? []);

      const bits = await this.store.audienceBits();
      const hashes = await this.store.hashes(drafts);
      const candidates = drafts.map((variant, index) =>
        this.candidate(variant, publish[index], hashes, placeOf(index, publish.length), problems),
      );
      const withdrawals = leaving.map((variant, index) =>
        withdrawalCandidate(variant, withdraw[index], placeOf(publish.length + index, publish.length), problems),
      );
      const state = await this.publicState(candidates, withdrawals, [...targets, ...replacements], kinds);
      problems.push(...objections(candidates, withdrawals, state));
      Problems.throwIfAny(problems);

      const prepared = this.prepare(candidates, drafts, hashes, bits);
      const unchanged = candidates
        .filter((candidate) => candidate.unchanged)
        .map(({ documentId, locale }) => ({ documentId, locale }));
      if (prepared.length === 0 && withdrawals.length === 0) throw new NothingToPublish();
      await this.store.writeRevisions(prepared, actorName(actor));
      await this.store.topicNumbers(prepared.filter((item) => item.kind === 'topic').map((item) => item.documentId));

      const staged = await this.store.stage(prepared);

      const publication = await this.announce(actor, wordsOf(request.note), staged, withdrawals);
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

  /**
   * Takes now the locks that publishing these documents will take. For whoever rewrites drafts and publishes in one
   * transaction: documents come before variants in the order of locks. Locking them twice does no harm.
   */
  async hold(changed: readonly string[], referenced: readonly string[]): Promise<void> {
    if (!this.work.isActive) throw new Error('hold needs a running unit of work');
    await this.store.lock(changed, referenced);
  }

  private currentVariant(
    item: PublishItem | WithdrawItem,
    found: ReadonlyMap<string, Variant>,
    expunged: ReadonlySet<string>,
    path: ProblemPath,
    problems: Problem[],
  ): Variant | null {
    const { documentId, locale, expectedVersion } = item;
    const variant = found.get(`${documentId} ${locale}`);
    if (!variant) {
      const place = [...path, 'documentId'];
      problems.push(
        expunged.has(documentId)
          ? new DocumentExpunged(documentId, place)
          : new DocumentNotFound(documentId, place, locale),
      );
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
    hashes: Hashes,
    path: ProblemPath,
    problems: Problem[],
  ): Candidate {
    const { documentId, kind, locale, slug, draft } = variant;
    const hash = hashRevision({ kind, locale, slug, format: BODY_FORMAT, body: draft }).toString('hex');
    const unchanged = hashes.get(`${documentId} ${locale}`)?.live === hash;
    // What was published for an audience that has left the configuration since stays; more of it is refused.
    const audiences = this.config.audiences.map((audience) => audience.key);
    for (const problem of unchanged ? [] : requirementsToPublish(kind, draft, { audiences }))
      problems.push(relocated(problem, [...path, 'fields']));
    if (slug === null)
      problems.push(
        new MissingField('Give the document a slug: it is the last part of its address.', [...path, 'slug']),
      );
    return {
      documentId,
      kind,
      locale,
      slug: slug ?? '',
      changeKind: item?.changeKind ?? (variant.lastEdition === 0 ? 'MAJOR' : 'MINOR'),
      note: wordsOf(item?.note),
      nextEdition: variant.lastEdition + 1,
      references: extractReferences(kind, draft),
      hash,
      unchanged,
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
      expunged: await this.store.expungedAmong(related),
      kinds,
    };
  }

  /** Hashes, numbers and own words, before the counter is taken, so that it is held for as short as can be. */
  private prepare(
    candidates: readonly Candidate[],
    drafts: readonly Variant[],
    hashes: Hashes,
    bits: ReadonlyMap<string, number>,
  ): readonly Prepared[] {
    return candidates.flatMap((candidate, index): Prepared[] => {
      const variant = drafts[index];
      if (!variant || candidate.unchanged) return [];
      const { documentId, kind, locale, hash } = candidate;
      const body: Body = variant.draft;
      const newRevision = hashes.get(`${documentId} ${locale}`)?.lastRevision !== hash;
      return [
        {
          ...candidate,
          revision: newRevision ? variant.lastRevision + 1 : variant.lastRevision,
          newRevision,
          edition: candidate.nextEdition,
          body,
          bodyFormat: BODY_FORMAT,
          hash64: hash64(documentId, locale, Buffer.from(hash, 'hex')).toString(),
          rendered: renderDocument(kind, body, locale),
          audience: audienceMask(body, bits),
          topics: topicsOf(body),
          basedOn: variant.basedOn,
        },
      ];
    });
  }

  private async announce(
    actor: Actor,
    note: string | null,
    staged: Staged,
    withdrawals: readonly WithdrawalCandidate[],
  ): Promise<Publication> {
    const prepared = staged.items;
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
        if (prepared.length > 0) await this.becomeLive(seq, at, staged);
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

  private async becomeLive(seq: number, at: string, staged: Staged): Promise<void> {
    const prepared = staged.items;
    try {
      await this.store.writeEditions(seq, at, staged);
    } catch (error) {
      if (constraintOf(error) !== 'listing_live_slug_key') throw error;
      // Two documents that are not related raced for a slug; the index decided, and the other one commits first.
      const [kind, locale, slug] = refusedKey(error);
      const item = prepared.find((each) => each.kind === kind && each.locale === locale && each.slug === slug);
      if (!item) throw error;
      throw new SlugTaken(item.slug, item.kind, item.locale, [...item.path, 'slug'], null);
    }
    const topics = prepared.filter((item) => item.kind === 'topic');
    // The tree has one shape for all locales: the default locale's line decides, another only where that one is not published.
    const deciding = await this.decidingTopics(topics);
    const refuse = (ids: readonly string[]) =>
      Problems.throwIfAny(
        deciding
          .filter((topic) => ids.includes(topic.documentId))
          .map(({ documentId, path }) => new TopicCycle(documentId, [...path, 'fields', 'broader'])),
      );
    refuse(deciding.filter((topic) => topic.broader === topic.documentId).map((topic) => topic.documentId));
    refuse(await this.store.moveTopics(seq, deciding));
  }

  private async decidingTopics(
    topics: readonly Prepared[],
  ): Promise<readonly { documentId: string; broader: string | null; path: ProblemPath }[]> {
    if (topics.length === 0) return [];
    const defaultLocale = this.config.locales[0];
    const live = await this.store.liveVariants(topics.map((topic) => topic.documentId));
    const inDefault = new Set(
      live.filter((variant) => variant.locale === defaultLocale).map((variant) => variant.documentId),
    );
    const places = new Map(this.config.locales.map((locale, index) => [locale, index]));
    const place = ({ locale }: Prepared) => places.get(locale) ?? places.size;
    const deciding = new Map(
      topics
        .filter((topic) => topic.locale === defaultLocale || !inDefault.has(topic.documentId))
        // Of several locales of one topic the first configured one decides, so it is put in last.
        .sort((a, b) => place(b) - place(a))
        .map((topic) => [topic.documentId, topic]),
    );
    return [...deciding.values()].map(({ documentId, body, path }) => ({
      documentId,
      broader: (body as Body<'topic'>).broader ?? null,
      path,
    }));
  }
}

/** Of the last revision and of what is live, by `document locale`. */
type Hashes = Awaited<ReturnType<PublicationStore['hashes']>>;

/** What somebody wrote besides the body, without what no column takes; null when nothing is left. */
function wordsOf(text: string | undefined): string | null {
  return cleanText(text ?? '').trim() || null;
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
    notice: wordsOf(item?.notice),
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
