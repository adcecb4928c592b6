import { setTimeout } from 'node:timers/promises';
import type { Kind } from '#content';
import {
  EditionShelf,
  type ListRequest,
  type Portion,
  type PublishedDocument,
  type SqlDeliveryReader,
  type View,
} from '#delivery';
import { ReadPool, type Statement } from '#platform';
import { generator } from '../kit/random.js';
import { id, type Put, type Withdraw, World } from './world.js';

const LOCALES = ['en', 'es'];
const KINDS: readonly Kind[] = ['article', 'myth-fact', 'fact'];
const WORDS = Array.from({ length: 24 }, (_, number) => ({ word: `w${number}`, kind: KINDS[number % 3] as Kind }));
const TOPICS = ['one', 'two'];
const PORTIONS: readonly Portion[] = [
  { bodies: null, texts: null, format: null },
  { bodies: [], texts: [], format: null },
  { bodies: ['article'], texts: ['article'], format: 'html' },
  { bodies: ['article', 'fact'], texts: ['article', 'fact'], format: 'text' },
];

describe('editions on the shelf', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  test.each([
    [1, 10_000_000],
    // Room for a few: most have been let go when they are wanted again.
    [2, 30_000],
  ])('no answer differs from one that holds nothing (seed %i, %i bytes)', async (seed, bytes) => {
    const random = generator(seed);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const shelf = new EditionShelf(bytes);
    const holding = world.readerWith(shelf);
    const bareReader = world.readerWith(new EditionShelf(0));
    const live = new Set<string>();
    const seqs: number[] = [];
    await world.scope('narrow', { topics: ['one'] });
    for (let round = 0; round < 8; round += 1) {
      const changes: (Put | Withdraw)[] = TOPICS.filter(() => round === 0 || random() < 0.4).map((word) => ({
        id: word,
        kind: 'topic',
        slug: round > 0 && random() < 0.5 ? `${word}-${round}` : word,
        body: { name: `${word} ${round}` },
        refers: WORDS.filter(({ kind }) => kind === 'myth-fact' && random() < 0.4).map(({ word: to }) => ({
          role: 'ITEM',
          to,
        })),
      }));
      for (const { word, kind } of WORDS) {
        const locale = pick(LOCALES);
        const key = `${word} ${locale}`;
        if (round > 0 && random() < 0.6) continue;
        if (live.has(key) && random() < 0.3) {
          const to = pick(WORDS).word;
          changes.push({ withdraw: word, locale, ...(to === word ? {} : { reason: 'REPLACED', replacedBy: to }) });
          live.delete(key);
          continue;
        }
        live.add(key);
        changes.push({
          id: word,
          kind,
          locale,
          // Slugs come back to other documents of the same publication.
          slug: random() < 0.3 ? `${word}-${round % 3}` : word,
          topics: TOPICS.filter(() => random() < 0.6),
          body: { title: `${word} ${round}`, body: [`text of ${round}`] },
          fields: { body: { html: [`<p>${round}</p>`], markdown: [`${round}`], text: [`${round}.`] } },
          refers: [{ role: pick(['EMBED', 'LINK']), to: pick(WORDS).word }],
        });
      }
      seqs.push(await world.publish(...changes));
      for (const handle of ['public', 'narrow'])
        for (const seq of new Set([seqs.at(-1) ?? 0, pick(seqs)])) {
          const view = await world.view(handle, seq);
          for (const portion of [pick(PORTIONS), pick(PORTIONS)]) {
            const [bare, fresh, again] = [
              await everything(bareReader, view, portion),
              await everything(holding, view, portion),
              await everything(holding, view, portion),
            ];
            expect(fresh).toEqual(bare);
            expect(again).toEqual(bare);
          }
        }
    }
    expect(shelf.counts.memory).toBeGreaterThan(200);
    expect(shelf.bytes).toBeLessThanOrEqual(bytes);
  });

  test('what is held is not read again, and one statement says what is visible', async () => {
    await world.publish({ id: 'a', kind: 'article' }, { id: 'b', kind: 'article' });
    const reader = world.readerWith(new EditionShelf(1_000_000));
    const view = await world.view();
    const ask = () => world.statements(() => reader.lists(view, [listOf('article', 'en')]));
    expect(await ask()).toEqual(['delivery.list-plain.newest', 'delivery.editions']);
    expect(await ask()).toEqual(['delivery.list-plain.newest']);
    await world.publish({ id: 'b', kind: 'article', body: { title: 'Again' } });
    const later = await world.view();
    const [page] = await reader.lists(later, [listOf('article', 'en')]);
    const articles = (page?.items ?? []).map(({ document }) => document as PublishedDocument<'article'>);
    expect(articles.map(({ slug, body, edition }) => [slug, body.title, edition.number]).sort()).toEqual([
      ['a', undefined, 1],
      ['b', 'Again', 2],
    ]);
  });

  test('topics are known as of a view, and asked for again as of the next', async () => {
    await world.publish(
      { id: 'one', kind: 'topic', body: { name: 'One' } },
      { id: 'a', kind: 'article', topics: ['one'] },
    );
    const shelf = new EditionShelf(1_000_000);
    const reader = world.readerWith(shelf);
    const before = await world.view();
    const toTopic = { target: id('one'), locale: 'es', carried: false };
    const toArticle = { target: id('a'), locale: 'en', carried: false };
    const bySlug = { kind: 'topic' as const, slug: 'one', locale: 'en' };
    const ask = async (view: View, ...keys: (typeof toTopic)[]) => {
      const statements = await world.statements(() => reader.byReference(view, keys));
      const found = await reader.byReference(view, keys);
      return [statements.length, ...found.map((document) => document && nameIn(document))];
    };
    expect(await ask(before, toTopic)).toEqual([1, 'One']);
    expect(await ask(before, toTopic)).toEqual([0, 'One']);
    expect(await ask(before, toArticle, toTopic, { ...toArticle, target: id('nobody') })).toEqual([
      1,
      'a',
      'One',
      null,
    ]);
    await reader.bySlugs(before, [bySlug]);
    expect(await world.statements(() => reader.bySlugs(before, [bySlug]))).toEqual([]);
    // One that a host carries, or of an edition, may lead elsewhere.
    expect(await ask(before, { ...toTopic, carried: true })).toEqual([1, 'One']);
    expect((await world.statements(() => reader.bySlugs(before, [{ ...bySlug, edition: 1 }]))).length).toBe(1);

    await world.scope('elsewhere', { kinds: ['article'] });
    expect(await ask(await world.view('elsewhere'), toTopic)).toEqual([1, null]);
    await world.publish({ id: 'one', kind: 'topic', slug: 'first', body: { name: 'Two' } });
    const after = await world.view();
    expect(await ask(after, toTopic)).toEqual([1, 'Two']);
    expect((await reader.bySlugs(after, [bySlug])).map((topic) => [topic?.slug, topic?.redirectedFrom])).toEqual([
      ['first', 'one'],
    ]);
    expect((await reader.bySlugs(after, [bySlug])).map((topic) => [topic?.slug, topic?.redirectedFrom])).toEqual([
      ['first', 'one'],
    ]);
    expect(await ask(before, toTopic)).toEqual([1, 'One']);
    shelf.clear();
    expect(await ask(after, toTopic)).toEqual([1, 'Two']);
    await world.publish({ withdraw: 'one', locale: 'en' });
    expect(await ask(await world.view(), toTopic)).toEqual([1, null]);
  });

  test('a slug that another document took leads to that one', async () => {
    await world.publish({ id: 'a', kind: 'article', slug: 'taken', body: { title: 'A' } });
    const reader = world.readerWith(new EditionShelf(1_000_000));
    const titleOf = async () => {
      const [found] = await reader.bySlugs(await world.view(), [{ kind: 'article', slug: 'taken', locale: 'en' }]);
      return [found?.documentId, (found as PublishedDocument<'article'> | null)?.body.title];
    };
    expect(await titleOf()).toEqual([id('a'), 'A']);
    // In one publication: seq and locale of both are the same.
    await world.publish(
      { id: 'a', kind: 'article', slug: 'elsewhere', body: { title: 'A' } },
      { id: 'b', kind: 'article', slug: 'taken', body: { title: 'B' } },
    );
    expect(await titleOf()).toEqual([id('b'), 'B']);
    expect(await titleOf()).toEqual([id('b'), 'B']);
  });

  test('what was asked for before the shelf was emptied is not taken in after it', async () => {
    await world.publish({ id: 'a', kind: 'article', body: { title: 'Before' } });
    const shelf = new EditionShelf(1_000_000);
    const reader = world.readerWith(shelf);
    const view = await world.view();
    // Held up by a lock, the read comes back when the shelf has been emptied.
    await world.owner.query('begin; lock table delivery.edition_row in access exclusive mode');
    const reading = reader.byKeys(view, [{ documentId: id('a'), locale: 'en' }]);
    await waiting(world);
    shelf.clear();
    await world.owner.query('commit');
    expect((await reading)[0]?.slug).toBe('a');
    expect(shelf.bytes).toBe(0);
    await reader.byKeys(view, [{ documentId: id('a'), locale: 'en' }]);
    expect(shelf.bytes).toBeGreaterThan(0);
  });

  test('a document that is expunged between a page and what it says is missing from the page', async () => {
    await world.publish(...['a', 'b', 'c'].map((word) => ({ id: word, kind: 'article' as const })));
    const pool = new Interrupted(world.database.addresses.delivery, 'delivery.editions', () =>
      world.owner.query(
        // Past the trigger that refuses it to everybody else.
        `set session_replication_role = replica; begin; delete from delivery.edition_row where document_id = '${id('b')}'; delete from delivery.listing where document_id = '${id('b')}'; commit`,
      ),
    );
    const reader = world.readerWith(new EditionShelf(1_000_000), pool);
    const [page] = await reader.lists(await world.view(), [listOf('article', 'en', 2)]);
    await pool.end();
    expect(page?.items.map(({ document }) => document.slug).sort()).toEqual(['a', 'c']);
    expect(page?.hasNext).toBe(false);
  });
});

/** Something happens just before a statement is sent for the first time. */
class Interrupted extends ReadPool {
  private interruption: (() => Promise<unknown>) | null;

  constructor(
    address: string,
    private readonly at: string,
    interruption: () => Promise<unknown>,
  ) {
    super(address, { max: 2 });
    this.interruption = interruption;
  }

  override async texts<R extends object>(statement: Statement, values: readonly unknown[] = []): Promise<R[]> {
    const { interruption } = this;
    if (statement.name === this.at && interruption) {
      this.interruption = null;
      await interruption();
    }
    return super.texts<R>(statement, values);
  }
}

const listOf = (kind: Kind, locale: string, first = 20): ListRequest => ({
  kind,
  locale,
  filter: {},
  order: 'PUBLISHED_AT_DESC',
  first,
  after: null,
});

const nameIn = ({ body, slug }: PublishedDocument) => ('name' in body ? body.name : slug);

/** All that a reader brings by keys, slugs, references and lists, as plain values. */
async function everything(reader: SqlDeliveryReader, view: View, portion: Portion): Promise<unknown> {
  const variants = [...WORDS, ...TOPICS.map((word) => ({ word, kind: 'topic' as const }))].flatMap(({ word, kind }) =>
    LOCALES.map((locale) => ({ word, kind, locale })),
  );
  const slugs = WORDS.flatMap(({ word, kind }) =>
    [word, `${word}-0`, `${word}-1`].flatMap((slug) => LOCALES.map((locale) => ({ kind, locale, slug }))),
  );
  const ofTopics = TOPICS.flatMap((word) =>
    Array.from({ length: 8 }, (_, round) => (round === 0 ? word : `${word}-${round}`)).flatMap((slug) =>
      LOCALES.map((locale) => ({ kind: 'topic' as const, locale, slug })),
    ),
  );
  const references = variants.map(({ word, locale }) => ({ target: id(word), locale, carried: word.length % 2 === 0 }));
  const lists = KINDS.flatMap((kind) => LOCALES.map((locale) => listOf(kind, locale, 5)));
  const pairs = TOPICS.map((word) => ({ topicId: id(word), locale: 'en', first: 6, after: null }));
  const pages = [
    await reader.lists(view, lists, portion),
    await reader.lists(
      view,
      lists.map((list) => ({ ...list, fallback: ['es', 'en'] })),
      portion,
    ),
    await reader.topicMythFacts(view, pairs, portion),
    await reader.topicMythFacts(
      view,
      pairs.map((each) => ({ ...each, nearest: ['es', 'en'] })),
      portion,
    ),
  ];
  const documents = [
    await reader.byKeys(
      view,
      variants.map(({ word, locale }) => ({ documentId: id(word), locale })),
      portion,
    ),
    await reader.byKeys(
      view,
      variants.map(({ word, locale }) => ({ documentId: id(word), locale, edition: 1 })),
      portion,
    ),
    await reader.bySlugs(view, slugs, portion),
    // Some of which lead to nothing, so that the others are asked for apart.
    ...(await Promise.all(ofTopics.map((slug) => reader.bySlugs(view, [slug], portion)))),
    await reader.bySlugs(view, ofTopics, portion),
    await reader.byReference(view, references, portion),
    await reader.byReference(
      view,
      references.map((key) => ({ ...key, nearest: ['es'] })),
      portion,
    ),
  ];
  return {
    documents: documents.map((found) => found.map((document) => document && plain(document, portion))),
    pages: pages.flat().map(({ items, hasNext }) => ({
      hasNext,
      items: items.map(({ document, at, position }) => ({ at, position, document: plain(document, portion) })),
    })),
  };
}

function plain(document: PublishedDocument, { texts }: Portion): unknown {
  const { documentId, kind, locale, slug, edition, listedAt, body, redirectedFrom, rendered } = document;
  const { wordCount, readingMinutes, readingGrade } = rendered;
  const fields = texts === null || texts.includes(kind) ? rendered.fields : null;
  return {
    documentId,
    kind,
    locale,
    slug,
    edition,
    listedAt,
    body,
    redirectedFrom,
    wordCount,
    readingMinutes,
    readingGrade,
    fields,
  };
}

async function waiting(world: World): Promise<void> {
  for (;;) {
    const { rows } = await world.owner.query(
      `select from pg_locks where not granted and relation = 'delivery.edition_row'::regclass`,
    );
    if (rows.length > 0) return;
    await setTimeout(10);
  }
}
