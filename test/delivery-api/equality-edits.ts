import {
  type Body,
  DocumentSchedulingService,
  ExpungingService,
  FiringService,
  LabelsService,
  type ReleaseItem,
  ReleaseApprovalService,
  ReleasePublishingService,
  ReleasesService,
  type Variant,
} from '#content';
import { Problems } from '#platform';
import { embed, TESTER, toPublish } from '../kit/world.js';
import type { Dice } from '../walk/dice.js';
import type { Api } from './api.js';
import { type Kind, type Known, WORDS } from './equality-corpus.js';

const AUDIENCES = ['individuals', 'community-groups', 'educators', 'professional-organizations'];
/** How often something that is refused is tried with another document. */
const ATTEMPTS = 20;

/** How often each is done; what references or rules forbid is tried again with other documents. */
const DECK = {
  edit: 3,
  editEmbedded: 3,
  rename: 2,
  retopic: 2,
  retopicPair: 2,
  audiences: 2,
  moveTopic: 2,
  order: 1,
  embeds: 3,
  translate: 4,
  withdrawTranslation: 1,
  withdraw: 1,
  retract: 1,
  replace: 1,
  bringBack: 2,
  scope: 2,
  terms: 1,
  labels: 1,
  release: 1,
  schedule: 1,
  revert: 1,
  expunge: 2,
} as const;
export type Edit = keyof typeof DECK;

/** Thrown where there is nothing of the kind that an edit needs. */
class NothingToDo extends Error {}

/** Publications of every sort, one at a time. */
export class Edits {
  /** What was done, in order. */
  readonly done: string[] = [];
  private step = 0;

  constructor(
    private readonly api: Api,
    private readonly documents: readonly Known[],
    private readonly dice: Dice,
    /** Handle of the partner whose scope changes. */
    private readonly partner: string,
  ) {}

  /** Every edit of the deck in some order, with a pause after each. */
  async all(then: (edit: Edit) => Promise<void>): Promise<void> {
    const left = (Object.keys(DECK) as Edit[]).flatMap((edit) => Array.from({ length: DECK[edit] }, () => edit));
    // What needs something to be gone, or translated, comes later than what takes it away or translates it; and what changes
    // hosts from within comes while there are hosts.
    const early = new Set<Edit>(['withdraw', 'retract', 'replace', 'translate', 'editEmbedded']);
    const late = new Set<Edit>(['bringBack', 'withdrawTranslation', 'expunge']);
    const rank = (edit: Edit) => this.dice.below(100) + (early.has(edit) ? -40 : late.has(edit) ? 40 : 0);
    const ranked = left.map((edit) => ({ edit, rank: rank(edit) })).sort((one, other) => one.rank - other.rank);
    for (const { edit } of ranked) {
      this.step += 1;
      await this.make(edit);
      this.done.push(edit);
      await then(edit);
    }
  }

  private async make(edit: Edit): Promise<void> {
    for (let attempt = 1; ; attempt++)
      try {
        return await this[edit]();
      } catch (error) {
        if (attempt === ATTEMPTS || !(error instanceof NothingToDo || Problems.of(error))) throw error;
      }
  }

  private async live(locale = 'en', kinds?: readonly Kind[]): Promise<Known[]> {
    const rows = await this.api.world.work.rows<{ id: string }>(
      'select document_id as id from delivery.listing where to_seq is null and locale = $1',
      [locale],
    );
    const ids = new Set(rows.map(({ id }) => id));
    return this.documents.filter(({ documentId, kind }) => ids.has(documentId) && (kinds?.includes(kind) ?? true));
  }

  private async one(...kinds: Kind[]): Promise<Known> {
    return this.choose(await this.live('en', kinds.length > 0 ? kinds : undefined));
  }

  private choose(among: readonly Known[]): Known {
    if (among.length === 0) throw new NothingToDo('there is none');
    return this.dice.one(among);
  }

  private async some(kind: Kind, most: number): Promise<string[]> {
    return this.dice.some(
      (await this.live('en', [kind])).map(({ documentId }) => documentId),
      most,
    );
  }

  private readonly words = ({ kind }: Known) => ({ [WORDS[kind]]: `Edited in step ${this.step}` });

  async edit(): Promise<void> {
    const document = await this.one();
    await this.api.change(document.documentId, this.words(document));
  }

  /** Whatever shows it has no new edition. */
  async editEmbedded(): Promise<void> {
    const hosts = await Promise.all((await this.live('en', ['article'])).map((each) => this.draftOf(each)));
    const texts = JSON.stringify(hosts.map(({ draft }) => (draft as Body<'article'>).body));
    const embedded = (await this.live('en', ['fact', 'myth-fact'])).filter((each) => texts.includes(each.documentId));
    const document = this.choose(embedded);
    await this.api.change(document.documentId, this.words(document));
  }

  async rename(): Promise<void> {
    const document = await this.one();
    await this.api.change(document.documentId, this.words(document), 'en', `renamed-${this.step}`);
  }

  async retopic(): Promise<void> {
    const { documentId } = await this.one('article', 'course');
    await this.api.change(documentId, { topics: await this.some('topic', 3) });
  }

  /** Topics list their pairs. */
  async retopicPair(): Promise<void> {
    const { documentId } = await this.one('myth-fact');
    await this.api.change(documentId, { topics: await this.some('topic', 3) });
  }

  async audiences(): Promise<void> {
    const { documentId } = await this.one('article', 'course');
    await this.api.change(documentId, { audiences: this.dice.some(AUDIENCES, 2) });
  }

  /** To another place in the tree; what would be a circle is refused. */
  async moveTopic(): Promise<void> {
    const { documentId } = await this.one('topic');
    await this.api.change(documentId, { broader: (await this.some('topic', 1))[0] ?? null });
  }

  /** Of the pairs of a topic. */
  async order(): Promise<void> {
    const { documentId } = await this.one('topic');
    await this.api.change(documentId, { mythFacts: await this.some('myth-fact', 4) });
  }

  async embeds(): Promise<void> {
    const { documentId, kind } = await this.one('article', 'myth-fact');
    const field = kind === 'article' ? 'body' : 'explanation';
    const { draft } = await this.api.world.drafting.get(documentId, 'en');
    const blocks = ((draft as Record<string, unknown>)[field] ?? []) as readonly { _type: string }[];
    const embedded = [
      ...(await this.some('fact', 2)).map((id, at) => embed(`f${this.step}${at}`, 'factEmbed', id)),
      ...(await this.some('myth-fact', 1)).map((id) => embed(`m${this.step}`, 'mythFactEmbed', id)),
    ];
    await this.api.change(documentId, {
      [field]: [...blocks.filter(({ _type }) => _type === 'block'), ...embedded],
      ...(kind === 'article' ? { related: await this.some('article', 2) } : {}),
    });
  }

  /** Publishes a second locale, or what is new in it. */
  async translate(): Promise<void> {
    const document = await this.one('article', 'fact', 'topic', 'myth-fact');
    const { documentId, kind, slug } = document;
    const variants = await this.api.world.reading.variantsOf(documentId);
    if (variants.some(({ locale }) => locale === 'es')) return this.api.change(documentId, this.words(document), 'es');
    const { draft } = await this.api.world.drafting.get(documentId, 'en');
    const body = { ...draft, ...this.words(document) };
    await this.api.world.given.published(kind, body, { documentId, locale: 'es', slug });
  }

  async withdrawTranslation(): Promise<void> {
    await this.api.withdraw(this.choose(await this.live('es')).documentId, { reason: 'GONE' }, 'es');
  }

  async withdraw(): Promise<void> {
    await this.api.withdraw((await this.one()).documentId, { reason: 'GONE' });
  }

  async retract(): Promise<void> {
    await this.api.withdraw((await this.one()).documentId, { reason: 'RETRACTED', notice: `Wrong, step ${this.step}` });
  }

  async replace(): Promise<void> {
    const { documentId, kind } = await this.one();
    const [replacedBy] = (await this.some(kind, 3)).filter((id) => id !== documentId);
    if (!replacedBy) throw new NothingToDo('there is no other one');
    await this.api.withdraw(documentId, { reason: 'REPLACED', replacedBy });
  }

  async bringBack(): Promise<void> {
    const live = new Set(await this.live());
    const variant = await this.draftOf(this.choose(this.documents.filter((document) => !live.has(document))));
    await this.api.world.publishing.publish(TESTER, { publish: [toPublish(variant)] });
  }

  async scope(): Promise<void> {
    const { dice } = this;
    await this.api.world.partners.setScope(TESTER, this.partner, {
      kinds: dice.chance(50) ? null : ['article', 'course'],
      topics: dice.chance(50) ? null : await this.some('topic', 2),
      audiences: dice.chance(50) ? null : dice.some(AUDIENCES, 2),
      locales: dice.one([null, ['en'], ['en', 'es']]),
    });
  }

  async terms(): Promise<void> {
    await this.take({ attribution: { text: `Terms of step ${this.step}`, url: null, licence: null } });
  }

  async labels(): Promise<void> {
    await this.take({ audiences: AUDIENCES.map((key) => ({ key, labels: { en: `${key}, step ${this.step}` } })) });
  }

  /** Two at once. */
  async release(): Promise<void> {
    const items = [await this.saved(), await this.saved()];
    const releases = this.service(ReleasesService);
    const { id: releaseId, version } = await releases.create(TESTER, { name: 'Both', items: items.map(releaseItem) });
    const seen = items.map(toPublish);
    const approval = { releaseId, expectedVersion: version, seen };
    const approved = await this.service(ReleaseApprovalService).approve(TESTER, approval);
    const ref = { releaseId, expectedVersion: approved.version };
    await this.service(ReleasePublishingService).publish(TESTER, ref);
  }

  /** At its hour, which comes. */
  async schedule(): Promise<void> {
    const variant = await this.saved();
    const { clock } = this.api.world;
    const localTime = new Date(clock.now().getTime() + 2_000).toISOString().slice(0, 19);
    const at = { localTime, zone: 'UTC' };
    await this.service(DocumentSchedulingService).schedule(TESTER, releaseItem(variant), variant.draftVersion, at);
    clock.advance(3_000);
    const fired = await this.service(FiringService).fireNext();
    if (fired?.outcome !== 'FIRED') throw new Error('what was due did not happen');
  }

  /** Takes one of the last publications back. */
  async revert(): Promise<void> {
    const { seq } = await this.api.world.ledger.head();
    await this.api.world.reverting.revert(TESTER, { seq: seq - this.dice.below(5) });
  }

  async expunge(): Promise<void> {
    const { documentId } = await this.one('article', 'fact', 'myth-fact', 'source');
    await this.service(ExpungingService).expunge(TESTER, { documentId });
  }

  private service<T>(type: abstract new (...args: never[]) => T): T {
    return this.api.world.app.get(type, { strict: false });
  }

  private draftOf({ documentId }: Known): Promise<Variant> {
    return this.api.world.drafting.get(documentId, 'en');
  }

  private async saved(): Promise<Variant> {
    const document = await this.one();
    const { documentId, locale, draftVersion: expectedVersion } = await this.draftOf(document);
    const fields = this.words(document);
    return this.api.world.drafting.save(TESTER, { documentId, locale, expectedVersion, fields });
  }

  /** As a start with another configuration does. */
  private async take(configured: object): Promise<void> {
    const { work, ledger, config } = this.api.world;
    await new LabelsService(work, ledger, { ...config, ...configured }).takeIn(TESTER);
  }
}

function releaseItem({ documentId, locale }: Variant): ReleaseItem {
  const plain = { changeKind: null, note: null, chosen: null, revision: null, edition: null };
  return { documentId, locale, action: 'PUBLISH', ...plain };
}
