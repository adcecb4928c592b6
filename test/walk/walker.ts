import { type Kind, type PublicationRequest, type PublicationResult, type Variant } from '#content';
import { Problems } from '#platform';
import { embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';
import type { Dice } from './dice.js';
import type { Diary } from './diary.js';
import { DECK, VERBS } from './verbs.js';

export const LOCALES = ['en', 'es'] as const;
export const PARTNER = 'walked';
export const KINDS = ['article', 'myth-fact', 'course', 'fact', 'source', 'notice', 'topic', 'collection'] as const;
export const AUDIENCES = ['individuals', 'community-groups', 'educators', 'professional-organizations'];
const MOST_DOCUMENTS = 26;

/** One of several actors that do at random what editors, importers and operators may do. */
export class Walker {
  /** Documents that were live when the step began. */
  private public: ReadonlySet<string> = new Set();

  constructor(
    readonly world: World,
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
      await VERBS[name](this);
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
    this.saved(saved);
    if (this.dice.chance(50)) await this.publish({ publish: [toPublish(saved)] });
  }

  /** Acknowledged: its words are now somebody's draft, in this version. */
  saved({ documentId, locale, draftVersion: version, draft }: Variant): void {
    const word = /zqx[0-9a-f]{12}/.exec(JSON.stringify(draft))?.[0] ?? null;
    this.diary.saves.push({ documentId, locale, version, word });
  }

  async publish(request: PublicationRequest): Promise<void> {
    if (!request.publish?.length && !request.withdraw?.length) return;
    await this.told(await this.world.publishing.publish(TESTER, request));
  }

  async told({ publication, published, withdrawn }: PublicationResult): Promise<void> {
    this.diary.publications.push({ seq: publication.seq, published, withdrawn });
    await this.published(publication.seq);
  }

  /** It was told the number alone. */
  async numbered(seq: number): Promise<void> {
    this.diary.numbered.push(seq);
    await this.published(seq);
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

  /** A body that may be published, most of the time; it refers to any document that fits. */
  body(kind: Kind): Record<string, unknown> {
    const number = this.diary.word();
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

  private lesson(): Record<string, unknown> {
    const [document] = this.dice.some(this.of('article'), 1);
    const pinned = this.dice.chance(40) ? { locale: this.dice.one(LOCALES), edition: 1 + this.dice.below(2) } : {};
    return { _key: 'l', title: 'Lesson', ...(document ? { uses: [{ document, ...pinned }] } : {}) };
  }

  /** Documents of a kind: mostly live ones, or next to nothing could be published. */
  of(kind: Kind): string[] {
    const all = this.diary.documents.filter((known) => known.kind === kind).map((known) => known.documentId);
    return this.dice.chance(4) ? all : all.filter((documentId) => this.public.has(documentId));
  }

  async variant(only?: Kind): Promise<Variant | null> {
    const candidates = this.diary.documents.filter((known) => only === undefined || known.kind === only);
    if (candidates.length === 0) return null;
    const variants = await this.world.reading.variantsOf(this.dice.one(candidates).documentId);
    return variants.length === 0 ? null : this.dice.one(variants);
  }

  async live(): Promise<Variant | null> {
    for (let attempt = 0; attempt < 6; attempt++) {
      const variant = await this.variant();
      if (variant && variant.liveEdition !== null) return variant;
    }
    return null;
  }
}

function count(tally: Map<string, number>, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1);
}
