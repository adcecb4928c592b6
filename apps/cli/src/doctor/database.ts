import { RegisteredOperations, SqlDeliveryReader } from '#delivery';
import { MIGRATIONS } from '#migrations';
import {
  type Addresses,
  type Clock,
  type Config,
  type DatabaseState,
  findAddresses,
  inspectDatabase,
  inspectLogins,
  type LoginState,
  Problems,
  ReadPool,
  replicaAddresses,
  type Secrets,
} from '#platform';
import { type Finding, ok, warning, wrong } from './finding.js';
import { examineOperations } from './operations.js';

const OLDEST_SERVER = 150_000;
/** Milliseconds: keys and links expire by our clock, publications carry that of the database. */
const SKEW = 2_000;
/** Connections of the Studio API, the worker and a command, besides those of the delivery API. */
const OTHERS = 30;
/** Connections that one delivery process needs besides its share of the pool. */
const FOLLOWING = 3;

export async function examineDatabase(config: Config, secrets: Secrets, clock: Clock): Promise<Finding[]> {
  let addresses: Addresses;
  let state: DatabaseState;
  try {
    addresses = await findAddresses(config, secrets);
    state = await inspectDatabase(addresses.owner, MIGRATIONS, clock);
  } catch (error) {
    const refusal = Problems.of(error)?.[0];
    if (refusal) return [warning('database', refusal.message)];
    const { code } = error as { code?: string };
    return [
      wrong(
        'database',
        `It does not let us in (${code ?? 'no answer'}): check that it runs, and the address and password in DATABASE_URL.`,
      ),
    ];
  }
  return [
    ...judgeDatabase(state, config),
    ...(await inspectLogins(addresses)).map(judgeLogin),
    ...(await examineContent(config, secrets, clock, addresses)),
  ];
}

export function judgeDatabase(state: DatabaseState, config: Config): Finding[] {
  const version = `PostgreSQL ${Math.floor(state.version / 10_000)}.${state.version % 10_000}`;
  const { settings, skew } = state;
  const off = ['fsync', 'full_page_writes'].filter((name) => settings[name] === 'off');
  const needed =
    config.deliveryProcesses * (Math.min(10, Math.max(2, Math.floor(80 / config.deliveryProcesses))) + FOLLOWING) +
    OTHERS;
  const allowed = Number(settings['max_connections']);
  return [
    state.isStandby
      ? wrong(
          'database',
          'DATABASE_URL names a standby: give the address of the primary, and list standbys in ALMANAC_REPLICA_URLS.',
        )
      : state.version < OLDEST_SERVER
        ? wrong(
            'database',
            `${version} is older than 15: upgrade it, or leave DATABASE_URL out to use the embedded one.`,
          )
        : ok('database', version),
    off.length > 0
      ? wrong('settings', `${off.join(' and ')} is off: a crash of the machine can destroy the database. Switch it on.`)
      : settings['synchronous_commit'] === 'off'
        ? warning(
            'settings',
            'synchronous_commit is off: after a crash the last publications can be missing. Switch it on.',
          )
        : allowed < needed
          ? warning(
              'settings',
              `max_connections is ${allowed}, and ${needed} may be needed: raise it, or run fewer processes.`,
            )
          : ok('settings', `durable, ${state.connections} of ${allowed} connections in use`),
    state.unknownMigrations.length > 0
      ? wrong('migrations', `A newer Almanac has been here (${state.unknownMigrations.join(', ')}): upgrade this one.`)
      : state.missingMigrations.length > 0
        ? wrong(
            'migrations',
            `${state.missingMigrations.length} have not run: run \`npm run almanac -- migrate\`, or \`npm start\`.`,
          )
        : ok('migrations', 'all have run'),
    Math.abs(skew) > SKEW
      ? warning(
          'clocks',
          `The database's clock is ${Math.round(skew / 100) / 10} seconds ahead of ours: set both by NTP.`,
        )
      : ok('clocks', 'database and machine agree'),
  ];
}

export function judgeLogin({ login, refused, isSuperuser, groups, ...may }: LoginState): Finding {
  const check = `login ${login}`;
  const own = `almanac_${login}`;
  if (refused !== null)
    return wrong(
      check,
      `It is not let in (${refused}): run \`npm start\` once with the right to make logins, or see docs/how-to/own-postgresql.md.`,
    );
  if (isSuperuser) return wrong(check, 'It is a superuser, so nothing keeps it from drafts: make a login of its own.');
  const foreign = groups.filter((group) => group !== own);
  if (foreign.length > 0) return wrong(check, `It is also in ${foreign.join(', ')}: revoke that from it.`);
  if (!groups.includes(own)) return wrong(check, `It is not in ${own}: grant ${own} to it.`);
  if (login !== 'studio' && (may.readsDrafts || may.writesPublished))
    return wrong(check, 'It may read drafts or change what is published: revoke what was granted to it by hand.');
  if (!may.readsPublished) return wrong(check, 'It may not read what is published: run `npm run almanac -- migrate`.');
  return ok(check, login === 'studio' ? 'may edit and publish' : 'may read what is published, and nothing else');
}

/** What the public would get, read with the login that the public API has. */
async function examineContent(
  config: Config,
  secrets: Secrets,
  clock: Clock,
  { delivery }: Addresses,
): Promise<Finding[]> {
  const pool = new ReadPool(delivery, { max: 2, statementTimeout: 5_000, connectTimeout: 5_000 });
  const primary = new SqlDeliveryReader(pool, config, secrets, clock);
  try {
    const head = await primary.head();
    const view = await primary.view(await primary.identify(null), head);
    const [notices] = await primary.notices(view, [{ region: null, locale: config.locales[0] }]);
    const standbys = replicaAddresses(config, delivery);
    return [
      ...(await examineOperations(new RegisteredOperations(pool, 0))),
      notices?.length
        ? ok('notices', `${notices.length} live`)
        : wrong('notices', 'No safety notice is live: publish one, every answer must carry it.'),
      ...(await Promise.all(
        standbys.map((url, at) => examineReplica(`replica ${at + 1}`, url, primary, config, secrets, clock)),
      )),
    ];
  } catch {
    return [wrong('notices', 'What is published cannot be read: see the lines above.')];
  } finally {
    await pool.end();
  }
}

async function isStandby(pool: ReadPool): Promise<boolean> {
  const recovery = { name: 'doctor.recovery', text: 'select pg_is_in_recovery() as standby' };
  const [server] = await pool.rows<{ standby: boolean }>(recovery);
  return server?.standby === true;
}

async function examineReplica(
  check: string,
  url: string,
  primary: SqlDeliveryReader,
  config: Config,
  secrets: Secrets,
  clock: Clock,
): Promise<Finding> {
  const pool = new ReadPool(url, { max: 1, statementTimeout: 5_000, connectTimeout: 5_000, answerTimeout: 5_000 });
  try {
    if (!(await isStandby(pool)))
      return wrong(
        check,
        'It follows no other server (it was promoted, or is the primary itself), and is not read from: make it anew from the primary, or take it out of ALMANAC_REPLICA_URLS.',
      );
    // The standby first: it cannot be ahead of what the primary says afterwards.
    const there = await new SqlDeliveryReader(pool, config, secrets, clock).head();
    const head = await primary.head();
    if (there.seq > head.seq || (there.seq > 0 && !(await primary.snapshotOf(there.seq, there.mark))))
      return wrong(
        check,
        'It has a history of its own (it was promoted, or follows another server): make it anew from the primary.',
      );
    const behind = head.seq - there.seq;
    return behind > 0
      ? warning(
          check,
          `It is ${behind} publications behind, and is not read from: see whether it still receives and replays.`,
        )
      : ok(check, 'has the last publication');
  } catch (error) {
    const { code } = ((error as Error).cause ?? error) as { code?: string };
    return wrong(
      check,
      `It does not answer (${code ?? 'no answer'}): check its address in ALMANAC_REPLICA_URLS; until then others are read from.`,
    );
  } finally {
    await pool.end();
  }
}
