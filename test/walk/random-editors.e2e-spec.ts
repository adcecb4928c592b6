import { ExpungingService, VerifyService } from '#content';
import { type DeliveryReader, SqlDeliveryReader } from '#delivery';
import { EVERYTHING } from '#access';
import { ReadPool } from '#platform';
import { Api } from '../delivery-api/api.js';
import { as } from '../kit/server.js';
import { TESTER, type World } from '../kit/world.js';
import { Canary } from './canary.js';
import { gaps, publicationsAstray, savesAstray } from './checks.js';
import { Dice } from './dice.js';
import { Diary } from './diary.js';
import { Sights } from './sights.js';
import { VERBS } from './verbs.js';
import { PARTNER, Walker } from './walker.js';

// `npm run torture` walks further, shows how far it is, and repeats a walk by its seed.
const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const SEED = number('ALMANAC_TEST_SEED', Math.floor(Math.random() * 1_000_000));
const OPERATIONS = number('ALMANAC_TEST_OPERATIONS', 1_000);
const ACTORS = number('ALMANAC_TEST_ACTORS', 4);
const PROGRESS = process.env['ALMANAC_TEST_PROGRESS'] !== undefined;
/** Operations between two times that the canary listens while everybody is at work. */
const LISTENED = Math.max(100, OPERATIONS / 20);

let api: Api;
let world: World;
let pool: ReadPool;
let reader: DeliveryReader;
let sights: Sights;
let canary: Canary;
const diary = new Diary();
const leaks: string[] = [];

beforeAll(async () => {
  api = await Api.over();
  ({ world } = api);
  pool = new ReadPool(world.database.addresses.delivery, { max: 4 });
  reader = new SqlDeliveryReader(pool, world.config, world.secrets, world.clock);
  sights = new Sights(world, reader, diary, Math.ceil(OPERATIONS / 100));
  canary = new Canary(api, diary);
  await world.partners.create(TESTER, { handle: PARTNER, name: 'Walked', region: null, scope: EVERYTHING });
  const walkers = Array.from(
    { length: ACTORS },
    (_, index) => new Walker(world, new Dice(SEED * ACTORS + index), diary, (seq) => sights.take(seq)),
  );
  await walkers[0]?.begin();
  let steps = 0;
  await Promise.all(
    walkers.map(async (walker) => {
      while (steps < OPERATIONS) {
        const step = ++steps;
        if (step % LISTENED === 0) leaks.push(...(await canary.listen(2)), ...(await canary.find(10)));
        if (PROGRESS && step % 100 === 0)
          process.stderr.write(`${step} of ${OPERATIONS} operations, ${sights.count} publications\n`);
        await walker.step();
      }
    }),
  );
}, 3_600_000);
afterAll(async () => {
  if (PROGRESS)
    process.stderr.write(
      `Seed ${SEED}: ${OPERATIONS} operations by ${ACTORS} actors, ${diary.saves.length} saves, ${sights.count} publications, ${diary.expunged.size} documents expunged, ${[...diary.refused.values()].reduce((sum, count) => sum + count, 0)} refusals, ${canary.heard} bytes listened to. Done: ${[...diary.done].map(([verb, count]) => `${verb} ${count}`).join(', ')}.\n`,
    );
  await pool.end();
  await api.end();
});

describe(`${OPERATIONS} operations of ${ACTORS} editors at random (ALMANAC_TEST_SEED=${SEED})`, () => {
  test('meet typed refusals only, and enough of everything happens to mean something', () => {
    expect({ seed: SEED, faults: diary.faults }).toEqual({ seed: SEED, faults: [] });
    expect(diary.publications.length).toBeGreaterThan(OPERATIONS / 10);
    expect(diary.publications.flatMap(({ withdrawn }) => withdrawn).length).toBeGreaterThan(OPERATIONS / 100);
    expect(diary.saves.length).toBeGreaterThan(OPERATIONS / 10);
    expect(diary.expunged.size).toBeGreaterThan(0);
    // Whoever saves from a stale version is refused, always.
    const never = Object.keys(VERBS).filter((verb) => verb !== 'saveStale' && !diary.done.has(verb));
    expect(never.length).toBeLessThanOrEqual(2);
    expect(diary.refused.size).toBeGreaterThan(5);
  });

  test('leave an installation in which nothing is broken, and an audit chain that holds', async () => {
    const results = await world.app.get(VerifyService, { strict: false }).verify();
    expect(results.flatMap((check) => check.broken)).toEqual([]);
  });

  test('number publications, events, editions and revisions without gap', async () => {
    expect(await gaps(world)).toEqual([]);
  });

  test('find every publication that was acknowledged there exactly once, as it was told', async () => {
    expect(await publicationsAstray(world, diary)).toEqual([]);
  });

  test('overwrite nothing unseen: every save that was acknowledged is a version of its own, with its words', async () => {
    expect(await savesAstray(world, diary)).toEqual([]);
  });

  test('show as of every seq what was shown when that seq was the last', async () => {
    expect(sights.count).toBeGreaterThan(OPERATIONS / 10);
    expect(await sights.changed()).toEqual([]);
  });

  test('show the public no word of a draft, comment, note, kept version or preview before it was published', async () => {
    expect(canary.heard).toBeGreaterThan(OPERATIONS * 100);
    expect(leaks).toEqual([]);
    expect(await canary.listen(20)).toEqual([]);
    expect(await canary.find(20)).toEqual([]);
    expect(await canary.readAsDelivery()).toEqual([]);
  });

  test('show, replace or explain whatever a live document embeds', async () => {
    const holes: string[] = [];
    for (const seq of sights.seqs) {
      const view = await sights.view(seq);
      const references = await world.work.rows<{ host: string; target: string; locale: string }>(
        `select distinct l.kind || ' ' || l.document_id as host, r.target, r.locale from delivery.listing l
         cross join lateral (select from_seq from delivery.edition_row e where e.document_id = l.document_id and e.locale = l.locale and e.from_seq <= $1 order by e.from_seq desc limit 1) e
         join delivery.reference r on r.document_id = l.document_id and r.locale = l.locale and r.from_seq = e.from_seq
         where l.from_seq <= $1 and (l.to_seq is null or l.to_seq > $1) and r.role in ('EMBED', 'CITATION')`,
        [seq],
      );
      const asked = references.map(({ target, locale }) => ({ target, locale, carried: true }));
      const shown = await reader.byReference(view, asked);
      const why = await reader.withdrawals(
        view,
        asked.map(({ target, ...rest }) => ({ documentId: target, ...rest })),
      );
      references.forEach(({ host, target, locale }, index) => {
        if (!shown[index] && why[index]?.reason !== 'RETRACTED')
          holes.push(`as of ${seq}, ${host} (${locale}) embeds ${target}: ${why[index]?.reason ?? 'nothing'}`);
      });
    }
    expect(holes).toEqual([]);
  });
});

describe('what would be wrong is found', () => {
  test('a draft that the login of delivery could read, or a byte that had a word of one', async () => {
    const secret = diary.word();
    const draft = await world.given.article({ title: secret });
    expect(await canary.unpublished(`<p>${secret}</p>`)).toEqual([secret]);
    const grant = (sql: string) => as(world.database.addresses.owner, (client) => client.query(sql));
    await grant(
      'grant usage on schema content to almanac_delivery; grant select on content.variant to almanac_delivery',
    );
    try {
      expect(await canary.readAsDelivery()).toContain(secret);
    } finally {
      await grant(
        'revoke select on content.variant from almanac_delivery; revoke usage on schema content from almanac_delivery',
      );
    }
    await world.app.get(ExpungingService, { strict: false }).expunge(TESTER, { documentId: draft.documentId });
  });

  test('a publication or a save that was acknowledged twice, or never came to be', async () => {
    const [publication] = diary.publications;
    const [save] = diary.saves;
    if (!publication || !save) throw new Error('nothing happened');
    diary.publications.push(publication, { ...publication, seq: 1_000_000 });
    diary.saves.push({ ...save, word: 'zqxnever' });
    expect(await publicationsAstray(world, diary)).toEqual(
      expect.arrayContaining([
        `publication ${publication.seq} was acknowledged to two`,
        'publication 1000000 was acknowledged and is lost',
      ]),
    );
    expect(await savesAstray(world, diary)).toEqual(
      expect.arrayContaining([
        `version ${save.version} of ${save.documentId} ${save.locale} was acknowledged to two`,
        `version ${save.version} of ${save.documentId} ${save.locale} does not say what was saved`,
      ]),
    );
  });
});
