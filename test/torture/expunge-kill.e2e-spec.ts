import { ExpungingService, VerifyService } from '#content';
import { as, testServer } from '../kit/server.js';
import { createWorld, paragraph, TESTER, type World } from '../kit/world.js';
import { VictimProcess } from './victim-process.js';
import { Witness } from './witness.js';

const MARK = 'zqxvemark';
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

/** Rows that have the mark, by table. */
const left = async (): Promise<Readonly<Record<string, number>>> =>
  as(world.database.superuserUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname in ('content', 'delivery', 'interchange', 'ledger') order by 1`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of rows) {
      const { rows: found } = await client.query<{ count: number }>(
        `select count(*)::int4 as count from ${name} x where strpos(x::text, $1) > 0`,
        [MARK],
      );
      if (found[0]?.count) counts[name] = found[0].count;
    }
    return counts;
  });

test.each(['expunge.erased', 'publish.before-commit', 'publish.after-commit'] as const)(
  'kill -9 at %s leaves the document whole, or nothing of it',
  async (point) => {
    const slug = `${MARK}-${point.replace(/\W/gu, '-')}`;
    const { documentId } = await world.given.published(
      'article',
      { title: MARK, body: [paragraph('a', MARK)] },
      { slug },
    );
    await world.drafting.save(TESTER, { documentId, locale: 'en', expectedVersion: 1, fields: { summary: MARK } });
    const before = await left();
    const seq = (await world.ledger.head()).seq;

    const victim = await VictimProcess.start(
      { url: world.database.addresses.studio, secret: testServer().secret },
      new Witness(seq),
    );
    const { held } = victim.begin({ kind: 'expunge', documentId }, { holdAt: point });
    expect(await held).toBe(point);
    await victim.kill();

    const isOver = point === 'publish.after-commit';
    // The server notices that nobody is there, and undoes what was not committed.
    const head = async () => (await world.ledger.head()).seq;
    const until = performance.now() + 10_000;
    const open = async () =>
      as(world.database.superuserUrl, async (client) => {
        const { rowCount } = await client.query(
          `select from pg_stat_activity where datname = current_database() and application_name = 'almanac' and state like 'idle in transaction%'`,
        );
        return Boolean(rowCount);
      });
    while ((await open()) && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    expect([await head(), await left()]).toEqual(isOver ? [seq + 1, {}] : [seq, before]);
    expect((await world.app.get(VerifyService, { strict: false }).verify()).flatMap(({ broken }) => broken)).toEqual(
      [],
    );
    // What was not done can be done, as if nothing had happened.
    if (!isOver) await world.app.get(ExpungingService, { strict: false }).expunge(TESTER, { documentId });
    expect(await left()).toEqual({});
  },
  60_000,
);
