import { id, World } from './world.js';

describe('what a reader sees as of S', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  test('a document is there from its publication on, and not before', async () => {
    const before = (await world.reader.head()).seq;
    const seq = await world.publish({ id: 'first', kind: 'article', body: { title: 'One' } });
    expect(await world.read(await world.view('public', before), 'first')).toBeNull();
    expect(await world.read(await world.view('public', seq), 'first')).toMatchObject({
      documentId: id('first'),
      kind: 'article',
      locale: 'en',
      slug: 'first',
      body: { title: 'One' },
      edition: { number: 1, seq, changeKind: 'MAJOR', note: null },
      redirectedFrom: null,
    });
  });

  test('each S keeps the edition that it had, through withdrawing and publishing again', async () => {
    const one = await world.publish({ id: 'phases', kind: 'article', body: { title: 'One' } });
    const two = await world.publish({ id: 'phases', kind: 'article', body: { title: 'Two' } });
    const gone = await world.publish({ withdraw: 'phases' });
    const back = await world.publish({ id: 'phases', kind: 'article', body: { title: 'Three' } });
    const titleAt = async (seq: number) => (await world.read(await world.view('public', seq), 'phases'))?.body;
    expect(await titleAt(one)).toEqual({ title: 'One' });
    expect(await titleAt(two)).toEqual({ title: 'Two' });
    expect(await titleAt(gone)).toBeUndefined();
    expect(await titleAt(back)).toEqual({ title: 'Three' });
  });

  test('a pinned edition is sent while the variant is listed, from the seq in which it came out', async () => {
    const one = await world.publish({ id: 'pinned', kind: 'article', body: { title: 'One' } });
    const two = await world.publish({ id: 'pinned', kind: 'article', body: { title: 'Two' } });
    const gone = await world.publish({ withdraw: 'pinned' });
    const [atOne, atTwo, atGone] = [
      await world.view('public', one),
      await world.view('public', two),
      await world.view('public', gone),
    ];
    expect((await world.read(atTwo, 'pinned', 'en', 1))?.body).toEqual({ title: 'One' });
    expect(await world.read(atOne, 'pinned', 'en', 2)).toBeNull();
    expect(await world.read(atTwo, 'pinned', 'en', 3)).toBeNull();
    expect(await world.read(atGone, 'pinned', 'en', 1)).toBeNull();
  });

  test('a locale without a live variant is null, whatever other locales have', async () => {
    await world.publish({ id: 'local', kind: 'article', locale: 'en' });
    const view = await world.view();
    expect(await world.read(view, 'local', 'en')).not.toBeNull();
    expect(await world.read(view, 'local', 'es')).toBeNull();
  });

  test('answers come in the order of their keys, repeated and unknown ones included', async () => {
    await world.publish({ id: 'a', kind: 'article' }, { id: 'b', kind: 'article' });
    const keys = ['b', 'nobody', 'a', 'b'].map((word) => ({ documentId: id(word), locale: 'en' }));
    const found = await world.reader.byKeys(await world.view(), keys);
    expect(found.map((document) => document?.slug ?? null)).toEqual(['b', null, 'a', 'b']);
  });

  test('text that PostgreSQL would choke on names nothing', async () => {
    const view = await world.view();
    expect(
      await world.reader.byKeys(view, [
        { documentId: 'no uuid', locale: 'en' },
        { documentId: id('a'), locale: 'e\0n' },
      ]),
    ).toEqual([null, null]);
    expect(await world.read(view, 'a', 'en', 2 ** 40)).toBeNull();
    expect(await world.slug(view, 'article', 'a\0')).toBeNull();
  });

  describe('slugs', () => {
    test('an old slug leads to the document and says that it did', async () => {
      const before = await world.publish({ id: 'moved', kind: 'article', slug: 'old-name' });
      await world.publish({ id: 'moved', kind: 'article', slug: 'new-name' });
      const view = await world.view();
      expect(await world.slug(view, 'article', 'old-name')).toMatchObject({
        slug: 'new-name',
        redirectedFrom: 'old-name',
      });
      expect(await world.slug(view, 'article', 'new-name')).toMatchObject({ slug: 'new-name', redirectedFrom: null });
      expect(await world.slug(await world.view('public', before), 'article', 'new-name')).toBeNull();
      expect(await world.slug(await world.view('public', before), 'article', 'old-name')).toMatchObject({
        redirectedFrom: null,
      });
    });

    test('who has a slug now comes before who had it once, and gives it back when withdrawn', async () => {
      await world.publish({ id: 'early', kind: 'article', slug: 'contested' });
      await world.publish({ id: 'early', kind: 'article', slug: 'early' });
      await world.publish({ id: 'late', kind: 'article', slug: 'contested' });
      expect((await world.slug(await world.view(), 'article', 'contested'))?.documentId).toBe(id('late'));
      await world.publish({ withdraw: 'late' });
      expect(await world.slug(await world.view(), 'article', 'contested')).toMatchObject({
        documentId: id('early'),
        redirectedFrom: 'contested',
      });
    });

    test('a slug belongs to one kind and one locale', async () => {
      await world.publish({ id: 'only-fact', kind: 'fact', slug: 'shared' });
      const view = await world.view();
      expect(await world.slug(view, 'fact', 'shared')).not.toBeNull();
      expect(await world.slug(view, 'article', 'shared')).toBeNull();
      expect(await world.slug(view, 'fact', 'shared', 'es')).toBeNull();
    });

    test('a slug with an edition gives that edition', async () => {
      await world.publish({ id: 'twice', kind: 'article', body: { title: 'One' } });
      await world.publish({ id: 'twice', kind: 'article', body: { title: 'Two' } });
      const [found] = await world.reader.bySlugs(await world.view(), [
        { kind: 'article', locale: 'en', slug: 'twice', edition: 1 },
      ]);
      expect(found).toMatchObject({ body: { title: 'One' }, edition: { number: 1 } });
    });
  });

  describe('snapshots', () => {
    test('an instant means the last publication at or before it', async () => {
      await world.publish({ id: 'timed', kind: 'article' });
      const head = await world.reader.head();
      const iso = (expression: string) =>
        `to_char((${expression}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
      const { at, before } = await world.one<{ at: string; before: string }>(
        `select ${iso('at')} as at, ${iso("at - interval '1 microsecond'")} as before from ledger.publication where seq = 1`,
      );
      expect(await world.reader.snapshotAt(head.at)).toEqual(head);
      expect(await world.reader.snapshotAt('2999-01-01T00:00:00Z')).toEqual(head);
      expect((await world.reader.snapshotAt(at))?.seq).toBe(1);
      expect((await world.reader.snapshotAt(before))?.seq).toBe(0);
      expect(await world.reader.snapshotAt('1999-01-01T00:00:00Z')).toBeNull();
    });

    test.each(['yesterday', '2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '2026-01-01T25:00:00Z', '2026-01-01'])(
      '%s is no instant',
      async (text) => {
        await expect(world.reader.snapshotAt(text)).rejects.toMatchObject({ kind: 'BAD_INPUT' });
      },
    );

    test('a publication is known by number and mark together', async () => {
      const head = await world.reader.head();
      expect(await world.reader.snapshotOf(head.seq, head.mark)).toEqual(head);
      expect(await world.reader.snapshotOf(head.seq, 'f'.repeat(32))).toBeNull();
      expect(await world.reader.snapshotOf(head.seq, 'no mark')).toBeNull();
      expect(await world.reader.snapshotOf(head.seq + 1, head.mark)).toBeNull();
      expect(await world.reader.snapshotOf(0.5, head.mark)).toBeNull();
    });
  });

  test('labels of audiences are those of S, in the locale or the default one', async () => {
    const seq = await world.publish({ id: 'labelled', kind: 'article' });
    await world.owner.query(`update delivery.audience set to_seq = $1`, [seq]);
    await world.owner.query(
      `insert into delivery.audience (bit, key, labels, from_seq) values (0, 'individuals', '{"en": "People", "es": "Personas"}', $1)`,
      [seq],
    );
    const later = await world.publish({ id: 'labelled', kind: 'article' });
    await world.owner.query(`update delivery.audience set to_seq = $1 where to_seq is null`, [later]);
    await world.owner.query(
      `insert into delivery.audience (bit, key, labels, from_seq) values (0, 'individuals', '{"en": "Everyone"}', $1)`,
      [later],
    );
    const keys = [
      { key: 'individuals', locale: 'es' },
      { key: 'unknown', locale: 'en' },
      { key: 'individuals', locale: 'fr' },
    ];
    expect(await world.reader.audienceLabels(await world.view('public', seq), keys)).toEqual([
      'Personas',
      null,
      'People',
    ]);
    expect(await world.reader.audienceLabels(await world.view(), keys)).toEqual(['Everyone', null, 'Everyone']);
  });
});
