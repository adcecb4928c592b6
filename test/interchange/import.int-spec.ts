import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { VerifyService } from '#content';
import type { ImportReport } from '#interchange';
import { Problems } from '#platform';
import { as } from '../kit/server.js';
import { createWorld, TESTER, type World } from '../kit/world.js';

const fixture = (name: string) => readFile(path.join(import.meta.dirname, '../fixtures/pages', name));
const OPTIONS = { locale: 'en', publish: true, dryRun: false } as const;

let world: World;
beforeEach(async () => {
  world = await createWorld({ bare: true });
});
afterEach(() => world.end());

const text = (words: string) => ({ name: 'page.txt', bytes: Buffer.from(words) });
const page = (pairs: readonly string[][]) =>
  text(
    `Lamps\n\nIf you smell gas, call the Gas Line 1-800-555-0199.\n\nMyths and facts\n\n${pairs.map(([myth, fact]) => `MYTH: ${myth}\n\nFACT: ${fact}`).join('\n\n')}\n`,
  );
const byKind = (report: ImportReport, kind: string) => report.documents.filter((document) => document.kind === kind);
const counts = async () =>
  as(
    world.database.addresses.owner,
    async (client) =>
      (
        await client.query(
          'select (select count(*) from content.document) as documents, (select max(seq) from ledger.publication) as seq, (select sum(draft_version) from content.variant) as versions',
        )
      ).rows[0] as object,
  );

describe('the source page', () => {
  test('becomes five pairs, two notices, its sections, four held statistics, and the captcha is dropped', async () => {
    const report = await world.imports.importPages(
      TESTER,
      [{ name: 'source.txt', bytes: await fixture('what-is-human-trafficking.txt') }],
      OPTIONS,
    );
    expect(byKind(report, 'myth-fact').map((document) => document.status)).toEqual(Array(5).fill('published'));
    expect(byKind(report, 'notice')).toHaveLength(2);
    expect(byKind(report, 'notice').map((document) => document.fields['phone'])).toEqual(
      expect.arrayContaining(['911', '1-888-373-7888']),
    );
    const facts = byKind(report, 'fact');
    expect(facts).toHaveLength(4);
    expect(facts.every((fact) => fact.status === 'held' && fact.fields['status'] === 'UNVERIFIED' && fact.reason)).toBe(
      true,
    );
    expect(byKind(report, 'article').map((document) => document.title)).toEqual(
      expect.arrayContaining([
        'What is Human Trafficking?',
        'Why does human trafficking exist?',
        'Who are the victims of human trafficking?',
        'Who are the traffickers?',
        'How can you help?',
      ]),
    );
    expect(byKind(report, 'course').flatMap((document) => document.fields['audiences'])).toEqual([
      'individuals',
      'community-groups',
      'educators',
      'professional-organizations',
    ]);
    expect(report.lines.filter((line) => line.text.includes('9 + 15')).map((line) => line.outcome)).toEqual([
      'dropped',
    ]);
    const live = await as(
      world.database.addresses.owner,
      async (client) =>
        (await client.query<{ kind: string }>('select kind from delivery.listing where to_seq is null')).rows,
    );
    expect(live.filter((row) => row.kind === 'myth-fact')).toHaveLength(5);
    expect(live.filter((row) => row.kind === 'fact')).toHaveLength(0);
    const published = await as(world.database.addresses.owner, async (client) =>
      (await client.query<{ body: string }>('select body::text as body from delivery.edition_row')).rows
        .map((row) => row.body)
        .join('\n'),
    );
    for (const fact of facts) expect(published).not.toContain(fact.title);
    const broken = (await world.app.get(VerifyService, { strict: false }).verify()).flatMap((check) => check.broken);
    expect(broken).toEqual([]);
  });

  test('accounts for every line of the file', async () => {
    const bytes = await fixture('what-is-human-trafficking.txt');
    const report = await world.imports.importPages(TESTER, [{ name: 'source.txt', bytes }], OPTIONS);
    const numbers = new Set(report.lines.map((line) => line.number));
    bytes
      .toString('utf8')
      .split(/\r?\n/)
      .forEach((_, index, all) => {
        if (index < all.length - 1 || all[index] !== '') expect(numbers).toContain(index + 1);
      });
    const ids = new Set(report.documents.map((document) => document.id));
    for (const line of report.lines.filter((candidate) => candidate.outcome === 'imported'))
      expect(ids).toContain(line.target);
    for (const line of report.lines.filter(
      (candidate) => candidate.outcome === 'dropped' || candidate.outcome === 'held',
    ))
      expect(line.reason).toBeTruthy();
  });

  test('imported twice changes nothing', async () => {
    const source = { name: 'source.txt', bytes: await fixture('what-is-human-trafficking.txt') };
    await world.imports.importPages(TESTER, [source], OPTIONS);
    const before = await counts();
    const again = await world.imports.importPages(TESTER, [source], OPTIONS);
    expect(new Set(again.documents.map((document) => document.change))).toEqual(new Set(['unchanged']));
    expect(again.seq).toBeNull();
    expect(await counts()).toEqual(before);
  });
});

test('a dry run reports everything and keeps nothing', async () => {
  const before = await counts();
  const report = await world.imports.importPages(TESTER, [page([['Lamps burn gas.', 'Most do not.']])], {
    ...OPTIONS,
    dryRun: true,
  });
  expect(byKind(report, 'myth-fact')).toMatchObject([{ status: 'published', change: 'created' }]);
  expect(await counts()).toEqual(before);
});

test('a pair inserted above others leaves the others alone', async () => {
  await world.imports.importPages(
    TESTER,
    [
      page([
        ['Lamps burn gas.', 'Most do not.'],
        ['Lamps are heavy.', 'Few are.'],
      ]),
    ],
    OPTIONS,
  );
  const again = await world.imports.importPages(
    TESTER,
    [
      page([
        ['All lamps hum.', 'Old ones did.'],
        ['Lamps burn gas.', 'Most do not.'],
        ['Lamps are heavy.', 'Few are.'],
      ]),
    ],
    OPTIONS,
  );
  expect(byKind(again, 'myth-fact').map((document) => [document.fields['myth'], document.change])).toEqual([
    ['All lamps hum.', 'created'],
    ['Lamps burn gas.', 'unchanged'],
    ['Lamps are heavy.', 'unchanged'],
  ]);
});

test('a changed item becomes a new draft and, published, a new edition of the same document', async () => {
  const first = await world.imports.importPages(TESTER, [page([['Lamps burn gas.', 'Most do not.']])], OPTIONS);
  const again = await world.imports.importPages(TESTER, [page([['Lamps burn gas.', 'Hardly any do.']])], OPTIONS);
  expect(byKind(again, 'myth-fact')).toMatchObject([
    { id: byKind(first, 'myth-fact')[0]?.id, change: 'updated', status: 'published' },
  ]);
  expect((await world.drafting.get(byKind(again, 'myth-fact')[0]?.id ?? '', 'en')).liveEdition).toBe(2);
});

test("a changed item that a person edited since is a conflict and keeps the person's words", async () => {
  const first = await world.imports.importPages(TESTER, [page([['Lamps burn gas.', 'Most do not.']])], OPTIONS);
  const id = byKind(first, 'myth-fact')[0]?.id ?? '';
  await world.drafting.save(TESTER, {
    documentId: id,
    locale: 'en',
    expectedVersion: 1,
    fields: { fact: "A person's words." },
  });
  for (const round of [1, 2]) {
    const again = await world.imports.importPages(TESTER, [page([['Lamps burn gas.', 'Hardly any do.']])], OPTIONS);
    expect([round, byKind(again, 'myth-fact')]).toMatchObject([
      round,
      [{ id, status: 'conflict', change: 'left alone' }],
    ]);
  }
  expect((await world.drafting.get(id, 'en')).draft).toMatchObject({ fact: "A person's words." });
});

test('a hotline that another page brought is not made twice, however its number is written', async () => {
  await world.imports.importPages(TESTER, [page([['Lamps burn gas.', 'Most do not.']])], OPTIONS);
  const other = {
    name: 'other.txt',
    bytes: Buffer.from('Stoves\n\nFor help call the Gas Line at (800) 555-0199.\n\nStoves are warm. They need air.\n'),
  };
  const report = await world.imports.importPages(TESTER, [other], OPTIONS);
  expect(byKind(report, 'notice')).toMatchObject([{ change: 'known' }]);
});

describe('what is no page', () => {
  test.each([
    ['nothing at all', Buffer.alloc(0)],
    ['only white space', Buffer.from(' \n\t\n ')],
    ['a binary file', Buffer.from([0x25, 0x50, 0x44, 0x46, 0x2d, 0, 1, 2, 3])],
    ['ten megabytes', Buffer.alloc(10 * 1024 * 1024, 'a ')],
  ])('%s is refused with a sentence, and nothing of the call is written', async (_what, bytes) => {
    const before = await counts();
    const call = world.imports.importPages(
      TESTER,
      [page([['Lamps burn gas.', 'Most do not.']]), { name: 'bad.txt', bytes }],
      OPTIONS,
    );
    const refused = await call.then(
      () => null,
      (error: unknown) => Problems.of(error),
    );
    expect(refused).toMatchObject([{ kind: 'BAD_INPUT', path: ['file', 'bad.txt'] }]);
    expect(await counts()).toEqual(before);
  });
});

test('the samples fill an empty installation once, and are sound', async () => {
  const folder = path.join(import.meta.dirname, '../../samples');
  const outcome = await world.seeds.seed(TESTER, folder);
  expect(outcome?.documents.length).toBeGreaterThan(20);
  expect(outcome?.pages.documents.filter((document) => document.status === 'conflict')).toEqual([]);
  expect(outcome?.pages.documents.filter((document) => document.kind === 'course')).not.toEqual([]);
  expect(await world.seeds.seed(TESTER, folder)).toBeNull();
  expect((await world.app.get(VerifyService, { strict: false }).verify()).flatMap((check) => check.broken)).toEqual([]);
});
