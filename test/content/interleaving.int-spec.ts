import pg from 'pg';
import {
  DocumentSchedulingService,
  EditingService,
  type Fired,
  FiringService,
  partHashes,
  type ReleaseItem,
  type Variant,
  VerifyService,
} from '#content';
import { Problems, reach } from '#platform';
import { everyOrder } from '../kit/schedule.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

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

const service = <T>(type: abstract new (...args: never[]) => T): T => world.app.get(type, { strict: false });

/** What two actors meet over: an article that is live, with a draft that has moved on. */
interface Stage {
  readonly documentId: string;
  readonly locale: string;
  readonly expectedVersion: number;
  /** The publication that brought what is live. */
  readonly seq: number;
}

/** Stages that are made together, because making one costs more than playing on it. */
const AT_ONCE = 12;
const made: Stage[] = [];

async function stage(pair: readonly Verb[]): Promise<Stage> {
  // What is taken back is a publication of its own.
  if (pair.includes('revert')) return (await stages(1))[0] as Stage;
  if (made.length === 0) made.push(...(await stages(AT_ONCE)));
  const next = made.pop() as Stage;
  if (pair.includes('fire')) await schedule(next);
  return next;
}

function stages(count: number): Promise<readonly Stage[]> {
  return world.work.run(async () => {
    const drafts: Variant[] = [];
    for (let made = 0; made < count; made++) drafts.push(await world.given.article({ title: 'First' }));
    const { publication } = await world.publishing.publish(TESTER, { publish: drafts.map(toPublish) });
    const moved: Stage[] = [];
    for (const { documentId, locale, draftVersion } of drafts) {
      const change = { documentId, locale, expectedVersion: draftVersion, fields: { title: 'Draft' } };
      const { draftVersion: expectedVersion } = await world.drafting.save(TESTER, change);
      moved.push({ documentId, locale, expectedVersion, seq: publication.seq });
    }
    return moved;
  });
}

async function schedule({ documentId, locale, expectedVersion }: Stage): Promise<void> {
  const localTime = new Date(world.clock.now().getTime() + 1_000).toISOString().slice(0, 19);
  const plain = { changeKind: null, note: null, chosen: null, revision: null, edition: null };
  const item: ReleaseItem = { documentId, locale, action: 'PUBLISH', ...plain };
  const at = { localTime, zone: 'UTC' };
  await service(DocumentSchedulingService).schedule(TESTER, item, expectedVersion, at);
  world.clock.advance(1_000);
}

/** What an actor may do there. `who` tells the words of two who do the same apart. */
const VERBS = {
  publish: ({ seq: _, ...item }: Stage) => world.publishing.publish(TESTER, { publish: [item] }),
  save: ({ seq: _, ...item }: Stage, who: string) =>
    world.drafting.save(TESTER, { ...item, fields: { title: `Saved by ${who}` } }),
  /** Of a field of one's own, by hashes: what somebody else wrote in another one stays. */
  merge: async ({ documentId, locale }: Stage, who: string) => {
    const { kind, slug, draft, draftVersion: version } = await world.drafting.get(documentId, locale);
    const field = who === 'a' ? 'title' : 'summary';
    const fields = partHashes(kind, { slug, body: draft }).fields.filter((each) => each.field === field);
    const edit = {
      documentId,
      locale,
      kind,
      fields: { [field]: `Merged by ${who}` },
      base: { version, fields, lists: [] },
    };
    const { conflicts } = await service(EditingService).edit(TESTER, edit);
    return { outcome: conflicts.length === 0 ? 'done' : 'conflict' };
  },
  withdraw: ({ seq: _, ...item }: Stage) =>
    world.publishing.publish(TESTER, { withdraw: [{ ...item, reason: 'GONE' }] }),
  restore: ({ seq: _, ...item }: Stage) => world.restoring.restore(TESTER, { ...item, revision: 1 }),
  revert: ({ seq }: Stage) => world.reverting.revert(TESTER, { seq }),
  fire: () => service(FiringService).fireNext(),
} satisfies Record<string, (stage: Stage, who: string) => Promise<unknown>>;
type Verb = keyof typeof VERBS;

const meet = (stage: Stage, [a, b]: readonly [Verb, Verb]) =>
  [() => VERBS[a](stage, 'a'), () => VERBS[b](stage, 'b')] as const;

/** What an actor was told: that it was done, or why not. */
function told(outcome: PromiseSettledResult<unknown>): string {
  if (outcome.status === 'rejected')
    return Problems.of(outcome.reason)?.map(({ kind }) => kind).join(' ') ?? `FAULT ${String(outcome.reason)}`; // prettier-ignore
  return (outcome.value as Fired | null)?.outcome ?? 'done';
}

/** Everything that there is of the article afterwards, without ids and instants: what the public sees, drafts, history, numbers. */
async function left({ documentId, locale }: Stage, publications: number): Promise<object> {
  const [found] = await world.work.rows<{ found: object }>(
    `select jsonb_build_object(
       'draft', v.draft ->> 'title', 'summary', v.draft ->> 'summary', 'version', v.draft_version, 'state', v.workflow_state,
       'kept', (select jsonb_agg(d.draft ->> 'title' order by d.version) from content.draft_version d where d.document_id = $1),
       'revisions', (select jsonb_agg(r.body ->> 'title' order by r.number) from content.revision r where r.document_id = $1),
       'numbers', (select jsonb_agg(r.number order by r.number) from content.revision r where r.document_id = $1),
       'editions', (select jsonb_agg(jsonb_build_array(e.number, e.revision, e.repeats) order by e.number) from content.edition e where e.document_id = $1),
       'live', (select e.body ->> 'title' from delivery.listing l join delivery.edition_row e using (document_id, locale)
                where l.document_id = $1 and l.to_seq is null order by e.from_seq desc limit 1),
       'withdrawn', (select jsonb_agg(w.reason order by w.seq) from delivery.withdrawal w where w.document_id = $1),
       'publications', $3::int4,
       'events', (select jsonb_agg(e.verb order by e.verb) from ledger.event e where e.subject = $1)) as found
     from content.variant v where v.document_id = $1 and v.locale = $2`,
    [documentId, locale, publications],
  );
  if (!found) throw new Error('the article has gone');
  return found.found;
}

type Operations = readonly [() => Promise<unknown>, () => Promise<unknown>];

/** How it ends, whoever did what in which order: what both were told, and all that is left. */
class Play {
  private constructor(
    private readonly scene: Stage,
    private readonly head: number,
    readonly operations: Operations,
  ) {}

  static async on(pair: readonly [Verb, Verb], act: (scene: Stage) => Operations): Promise<Play> {
    const scene = await stage(pair);
    return new Play(scene, (await world.ledger.head()).seq, act(scene));
  }

  async ended(outcomes: readonly PromiseSettledResult<unknown>[]): Promise<string> {
    const publications = (await world.ledger.head()).seq - this.head;
    return JSON.stringify([outcomes.map(told), await left(this.scene, publications)]);
  }

  async oneAfterTheOther(first: 0 | 1): Promise<string> {
    const outcomes: PromiseSettledResult<unknown>[] = [];
    for (const index of first === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const [outcome] = await Promise.allSettled([this.operations[index]()]);
      if (outcome) outcomes[index] = outcome;
    }
    return this.ended(outcomes);
  }
}

/** Plays every order, and says which end otherwise than both would have, had one waited for the other. */
async function playEveryOrder(pair: readonly [Verb, Verb], act: (scene: Stage) => Operations) {
  const either = [
    await (await Play.on(pair, act)).oneAfterTheOther(0),
    await (await Play.on(pair, act)).oneAfterTheOther(1),
  ];
  const strange: string[] = [];
  let waited = 0;
  let play: Play | null = null;
  const orders = await everyOrder(
    watcher,
    async () => (play = await Play.on(pair, act)).operations,
    async ({ schedule: order, outcomes, blocked }) => {
      const ended = (await play?.ended(outcomes)) ?? '';
      if (!either.includes(ended)) strange.push(`${order}: ${ended}, and not ${either.join(' or ')}`);
      waited += blocked ? 1 : 0;
    },
  );
  return { either, orders, waited, strange };
}

const PAIRS: readonly (readonly [Verb, Verb])[] = [
  ...(['publish', 'save', 'withdraw', 'restore'] as const).flatMap((a, index, all) =>
    all.slice(index).map((b) => [a, b] as const),
  ),
  ...(['revert', 'fire'] as const).flatMap((a) =>
    (['save', 'publish', 'withdraw'] as const).map((b) => [a, b] as const),
  ),
  ['revert', 'revert'],
  // The first one that merges writes the title, the second one the summary, which nobody else touches.
  ...(['merge', 'save', 'publish', 'withdraw', 'restore'] as const).map((a) => [a, 'merge'] as const),
];

describe('two who meet over one article', () => {
  test.each(PAIRS)(
    '%s and %s end, in every order of their steps, as if one had waited for the other',
    async (...pair) => {
      const { either, orders, waited, strange } = await playEveryOrder(pair, (scene) => meet(scene, pair));
      expect(strange).toEqual([]);
      expect(either.join()).not.toMatch(/FAULT|BUSY/);
      expect(orders).toBeGreaterThanOrEqual(6);
      expect(waited).toBeGreaterThanOrEqual(2);
    },
  );

  test('would be found out if one of them overwrote what it had not seen', async () => {
    const blindly =
      ({ documentId, locale }: Stage, title: string) =>
      async () => {
        const { draftVersion } = await world.drafting.get(documentId, locale);
        await reach('save.before-lock');
        await world.work.rows(
          `update content.variant set draft = draft || jsonb_build_object('title', $3::text), draft_version = $4 where document_id = $1 and locale = $2`,
          [documentId, locale, title, draftVersion + 1],
        );
      };
    const { strange } = await playEveryOrder(['save', 'save'], (scene) => [blindly(scene, 'a'), blindly(scene, 'b')]);
    expect(strange.length).toBeGreaterThan(0);
  });

  test('leave numbers without gaps, every word that was acknowledged, and an audit chain that holds', async () => {
    const gaps = await world.work.rows(
      `select 'publication' as what from ledger.publication having max(seq) + 1 <> count(*)
       union all select 'edition' from content.edition group by document_id, locale having max(number) <> count(*)
       union all select 'revision' from content.revision group by document_id, locale having max(number) <> count(*)
       union all select 'event' from ledger.event having max(number) <> count(*)`,
    );
    expect(gaps).toEqual([]);
    const results = await service(VerifyService).verify();
    expect(results.flatMap(({ broken }) => broken)).toEqual([]);
  });
});

test('publishing a page that embeds a fact while the fact is withdrawn: one of the two is refused, in every interleaving', async () => {
  const allowed = [['done', 'HELD_BY_HOSTS'].join(), ['WITHDRAWN_REFERENCE', 'done'].join()];
  const ends: string[] = [];
  const orders = await everyOrder(
    watcher,
    async () => {
      const fact = await world.given.published('fact', {
        statement: 'A claim',
        status: 'UNVERIFIED',
        notice: 'No source found.',
      });
      const host = await world.given.article({
        title: 'Host',
        body: [paragraph('p', 'See:'), embed('e', 'factEmbed', fact.documentId)],
      });
      return [
        () => world.publishing.publish(TESTER, { publish: [toPublish(host)] }),
        () => world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(fact), reason: 'GONE' }] }),
      ] as const;
    },
    ({ outcomes }) => Promise.resolve(void ends.push(outcomes.map(told).join())),
  );
  expect(orders).toBeGreaterThanOrEqual(8);
  expect([...new Set(ends)].sort()).toEqual([...allowed].sort());
  const dangling = await world.work
    .rows(`select 1 from delivery.reference r join delivery.listing l on l.document_id = r.document_id and l.locale = r.locale and l.to_seq is null
      where r.role = 'EMBED' and not exists (select 1 from delivery.listing t where t.document_id = r.target and t.to_seq is null)`);
  expect(dangling).toEqual([]);
});
