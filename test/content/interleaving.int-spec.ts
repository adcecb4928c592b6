import pg from 'pg';
import { Problems } from '#platform';
import { interleaveSeenBy, type Ran, schedules } from '../kit/schedule.js';
import { as } from '../kit/server.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

// Turns of one publication: to before-lock, after-lock, before-counter, before-commit, and to the end.
const TURNS = 5;

let world: World;
let watcher: pg.Client;
beforeAll(async () => {
  world = await createWorld();
  watcher = new pg.Client({ connectionString: world.database.superuserUrl });
  await watcher.connect();
});
afterAll(async () => {
  await watcher.end();
  await world.end();
});

const refusalsOf = (outcome: PromiseSettledResult<unknown>): readonly string[] | null =>
  outcome.status === 'fulfilled'
    ? null
    : (Problems.of(outcome.reason)?.map((problem) => problem.kind) ?? [`FAULT ${String(outcome.reason)}`]);

test('publishing a page that embeds a fact while the fact is withdrawn: one of the two is refused, in every interleaving', async () => {
  const all = schedules(TURNS);
  const ran: Ran[] = [];
  for (const schedule of all) {
    const fact = await world.given.published('fact', {
      statement: `Claim ${schedule}`,
      status: 'UNVERIFIED',
      notice: 'No source found.',
    });
    const host = await world.given.article({
      title: `Host ${schedule}`,
      body: [paragraph('p', 'See:'), embed('e', 'factEmbed', fact.documentId)],
    });
    const result = await interleaveSeenBy(
      watcher,
      schedule,
      () => world.publishing.publish(TESTER, { publish: [toPublish(host)] }),
      () => world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(fact), reason: 'GONE' }] }),
    );
    ran.push(result);
    const [published, withdrawn] = result.outcomes.map(refusalsOf);
    const allowed = [JSON.stringify([null, ['HELD_BY_HOSTS']]), JSON.stringify([['WITHDRAWN_REFERENCE'], null])];
    expect(allowed).toContain(JSON.stringify([published, withdrawn]));
  }
  // The lock was really what decided: in most orders one had to wait for the other.
  expect(ran.filter((result) => result.blocked).length).toBeGreaterThan(all.length / 4);
  const dangling = await as(
    world.database.addresses.owner,
    async (client) =>
      (
        await client.query(`select 1 from delivery.reference r join delivery.listing l on l.document_id = r.document_id and l.locale = r.locale and l.to_seq is null
      where r.role = 'EMBED' and not exists (select 1 from delivery.listing t where t.document_id = r.target and t.to_seq is null)`)
      ).rowCount,
  );
  expect(dangling).toBe(0);
}, 120_000);
