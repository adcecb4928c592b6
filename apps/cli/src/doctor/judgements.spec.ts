import { type DatabaseState, loadConfig, type LoginState } from '#platform';
import { judgeDatabase, judgeLogin } from './database.js';
import { examineSpace } from './machine.js';

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

test('the disk is told before it is full', () => {
  expect([10, 1_000, 10_000].map((megabytes) => examineSpace(megabytes, '/x').state)).toEqual([
    'wrong',
    'warning',
    'ok',
  ]);
});
