import { ROLES, SHAPES } from '#content';
import type { View } from '#delivery';
import { CARRIED_KINDS, CARRIED_ROLES } from '../../libs/delivery/src/persistence/fragments.js';
import { id, World } from './world.js';

describe('references', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  const follow = async (view: View, word: string, locale = 'en') => {
    const [found] = await world.reader.byReference(view, [{ target: id(word), locale, carried: true }]);
    return found ? `${found.slug} ${found.locale}` : null;
  };
  const why = async (view: View, word: string, locale = 'en') => {
    const [found] = await world.reader.withdrawals(view, [{ documentId: id(word), locale, carried: true }]);
    return found ? `${found.slug} ${found.locale} ${found.reason} ${found.notice ?? ''}`.trim() : null;
  };

  test('the roles that carry, and the kinds that are carried, are those of the content lib', () => {
    const carried = Object.entries(ROLES).flatMap(([role, { carried: carries }]) => (carries ? [role] : []));
    expect([...CARRIED_ROLES].sort()).toEqual(carried.sort());

    const kinds = new Set<string>();
    JSON.stringify(SHAPES, (key, value: unknown) => {
      if (key !== 'x-almanac-reference') return value;
      const reference = value as { readonly role: string; readonly kinds: readonly string[] };
      if (carried.includes(reference.role)) for (const kind of reference.kinds) kinds.add(kind);
      // Any kind at all.
      if (carried.includes(reference.role) && reference.kinds.length === 0) kinds.add('every');
      return value;
    });
    expect([...CARRIED_KINDS].sort()).toEqual([...kinds].sort());
  });

  test('a target is shown in the locale of the host, else in the default one', async () => {
    await world.publish(
      { id: 'both', kind: 'fact' },
      { id: 'both', kind: 'fact', locale: 'es' },
      { id: 'english', kind: 'fact' },
      { id: 'spanish', kind: 'fact', locale: 'es' },
    );
    const view = await world.view();
    expect(await follow(view, 'both', 'es')).toBe('both es');
    expect(await follow(view, 'both', 'en')).toBe('both en');
    expect(await follow(view, 'english', 'es')).toBe('english en');
    expect(await follow(view, 'spanish', 'en')).toBeNull();
    expect(await follow(view, 'spanish', 'fr')).toBeNull();
  });

  test('a replaced target leads to its replacement, as of S', async () => {
    const before = await world.publish({ id: 'old', kind: 'fact' }, { id: 'new', kind: 'fact' });
    await world.publish({ withdraw: 'old', reason: 'REPLACED', replacedBy: 'new' });
    expect(await follow(await world.view(), 'old')).toBe('new en');
    expect(await follow(await world.view('public', before), 'old')).toBe('old en');
    await world.publish({ id: 'old', kind: 'fact' });
    expect(await follow(await world.view(), 'old')).toBe('old en');
  });

  test('replacements are followed five times, and a circle of them ends', async () => {
    const chain = [0, 1, 2, 3, 4, 5, 6].map((number) => `chain-${number}`);
    await world.publish(...chain.map((word) => ({ id: word, kind: 'fact' as const })));
    for (const [index, word] of chain.slice(0, -1).entries()) {
      await world.publish({ withdraw: word, reason: 'REPLACED', replacedBy: chain[index + 1] ?? '' });
    }
    const view = await world.view();
    expect(await follow(view, 'chain-1')).toBe('chain-6 en');
    expect(await follow(view, 'chain-0')).toBeNull();

    await world.publish({ id: 'round', kind: 'fact' }, { id: 'about', kind: 'fact' });
    await world.publish(
      { withdraw: 'round', reason: 'REPLACED', replacedBy: 'about' },
      { withdraw: 'about', reason: 'REPLACED', replacedBy: 'round' },
    );
    expect(await follow(await world.view(), 'round')).toBeNull();
  });

  test('a replacement is shown in the locale of the host when it has it', async () => {
    await world.publish(
      { id: 'es-old', kind: 'fact' },
      { id: 'es-new', kind: 'fact' },
      { id: 'es-new', kind: 'fact', locale: 'es' },
    );
    await world.publish({ withdraw: 'es-old', reason: 'REPLACED', replacedBy: 'es-new' });
    expect(await follow(await world.view(), 'es-old', 'es')).toBe('es-new es');
    expect(await follow(await world.view(), 'es-old', 'fr')).toBe('es-new en');
  });

  test('a retracted or gone target is null, and its withdrawal says why', async () => {
    await world.publish({ id: 'wrong', kind: 'fact' }, { id: 'dropped', kind: 'fact' });
    await world.publish({ withdraw: 'wrong', reason: 'RETRACTED', notice: 'It was wrong.' }, { withdraw: 'dropped' });
    const view = await world.view();
    expect(await follow(view, 'wrong')).toBeNull();
    expect(await why(view, 'wrong')).toBe('wrong en RETRACTED It was wrong.');
    expect(await why(view, 'wrong', 'es')).toBe('wrong en RETRACTED It was wrong.');
    expect(await why(view, 'dropped')).toBe('dropped en GONE');
    expect(await why(view, 'never-was')).toBeNull();
  });

  test('behind a replaced target whose replacement was retracted stands the retraction', async () => {
    await world.publish({ id: 'one', kind: 'fact' }, { id: 'two', kind: 'fact' });
    await world.publish({ withdraw: 'one', reason: 'REPLACED', replacedBy: 'two' });
    expect(await why(await world.view(), 'one')).toBeNull();
    await world.publish({ withdraw: 'two', reason: 'RETRACTED', notice: 'Also wrong.' });
    expect(await why(await world.view(), 'one')).toBe('two en RETRACTED Also wrong.');
  });

  test('a withdrawal is found by id and by any slug that the document had, until it is back or the slug is taken', async () => {
    await world.publish({ id: 'left', kind: 'article', slug: 'left-first' });
    const before = await world.publish({ id: 'left', kind: 'article', slug: 'left-last' });
    const gone = await world.publish({ withdraw: 'left', reason: 'RETRACTED', notice: 'Sorry.' });
    const keys = [
      { documentId: id('left'), locale: 'en' },
      { kind: 'article' as const, slug: 'left-first', locale: 'en' },
      { kind: 'article' as const, slug: 'left-last', locale: 'en' },
      { kind: 'article' as const, slug: 'never-was', locale: 'en' },
      { documentId: id('left'), locale: 'es' },
    ];
    const slugs = async (view: View) =>
      (await world.reader.withdrawals(view, keys)).map((found) => found?.slug ?? null);
    expect(await slugs(await world.view('public', gone))).toEqual(['left-last', 'left-last', 'left-last', null, null]);
    expect(await slugs(await world.view('public', before))).toEqual([null, null, null, null, null]);
    expect((await world.reader.withdrawals(await world.view(), keys))[0]).toMatchObject({
      documentId: id('left'),
      kind: 'article',
      locale: 'en',
      reason: 'RETRACTED',
      notice: 'Sorry.',
      replacedBy: null,
      at: (await world.view('public', gone)).snapshot.at,
    });
    await world.publish({ id: 'successor', kind: 'article', slug: 'left-last' });
    expect(await slugs(await world.view())).toEqual(['left-last', 'left-last', null, null, null]);
    await world.publish({ id: 'left', kind: 'article', slug: 'left-again' });
    expect(await slugs(await world.view())).toEqual([null, null, null, null, null]);
  });

  test('a batch of references is one statement', async () => {
    const view = await world.view();
    const keys = ['both', 'old', 'chain-1', 'wrong', 'never-was'].map((word) => ({
      target: id(word),
      locale: 'en',
      carried: true,
    }));
    expect(await world.statements(() => world.reader.byReference(view, keys))).toHaveLength(1);
    const mixed = [
      { documentId: id('wrong'), locale: 'en', carried: true },
      { documentId: id('left'), locale: 'en' },
      { kind: 'article' as const, slug: 'left-first', locale: 'en' },
    ];
    expect(await world.statements(() => world.reader.withdrawals(view, mixed))).toHaveLength(2);
  });
});
