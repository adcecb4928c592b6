// A little longer than other files: one world, and the letters that it writes, serve every promise about releases and schedules.
import { readdirSync, readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Actor } from '#access';
import {
  type Body,
  DocumentSchedulingService,
  FindingService,
  FiringService,
  PinningService,
  PreviewingService,
  RefreshingService,
  type Release,
  ReleaseApprovalService,
  type ReleaseItem,
  ReleasePublishingService,
  ReleasesService,
  ReviewingService,
  ScheduleLettersService,
  SCHEDULER,
  SchedulingService,
  type State,
  type Variant,
} from '#content';
import { Problems } from '#platform';
import { as } from '../kit/server.js';
import { interleave, schedules } from '../kit/schedule.js';
import { createWorld, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

let world: World;
let dataDir: string;
let releases: ReleasesService;
let approval: ReleaseApprovalService;
let going: ReleasePublishingService;
let scheduling: SchedulingService;
let firing: FiringService;
beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'almanac-releases-'));
  world = await createWorld({ environment: { ALMANAC_DATA_DIR: dataDir } });
  const get = <T>(service: abstract new (...args: never[]) => T): T => world.app.get(service, { strict: false });
  [releases, approval, going] = [get(ReleasesService), get(ReleaseApprovalService), get(ReleasePublishingService)];
  [scheduling, firing] = [get(SchedulingService), get(FiringService)];
});
afterAll(async () => {
  await world.end();
  rmSync(dataDir, { recursive: true, force: true });
});

const publishItem = ({ documentId, locale }: Variant, more: object = {}): ReleaseItem => ({
  documentId,
  locale,
  action: 'PUBLISH',
  changeKind: null,
  note: null,
  chosen: null,
  revision: null,
  edition: null,
  ...more,
});
const goneItem = ({ documentId, locale }: Variant): ReleaseItem => ({
  documentId,
  locale,
  action: 'WITHDRAW',
  reason: 'GONE',
  replacedBy: null,
  notice: null,
  edition: null,
});
const ref = ({ id, version }: Release) => ({ releaseId: id, expectedVersion: version });
const seen = (...drafts: readonly Variant[]) => drafts.map(toPublish);
const save = (draft: Variant, fields: object) =>
  world.drafting.save(TESTER, { ...toPublish(draft), fields: { ...fields } });

async function approved(items: readonly ReleaseItem[], drafts: readonly Variant[]): Promise<Release> {
  const made = await releases.create(TESTER, { name: 'Spring', items });
  return approval.approve(TESTER, { ...ref(made), seen: seen(...drafts) });
}

async function live(variant: Variant): Promise<{ title: string | undefined; seq: number } | null> {
  const [row] = await world.work.rows<{ body: Body<'article'>; seq: number }>(
    `select e.body, e.from_seq::float8 as seq from delivery.listing l join delivery.edition_row e using (document_id, locale)
     where l.document_id = $1 and l.locale = $2 and l.to_seq is null order by e.from_seq desc limit 1`,
    [variant.documentId, variant.locale],
  );
  return row ? { title: row.body.title, seq: row.seq } : null;
}

async function kinds(work: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const problems = Problems.of(error);
  if (problems === null) throw error instanceof Error ? error : new Error('nothing was refused');
  return problems.map((problem) => `${problem.kind} ${problem.path.join('.')}`);
}

/** Ids of what is found by where it stands in the workflow. */
async function found(workflowStates: readonly State[]): Promise<readonly string[]> {
  const list = world.app.get(FindingService, { strict: false });
  const findings = await list.list({ workflowStates }, 'SAVED', { first: 100, after: null });
  expect(findings.every(({ workflowState }) => workflowStates.includes(workflowState))).toBe(true);
  return findings.map(({ documentId }) => documentId).sort();
}

/** Local time in UTC, so many seconds from now. */
const inSeconds = (seconds: number) => ({
  localTime: new Date(world.clock.now().getTime() + seconds * 1_000).toISOString().slice(0, 19),
  zone: 'UTC',
});

describe('a release', () => {
  test('publishes what was approved, in one publication, whatever was saved since', async () => {
    const [one, other] = [await world.given.article({ title: 'One' }), await world.given.article({ title: 'Other' })];
    const leaving = await world.given.published('article', { title: 'Leaving', body: [paragraph('a', 'Words.')] });
    const release = await approved([one, other].map((draft) => publishItem(draft)).concat(goneItem(leaving)), [
      one,
      other,
    ]);
    expect(release.state).toBe('APPROVED');
    await save(one, { title: 'One, later' });
    const { publication } = await going.publish(TESTER, ref(release));
    expect(await live(one)).toEqual({ title: 'One', seq: publication.seq });
    expect(await live(other)).toEqual({ title: 'Other', seq: publication.seq });
    expect(await live(leaving)).toBeNull();
    expect((await world.drafting.get<'article'>(one.documentId, 'en')).draft.title).toBe('One, later');
    expect(await releases.find(release.id)).toMatchObject({ state: 'PUBLISHED', seq: publication.seq });
  });

  test('is approved only of drafts that were looked at, in the version in which they stand', async () => {
    const draft = await world.given.article();
    const made = await releases.create(TESTER, { name: 'Unseen', items: [publishItem(draft)] });
    expect(await kinds(approval.approve(TESTER, { ...ref(made), seen: [] }))).toEqual(['DRAFT_NOT_SEEN items.0']);
    await save(draft, { title: 'Changed behind the approver' });
    expect(await kinds(approval.approve(TESTER, { ...ref(made), seen: seen(draft) }))).toEqual([
      'STALE_DRAFT items.0.expectedVersion',
    ]);
    expect(await releases.find(made.id)).toMatchObject({ state: 'OPEN', version: 1 });
  });

  test('is judged when it is approved, with every objection at its place, and changes nothing then', async () => {
    const target = await world.given.draft('topic', { name: 'Never published' });
    const [whole, lacking] = [
      await world.given.article(),
      await world.given.draft('article', {
        summary: 'No title',
        body: [paragraph('a', 'W')],
        topics: [target.documentId],
      }),
    ];
    const made = await releases.create(TESTER, { name: 'Lacking', items: [publishItem(whole), publishItem(lacking)] });
    const before = await world.ledger.head();
    expect(await kinds(approval.approve(TESTER, { ...ref(made), seen: seen(whole, lacking) }))).toEqual([
      'REQUIRED_TO_PUBLISH items.1.fields.title',
      'UNPUBLISHED_REFERENCE items.1.fields.topics.0',
    ]);
    expect(await world.ledger.head()).toEqual(before);
    expect((await world.drafting.get(whole.documentId, 'en')).lastRevision).toBe(0);
  });

  test('is judged again when it goes live: what has changed in public since stands against it, and nothing happens', async () => {
    const draft = await world.given.article({ title: 'Planned' });
    const release = await approved([publishItem(draft)], [draft]);
    await world.publishing.publish(TESTER, { publish: [toPublish(await save(draft, { title: 'Urgent' }))] });
    expect(await kinds(going.publish(TESTER, ref(release)))).toEqual(['STALE_EDITION items.0.expectedEdition']);
    expect((await live(draft))?.title).toBe('Urgent');
    expect(await releases.find(release.id)).toMatchObject({ state: 'APPROVED', seq: null });
    const reopened = await releases.reopen(TESTER, ref(release));
    expect(reopened.items).toMatchObject([{ revision: null, edition: null }]);
  });

  test('takes changes while it is open, and none afterwards; two who change it at once do not overwrite each other', async () => {
    const [one, other] = [await world.given.article(), await world.given.article()];
    const made = await releases.create(TESTER, { name: 'Changing', items: [publishItem(one)] });
    const changed = await releases.change(TESTER, {
      ...ref(made),
      put: [publishItem(other)],
      remove: [one],
      note: 'Why',
    });
    expect(changed.items.map((item) => item.documentId)).toEqual([other.documentId]);
    expect(await kinds(releases.change(TESTER, { ...ref(made), name: 'Late' }))).toEqual([
      'STALE_RELEASE expectedVersion',
    ]);
    const release = await approval.approve(TESTER, { ...ref(changed), seen: seen(other) });
    expect(await kinds(releases.change(TESTER, { ...ref(release), name: 'Late' }))).toEqual([
      'WRONG_RELEASE_STATE releaseId',
    ]);
    await going.publish(TESTER, ref(release));
    expect(
      await kinds(releases.discard(TESTER, { releaseId: release.id, expectedVersion: release.version + 1 })),
    ).toEqual(['WRONG_RELEASE_STATE releaseId']);
  });

  test('shows in a preview what it would make of the public, with its withdrawals', async () => {
    const draft = await world.given.article({ title: 'To be seen' }, { slug: 'to-be-seen' });
    const made = await releases.create(TESTER, { name: 'Seen before', items: [publishItem(draft)] });
    const { request } = await world.app.get(PinningService, { strict: false }).requestOf(made);
    const { objections, preview } = await world.app
      .get(PreviewingService, { strict: false })
      .previewPublication(TESTER, request, { release: made.id });
    expect(objections).toEqual([]);
    const shown = () =>
      as(world.database.addresses.preview, async (client) => {
        const { rows } = await client.query<{ slug: string }>(
          'select slug from preview.edition_row_over where link = $1 order by slug',
          [preview.id],
        );
        return rows.map(({ slug }) => slug);
      });
    expect(await shown()).toEqual(['to-be-seen']);
    // Refreshed behind its link, it shows what is in the release by now.
    const other = await world.given.article({ title: 'Seen too' }, { slug: 'seen-too' });
    await releases.change(TESTER, { ...ref(made), put: [publishItem(other)], remove: [publishItem(draft)] });
    const refreshed = await world.app
      .get(RefreshingService, { strict: false })
      .refresh(TESTER, { previewId: preview.id });
    expect([refreshed.objections, await shown()]).toEqual([[], ['seen-too']]);
  });

  test('that is approved and saved into at once is one or the other, in every order of the two', async () => {
    for (const schedule of schedules(2)) {
      const draft = await world.given.article({ title: 'Before' });
      const made = await releases.create(TESTER, { name: 'Raced', items: [publishItem(draft)] });
      const { outcomes } = await interleave(
        world.database.superuserUrl,
        schedule,
        () => approval.approve(TESTER, { ...ref(made), seen: seen(draft) }),
        () => world.publishing.publish(TESTER, { publish: [toPublish(draft)] }),
      );
      const after = await releases.find(made.id);
      const [first] = outcomes;
      expect(after?.state).toBe(first.status === 'fulfilled' ? 'APPROVED' : 'OPEN');
      expect(outcomes[1].status).toBe('fulfilled');
      // Approved before the publication, it knows of no edition and cannot go live over it; after it there is nothing left to publish.
      if (after?.state === 'APPROVED')
        expect((await kinds(going.publish(TESTER, ref(after))))[0]).toMatch(/^STALE_EDITION/);
    }
  });
});

describe('a schedule', () => {
  test('publishes at its instant and not a second before, once, with any number of workers', async () => {
    const draft = await world.given.article({ title: 'On time' });
    const release = await approved([publishItem(draft)], [draft]);
    const { schedule } = await scheduling.schedule(TESTER, ref(release), inSeconds(60));
    world.clock.advance(59_000);
    expect(await firing.fireNext()).toBeNull();
    world.clock.advance(1_000);
    const before = (await world.ledger.head()).seq;
    const fired = await Promise.all(Array.from({ length: 8 }, () => firing.fireNext()));
    expect(fired.filter((each) => each !== null)).toEqual([{ scheduleId: schedule.id, outcome: 'FIRED' }]);
    expect(await live(draft)).toEqual({ title: 'On time', seq: before + 1 });
    expect((await world.ledger.head()).seq).toBe(before + 1);
    expect(await firing.fireNext()).toBeNull();
  });

  test('that cannot fire leaves everything as it was, says why, waits in a queue, and tells its editor once', async () => {
    const grants = [{ role: 'publisher', locales: null }] as const;
    const editor = await world.editors.add(TESTER, { name: 'Ada', email: 'ada@example.org', grants });
    const ada: Actor = { type: 'editor', id: editor.id };
    const topic = await world.given.published('topic', { name: 'Needed' });
    const draft = await world.given.article({ title: 'Depends', topics: [topic.documentId] });
    const release = await approved([publishItem(draft)], [draft]);
    await scheduling.schedule(ada, ref(release), inSeconds(60));
    await world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(topic), reason: 'GONE' }] });
    world.clock.advance(60_000);
    const before = await world.ledger.head();
    expect((await firing.fireNext())?.outcome).toBe('FAILED');
    expect(await world.ledger.head()).toEqual(before);
    expect(await live(draft)).toBeNull();
    const [failed] = await scheduling.list({ states: ['FAILED'], first: 10, before: null });
    expect(failed).toMatchObject({
      releaseId: release.id,
      reasons: [{ kind: 'WITHDRAWN_REFERENCE', path: ['items', 0, 'fields', 'topics', 0] }],
    });
    const letters = world.app.get(ScheduleLettersService, { strict: false });
    expect(await letters.sendDue()).toBe(1);
    expect(await letters.sendDue()).toBe(0);
    const [file = ''] = readdirSync(path.join(dataDir, 'mail'));
    expect(readFileSync(path.join(dataDir, 'mail', file), 'utf8')).toMatch(/To: .*ada@example\.org.*did not go live/s);
    expect(await firing.fireNext()).toBeNull();

    // Mended, it is moved and fires.
    await world.publishing.publish(TESTER, { publish: [toPublish(topic)] });
    await scheduling.move(ada, { scheduleId: failed?.id ?? '', expectedVersion: failed?.version ?? 0 }, inSeconds(10));
    world.clock.advance(10_000);
    expect((await firing.fireNext())?.outcome).toBe('FIRED');
    expect((await live(draft))?.title).toBe('Depends');
  });

  test('makes what waits with it scheduled, alone or with others, until it is called off, fails or fires, or the draft is changed', async () => {
    const [one, other] = [await world.given.article({ title: 'Waits' }), await world.given.article({ title: 'Too' })];
    const states = async () =>
      (await Promise.all([one, other].map((draft) => world.drafting.get(draft.documentId, 'en')))).map(
        ({ state, unscheduled }) => [state, unscheduled],
      );
    const reviewing = world.app.get(ReviewingService, { strict: false });
    const { revision } = await reviewing.submit(TESTER, { ...one, expectedVersion: 1 });
    await reviewing.approve(TESTER, { ...one, revision });
    const release = await approved(
      [one, other].map((draft) => publishItem(draft)),
      [one, other],
    );
    expect(await states()).toEqual([['approved', 'approved'], ['draft', 'draft']]); // prettier-ignore
    const { schedule } = await scheduling.schedule(TESTER, ref(release), inSeconds(60));
    expect(await states()).toEqual([['scheduled', 'approved'], ['scheduled', 'draft']]); // prettier-ignore
    expect(await found(['scheduled'])).toEqual([one, other].map((draft) => draft.documentId).sort());
    expect(await found(['approved', 'draft'])).not.toContain(one.documentId);

    await scheduling.cancel(TESTER, { scheduleId: schedule.id, expectedVersion: schedule.version });
    expect(await states()).toEqual([['approved', 'approved'], ['draft', 'draft']]); // prettier-ignore
    expect(await scheduling.ofVariants([one])).toEqual([]);

    // What was published meanwhile stands against it: it fails, and each variant says so.
    await world.publishing.publish(TESTER, { publish: [toPublish(await save(other, { title: 'Overtakes' }))] });
    await scheduling.schedule(TESTER, ref(release), inSeconds(60));
    expect(await states()).toEqual([['scheduled', 'approved'], ['published', 'published']]); // prettier-ignore
    world.clock.advance(60_000);
    expect((await firing.fireNext())?.outcome).toBe('FAILED');
    expect(await states()).toEqual([['approved', 'approved'], ['published', 'published']]); // prettier-ignore
    const [told] = await scheduling.ofVariants([one]);
    expect(told?.schedule).toMatchObject({ state: 'FAILED', reasons: [{ kind: 'STALE_EDITION' }] });
    await releases.discard(TESTER, ref(release));
    expect(await scheduling.ofVariants([one])).toEqual([]);

    // A changed draft is a draft; its revision waits on, and the draft is not what goes live.
    const documents = world.app.get(DocumentSchedulingService, { strict: false });
    await documents.schedule(TESTER, publishItem(one), one.draftVersion, inSeconds(60));
    expect(await found(['scheduled'])).toEqual([one.documentId]);
    const changed = await save(one, { title: 'Moves on' });
    expect(changed.state).toBe('draft');
    expect((await save(changed, { title: 'Waits' })).state).toBe('scheduled');
    world.clock.advance(60_000);
    expect((await firing.fireNext())?.outcome).toBe('FIRED');
    expect((await states())[0]).toEqual(['published', 'published']);
    expect(await found(['scheduled'])).toEqual([]);
  });

  test('can be moved and cancelled, and goes with a release that is reopened, discarded or published by hand', async () => {
    const draft = await world.given.article({ title: 'Moved about' });
    const release = await approved([publishItem(draft)], [draft]);
    const { schedule } = await scheduling.schedule(TESTER, ref(release), inSeconds(60));
    expect(await kinds(scheduling.schedule(TESTER, ref(release), inSeconds(90)))).toEqual([
      'ALREADY_SCHEDULED releaseId',
    ]);
    const moved = await scheduling.move(TESTER, { scheduleId: schedule.id, expectedVersion: 1 }, inSeconds(120));
    world.clock.advance(60_000);
    expect(await firing.fireNext()).toBeNull();
    expect(await kinds(scheduling.cancel(TESTER, { scheduleId: schedule.id, expectedVersion: 1 }))).toEqual([
      'STALE_SCHEDULE expectedVersion',
    ]);
    await scheduling.cancel(TESTER, { scheduleId: schedule.id, expectedVersion: moved.schedule.version });
    world.clock.advance(120_000);
    expect(await firing.fireNext()).toBeNull();

    const again = await scheduling.schedule(TESTER, ref(release), inSeconds(60));
    await releases.reopen(TESTER, ref(release));
    expect((await scheduling.listOf(release.id)).map(({ id, state }) => [id === again.schedule.id, state])).toEqual([
      [true, 'CANCELLED'],
      [false, 'CANCELLED'],
    ]);
    world.clock.advance(60_000);
    expect(await firing.fireNext()).toBeNull();
    expect(await live(draft)).toBeNull();
  });

  test('in the past is refused, and so is one of a release that nobody approved', async () => {
    const draft = await world.given.article();
    const made = await releases.create(TESTER, { name: 'Open', items: [publishItem(draft)] });
    expect(await kinds(scheduling.schedule(TESTER, ref(made), inSeconds(60)))).toEqual([
      'WRONG_RELEASE_STATE releaseId',
    ]);
    expect(await kinds(scheduling.schedule(TESTER, ref(made), inSeconds(-1)))).toEqual([
      'TIME_HAS_PASSED at.localTime',
    ]);
    expect(await kinds(scheduling.schedule(TESTER, ref(made), { localTime: '2027-01-01T09:00', zone: 'CST' }))).toEqual(
      ['BAD_INPUT at.timeZone'],
    );
  });

  test('keeps what the wall shows: where a law has moved the clocks since, the instant moves', async () => {
    const draft = await world.given.article();
    const release = await approved([publishItem(draft)], [draft]);
    const { schedule } = await scheduling.schedule(TESTER, ref(release), {
      localTime: '2027-07-01T09:00',
      zone: 'Europe/Berlin',
    });
    expect(schedule).toMatchObject({ localTime: '2027-07-01T09:00:00', instant: '2027-07-01T07:00:00.000Z' });
    // As an older list of zones would have resolved it, which knew no summer time.
    await world.work.rows(
      `update content.schedule set instant = '2027-07-01T08:00:00Z', not_before = '2027-07-01T08:00:00Z' where id = $1`,
      [schedule.id],
    );
    expect(await scheduling.resolveAnew(SCHEDULER)).toBe(1);
    expect(await scheduling.resolveAnew(SCHEDULER)).toBe(0);
    expect((await scheduling.listOf(release.id))[0]).toMatchObject({
      instant: '2027-07-01T07:00:00.000Z',
      state: 'WAITING',
    });
  });
});
