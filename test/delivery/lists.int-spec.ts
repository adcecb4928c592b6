import type { Kind } from '#content';
import type { ListOrder, ListPage, ListPosition, ListRequest, View } from '#delivery';
import { id, World } from './world.js';

const request = (kind: Kind, given: Partial<ListRequest> = {}): ListRequest => ({
  kind,
  locale: 'en',
  filter: {},
  order: 'PUBLISHED_AT_DESC',
  first: 100,
  after: null,
  ...given,
});
const slugs = (page: ListPage | undefined) => page?.items.map(({ document }) => document.slug);

describe('lists', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  const list = async (view: View, kind: Kind, given: Partial<ListRequest> = {}) => {
    const [page] = await world.reader.lists(view, [request(kind, given)]);
    if (!page) throw new Error('no page');
    return page;
  };
  const walk = async (view: View, kind: Kind, given: Partial<ListRequest>): Promise<string[][]> => {
    const pages: string[][] = [];
    let after: ListPosition | null = null;
    for (;;) {
      const page: ListPage = await list(view, kind, { ...given, after });
      pages.push(slugs(page) ?? []);
      if (!page.hasNext) return pages;
      after = page.items.at(-1)?.at ?? null;
    }
  };

  describe('by date', () => {
    let middle: number;
    /** Oldest first: by publication, and inside one publication, whose documents share an instant, by id. */
    let expected: string[];
    beforeAll(async () => {
      expected = [];
      for (const publication of [0, 1, 2, 3]) {
        const words = [0, 1, 2, 3, 4].map((number) => `p${publication}-${number}`);
        const seq = await world.publish(...words.map((word) => ({ id: word, kind: 'article' as const })));
        expected.push(...words.sort((a, b) => (id(a) < id(b) ? -1 : 1)));
        if (publication === 1) middle = seq;
      }
    });

    test.each([1, 2, 3, 5, 7, 19, 20, 21])('pages of %i hold every document once, in both orders', async (first) => {
      const view = await world.view();
      for (const order of ['PUBLISHED_AT_ASC', 'PUBLISHED_AT_DESC'] satisfies ListOrder[]) {
        const pages = await walk(view, 'article', { order, first });
        expect(pages.flat()).toEqual(order === 'PUBLISHED_AT_ASC' ? expected : expected.toReversed());
        expect(pages.map((page) => page.length)).toEqual(
          pages.map((_, at) => Math.min(first, expected.length - at * first)),
        );
      }
    });

    test('pages as of an earlier S hold what was there, whatever came later', async () => {
      const view = await world.view('public', middle);
      for (const order of ['PUBLISHED_AT_ASC', 'PUBLISHED_AT_DESC'] satisfies ListOrder[]) {
        const then = expected.slice(0, 10);
        expect((await walk(view, 'article', { order, first: 3 })).flat()).toEqual(
          order === 'PUBLISHED_AT_ASC' ? then : then.toReversed(),
        );
      }
    });

    test('a walk at a frozen S is not disturbed by publishing and withdrawing meanwhile', async () => {
      const view = await world.view();
      const page = await list(view, 'article', { first: 8 });
      const before = await walk(view, 'article', { first: 8 });
      await world.publish({ id: 'intruder', kind: 'article' }, { withdraw: expected[0] ?? '' });
      expect(await walk(view, 'article', { first: 8 })).toEqual(before);
      const rest = await list(view, 'article', { first: 100, after: page.items.at(-1)?.at ?? null });
      expect([...(slugs(page) ?? []), ...(slugs(rest) ?? [])]).toEqual(expected.toReversed());
      expect(slugs(await list(await world.view(), 'article', { first: 2 }))?.[0]).toBe('intruder');
    });

    test('a correction keeps the place, and the list shows the edition of S', async () => {
      await world.publish({ id: 'corrected', kind: 'source', body: { title: 'One' } });
      await world.publish({ id: 'after', kind: 'source' });
      const seq = await world.publish({ id: 'corrected', kind: 'source', body: { title: 'Two' } });
      const page = await list(await world.view(), 'source');
      expect(slugs(page)).toEqual(['after', 'corrected']);
      expect(page.items[1]?.document).toMatchObject({ body: { title: 'Two' }, edition: { number: 2, seq } });
    });
  });

  describe('by audience', () => {
    test('a filter lets through those for any of the audiences and those for everyone', async () => {
      await world.publish(
        { id: 'c-teach', kind: 'course', audiences: ['educators'] },
        { id: 'c-people', kind: 'course', audiences: ['individuals', 'community-groups'] },
        { id: 'c-all', kind: 'course' },
      );
      const view = await world.view();
      const of = async (audiences: string[]) => slugs(await list(view, 'course', { filter: { audiences } }))?.sort();
      expect(await of(['educators'])).toEqual(['c-all', 'c-teach']);
      expect(await of(['educators', 'community-groups'])).toEqual(['c-all', 'c-people', 'c-teach']);
      expect(await of(['nobody'])).toEqual(['c-all']);
    });
  });

  describe('by topic', () => {
    beforeAll(async () => {
      await world.publish(
        { id: 'top', kind: 'topic' },
        { id: 'low', kind: 'topic', broader: 'top' },
        { id: 'side', kind: 'topic' },
      );
      await world.publish(
        { id: 'in-both', kind: 'article', topics: ['top', 'low'] },
        { id: 'in-low', kind: 'article', topics: ['low'] },
        { id: 'in-low-and-side', kind: 'article', topics: ['low', 'side'] },
        { id: 'in-side', kind: 'article', topics: ['side'] },
      );
    });
    const under = async (view: View, ...topics: string[]) =>
      slugs(await list(view, 'article', { filter: { topics: topics.map(id) } }))?.sort();

    test('a topic holds what is filed below it, each document once', async () => {
      const view = await world.view();
      expect(await under(view, 'top')).toEqual(['in-both', 'in-low', 'in-low-and-side']);
      expect(await under(view, 'low')).toEqual(['in-both', 'in-low', 'in-low-and-side']);
      expect(await under(view, 'top', 'side')).toEqual(['in-both', 'in-low', 'in-low-and-side', 'in-side']);
      expect(await under(view, 'unknown')).toEqual([]);
      expect(await under(view)).toEqual([]);
    });

    test('pages of a topic are exact, though documents are filed twice', async () => {
      const view = await world.view();
      const whole = await walk(view, 'article', { filter: { topics: [id('top'), id('side')] }, first: 100 });
      for (const first of [1, 2, 3]) {
        expect((await walk(view, 'article', { filter: { topics: [id('top'), id('side')] }, first })).flat()).toEqual(
          whole.flat(),
        );
      }
    });

    test('inside a scope that overlaps the topic, both must hold', async () => {
      await world.scope('side-only', { topics: ['side'] });
      const view = await world.view('side-only');
      let answer: unknown;
      const sent = await world.statements(async () => (answer = await under(view, 'top')));
      expect(answer).toEqual(['in-low-and-side']);
      expect(sent).toEqual(expect.arrayContaining(['delivery.topic-weights', 'delivery.list-filed-checked.newest']));
      expect(await under(view, 'side')).toEqual(['in-low-and-side', 'in-side']);
    });

    test('topics themselves are listed by their own place in the tree', async () => {
      const view = await world.view();
      expect(slugs(await list(view, 'topic', { filter: { topics: [id('top')] } }))?.sort()).toEqual(['low', 'top']);
      expect(slugs(await list(await world.view('side-only'), 'topic'))).toEqual(['side']);
    });

    test('a kind without topics is under none', async () => {
      await world.publish({ id: 'some-fact', kind: 'fact' });
      expect(slugs(await list(await world.view(), 'fact', { filter: { topics: [id('top')] } }))).toEqual([]);
    });

    test('narrower topics come by name, in the locale or the default one', async () => {
      await world.publish(
        { id: 'parent', kind: 'topic' },
        { id: 'child-b', kind: 'topic', broader: 'parent', body: { name: 'B' } },
        { id: 'child-a', kind: 'topic', broader: 'parent', body: { name: 'A' } },
        { id: 'child-a', kind: 'topic', broader: 'parent', locale: 'es', body: { name: 'Z' } },
      );
      const [english, spanish, none] = await world.reader.narrowerTopics(await world.view(), [
        { topicId: id('parent'), locale: 'en' },
        { topicId: id('parent'), locale: 'es' },
        { topicId: id('child-a'), locale: 'en' },
      ]);
      expect(english?.map((topic) => topic.slug)).toEqual(['child-a', 'child-b']);
      expect(spanish?.map((topic) => `${topic.slug} ${topic.locale}`)).toEqual(['child-b en', 'child-a es']);
      expect(none).toEqual([]);
    });
  });

  describe('pairs of a topic', () => {
    let seq: number;
    beforeAll(async () => {
      await world.publish({ id: 'mf-topic', kind: 'topic' }, { id: 'mf-low', kind: 'topic', broader: 'mf-topic' });
      for (const word of ['mf-1', 'mf-2', 'mf-3', 'mf-4', 'mf-5']) {
        await world.publish({ id: word, kind: 'myth-fact', topics: [word === 'mf-5' ? 'mf-low' : 'mf-topic'] });
      }
      await world.publish({ id: 'mf-elsewhere', kind: 'myth-fact' }, { id: 'mf-gone', kind: 'myth-fact' });
      seq = await world.publish({
        id: 'mf-topic',
        kind: 'topic',
        refers: ['mf-3', 'mf-gone', 'mf-elsewhere', 'mf-1', 'mf-3'].map((to) => ({ role: 'ITEM', to })),
      });
      await world.publish({ withdraw: 'mf-gone' });
    });
    const pairs = async (view: View, first: number, after: ListPosition | null = null) => {
      const [page] = await world.reader.topicMythFacts(view, [{ topicId: id('mf-topic'), locale: 'en', first, after }]);
      return page;
    };

    test('are those that it lists, in its order, then the others filed under it, newest first', async () => {
      const page = await pairs(await world.view(), 10);
      expect(page?.items.map(({ document, position }) => `${document.slug} ${position}`)).toEqual([
        'mf-3 1',
        'mf-elsewhere 3',
        'mf-1 4',
        'mf-5 null',
        'mf-4 null',
        'mf-2 null',
      ]);
      expect(page?.hasNext).toBe(false);
      expect((await pairs(await world.view('public', seq), 2))?.items.map(({ document }) => document.slug)).toEqual([
        'mf-3',
        'mf-gone',
      ]);
    });

    test.each([1, 2, 3, 4, 5, 6])('come in exact pages of %i across the seam', async (first) => {
      const view = await world.view();
      const walked: string[] = [];
      for (let after: ListPosition | null = null; ;) {
        const page = await pairs(view, first, after);
        walked.push(...(slugs(page) ?? []));
        if (!page?.hasNext) break;
        after = page.items.at(-1)?.at ?? null;
      }
      expect(walked).toEqual(['mf-3', 'mf-elsewhere', 'mf-1', 'mf-5', 'mf-4', 'mf-2']);
    });

    test('are those within the scope', async () => {
      await world.scope('mf-scope', { topics: ['mf-topic'] });
      expect(slugs(await pairs(await world.view('mf-scope'), 10))).toEqual(['mf-3', 'mf-1', 'mf-5', 'mf-4', 'mf-2']);
    });
  });

  describe('notices', () => {
    beforeAll(async () => {
      await world.publish(
        { id: 'n-us-late', kind: 'notice', body: { name: 'A late one', region: 'US', priority: 500 } },
        { id: 'n-us', kind: 'notice', body: { name: 'B', region: 'US' } },
        { id: 'n-us-same', kind: 'notice', body: { name: 'A', region: 'US' } },
        { id: 'n-mo', kind: 'notice', body: { name: 'Missouri', region: 'US-MO', priority: 1 } },
        { id: 'n-global', kind: 'notice', body: { name: 'World', region: 'global' } },
        { id: 'n-world', kind: 'notice', body: { name: 'Absent' } },
        { id: 'n-us', kind: 'notice', locale: 'es', body: { name: 'B en español', region: 'US' } },
      );
    });
    const of = async (view: View, region: string | null, locale = 'en') => {
      const [notices] = await world.reader.notices(view, [{ region, locale }]);
      return notices?.map((notice) => notice.body.name);
    };

    test('are those of the region and its country, most urgent first, then by name', async () => {
      const view = await world.view();
      expect(await of(view, 'US')).toEqual(['A', 'B', 'A late one']);
      expect(await of(view, 'US-MO')).toEqual(['Missouri', 'A', 'B', 'A late one']);
      expect(await of(view, 'US-KS')).toEqual(['A', 'B', 'A late one']);
    });

    test('are the global ones where the region has none, and without a region', async () => {
      const view = await world.view();
      expect(await of(view, 'FR')).toEqual(['Absent', 'World']);
      expect(await of(view, null)).toEqual(['Absent', 'World']);
    });

    test('are in the locale, and in the default one where a notice lacks it', async () => {
      expect(await of(await world.view(), 'US', 'es')).toEqual(['A', 'B en español', 'A late one']);
    });

    test('are those of the partner when no region is asked for', async () => {
      await world.scope('in-missouri', { kinds: ['article'], locales: ['es'], audiences: [] }, 'US-MO');
      const view = await world.view('in-missouri');
      expect(await of({ ...view, region: 'US-MO' }, null)).toEqual(['Missouri', 'A', 'B', 'A late one']);
    });

    test('are read once per view and locale, however often they are asked for', async () => {
      const view = await world.view();
      const sent = await world.statements(async () => {
        await world.reader.notices(
          view,
          ['US', 'FR', null].map((region) => ({ region, locale: 'en' })),
        );
        await world.reader.notices(view, [{ region: 'US-MO', locale: 'en' }]);
      });
      expect(sent).toEqual(['delivery.notices']);
    });
  });

  test('a scope of very many topics holds the same, though it is found by walking the kind', async () => {
    const children = Array.from({ length: 130 }, (_, number) => `wide-${number}`);
    await world.publish(
      { id: 'wide', kind: 'topic' },
      ...children.map((word) => ({ id: word, kind: 'topic' as const, broader: 'wide' })),
    );
    await world.publish(
      { id: 'wide-in', kind: 'course', topics: ['wide-7'] },
      { id: 'wide-twice', kind: 'course', topics: ['wide-7', 'wide-8'] },
      { id: 'wide-out', kind: 'course', topics: ['side'] },
    );
    await world.scope('wide-scope', { topics: ['wide'] });
    const view = await world.view('wide-scope');
    let found: unknown;
    const sent = await world.statements(async () => (found = slugs(await list(view, 'course'))?.sort()));
    expect(found).toEqual(['wide-in', 'wide-twice']);
    expect(sent).toContain('delivery.list-wide.newest');
  });

  test('twenty lists of one shape cost one statement, and one for what is not held of their documents', async () => {
    const topics = Array.from({ length: 20 }, (_, number) => `budget-${number}`);
    await world.publish(...topics.map((word) => ({ id: word, kind: 'topic' as const })));
    await world.publish(
      ...topics.flatMap((word) =>
        [0, 1, 2].map((number) => ({ id: `${word}-${number}`, kind: 'article' as const, topics: [word] })),
      ),
    );
    const view = await world.view();
    const ask = async () => {
      const pages = await world.reader.lists(
        view,
        topics.map((word) => request('article', { filter: { topics: [id(word)] }, first: 2 })),
      );
      expect(pages.map((page) => [page.items.length, page.hasNext])).toEqual(topics.map(() => [2, true]));
      expect(pages.map((page) => page.items[0]?.document.slug.replace(/-\d$/, ''))).toEqual(topics);
    };
    expect(await world.statements(ask)).toEqual([
      'delivery.topic-tree',
      'delivery.list-filed.newest',
      'delivery.editions',
    ]);
    expect(await world.statements(ask)).toEqual(['delivery.list-filed.newest']);
    const mixed = [request('article', { first: 2 }), request('fact'), request('course', { locale: 'es' })];
    expect(await world.statements(() => world.reader.lists(view, mixed))).toEqual([
      'delivery.list-plain.newest',
      'delivery.editions',
    ]);
  });
});
