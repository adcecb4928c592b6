import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { embed, paragraph } from '../kit/world.js';
import type { Dice } from '../walk/dice.js';
import type { Acknowledged, Book } from './book.js';

interface Variant {
  readonly documentId: string;
  readonly locale: string;
  readonly draftVersion: number;
}
interface Answered {
  readonly problems: readonly { readonly kind: string; readonly message: string }[];
}

/** Documents that editors made and that were live at least once. */
export class Shelf {
  readonly articles: Place[] = [];
  readonly facts: string[] = [];
  readonly sources: string[] = [];
  readonly topics: string[] = [];
}
interface Place {
  readonly documentId: string;
  readonly locale: string;
}

const AUDIENCES = ['individuals', 'educators'];
const VARIANT = 'documentId locale draftVersion';
/** Nobody may be told more often than this that nothing is known. */
const MOST_ATTEMPTS = 400;

/** An editor at a bad line: sends again, under the same key, what was not answered, and writes down what was. */
export class SiegeEditor {
  private count = 0;

  constructor(
    private readonly name: string,
    private readonly url: string,
    private readonly session: string,
    private readonly dice: Dice,
    private readonly book: Book,
    private readonly shelf: Shelf,
    private readonly other: () => SiegeEditor,
  ) {}

  async step(): Promise<void> {
    const { dice, shelf } = this;
    const verbs = [
      [shelf.articles.length < 40 ? 22 : 6, () => this.article()],
      [22, () => this.revise()],
      [12, () => (shelf.facts.length < 12 ? this.fact() : this.reviseFact())],
      [6, () => (shelf.topics.length < 5 ? this.topic() : this.moveTopic())],
      [12, () => this.withdraw()],
      [10, () => this.secret()],
      [8, () => this.schedule()],
      [3, () => this.expunge()],
    ] as const;
    let drawn = dice.below(verbs.reduce((sum, [share]) => sum + share, 0));
    for (const [share, act] of verbs) {
      drawn -= share;
      if (drawn < 0) return act();
    }
  }

  /** One of each, so that references find something. */
  async begin(): Promise<void> {
    await this.source();
    await this.topic();
    await this.fact();
    await this.article();
  }

  private async article(): Promise<void> {
    const locale = this.dice.chance(75) ? 'en' : 'es';
    const made = await this.create('Article', locale, this.words());
    if (made && (await this.publish([made]))) this.shelf.articles.push(made);
  }

  /** A text with a word of its own that shows and cites what there is. */
  private words() {
    const { dice, shelf, book } = this;
    const word = book.word();
    return {
      word,
      fields: {
        title: `Lamps ${word}`,
        body: [
          paragraph('p', `Words ${word}.`),
          ...dice.some(shelf.facts, 2).map((id, index) => embed(`f${index}`, 'factEmbed', id) as object),
        ],
        topics: dice.some(shelf.topics, 2),
        audiences: dice.some(AUDIENCES, 1),
        sources: dice.some(shelf.sources, 1),
      },
    };
  }

  private claim() {
    const word = this.book.word();
    const citations = this.dice.some(this.shelf.sources, 1).map((source) => ({ _key: 'c', source, role: 'CRITIQUES' }));
    return { word, fields: { statement: `Claim ${word}`, status: 'DISPUTED', notice: 'Nobody knows.', citations } };
  }

  private async fact(): Promise<void> {
    const made = await this.create('Fact', 'en', this.claim());
    if (made && (await this.publish([made]))) this.shelf.facts.push(made.documentId);
  }

  private async source(): Promise<void> {
    const word = this.book.word();
    const made = await this.create('Source', 'en', { word, fields: { title: `Report ${word}` } });
    if (made && (await this.publish([made]))) this.shelf.sources.push(made.documentId);
  }

  private async topic(): Promise<void> {
    const word = this.book.word();
    const made = await this.create('Topic', 'en', { word, fields: { name: `Topic ${word}` } });
    if (made && (await this.publish([made]))) this.shelf.topics.push(made.documentId);
  }

  private async revise(): Promise<void> {
    if (this.shelf.articles.length === 0) return;
    const saved = await this.save('Article', this.dice.one(this.shelf.articles), this.words());
    if (saved) await this.publish([saved]);
  }

  private async reviseFact(): Promise<void> {
    const saved = await this.save('Fact', { documentId: this.dice.one(this.shelf.facts), locale: 'en' }, this.claim());
    if (saved) await this.publish([saved]);
  }

  private async moveTopic(): Promise<void> {
    const [topic, broader] = [this.dice.one(this.shelf.topics), this.dice.one(this.shelf.topics)];
    if (topic === broader) return;
    const word = this.book.word();
    const fields = { name: `Topic ${word}`, broader: this.dice.chance(60) ? broader : null };
    const saved = await this.save('Topic', { documentId: topic, locale: 'en' }, { word, fields });
    if (saved) await this.publish([saved]);
  }

  private async withdraw(): Promise<void> {
    const { dice, shelf } = this;
    if (shelf.articles.length === 0) return;
    const [seen, by] = [await this.read(dice.one(shelf.articles)), dice.one(shelf.articles)];
    if (!seen) return;
    const reason = dice.one(['GONE', 'REPLACED', 'RETRACTED']);
    const { documentId, locale, draftVersion: expectedVersion } = seen;
    await this.publishing({
      withdraw: [
        {
          ...{ documentId, locale, expectedVersion, reason },
          ...(reason === 'REPLACED' ? { replacedBy: by.documentId } : {}),
          ...(reason === 'RETRACTED' ? { notice: 'It was wrong.' } : {}),
        },
      ],
    });
  }

  /** A draft that nobody ever publishes, and a live article whose draft says more than is public. */
  private async secret(): Promise<void> {
    await this.create('Article', 'en', this.words());
    if (this.shelf.articles.length > 0) await this.save('Article', this.dice.one(this.shelf.articles), this.words());
  }

  private async schedule(): Promise<void> {
    const made = await this.create('Article', 'en', this.words());
    if (!made || !(await this.submit(made))) return;
    const { documentId, locale, draftVersion: expectedVersion } = made;
    const localTime = new Date(Date.now() + 1_500).toISOString().slice(0, 19);
    const { schedule } = await this.ask<{ schedule: { id: string } | null }>(
      `mutation ($input: ScheduleDocumentInput!) { answer: scheduleDocument(input: $input) { schedule { id } problems { kind message } } }`,
      {
        idempotencyKey: randomUUID(),
        ...{ publish: { documentId, locale }, at: { localTime, timeZone: 'UTC' }, expectedVersion },
      },
    );
    if (schedule) this.book.schedules.push(schedule.id);
  }

  /** Published, and then not to exist any more: one editor asks, another one confirms. */
  private async expunge(): Promise<void> {
    const word = this.book.word();
    this.book.wordsOfTheDoomed.add(word);
    const fields = { title: `Lamps ${word}`, body: [paragraph('p', word)] };
    const made = await this.create('Article', 'en', { word, fields });
    if (!made || !(await this.publish([made]))) return;
    const { documentId } = made;
    const { request } = await this.ask<{ request: { id: string } | null }>(
      `mutation ($input: RequestExpungeInput!) { answer: requestExpunge(input: $input) { request { id } problems { kind message } } }`,
      { idempotencyKey: randomUUID(), documentId, reason: 'PRIVACY' },
    );
    if (request) await this.other().confirm(documentId, request.id);
  }

  private async confirm(documentId: string, requestId: string): Promise<void> {
    const { problems } = await this.ask<object>(
      `mutation ($input: ConfirmExpungeInput!) { answer: confirmExpunge(input: $input) { publication { seq } problems { kind message } } }`,
      { idempotencyKey: randomUUID(), documentId, requestId },
    );
    if (problems.length === 0) this.book.expunged.add(documentId);
  }

  private async create(
    kind: 'Article' | 'Fact' | 'Source' | 'Topic',
    locale: string,
    { word, fields }: { readonly word: string; readonly fields: object },
  ): Promise<Variant | null> {
    const { variant } = await this.ask<{ variant: Variant | null }>(
      `mutation ($input: Create${kind}Input!) { answer: create${kind}(input: $input) { variant { ${VARIANT} } problems { kind message } } }`,
      { idempotencyKey: randomUUID(), locale, slug: word, fields },
    );
    if (variant) this.book.saves.push({ documentId: variant.documentId, word });
    return variant;
  }

  /** Of a save without an answer nobody knows whether it was done: sent again, it is refused as stale if it was, and is not counted. */
  private async save(
    kind: 'Article' | 'Fact' | 'Topic',
    place: Place,
    { word, fields }: { readonly word: string; readonly fields: object },
  ): Promise<Variant | null> {
    const seen = await this.read(place);
    if (!seen) return null;
    const { documentId, locale, draftVersion: expectedVersion } = seen;
    const { variant } = await this.ask<{ variant: Variant | null }>(
      `mutation ($input: Save${kind}Input!) { answer: save${kind}(input: $input) { variant { ${VARIANT} } problems { kind message } } }`,
      { documentId, locale, expectedVersion, fields },
    );
    if (variant) this.book.saves.push({ documentId, word });
    return variant;
  }

  private async read({ documentId, locale }: Place): Promise<Variant | null> {
    const { data } = await this.send<{ variant: Variant | null }>(
      `query ($id: ID!, $locale: String!) { variant(documentId: $id, locale: $locale) { ${VARIANT} } }`,
      { id: documentId, locale },
    );
    return data?.variant ?? null;
  }

  /** Two persons: who wrote it submits it, somebody else approves what was submitted, and then it is published. */
  private async publish(variants: readonly Variant[]): Promise<boolean> {
    for (const variant of variants) if (!(await this.submit(variant))) return false;
    const correction = this.dice.chance(40) ? { changeKind: 'CORRECTION', note: 'It was wrong.' } : {};
    const first = { changeKind: null, note: null };
    const publish = variants.map(({ documentId, locale, draftVersion: expectedVersion }) => ({
      ...{ documentId, locale, expectedVersion },
      ...(expectedVersion === 1 ? first : correction),
    }));
    return this.publishing({ publish });
  }

  private async submit({ documentId, locale, draftVersion: expectedVersion }: Variant): Promise<boolean> {
    const { revision } = await this.ask<{ revision: number | null }>(
      `mutation ($input: SubmitDraftInput!) { answer: submitDraft(input: $input) { revision problems { kind message } } }`,
      { idempotencyKey: randomUUID(), documentId, locale, expectedVersion },
    );
    if (revision === null) return false;
    await this.other().approve(documentId, locale, revision);
    return true;
  }

  /** Done twice it is refused, and approved all the same: publishing tells. */
  private async approve(documentId: string, locale: string, revision: number): Promise<void> {
    await this.ask<object>(
      `mutation ($input: ApproveDraftInput!) { answer: approveDraft(input: $input) { problems { kind message } } }`,
      { documentId, locale, revision },
    );
  }

  private async publishing(input: object): Promise<boolean> {
    const note = `${this.name} ${++this.count}`;
    const { publication, published, withdrawn } = await this.ask<{
      publication: { seq: number } | null;
      published: Acknowledged['published'] | null;
      withdrawn: Acknowledged['withdrawn'] | null;
    }>(
      `mutation ($input: PublishDocumentsInput!) { answer: publishDocuments(input: $input) {
         publication { seq } published { documentId locale edition } withdrawn { documentId locale } problems { kind message } } }`,
      { idempotencyKey: randomUUID(), note, ...input },
    );
    if (!publication) this.book.refused.push(note);
    else
      this.book.publications.push({
        ...{ note, seq: publication.seq },
        ...{ published: published ?? [], withdrawn: withdrawn ?? [] },
      });
    return publication !== null;
  }

  /** The payload of a mutation. */
  private async ask<T>(mutation: string, input: object): Promise<T & Answered> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const { data, errors } = await this.send<{ answer: T & Answered }>(mutation, { input });
      if (!data?.answer) throw new Error(`${mutation.slice(0, 80)}: ${JSON.stringify(errors)}`);
      const { answer } = data;
      for (const { kind } of answer.problems) this.book.met.set(kind, (this.book.met.get(kind) ?? 0) + 1);
      if (!answer.problems.some(({ kind }) => kind === 'BUSY')) return answer;
      await wait(50 + this.dice.below(250));
    }
    throw new Error(`busy for ${MOST_ATTEMPTS} attempts: ${mutation.slice(0, 80)}`);
  }

  private async send<T>(query: string, variables: object): Promise<{ data: T | null; errors?: object[] }> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      try {
        const response = await fetch(`${this.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${this.session}` },
          body: JSON.stringify({ query, variables }),
          signal: AbortSignal.timeout(20_000),
        });
        const body = (await response.json()) as { data: T | null; errors?: { extensions?: { code?: string } }[] };
        const isWrong = body.errors?.every(({ extensions }) => WRONG.test(extensions?.code ?? ''));
        if (!body.errors || isWrong) return body;
      } catch {
        // No answer, half of one, or nobody there.
      }
      await wait(50 + this.dice.below(250));
    }
    throw new Error(`no answer after ${MOST_ATTEMPTS} attempts: ${query.slice(0, 80)}`);
  }
}

/** The caller did something wrong: sent again, it would be as wrong. Whatever else is said means that it could not be done now. */
const WRONG = /^(BAD_|GRAPHQL_|UNAUTHENTICATED|FORBIDDEN|NOT_)/;
