import { openStudio, PROBLEMS, type ShownProblem, type Studio } from './studio.js';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.end());

const RELEASE = `release { id name state version items { documentId revision withdraw } viewerCan { verb allowed reason } }`;
interface Shown {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly items: readonly { readonly revision: number | null }[];
  readonly viewerCan: readonly { readonly verb: string; readonly allowed: boolean; readonly reason: string | null }[];
}
interface Payload {
  readonly release?: Shown;
  readonly schedule?: {
    readonly id: string;
    readonly version: number;
    readonly instant: string;
    readonly state: string;
  };
  readonly occurs?: string;
  readonly publication?: { readonly seq: number };
  readonly url?: string;
  readonly objections?: readonly ShownProblem[];
  readonly problems: readonly ShownProblem[];
}

/** The mutation `verb` with its input, and what is asked of its answer. */
async function run(verb: string, input: object, ask: string): Promise<Payload> {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  const named = ['reopenRelease', 'discardRelease'].includes(verb)
    ? 'ReleaseRefInput'
    : verb === 'cancelSchedule'
      ? 'ScheduleRefInput'
      : type;
  const data = await studio.data<Record<string, Payload>>(
    `mutation ($input: ${named}!) { ${verb}(input: $input) { ${ask} ${PROBLEMS} } }`,
    { input },
  );
  const payload = data[verb];
  if (!payload) throw new Error(`${verb} answered nothing`);
  return payload;
}

const ref = ({ id, version }: Shown) => ({ releaseId: id, expectedVersion: version });
const SCHEDULE = 'schedule { id version instant state timeZone } occurs';

describe('releases', () => {
  test('are put together, previewed, approved, scheduled, moved, and published, each step saying what can be done next', async () => {
    const { given, config } = studio.world;
    const [one, other] = [await given.article({ title: 'One' }), await given.article({ title: 'Other' })];
    const leaving = await given.published('source', { title: 'Leaving' });
    const created = await run(
      'createRelease',
      {
        name: 'Spring',
        publish: [{ documentId: one.documentId, locale: 'en' }],
        withdraw: [{ documentId: leaving.documentId, locale: 'en', reason: 'GONE' }],
      },
      RELEASE,
    );
    expect(created.problems).toEqual([]);
    const open = created.release as Shown;
    expect(open.viewerCan.find(({ verb }) => verb === 'PUBLISH')).toEqual({
      verb: 'PUBLISH',
      allowed: false,
      reason: expect.stringContaining('approve it first') as string,
    });
    const changed = await run(
      'changeRelease',
      { ...ref(open), publish: [{ documentId: other.documentId, locale: 'en', changeKind: 'MAJOR' }] },
      RELEASE,
    );
    const preview = await run('createReleasePreview', { releaseId: open.id }, 'url objections { kind path }');
    expect(preview.objections).toEqual([]);
    expect(preview.url).toContain(`${config.previewUrl}/p/`);

    const seen = [one, other].map(({ documentId, locale, draftVersion }) => ({
      documentId,
      locale,
      expectedVersion: draftVersion,
    }));
    const approved = (await run('approveRelease', { ...ref(changed.release as Shown), seen }, RELEASE))
      .release as Shown;
    expect(approved.items.map(({ revision }) => revision)).toEqual([1, null, 1]);
    expect(approved.viewerCan.filter(({ allowed }) => allowed).map(({ verb }) => verb)).toEqual([
      'REOPEN',
      'SCHEDULE',
      'PUBLISH',
      'DISCARD',
    ]);
    const at = { localTime: '2026-11-01T01:30', timeZone: 'America/Chicago' };
    const scheduled = await run('scheduleRelease', { ...ref(approved), at }, SCHEDULE);
    expect(scheduled).toMatchObject({
      occurs: 'OVERLAP',
      schedule: { instant: '2026-11-01T06:30:00.000Z', state: 'WAITING' },
    });
    const waiting = { scheduleId: scheduled.schedule?.id, expectedVersion: scheduled.schedule?.version };
    const moved = await run('moveSchedule', { ...waiting, at: { ...at, localTime: '2026-11-02T09:00' } }, SCHEDULE);
    expect(moved.occurs).toBe('PLAIN');
    const published = await run('publishRelease', ref(approved), `publication { seq } ${RELEASE}`);
    expect(published.release?.state).toBe('PUBLISHED');
    const list = await studio.data<object>(
      `{ schedules(first: 5, states: [CANCELLED]) { edges { node { releaseId } } } releases(first: 5, states: [PUBLISHED]) { edges { node { id seq schedules { state } } } } }`,
    );
    expect(list).toEqual({
      schedules: { edges: [{ node: { releaseId: open.id } }] },
      releases: {
        edges: [{ node: { id: open.id, seq: published.publication?.seq, schedules: [{ state: 'CANCELLED' }] } }],
      },
    });
  });

  test('are begun, and published, once, however often the request is sent with its key', async () => {
    const { documentId, draftVersion } = await studio.world.given.article({ title: 'Sent twice' });
    const input = { name: 'Once', publish: [{ documentId, locale: 'en' }], idempotencyKey: 'the-first' };
    const [one, again] = [await run('createRelease', input, RELEASE), await run('createRelease', input, RELEASE)];
    expect(again.release?.id).toBe(one.release?.id);
    const seen = [{ documentId, locale: 'en', expectedVersion: draftVersion }];
    const approved = (await run('approveRelease', { ...ref(one.release as Shown), seen }, RELEASE)).release as Shown;
    const publish = { ...ref(approved), idempotencyKey: 'the-second' };
    const [made, repeated] = [
      await run('publishRelease', publish, 'publication { seq }'),
      await run('publishRelease', publish, 'publication { seq }'),
    ];
    expect(made.publication?.seq).toBeGreaterThan(0);
    expect(repeated).toEqual(made);
    const at = { localTime: '2026-08-01T09:00', timeZone: 'UTC' };
    const timed = { withdraw: { documentId, locale: 'en', reason: 'GONE' }, at, idempotencyKey: 'the-third' };
    const first = await run('scheduleDocument', timed, SCHEDULE);
    expect(first.problems).toEqual([]);
    expect(await run('scheduleDocument', timed, SCHEDULE)).toEqual(first);
  });

  test('of one document are made and approved by scheduling it, with problems at the places of the input', async () => {
    const { documentId } = await studio.world.given.article({ title: 'Alone' });
    const at = { localTime: '2026-07-01T09:00', timeZone: 'Europe/Berlin' };
    const publish = { documentId, locale: 'en' };
    const made = await run('scheduleDocument', { publish, expectedVersion: 1, at }, SCHEDULE);
    expect(made).toMatchObject({ problems: [], occurs: 'PLAIN', schedule: { instant: '2026-07-01T07:00:00.000Z' } });
    const standing = await studio.data<object>(
      `query ($id: ID!) {
        variant(documentId: $id, locale: "en") { workflowState schedule { id state reasons { kind } } viewerCan { recall { reason } } }
        findVariants(first: 5, filter: { workflowStates: [SCHEDULED] }) { edges { node { documentId workflowState } } } }`,
      { id: documentId },
    );
    expect(standing).toEqual({
      variant: {
        workflowState: 'SCHEDULED',
        schedule: { id: made.schedule?.id, state: 'WAITING', reasons: [] },
        viewerCan: { recall: { reason: 'It is scheduled: cancel its schedule first, or wait for its hour.' } },
      },
      findVariants: { edges: [{ node: { documentId, workflowState: 'SCHEDULED' } }] },
    });
    const lacking = await studio.world.given.draft('article', { summary: 'No title' });
    for (const [input, problems] of [
      [{ publish, expectedVersion: 7, at }, [{ kind: 'STALE_DRAFT', path: ['expectedVersion'] }]],
      [{ publish, at }, [{ kind: 'BAD_INPUT', path: ['expectedVersion'] }]],
      [{ at }, [{ kind: 'BAD_INPUT', path: ['publish'] }]],
      [
        { publish: { documentId: lacking.documentId, locale: 'en' }, expectedVersion: 1, at },
        [{ path: ['publish', 'fields', 'title'] }, { path: ['publish', 'fields', 'body'] }],
      ],
      [
        { publish, expectedVersion: 1, at: { ...at, timeZone: 'CEST' } },
        [{ kind: 'BAD_INPUT', path: ['at', 'timeZone'] }],
      ],
      [
        { publish, expectedVersion: 1, at: { ...at, localTime: '2026-05-01T09:00' } },
        [{ kind: 'TIME_HAS_PASSED', path: ['at', 'localTime'] }],
      ],
    ] as const)
      expect((await run('scheduleDocument', input, SCHEDULE)).problems).toMatchObject(problems);
  });
});
