import {
  type Kind,
  LabelsService,
  type PublicationRequest,
  type PublicationResult,
  RestoringService,
  RevertingService,
  ReviewingService,
  type Variant,
} from '#content';
import { Problems } from '#platform';
import { embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

export const LOCALES = ['en', 'es'] as const;
export const PARTNER = 'walked';
const KINDS = ['article', 'myth-fact', 'course', 'fact', 'source', 'notice', 'topic', 'collection'] as const;
const MOST_DOCUMENTS = 26;
const SLUGS = 5;
const AUDIENCES = ['individuals', 'community-groups', 'educators', 'professional-organizations'];

/** Numbers that a seed always gives (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  below(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * bound);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  one<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
  }

  /** Up to `most` different ones. */
  some<T>(values: readonly T[], most: number): T[] {
    return values.length === 0
      ? []
      : [...new Set(Array.from({ length: this.below(most + 1) }, () => this.one(values)))];
  }
}

interface Known {
  readonly documentId: string;
  readonly kind: Kind;
}

/** What the actors did and were told, for the checks afterwards. */
export class Diary {
  readonly documents: Known[] = [];
  readonly slugs: string[] = Array.from({ length: SLUGS }, (_, index) => `slug-${index}`);
  readonly publications: {
    readonly seq: number;
    readonly published: readonly { documentId: string; locale: string; edition: number; revision: number }[];
    readonly withdrawn: readonly { documentId: string; locale: string }[];
  }[] = [];
  /** Publications of which the actor was told the number only. */
  readonly numbered: number[] = [];
  /** `document locale version`, one entry for each save that was acknowledged. */
  readonly saves: string[] = [];
  /** `document locale`, one entry for each draft that an import rewrote. */
  readonly imported: string[] = [];
  readonly done = new Map<string, number>();
  readonly refused = new Map<string, number>();
  readonly faults: string[] = [];
}

type Operation = (actor: Walker) => Promise<void>;

/** One of several actors that do at random what editors, importers and operators may do. */
export class Walker {
  /** Documents that were live when the step began. */
  private public: ReadonlySet<string> = new Set();

  constructor(
    private readonly world: World,
    readonly dice: Dice,
    readonly diary: Diary,
    private readonly published: (seq: number) => Promise<void>,
  ) {}

  async step(): Promise<void> {
    const rows = await this.world.work.rows<{ id: string }>(
      'select document_id as id from delivery.listing where to_seq is null',
    );
    this.public = new Set(rows.map((row) => row.id));
    const name = this.dice.one(DECK);
    try {
      await OPERATIONS[name](this);
      count(this.diary.done, name);
    } catch (error) {
      const problems = Problems.of(error);
      if (problems) for (const { kind } of problems) count(this.diary.refused, kind);
      else this.diary.faults.push(`${name}: ${String(error)} ${JSON.stringify((error as { detail?: string }).detail)}`);
    }
  }

  /** One document of every kind, so that references find targets. */
  async begin(): Promise<void> {
    for (const kind of KINDS) await this.createNew(kind);
  }

  async create(): Promise<void> {
    if (this.diary.documents.length < MOST_DOCUMENTS && this.dice.chance(65))
      return this.createNew(this.dice.one(KINDS));
    const { documentId, kind } = this.dice.one(this.diary.documents);
    const slug = this.dice.one(this.diary.slugs);
    const locale = this.dice.one(LOCALES);
    await this.world.drafting.create(TESTER, { documentId, kind, locale, slug, body: this.body(kind) });
  }

  private async createNew(kind: Kind): Promise<void> {
    const locale = this.dice.chance(70) ? 'en' : 'es';
    const slug = this.dice.one(this.diary.slugs);
    const { documentId } = await this.world.drafting.create(TESTER, { kind, locale, slug, body: this.body(kind) });
    this.diary.documents.push({ documentId, kind });
  }

  async save(fields: (kind: Kind) => Record<string, unknown> = (kind) => this.body(kind), only?: Kind): Promise<void> {
    const variant = await this.variant(only);
    if (!variant) return;
    const saved = await this.world.drafting.save(TESTER, {
      documentId: variant.documentId,
      locale: variant.locale,
      expectedVersion: variant.draftVersion,
      fields: fields(variant.kind),
      ...(this.dice.chance(25) ? { slug: this.dice.one(this.diary.slugs) } : {}),
    });
    this.diary.saves.push(`${saved.documentId} ${saved.locale} ${saved.draftVersion}`);
    if (this.dice.chance(50)) await this.publish({ publish: [toPublish(saved)] });
  }

  async publish(request: PublicationRequest): Promise<void> {
    if (!request.publish?.length && !request.withdraw?.length) return;
    await this.told(await this.world.publishing.publish(TESTER, request));
  }

  private async told({ publication, published, withdrawn }: PublicationResult): Promise<void> {
    this.diary.publications.push({ seq: publication.seq, published, withdrawn });
    await this.published(publication.seq);
  }

  async publishSome(): Promise<void> {
    const variants = await Promise.all(Array.from({ length: 1 + this.dice.below(3) }, () => this.variant()));
    const publish = variants.flatMap((variant) => (variant ? [toPublish(variant)] : []));
    const correction = this.dice.chance(20) ? { changeKind: 'CORRECTION' as const, note: 'It was wrong.' } : {};
    await this.publish({ publish: publish.map((item) => ({ ...item, ...correction })) });
  }

  async withdraw(alsoPublish: boolean): Promise<void> {
    const variants = await Promise.all(Array.from({ length: 1 + this.dice.below(2) }, () => this.live()));
    const withdraw = variants.flatMap((variant) => {
      if (!variant) return [];
      const reason = this.dice.one(['GONE', 'REPLACED', 'RETRACTED'] as const);
      const others = this.of(variant.kind).filter((other) => other !== variant.documentId);
      return [
        {
          ...toPublish(variant),
          reason,
          ...(reason === 'REPLACED' && others.length > 0 ? { replacedBy: this.dice.one(others) } : {}),
          ...(reason === 'RETRACTED' ? { notice: `Retracted ${this.dice.below(1000)}.` } : {}),
        },
      ];
    });
    const variant = alsoPublish ? await this.variant() : null;
    await this.publish({ withdraw, ...(variant ? { publish: [toPublish(variant)] } : {}) });
  }

  async scope(): Promise<void> {
    const { seq } = await this.world.partners.setScope(TESTER, PARTNER, {
      kinds: this.dice.chance(50) ? this.dice.some(KINDS, 4) : null,
      topics: this.dice.chance(50) ? this.dice.some(this.of('topic'), 2) : null,
      audiences: null,
      locales: this.dice.chance(30) ? ['es'] : null,
    });
    this.diary.numbered.push(seq);
    await this.published(seq);
  }

  async labels(): Promise<void> {
    const audiences = AUDIENCES.map((key) => ({ key, labels: { en: `${key} ${this.dice.below(3)}` } }));
    const service = new LabelsService(this.world.work, this.world.ledger, { ...this.world.config, audiences });
    if (await service.takeIn(TESTER)) await this.published((await this.world.ledger.head()).seq);
  }

  async import(): Promise<void> {
    const locale = 'en';
    const dryRun = this.dice.chance(15);
    const report = await this.world.imports.importPages(
      TESTER,
      [{ name: `page-${this.dice.below(2)}.txt`, bytes: Buffer.from(page(this.dice)) }],
      { locale, publish: this.dice.chance(70), dryRun },
    );
    if (dryRun) return;
    for (const { id, kind, change, slug } of report.documents) {
      if (change === 'created') this.diary.documents.push({ documentId: id, kind });
      if (change === 'created') this.diary.slugs.push(slug);
      if (change === 'updated') this.diary.imported.push(`${id} ${locale}`);
    }
    if (report.seq === null) return;
    this.diary.numbered.push(report.seq);
    await this.published(report.seq);
  }

  /** A body that may be published, most of the time; it refers to any document that fits. */
  body(kind: Kind): Record<string, unknown> {
    const number = this.dice.below(10_000);
    const lame = this.dice.chance(5);
    const shared = { topics: this.dice.some(this.of('topic'), 2), sources: this.dice.some(this.of('source'), 1) };
    const text = [
      paragraph('p', `Words ${number}.`),
      ...this.dice.some(this.of('fact'), 2).map((id, index) => embed(`f${index}`, 'factEmbed', id)),
      ...this.dice.some(this.of('myth-fact'), 1).map((id, index) => embed(`m${index}`, 'mythFactEmbed', id)),
      ...this.dice.some(this.of('notice'), 1).map((id, index) => embed(`n${index}`, 'noticeEmbed', id)),
    ];
    const bodies: { [K in Kind]: () => Record<string, unknown> } = {
      article: () => ({
        title: lame ? null : `Article ${number}`,
        body: text,
        audiences: this.dice.some(AUDIENCES, 2),
        related: this.dice.some(this.of('article'), 1),
        ...shared,
      }),
      'myth-fact': () => ({
        myth: `Myth ${number}`,
        fact: lame ? null : `Fact ${number}`,
        explanation: text,
        ...shared,
      }),
      course: () => ({
        title: `Course ${number}`,
        modules: [{ _key: 'm', title: 'Module', lessons: [this.lesson()] }],
      }),
      fact: () => ({
        statement: `Claim ${number}`,
        status: 'DISPUTED',
        notice: lame ? null : 'Nobody knows.',
        citations: this.dice.some(this.of('source'), 1).map((source) => ({ _key: 'c', source, role: 'CRITIQUES' })),
      }),
      source: () => ({ title: lame ? null : `Source ${number}` }),
      notice: () => ({ name: `Line ${number}`, phone: `1-800-555-${1000 + this.dice.below(9000)}` }),
      topic: () => ({
        name: `Topic ${number}`,
        broader: this.dice.chance(40) ? (this.dice.some(this.of('topic'), 1)[0] ?? null) : null,
        mythFacts: this.dice.some(this.of('myth-fact'), 2),
      }),
      collection: () => ({
        title: `Collection ${number}`,
        sections: [{ _key: 's', title: 'One', items: this.dice.some(this.of('article'), 2) }],
      }),
    };
    return bodies[kind]();
  }

  /** A save that was based on what somebody has rewritten since. */
  async saveStale(): Promise<void> {
    const variant = await this.variant();
    if (!variant || variant.draftVersion === 1) return;
    await this.world.drafting.save(TESTER, {
      ...toPublish(variant),
      expectedVersion: variant.draftVersion - 1,
      fields: {},
    });
    throw new Error('a stale save was taken');
  }

  /** Submits a draft, and decides about it in one of the ways that there are, or leaves it in review. */
  async review(): Promise<void> {
    const variant = await this.variant();
    if (!variant) return;
    const reviewing = this.world.app.get(ReviewingService, { strict: false });
    const { documentId, locale, draftVersion: expectedVersion } = variant;
    const { revision } = await reviewing.submit(TESTER, { documentId, locale, expectedVersion });
    const judgement = { documentId, locale, revision, note: 'Looked at.' };
    const decide = this.dice.one(['approve', 'requestChanges', 'recall', null] as const);
    if (decide) await reviewing[decide](TESTER, judgement);
  }

  /** Brings an earlier revision back as the draft. */
  async restore(): Promise<void> {
    const variant = await this.variant();
    if (!variant || variant.lastRevision === 0) return;
    const { documentId, locale, draftVersion: expectedVersion } = variant;
    const revision = 1 + this.dice.below(variant.lastRevision);
    const restoring = this.world.app.get(RestoringService, { strict: false });
    const restored = await restoring.restore(TESTER, { documentId, locale, expectedVersion, revision });
    this.diary.saves.push(`${documentId} ${locale} ${restored.variant.draftVersion}`);
  }

  /** Takes one of the last publications back. */
  async revert(): Promise<void> {
    const [seq] = this.diary.publications.slice(-3).map((publication) => publication.seq);
    if (seq === undefined) return;
    await this.told(await this.world.app.get(RevertingService, { strict: false }).revert(TESTER, { seq }));
  }

  private lesson(): Record<string, unknown> {
    const [document] = this.dice.some(this.of('article'), 1);
    const pinned = this.dice.chance(40) ? { locale: this.dice.one(LOCALES), edition: 1 + this.dice.below(2) } : {};
    return { _key: 'l', title: 'Lesson', ...(document ? { uses: [{ document, ...pinned }] } : {}) };
  }

  /** Documents of a kind: mostly live ones, or next to nothing could be published. */
  private of(kind: Kind): string[] {
    const all = this.diary.documents.filter((known) => known.kind === kind).map((known) => known.documentId);
    return this.dice.chance(4) ? all : all.filter((documentId) => this.public.has(documentId));
  }

  private async variant(only?: Kind): Promise<Variant | null> {
    const candidates = this.diary.documents.filter((known) => only === undefined || known.kind === only);
    if (candidates.length === 0) return null;
    const variants = await this.world.reading.variantsOf(this.dice.one(candidates).documentId);
    return variants.length === 0 ? null : this.dice.one(variants);
  }

  private async live(): Promise<Variant | null> {
    for (let attempt = 0; attempt < 6; attempt++) {
      const variant = await this.variant();
      if (variant && variant.liveEdition !== null) return variant;
    }
    return null;
  }
}

const OPERATIONS = {
  create: (walker) => walker.create(),
  save: (walker) => walker.save(),
  saveStale: (walker) => walker.saveStale(),
  moveTopic: (walker) => walker.save(() => ({ broader: walker.body('topic')['broader'] ?? null }), 'topic'),
  publish: (walker) => walker.publishSome(),
  withdraw: (walker) => walker.withdraw(false),
  exchange: (walker) => walker.withdraw(true),
  review: (walker) => walker.review(),
  restore: (walker) => walker.restore(),
  revert: (walker) => walker.revert(),
  scope: (walker) => walker.scope(),
  labels: (walker) => walker.labels(),
  import: (walker) => walker.import(),
} as const satisfies Record<string, Operation>;

/** How often each is drawn. */
const DECK: readonly (keyof typeof OPERATIONS)[] = Object.entries({
  create: 5,
  save: 9,
  saveStale: 1,
  moveTopic: 3,
  publish: 8,
  withdraw: 4,
  exchange: 2,
  review: 4,
  restore: 2,
  revert: 2,
  scope: 1,
  labels: 1,
  import: 3,
} satisfies Record<keyof typeof OPERATIONS, number>).flatMap(([name, times]) =>
  Array.from({ length: times }, () => name as keyof typeof OPERATIONS),
);

/** A page with the same hotline, whichever it is, and pairs that differ a little from time to time. */
function page(dice: Dice): string {
  const pairs = dice
    .some(['lamps burn gas', 'lamps are heavy', 'all lamps hum'], 3)
    .map((myth) => `MYTH: People say that ${myth}.\n\nFACT: Hardly any do, and ${dice.one(['few', 'none'])} did.`);
  return `Lamps\n\nIf you smell gas, call the Gas Line 1-800-555-0199.\n\nWhat is a lamp?\n\nA lamp gives ${dice.one(['light', 'warmth'])}.\n\nMyths and facts\n\n${pairs.join('\n\n')}\n`;
}

function count(tally: Map<string, number>, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1);
}
