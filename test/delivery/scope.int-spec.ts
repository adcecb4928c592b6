import { formatKey, hashKey, KEY_HASH_PURPOSE } from '#access';
import type { Kind } from '#content';
import type { View } from '#delivery';
import { id, NOW, partnerId, World } from './world.js';

describe('scope', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  const listed = async (view: View, kind: Kind, locale = 'en') => {
    const [page] = await world.reader.lists(view, [
      { kind, locale, filter: {}, order: 'PUBLISHED_AT_ASC', first: 100, after: null },
    ]);
    return page?.items.map(({ document }) => document.slug);
  };
  /** How the document is reached: by id, by slug, in its list. */
  const reach = async (view: View, kind: Kind, word: string, locale = 'en') => [
    (await world.read(view, word, locale)) !== null,
    (await world.slug(view, kind, word, locale)) !== null,
    ((await listed(view, kind, locale)) ?? []).includes(word),
  ];

  test('kinds and locales outside the scope are not there', async () => {
    await world.publish(
      { id: 'k-article', kind: 'article' },
      { id: 'k-article', kind: 'article', locale: 'es' },
      { id: 'k-course', kind: 'course' },
    );
    await world.scope('english-articles', { kinds: ['article'], locales: ['en'] });
    const view = await world.view('english-articles');
    expect(await reach(view, 'article', 'k-article')).toEqual([true, true, true]);
    expect(await reach(view, 'article', 'k-article', 'es')).toEqual([false, false, false]);
    expect(await reach(view, 'course', 'k-course')).toEqual([false, false, false]);
  });

  test('a document for other audiences is not there; one that names no audience is for everyone', async () => {
    await world.publish(
      { id: 'a-teachers', kind: 'article', audiences: ['educators'] },
      { id: 'a-both', kind: 'article', audiences: ['educators', 'individuals'] },
      { id: 'a-all', kind: 'article' },
    );
    await world.scope('for-individuals', { audiences: ['individuals'] });
    const view = await world.view('for-individuals');
    expect(await reach(view, 'article', 'a-teachers')).toEqual([false, false, false]);
    expect(await reach(view, 'article', 'a-both')).toEqual([true, true, true]);
    expect(await reach(view, 'article', 'a-all')).toEqual([true, true, true]);
  });

  test('topics include what is below them, and kinds without topics stay out by themselves', async () => {
    await world.publish(
      { id: 't-top', kind: 'topic' },
      { id: 't-below', kind: 'topic', broader: 't-top' },
      { id: 't-other', kind: 'topic' },
    );
    await world.publish(
      { id: 't-in', kind: 'article', topics: ['t-below'] },
      { id: 't-out', kind: 'article', topics: ['t-other'] },
      { id: 't-none', kind: 'article' },
      { id: 't-pair', kind: 'myth-fact', topics: ['t-top'] },
      { id: 't-fact', kind: 'fact' },
      { id: 't-collection', kind: 'collection' },
    );
    await world.scope('top-topic', { topics: ['t-top'] });
    const view = await world.view('top-topic');
    expect(await reach(view, 'article', 't-in')).toEqual([true, true, true]);
    expect(await reach(view, 'article', 't-out')).toEqual([false, false, false]);
    expect(await reach(view, 'article', 't-none')).toEqual([false, false, false]);
    expect(await reach(view, 'myth-fact', 't-pair')).toEqual([true, true, true]);
    expect(await reach(view, 'fact', 't-fact')).toEqual([false, false, false]);
    expect(await reach(view, 'collection', 't-collection')).toEqual([false, false, false]);
    expect(await listed(view, 'topic')).toEqual(expect.arrayContaining(['t-top', 't-below']));
    expect(await listed(view, 'topic')).not.toContain('t-other');
    expect(await world.slug(view, 'topic', 't-other')).toBeNull();
  });

  test('moving a topic in the tree moves what is under it, from that seq on', async () => {
    await world.publish(
      { id: 'm-a', kind: 'topic' },
      { id: 'm-b', kind: 'topic' },
      { id: 'm-child', kind: 'topic', broader: 'm-a' },
    );
    const before = await world.publish({ id: 'm-article', kind: 'article', topics: ['m-child'] });
    await world.scope('only-b', { topics: ['m-b'] });
    await world.scope('only-a', { topics: ['m-a'] });
    const scoped = (await world.reader.head()).seq;
    const moved = await world.publish({ id: 'm-child', kind: 'topic', broader: 'm-b' });
    expect(await listed(await world.view('only-b', moved), 'article')).toEqual(['m-article']);
    expect(await listed(await world.view('only-a', moved), 'article')).toEqual([]);
    // As of the earlier seq the old place counts, by the scope of then and by that of today.
    expect(await listed(await world.view('only-a', scoped), 'article')).toEqual(['m-article']);
    expect(await listed(await world.view('only-b', scoped), 'article')).toEqual([]);
    const ofTopic = async (word: string, seq: number) => {
      const filter = { topics: [id(word)] };
      const [page] = await world.reader.lists(await world.view('public', seq), [
        { kind: 'article', locale: 'en', filter, order: 'PUBLISHED_AT_DESC', first: 10, after: null },
      ]);
      return page?.items.length;
    };
    expect([await ofTopic('m-a', before), await ofTopic('m-b', before)]).toEqual([1, 0]);
    expect([await ofTopic('m-a', moved), await ofTopic('m-b', moved)]).toEqual([0, 1]);
  });

  test('topics that contain each other are walked once', async () => {
    await world.publish({ id: 'c-a', kind: 'topic' }, { id: 'c-b', kind: 'topic', broader: 'c-a' });
    await world.publish(
      { id: 'c-a', kind: 'topic', broader: 'c-b' },
      { id: 'c-article', kind: 'article', topics: ['c-b'] },
    );
    await world.scope('circle', { topics: ['c-a'] });
    expect(await listed(await world.view('circle'), 'article')).toEqual(['c-article']);
  });

  test('both the scope of S and that of today must allow a document', async () => {
    await world.publish({ id: 'b-article', kind: 'article' }, { id: 'b-course', kind: 'course' });
    const wide = await world.scope('narrowed', { kinds: ['article', 'course'] });
    const narrow = await world.scope('narrowed', { kinds: ['course'] });
    const widened = await world.scope('narrowed', null);
    const again = await world.scope('narrowed', { kinds: ['article'] });
    const seen = async (seq: number) => {
      const view = await world.view('narrowed', seq);
      return [
        view.scopes.length,
        (await listed(view, 'article'))?.includes('b-article'),
        (await listed(view, 'course'))?.includes('b-course'),
      ];
    };
    expect(await seen(wide)).toEqual([2, true, false]);
    expect(await seen(narrow)).toEqual([2, false, false]);
    expect(await seen(widened)).toEqual([2, false, false]);
    expect(await seen(again)).toEqual([1, true, false]);
  });

  test('two audiences may satisfy the two scopes separately', async () => {
    await world.publish(
      { id: 'd-both', kind: 'article', audiences: ['educators', 'individuals'] },
      { id: 'd-one', kind: 'article', audiences: ['educators'] },
    );
    const then = await world.scope('turned', { audiences: ['educators'] });
    await world.scope('turned', { audiences: ['individuals'] });
    const view = await world.view('turned', then);
    expect(await reach(view, 'article', 'd-both')).toEqual([true, true, true]);
    expect(await reach(view, 'article', 'd-one')).toEqual([false, false, false]);
  });

  test('a partner without a scope at S sees nothing but notices', async () => {
    const before = await world.publish(
      { id: 'n-article', kind: 'article' },
      { id: 'n-notice', kind: 'notice', body: { name: 'Line' } },
    );
    await world.scope('newcomer', {});
    const view = await world.view('newcomer', before);
    expect(await reach(view, 'article', 'n-article')).toEqual([false, false, false]);
    expect(await reach(view, 'notice', 'n-notice')).toEqual([true, true, true]);
    expect(await reach(await world.view('newcomer'), 'article', 'n-article')).toEqual([true, true, true]);
  });

  test('a withdrawal is shown to those who could see the document', async () => {
    await world.publish({ id: 'w-article', kind: 'article', audiences: ['educators'] });
    await world.scope('w-teachers', { audiences: ['educators'] });
    await world.scope('w-individuals', { audiences: ['individuals'] });
    await world.publish({ withdraw: 'w-article', reason: 'RETRACTED', notice: 'Sorry.' });
    const keys = [
      { documentId: id('w-article'), locale: 'en' },
      { kind: 'article' as const, slug: 'w-article', locale: 'en' },
    ];
    const seen = async (handle: string) =>
      (await world.reader.withdrawals(await world.view(handle), keys)).map((found) => found?.reason ?? null);
    expect(await seen('w-teachers')).toEqual(['RETRACTED', 'RETRACTED']);
    expect(await seen('w-individuals')).toEqual([null, null]);
  });

  describe('what a host carries', () => {
    beforeAll(async () => {
      await world.publish(
        { id: 'h-source', kind: 'source' },
        { id: 'h-fact', kind: 'fact', refers: [{ role: 'CITATION', to: 'h-source' }] },
        { id: 'h-pair', kind: 'myth-fact', refers: [{ role: 'EMBED', to: 'h-fact' }] },
        {
          id: 'h-article',
          kind: 'article',
          refers: [
            { role: 'EMBED', to: 'h-pair' },
            { role: 'LINK', to: 'h-linked' },
          ],
        },
        { id: 'h-linked', kind: 'fact' },
        { id: 'h-loose', kind: 'fact' },
        { id: 'h-hidden', kind: 'course', refers: [{ role: 'EMBED', to: 'h-loose' }] },
      );
      await world.scope('h-articles', { kinds: ['article'] });
    });

    test('is visible by id, through any number of hosts, and in no list and under no slug', async () => {
      const view = await world.view('h-articles');
      expect(await reach(view, 'myth-fact', 'h-pair')).toEqual([true, false, false]);
      expect(await reach(view, 'fact', 'h-fact')).toEqual([true, false, false]);
      expect(await reach(view, 'source', 'h-source')).toEqual([true, false, false]);
    });

    test('does not include what it only links to, nor what hidden hosts embed', async () => {
      const view = await world.view('h-articles');
      expect(await world.read(view, 'h-linked')).toBeNull();
      expect(await world.read(view, 'h-loose')).toBeNull();
      const [linked] = await world.reader.byReference(view, [{ target: id('h-linked'), locale: 'en', carried: false }]);
      expect(linked).toBeNull();
    });

    test('skips the scope for a caller who came through the host, but never visibility', async () => {
      const view = await world.view('h-articles');
      const [carried] = await world.reader.byKeys(view, [{ documentId: id('h-loose'), locale: 'en', carried: true }]);
      expect(carried?.slug).toBe('h-loose');
      const early = await world.view('h-articles', 0);
      expect(await world.reader.byKeys(early, [{ documentId: id('h-loose'), locale: 'en', carried: true }])).toEqual([
        null,
      ]);
    });

    test('ends when the host stops embedding it, as of S', async () => {
      await world.publish({ id: 'e-fact', kind: 'fact' });
      const embedded = await world.publish({
        id: 'e-article',
        kind: 'article',
        refers: [{ role: 'EMBED', to: 'e-fact' }],
      });
      const dropped = await world.publish({ id: 'e-article', kind: 'article' });
      expect(await world.read(await world.view('h-articles', embedded), 'e-fact')).not.toBeNull();
      expect(await world.read(await world.view('h-articles', dropped), 'e-fact')).toBeNull();
    });

    test('ends when the host is withdrawn', async () => {
      await world.publish(
        { id: 'x-fact', kind: 'fact' },
        { id: 'x-article', kind: 'article', refers: [{ role: 'EMBED', to: 'x-fact' }] },
      );
      expect(await world.read(await world.view('h-articles'), 'x-fact')).not.toBeNull();
      await world.publish({ withdraw: 'x-article' });
      expect(await world.read(await world.view('h-articles'), 'x-fact')).toBeNull();
    });

    test('is the variant that the host shows: its own locale, else the default one', async () => {
      await world.publish(
        { id: 'l-fact', kind: 'fact' },
        { id: 'l-fact', kind: 'fact', locale: 'fr' },
        { id: 'l-article', kind: 'article', locale: 'es', refers: [{ role: 'EMBED', to: 'l-fact' }] },
      );
      const view = await world.view('h-articles');
      expect(
        [await world.read(view, 'l-fact', 'en'), await world.read(view, 'l-fact', 'fr')].map((found) => found?.locale),
      ).toEqual(['en', undefined]);
      await world.publish({ id: 'l-fact', kind: 'fact', locale: 'es' });
      const later = await world.view('h-articles');
      expect(
        [await world.read(later, 'l-fact', 'en'), await world.read(later, 'l-fact', 'es')].map(
          (found) => found?.locale,
        ),
      ).toEqual([undefined, 'es']);
    });

    test('is the replacement where the host embeds something replaced', async () => {
      await world.publish(
        { id: 'r-old', kind: 'fact' },
        { id: 'r-new', kind: 'fact' },
        { id: 'r-article', kind: 'article', refers: [{ role: 'EMBED', to: 'r-old' }] },
      );
      expect(await world.read(await world.view('h-articles'), 'r-new')).toBeNull();
      await world.publish({ withdraw: 'r-old', reason: 'REPLACED', replacedBy: 'r-new' });
      expect(await world.read(await world.view('h-articles'), 'r-new')).not.toBeNull();
    });

    test('keeps its reader informed: why an embedded fact is gone is told to those who see the host', async () => {
      await world.publish(
        { id: 'q-embedded', kind: 'fact' },
        { id: 'q-loose', kind: 'fact' },
        { id: 'q-article', kind: 'article', refers: [{ role: 'EMBED', to: 'q-embedded' }] },
      );
      await world.publish(
        { withdraw: 'q-embedded', reason: 'RETRACTED', notice: 'It was wrong.' },
        { withdraw: 'q-loose', reason: 'RETRACTED', notice: 'So was this.' },
      );
      const keys = ['q-embedded', 'q-loose'].map((word) => ({ documentId: id(word), locale: 'en' }));
      const found = await world.reader.withdrawals(await world.view('h-articles'), keys);
      expect(found.map((withdrawal) => withdrawal?.notice ?? null)).toEqual(['It was wrong.', null]);
    });

    test('hosts that embed each other carry nothing when none is in scope', async () => {
      await world.publish(
        { id: 'o-one', kind: 'myth-fact', refers: [{ role: 'EMBED', to: 'o-two' }] },
        { id: 'o-two', kind: 'myth-fact', refers: [{ role: 'EMBED', to: 'o-one' }] },
      );
      expect(await world.read(await world.view('h-articles'), 'o-one')).toBeNull();
    });

    test('what is outside the scope and what does not exist are the same answer from the same statement', async () => {
      const view = await world.view('h-articles');
      const ask = (word: string) => async () =>
        expect(await world.reader.byKeys(view, [{ documentId: id(word), locale: 'en' }])).toEqual([null]);
      const hidden = await world.statements(ask('h-loose'));
      const unknown = await world.statements(ask('no-such-document'));
      const malformed = await world.statements(() =>
        world.reader.byKeys(view, [{ documentId: 'no uuid', locale: 'en' }]),
      );
      expect(hidden).toEqual(['delivery.by-keys.scoped']);
      expect(unknown).toEqual(hidden);
      expect(malformed).toEqual(hidden);
    });
  });

  describe('keys', () => {
    const key = (letter: string, secret = 'S') =>
      formatKey({ env: 'test', id: letter.repeat(12), secret: secret.repeat(43) });
    const issue = async (
      letter: string,
      { expires = null, revoked = null }: { expires?: Date | null; revoked?: Date | null } = {},
    ) =>
      world.owner.query(
        'insert into access.key (id, partner_id, hash, created_at, expires_at, revoked_at) values ($1, $2, $3, now(), $4, $5)',
        [
          letter.repeat(12),
          partnerId('key-holder'),
          hashKey(world.secrets.derive(KEY_HASH_PURPOSE), key(letter)),
          expires,
          revoked,
        ],
      );
    beforeAll(async () => {
      await world.scope('key-holder', {}, 'US-MO');
      await issue('a');
      await issue('b', { expires: new Date(NOW.getTime() + 1) });
      await issue('c', { expires: NOW });
      await issue('d', { revoked: NOW });
    });

    test('a key names its partner while it is neither expired nor revoked', async () => {
      const holder = {
        id: partnerId('key-holder'),
        handle: 'key-holder',
        origins: null,
        quotas: null,
      };
      expect(await world.reader.identify(key('a'))).toEqual(holder);
      expect(await world.reader.identify(key('b'))).toEqual(holder);
    });

    test.each([
      ['no key', null],
      ['an empty one', ''],
      ['one that is malformed', 'alm_test_short'],
      ['an unknown one', key('z')],
      ['a wrong secret', key('a', 'T')],
      ['a known key of another environment', key('a').replace('_test_', '_live_')],
      ['an expired one', key('c')],
      ['a revoked one', key('d')],
    ])('%s is the partner public, for the same statement', async (_, given) => {
      const sent = await world.statements(async () =>
        expect(await world.reader.identify(given)).toEqual({
          id: partnerId('public'),
          handle: 'public',
          origins: null,
          quotas: null,
        }),
      );
      expect(sent).toEqual(['delivery.identify']);
    });
  });
});
