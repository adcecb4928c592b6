import { type DatabaseState, loadConfig, type LoginState } from '#platform';
import { judgeBacklog } from './backlog.js';
import { judgeDatabase, judgeLogin } from './database.js';
import { examineSpace } from './machine.js';
import { judgeOperations } from './operations.js';

const sound: DatabaseState = {
  version: 180_004,
  isStandby: false,
  settings: { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', max_connections: '100' },
  connections: 12,
  skew: 40,
  missingMigrations: [],
  unknownMigrations: [],
};
const judged = (state: Partial<DatabaseState>, processes = '1') =>
  judgeDatabase({ ...sound, ...state }, loadConfig({ ALMANAC_DELIVERY_PROCESSES: processes }))
    .filter((finding) => finding.state !== 'ok')
    .map(({ check, state: how, says }) => `${how} ${check}: ${says}`);

test('a database as it should be has nothing to look at', () => expect(judged({})).toEqual([]));

test.each<[string, Partial<DatabaseState>, string]>([
  ['a standby', { isStandby: true }, 'wrong database: DATABASE_URL names a standby'],
  ['an old server', { version: 140_010 }, 'wrong database: PostgreSQL 14.10 is older'],
  ['no safety', { settings: { ...sound.settings, fsync: 'off' } }, 'wrong settings: fsync is off'],
  ['late commits', { settings: { ...sound.settings, synchronous_commit: 'off' } }, 'warning settings: synchronous'],
  ['a newer Almanac', { unknownMigrations: ['More9'] }, 'wrong migrations: A newer Almanac'],
  ['migrations to run', { missingMigrations: ['One1', 'Two2'] }, 'wrong migrations: 2 have not run'],
  ['a clock ahead', { skew: 61_000 }, "warning clocks: The database's clock is 61 seconds ahead"],
])('%s is told', (_what, state, sentence) => {
  expect(judged(state)).toHaveLength(1);
  expect(judged(state)[0]).toContain(sentence);
});

test('more processes than the database takes connections from are told', () => {
  expect(judged({}, '16')[0]).toContain('warning settings: max_connections is 100');
});

const login: LoginState = {
  login: 'delivery',
  refused: null,
  isSuperuser: false,
  groups: ['almanac_delivery'],
  readsDrafts: false,
  readsPublished: true,
  writesPublished: false,
};
test.each<[Partial<LoginState>, string]>([
  [{}, 'ok'],
  [{ refused: 'the password is wrong' }, 'wrong'],
  [{ isSuperuser: true }, 'wrong'],
  [{ groups: ['almanac_delivery', 'almanac_studio'] }, 'wrong'],
  [{ groups: [] }, 'wrong'],
  [{ readsDrafts: true }, 'wrong'],
  [{ writesPublished: true }, 'wrong'],
  [{ readsPublished: false }, 'wrong'],
])('the public login with %p is %s', (state, how) => expect(judgeLogin({ ...login, ...state }).state).toBe(how));

const nothingToDo = [
  'almanac_backlog_known 1',
  'almanac_jobs{task="prune",state="given_up"} 0',
  'almanac_job_oldest_due_seconds{task="prune"} 0.2',
  'almanac_overdue_seconds{what="schedules"} 0.9',
].join('\n');
test.each<[string, string, string]>([
  ['nothing to do', '', 'ok: nothing'],
  ['a database that does not answer', 'almanac_backlog_known 0', 'wrong: The worker cannot read'],
  [
    'a release that is late',
    'almanac_overdue_seconds{what="schedules"} 61.2',
    'wrong: A release should have gone live 61 sec',
  ],
  [
    'a partner that is not told',
    'almanac_overdue_seconds{what="messages"} 1800',
    'warning: A message to a partner has been due for 30 min',
  ],
  [
    'a job that waits',
    'almanac_job_oldest_due_seconds{task="remind"} 1000',
    'warning: Jobs wait that are due (remind)',
  ],
  ['a job that was given up', 'almanac_jobs{task="send-link",state="given_up"} 2', 'warning: Jobs failed so often'],
])('of the backlog, %s is told', (_what, line, sentence) => {
  const [finding, ...others] = judgeBacklog(line.startsWith('almanac_backlog') ? line : `${nothingToDo}\n${line}`);
  expect(`${finding?.state}: ${finding?.says}`).toContain(sentence);
  expect(others).toEqual([]);
});

test('a registered operation that the schema does not answer any more is told by its name, its id and the reason', () => {
  const registered = Array.from({ length: 12 }, (_, at) => ({ id: `id-${at}`, name: at === 0 ? 'Page' : null }));
  const [first, ...others] = judgeOperations(
    registered,
    registered.map(() => ({ objections: ['Cannot query field "gone" on type "Article".'] })),
  );
  expect(first?.state).toBe('warning');
  expect(first?.says).toContain('Page (id-0) cannot run: Cannot query field "gone" on type "Article".');
  expect(others).toHaveLength(10);
  expect(others.at(-1)?.says).toContain('2 more of 12');
  expect(
    judgeOperations(
      registered,
      registered.map(() => ({ name: null })),
    ),
  ).toMatchObject([{ state: 'ok' }]);
});

test('the disk is told before it is full', () => {
  expect([10, 1_000, 10_000].map((megabytes) => examineSpace(megabytes, '/x').state)).toEqual([
    'wrong',
    'warning',
    'ok',
  ]);
});
