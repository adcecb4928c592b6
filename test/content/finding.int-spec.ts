import type pg from 'pg';
import { EVERY_ROLE } from '#access';
import { ExpungingService, type FindingFilter, type FindingOrder, FindingService, VerifyService } from '#content';
import { type UnitOfWork, withClient } from '#platform';
import { FindingStore } from '../../libs/content/src/persistence/finding.store.js';
import { leastBuffers, settleTables } from '../kit/buffers.js';
import { as } from '../kit/server.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

/** Stands for an editor who is made later. */
const OF_ADA = 'Ada';

let world: World;
let finding: FindingService;
let editorId: string;
const made: Record<string, string> = {};
beforeAll(async () => {
  world = await createWorld();
  finding = world.app.get(FindingService, { strict: false });
  const { given, clock } = world;
  const next = () => clock.advance(60_000);
  editorId = (await world.editors.add(TESTER, { name: 'Ada', email: null, grants: EVERY_ROLE })).id;
  const water = await given.published('topic', { name: 'Water' });
  const wells = await given.published('topic', { name: 'Wells', broader: water.documentId });
  next();
  const fact = await given.published('fact', {
    statement: 'One well in nine is deep.',
    status: 'UNVERIFIED',
    notice: 'Nobody checked.',
  });
  next();
  const pair = await given.published('myth-fact', {
    myth: 'Wells are bottomless pits.',
    fact: 'They end.',
    otherPhrasings: ['No well has a floor.'],
  });
  next();
  const article = await given.published('article', {
    title: 'Digging for water',
    body: [
      paragraph('a', 'Shovels help.'),
      embed('b', 'factEmbed', fact.documentId),
      { _type: 'table', _key: 't', rows: [{ _key: 'r', cells: ['Bucket'] }] },
    ],
    topics: [wells.documentId],
    audiences: ['educators'],
  });
  next();
  await given.published(
    'article',
    { title: 'Cavando', body: [paragraph('a', 'Las palas ayudan.')] },
    { documentId: article.documentId, locale: 'es' },
  );
  next();
  const { draftVersion } = await world.drafting.get(article.documentId, 'en');
  await world.drafting.save(
    { type: 'editor', id: editorId },
    {
      documentId: article.documentId,
      locale: 'en',
      expectedVersion: draftVersion,
      fields: { summary: 'Sooner excavated.' },
    },
  );
  next();
  const collection = await given.draft('collection', {
    title: 'All of it',
    sections: [{ _key: 's', items: [article.documentId] }],
  });
  next();
  const gone = await given.published('article', { title: 'Gone', body: [paragraph('a', 'x')] });
  await world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(gone), reason: 'GONE' }] });
  next();
  const twin = await given.draft('myth-fact', { myth: 'Wells are bottomless pit', fact: 'No.' });
  Object.assign(made, {
    water: water.documentId,
    wells: wells.documentId,
    fact: fact.documentId,
    pair: pair.documentId,
    article: article.documentId,
    collection: collection.documentId,
    gone: gone.documentId,
    twin: twin.documentId,
  });
});
afterAll(() => world.end());

const found = async (filter: FindingFilter, order: FindingOrder = 'SAVED') =>
  (await finding.list(filter, order, { first: 50, after: null })).map(({ title, locale }) => `${title} ${locale}`);

describe('lists', () => {
  test.each<[string, FindingFilter, readonly string[]]>([
    ['a kind', { kinds: ['topic'] }, ['Water en', 'Wells en']],
    ['a language', { locales: ['es'] }, ['Cavando es']],
    ['what was never published', { states: ['NEVER_PUBLISHED'] }, ['All of it en', 'Wells are bottomless pit en']],
    ['what is live and has a newer draft', { states: ['CHANGED'] }, ['Digging for water en']],
    [
      'what is live as it was drafted',
      { states: ['LIVE'], kinds: ['article', 'myth-fact'] },
      ['Cavando es', 'Wells are bottomless pits. en'],
    ],
    ['what was withdrawn', { states: ['WITHDRAWN'] }, ['Gone en']],
    ['an audience', { audiences: ['educators'] }, ['Digging for water en']],
    ['who saved it last', { savedBy: OF_ADA }, ['Digging for water en']],
    [
      'when it was saved',
      { savedFrom: '2026-06-01T12:01:00Z', savedBefore: '2026-06-01T12:03:00Z' },
      ['One well in nine is deep. en', 'Wells are bottomless pits. en'],
    ],
  ])('by %s', async (_what, filter, expected) => {
    const asked = filter.savedBy === OF_ADA ? { savedBy: `editor:${editorId}` } : filter;
    expect((await found(asked)).sort()).toEqual([...expected].sort());
  });

  test('by topic, and a topic under its broader one', async () => {
    expect(await found({ topics: [made['wells'] ?? ''] })).toEqual(['Digging for water en']);
    expect(await found({ topics: [made['water'] ?? ''] })).toEqual(['Wells en']);
  });

  test('in three orders, and page by page without a gap or a double', async () => {
    for (const order of ['SAVED', 'SAVED_FIRST', 'NAME'] as const) {
      const all = await finding.list({}, order, { first: 50, after: null });
      const paged = [];
      for (let after = null; ;) {
        const page = await finding.list({}, order, { first: 2, after });
        paged.push(...page);
        after = page.at(-1) ?? null;
        if (page.length < 2) break;
      }
      expect(paged).toEqual(all);
      expect(all).toHaveLength(10);
    }
    expect(await found({ kinds: ['article'] }, 'NAME')).toEqual(['Cavando es', 'Digging for water en', 'Gone en']);
    expect((await found({}, 'SAVED_FIRST'))[0]).toBe('Helpline en');
  });
});

describe('words are found', () => {
  test.each([
    ['in a title, in another form', 'dig', ['Digging for water en']],
    ['in a text', 'shovel', ['Digging for water en']],
    ['in a table', 'buckets', ['Digging for water en']],
    ['in a draft that is not live yet', 'excavated', ['Digging for water en']],
    ['in another phrasing of a myth', 'floors', ['Wells are bottomless pits. en']],
    ['in Spanish', 'pala', ['Cavando es']],
    ['all of them', 'bottomless floors', ['Wells are bottomless pits. en']],
    ['but no names of styles and blocks', 'normal span block', []],
    ['and nothing for nothing', '  ', []],
    ['whatever somebody types', `' & | !( "`, []],
  ])('%s', async (_where, words, expected) => {
    expect(await found({ words })).toEqual(expected);
  });

  test('in what is live though the draft no longer says it', async () => {
    const { draftVersion } = await world.drafting.get(made['fact'] ?? '', 'en');
    await world.drafting.save(TESTER, {
      documentId: made['fact'] ?? '',
      locale: 'en',
      expectedVersion: draftVersion,
      fields: { notice: 'Somebody looked.' },
    });
    expect(await found({ words: 'nobody checked' })).toEqual(['One well in nine is deep. en']);
    expect(await found({ words: 'somebody looked' })).toEqual(['One well in nine is deep. en']);
  });
});

test('where something is used: directly, and through what uses it; in drafts and in public', async () => {
  const { uses, more } = await finding.uses(made['fact'] ?? '');
  expect(more).toBe(false);
  expect(uses.map(({ title, steps, roles, inDraft, inLive }) => ({ title, steps, roles, inDraft, inLive }))).toEqual([
    { title: 'Digging for water', steps: 1, roles: ['EMBED'], inDraft: true, inLive: true },
    { title: 'All of it', steps: 2, roles: ['ITEM'], inDraft: true, inLive: false },
  ]);
  expect(uses.map(({ through }) => through)).toEqual([made['fact'], made['article']]);
  expect((await finding.uses(made['twin'] ?? '')).uses).toEqual([]);
});

test('likely doubles go by nearly the same name, in the same kind and language', async () => {
  const alike = await finding.alike(made['twin'] ?? '', 'en', 10);
  expect(alike.map(({ documentId }) => documentId)).toEqual([made['pair']]);
  expect(
    (await finding.alikeNamed('wells are bottomles pits', 'myth-fact', 'en', 10)).map(({ title }) => title).sort(),
  ).toEqual(['Wells are bottomless pit', 'Wells are bottomless pits.']);
  expect(await finding.alikeNamed('wells are bottomless pits', 'article', 'en', 10)).toEqual([]);
});

test('what was expunged is found by nothing, and delivery never reads what editors find', async () => {
  const secret = await world.given.draft('article', { title: 'Zebra of a person' });
  expect(await found({ words: 'zebra' })).toEqual(['Zebra of a person en']);
  await world.app.get(ExpungingService, { strict: false }).expunge(TESTER, { documentId: secret.documentId });
  expect(await found({ words: 'zebra' })).toEqual([]);
  const { rows } = await as(world.database.addresses.owner, (client) =>
    client.query(
      `select count(*)::int as left from content.finding where tsv::text like '%zebra%' or title like '%ebra%'`,
    ),
  );
  expect(rows).toEqual([{ left: 0 }]);
  for (const login of ['delivery', 'preview'] as const)
    await expect(
      as(world.database.addresses[login], (client) => client.query('select title from content.finding')),
    ).rejects.toMatchObject({ code: '42501' });
  expect((await world.app.get(VerifyService, { strict: false }).verify()).flatMap((check) => check.broken)).toEqual([]);
});

describe('a page costs the same among many documents as among few', () => {
  const buffers = async (owner: pg.Client, read: (store: FindingStore) => Promise<unknown>) => {
    let touched = 0;
    const explaining = {
      rows: async (sql: string, values: unknown[]) => {
        touched += await leastBuffers(owner, sql, values);
        return [];
      },
    };
    await read(new FindingStore(explaining as unknown as UnitOfWork));
    return touched;
  };
  const fill = (owner: pg.Client, from: number, to: number) =>
    owner.query(`
      with made as (
        insert into content.document (id, kind, created_at, created_by)
        select ('01950000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'article', now(), 'system:test' from generate_series(${from}, ${to}) n returning id)
      insert into content.variant (document_id, locale, kind, slug, draft, draft_format, draft_version, created_at, saved_at, saved_by)
      select id, 'en', 'article', null, jsonb_build_object('title', 'Page ' || md5(id::text), 'summary', 'Words of ' || md5(id::text || 'x'), 'topics', jsonb_build_array(case when right(id::text, 1) = '7' then '${made['water']}' else '${made['wells']}' end)),
        1, 1, now(), timestamptz '2026-01-01' + (right(id::text, 9)::int || ' minutes')::interval, 'editor:' || right(id::text, 1) from made`);
  const questions: readonly (readonly [string, (store: FindingStore) => Promise<unknown>])[] = [
    ['the last saved', (store) => store.list({}, 'SAVED', { first: 20, after: null }, ['en', 'es'])],
    [
      'a kind and language',
      (store) => store.list({ kinds: ['article'], locales: ['en'] }, 'SAVED', { first: 20, after: null }, ['en', 'es']),
    ],
    ['by name', (store) => store.list({}, 'NAME', { first: 20, after: null }, ['en', 'es'])],
    [
      'of one person',
      (store) => store.list({ savedBy: 'editor:3' }, 'SAVED', { first: 20, after: null }, ['en', 'es']),
    ],
    [
      'words that few have',
      (store) => store.list({ words: 'shovels' }, 'SAVED', { first: 20, after: null }, ['en', 'es']),
    ],
    ['where something is used', (store) => store.uses(made['fact'] ?? '')],
  ];

  test('for lists, words and uses', async () => {
    await withClient(world.database.addresses.owner, async (owner) => {
      const measure = async () => {
        await settleTables(owner, 'content.finding', 'content.variant', 'content.document', 'content.draft_reference');
        const touched: Record<string, number> = {};
        for (const [name, read] of questions) touched[name] = await buffers(owner, read);
        return touched;
      };
      await fill(owner, 1, 500);
      const few = await measure();
      await fill(owner, 501, 5_000);
      const many = await measure();
      const grown = Object.entries(many).filter(([name, touched]) => touched > 2 * (few[name] ?? 0) + 20);
      expect({ few, grown }).toEqual({ few, grown: [] });
    });
  });
});
