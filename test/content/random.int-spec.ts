import { createHash } from 'node:crypto';
import { KINDS, VerifyService } from '#content';
import { type DeliveryReader, type ListRequest, SqlDeliveryReader, type View } from '#delivery';
import { ReadPool } from '#platform';
import { EVERYTHING, PUBLIC_PARTNER } from '#access';
import { as } from '../kit/server.js';
import { createWorld, TESTER, type World } from '../kit/world.js';
import { Diary, Dice, LOCALES, PARTNER, Walker } from './walk.js';

const ACTORS = 3;
const STEPS = 100;
const SEED = Number(process.env['ALMANAC_TEST_SEED'] ?? Math.floor(Math.random() * 1_000_000));

/** What the public saw as of one seq. The names are those known then: later ones are not asked for. */
interface Sight {
  readonly seq: number;
  readonly documents: number;
  readonly slugs: number;
  readonly parts: Readonly<Record<string, string>>;
}

let world: World;
let pool: ReadPool;
let reader: DeliveryReader;
const diary = new Diary();
const sights: Sight[] = [];

beforeAll(async () => {
  world = await createWorld();
  pool = new ReadPool(world.database.addresses.delivery, { max: 4 });
  reader = new SqlDeliveryReader(pool, world.config, world.secrets, world.clock);
  await world.partners.create(TESTER, { handle: PARTNER, name: 'Walked', region: null, scope: EVERYTHING });
  const walkers = Array.from(
    { length: ACTORS },
    (_, index) => new Walker(world, new Dice(SEED * ACTORS + index), diary, (seq) => look(seq)),
  );
  await walkers[0]?.begin();
  await Promise.all(
    walkers.map(async (walker) => {
      for (let step = 0; step < STEPS; step++) await walker.step();
    }),
  );
}, 60_000);
afterAll(async () => {
  await pool.end();
  await world.end();
});

const rows = <R extends object>(sql: string, values: unknown[] = []) =>
  as(world.database.addresses.owner, async (client) => (await client.query<R>(sql, values)).rows);

async function viewOf(seq: number): Promise<View> {
  const [row] = await rows<{ mark: string }>(
    `select encode(mark, 'hex') as mark from ledger.publication where seq = $1`,
    [seq],
  );
  const snapshot = await reader.snapshotOf(seq, row?.mark ?? '');
  if (!snapshot) throw new Error(`publication ${seq} is not there`);
  return reader.view({ ...PUBLIC_PARTNER, region: null, origins: null, quotas: null }, snapshot);
}

async function look(seq: number): Promise<void> {
  const { length: documents } = diary.documents;
  const { length: slugs } = diary.slugs;
  sights.push({ seq, documents, slugs, parts: await seen(await viewOf(seq), documents, slugs) });
}

/** Digests of what every way of reading shows in a view. */
async function seen(view: View, documents: number, slugs: number): Promise<Sight['parts']> {
  const known = diary.documents.slice(0, documents);
  const keys = known.flatMap(({ documentId }) => LOCALES.map((locale) => ({ documentId, locale })));
  const named = KINDS.flatMap((kind) =>
    LOCALES.flatMap((locale) => diary.slugs.slice(0, slugs).map((slug) => ({ kind, locale, slug }))),
  );
  const topics = known.filter(({ kind }) => kind === 'topic').map(({ documentId }) => documentId);
  const lists = KINDS.flatMap((kind) =>
    LOCALES.flatMap((locale): ListRequest[] => {
      const request = { kind, locale, order: 'PUBLISHED_AT_DESC' as const, first: 100, after: null };
      return [
        { ...request, filter: {} },
        { ...request, filter: {}, order: 'PUBLISHED_AT_ASC' },
        { ...request, filter: { topics: topics.slice(0, 2) } },
        { ...request, filter: { audiences: ['educators'] } },
      ];
    }),
  );
  const under = topics.flatMap((topicId) => LOCALES.map((locale) => ({ topicId, locale })));
  const answers = {
    byKeys: await reader.byKeys(view, [...keys, ...keys.map((key) => ({ ...key, edition: 1 }))]),
    bySlugs: await reader.bySlugs(view, named),
    byReference: await reader.byReference(
      view,
      keys.map(({ documentId, locale }) => ({ target: documentId, locale, carried: true })),
    ),
    lists: await reader.lists(view, lists),
    pairs: await reader.topicMythFacts(
      view,
      under.map((each) => ({ ...each, first: 20, after: null })),
    ),
    narrower: await reader.narrowerTopics(view, under),
    notices: await reader.notices(
      view,
      LOCALES.map((locale) => ({ region: null, locale })),
    ),
    withdrawals: await reader.withdrawals(view, [...keys, ...keys.map((key) => ({ ...key, carried: true })), ...named]),
    labels: await reader.audienceLabels(
      view,
      LOCALES.map((locale) => ({ key: 'educators', locale })),
    ),
  };
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      createHash('sha256').update(JSON.stringify(answer)).digest('hex'),
    ]),
  );
}

describe(`a random walk of ${ACTORS} actors (ALMANAC_TEST_SEED=${SEED})`, () => {
  test('meets typed refusals only, and enough of everything happens to mean something', () => {
    expect({ seed: SEED, faults: diary.faults }).toEqual({ seed: SEED, faults: [] });
    expect(diary.publications.length).toBeGreaterThan(40);
    expect(diary.publications.flatMap(({ withdrawn }) => withdrawn).length).toBeGreaterThan(5);
    expect(diary.saves.length).toBeGreaterThan(20);
    expect(diary.done.get('import') ?? 0).toBeGreaterThan(3);
    expect(diary.refused.size).toBeGreaterThan(3);
  });

  test('leaves an installation in which nothing is broken', async () => {
    const results = await world.app.get(VerifyService, { strict: false }).verify();
    expect(results.flatMap((check) => check.broken)).toEqual([]);
  });

  test('numbers publications, editions and revisions without gap', async () => {
    const gaps = await rows(
      `select 'publication' as what, max(seq) + 1 - count(*) as missing from ledger.publication having max(seq) + 1 <> count(*)
       union all select 'edition ' || document_id, max(number) - count(*) from content.edition group by document_id, locale having max(number) <> count(*)
       union all select 'revision ' || document_id, max(number) - count(*) from content.revision group by document_id, locale having max(number) <> count(*)`,
    );
    expect(gaps).toEqual([]);
  });

  test('keeps every acknowledged publication exactly once, as it was told', async () => {
    const stored = await rows<{ seq: number; published: string[] | null; withdrawn: string[] | null }>(
      `select p.seq::int4 as seq,
         (select array_agg(concat_ws(' ', e.document_id, e.locale, e.number, e.revision) order by e.document_id, e.locale) from content.edition e where e.seq = p.seq) as published,
         (select array_agg(concat_ws(' ', w.document_id, w.locale) order by w.document_id, w.locale) from delivery.withdrawal w where w.seq = p.seq) as withdrawn
       from ledger.publication p order by p.seq`,
    );
    const bySeq = new Map(stored.map((row) => [row.seq, row]));
    for (const { seq, published, withdrawn } of diary.publications) {
      const row = bySeq.get(seq);
      expect({ seq, published: row?.published ?? [], withdrawn: row?.withdrawn ?? [] }).toEqual({
        seq,
        published: published.map((e) => `${e.documentId} ${e.locale} ${e.edition} ${e.revision}`).sort(),
        withdrawn: withdrawn.map((w) => `${w.documentId} ${w.locale}`).sort(),
      });
    }
    const told = [...diary.publications.map(({ seq }) => seq), ...diary.numbered];
    expect(new Set(told).size).toBe(told.length);
    for (const seq of told) expect(bySeq.has(seq)).toBe(true);
  });

  test('loses no save: each acknowledged one has a version of its own, and the last version counts them all', async () => {
    expect(new Set(diary.saves).size).toBe(diary.saves.length);
    const versions = new Map<string, number>();
    for (const entry of [...diary.saves.map((save) => save.replace(/ \d+$/, '')), ...diary.imported])
      versions.set(entry, (versions.get(entry) ?? 1) + 1);
    const stored = await rows<{ name: string; version: number }>(
      `select document_id || ' ' || locale as name, draft_version as version from content.variant where draft_version > 1`,
    );
    expect(new Map(stored.map(({ name, version }) => [name, version]))).toEqual(versions);
  });

  test('shows as of every seq what it showed when that seq was the last', async () => {
    expect(sights.length).toBeGreaterThan(40);
    for (const { seq, documents, slugs, parts } of sights)
      expect({ seq, ...(await seen(await viewOf(seq), documents, slugs)) }).toEqual({ seq, ...parts });
  });

  test('shows, replaces or explains whatever a live document embeds, as of every seq', async () => {
    const holes: string[] = [];
    for (const { seq } of sights) {
      const view = await viewOf(seq);
      const references = await rows<{ host: string; target: string; locale: string }>(
        `select distinct l.kind || ' ' || l.document_id as host, r.target, r.locale from delivery.listing l
         cross join lateral (select from_seq from delivery.edition_row e where e.document_id = l.document_id and e.locale = l.locale and e.from_seq <= $1 order by e.from_seq desc limit 1) e
         join delivery.reference r on r.document_id = l.document_id and r.locale = l.locale and r.from_seq = e.from_seq
         where l.from_seq <= $1 and (l.to_seq is null or l.to_seq > $1) and r.role in ('EMBED', 'CITATION')`,
        [seq],
      );
      const shown = await reader.byReference(
        view,
        references.map(({ target, locale }) => ({ target, locale, carried: true })),
      );
      const why = await reader.withdrawals(
        view,
        references.map(({ target, locale }) => ({ documentId: target, locale, carried: true })),
      );
      references.forEach(({ host, target, locale }, index) => {
        if (!shown[index] && why[index]?.reason !== 'RETRACTED')
          holes.push(`as of ${seq}, ${host} (${locale}) embeds ${target}: ${why[index]?.reason ?? 'nothing'}`);
      });
    }
    expect(holes).toEqual([]);
  });
});
