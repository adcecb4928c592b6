import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { locatePackage, packageFor } from '../../libs/platform/src/embedded/binaries.js';
import { findEmbedded } from '../../libs/platform/src/embedded/index.js';
import { ask, connect, isRoot, postmastersOf, processes, projectIsReadableBy, until, World } from './embedded.world.js';

const world = new World();
afterAll(() => world.end());

describe('a new database', () => {
  test('is UTF-8 with the builtin C.UTF-8 order, has our settings, and leaves only its own files behind', async () => {
    const dataDir = world.emptyPlace();
    const server = await world.start(dataDir, { settings: { work_mem: '24MB', listen_addresses: '*' } });
    expect(server).toMatchObject({
      host: '127.0.0.1',
      superuser: 'postgres',
      database: 'postgres',
      dataDir,
      adopted: false,
    });
    const [row] = await ask<Record<string, string>>(
      server,
      `select datlocprovider, datlocale, pg_encoding_to_char(encoding) as encoding, current_setting('server_version_num')::int / 10000 as major,
              current_setting('password_encryption') as hash, current_setting('random_page_cost') as cost, current_setting('jit') as jit,
              current_setting('max_parallel_workers_per_gather') as workers, current_setting('wal_compression') as compression,
              current_setting('max_connections') as connections, current_setting('idle_in_transaction_session_timeout') as idle,
              current_setting('work_mem') as work_mem, current_setting('listen_addresses') as listen,
              current_setting('unix_socket_directories') as sockets
         from pg_database where datname = 'postgres'`,
    );
    expect(row).toEqual({
      ...{
        datlocprovider: 'b',
        datlocale: 'C.UTF-8',
        encoding: 'UTF8',
        major: 18,
        hash: 'scram-sha-256',
        cost: '1.1',
        jit: 'off',
      },
      ...{
        workers: '0',
        compression: 'off',
        connections: '200',
        idle: '1min',
        work_mem: '24MB',
        listen: '127.0.0.1',
        sockets: '',
      },
    });
    expect(readdirSync(dirname(dataDir)).sort()).toEqual([
      'postgres',
      'postgres.log',
      'postgres.port',
      'postgres.secret',
    ]);
    await server.stop();
    expect(postmastersOf(dataDir)).toEqual([]);
  });

  test('opens only with its random secret, which lies in a file that only its owner reads, and only from this machine', async () => {
    const dataDir = world.emptyPlace();
    const server = await world.start(dataDir);
    const secret = statSync(`${dataDir}.secret`);
    expect(secret.mode & 0o777).toBe(0o600);
    expect(secret.uid).toBe(process.getuid?.());
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(server.password).toBe(readFileSync(`${dataDir}.secret`, 'utf8').trim());
    expect(server.password.length).toBeGreaterThanOrEqual(43);
    for (const password of ['', 'postgres', 'wrong']) {
      await expect(ask({ port: server.port, password }, 'select 1')).rejects.toThrow(/password/);
    }
    const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    for (const { address } of addresses.filter((each) => !each.internal && each.family === 'IPv4')) {
      const client = new pg.Client({ host: address, port: server.port, user: 'postgres', password: server.password });
      await expect(client.connect()).rejects.toThrow(/ECONNREFUSED/);
    }
    const listening = readFileSync('/proc/net/tcp', 'utf8') + readFileSync('/proc/net/tcp6', 'utf8');
    const hex = server.port.toString(16).toUpperCase().padStart(4, '0');
    const addressesOfPort = [...listening.matchAll(new RegExp(`^\\s*\\d+: (\\w+):${hex} \\w+:0000 0A`, 'gm'))].map(
      (each) => each[1],
    );
    expect(addressesOfPort).toEqual(['0100007F']);
  });

  test('shows its secret neither in the process list nor in an environment or the log, from the first moment on', async () => {
    const dataDir = world.emptyPlace();
    const said: string[] = [];
    const seen: string[] = [];
    let sawInitdb = false;
    const look = setInterval(() => {
      for (const each of processes().filter((one) => /initdb|postgres/.test(one.command))) {
        sawInitdb ||= each.command.includes('initdb') && each.command.includes('pwfile');
        seen.push(each.command, each.environment);
      }
    }, 5);
    const server = await world.start(dataDir, { log: (line) => said.push(line) });
    clearInterval(look);
    expect(sawInitdb).toBe(true);
    expect(said.length).toBeGreaterThan(0);
    const everything = [...seen, ...said, readFileSync(`${dataDir}.log`, 'utf8')].join('\n');
    expect(everything).not.toContain(server.password);
    // A statement that fails may carry a password or a draft: its text and values stay out of the log.
    await expect(ask(server, `create role canary_role password 'canary-secret' nonsense`)).rejects.toThrow(/nonsense/);
    await ask(server, 'create table t (a text unique)');
    await expect(ask(server, `insert into t values ('canary-draft'), ('canary-draft')`)).rejects.toThrow(/duplicate/);
    const log = readFileSync(`${dataDir}.log`, 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toMatch(/canary-/);
  });

  test('is made as a whole or not at all: a killed initdb leaves nothing that counts', async () => {
    const dataDir = world.emptyPlace();
    const initdb = (): number | undefined =>
      processes().find((each) => each.command.includes('initdb') && each.folder.startsWith(dirname(dataDir)))?.pid;
    const starter = world.starter(dataDir);
    let making: number | undefined;
    await until(() => (making = initdb()) !== undefined);
    // A starter that sees it die cleans up at once, and this one is to die with it.
    starter.child.kill('SIGSTOP');
    if (making !== undefined) process.kill(making, 'SIGKILL');
    await starter.kill();
    expect(readdirSync(dirname(dataDir)).some((name) => name.includes('unfinished'))).toBe(true);
    const server = await world.start(dataDir);
    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(
      readdirSync(dirname(dataDir)).filter((name) => name.includes('unfinished') || name.endsWith('.lock')),
    ).toEqual([]);
  });
});

describe('a second start', () => {
  test('adopts the running server, and only its starter, or force, ends it', async () => {
    const dataDir = await world.madePlace();
    expect(await findEmbedded(dataDir)).toBeNull();
    const first = await world.start(dataDir);
    const second = await world.start(dataDir);
    const found = await findEmbedded(dataDir);
    expect(second).toMatchObject({ adopted: true, pid: first.pid, port: first.port, password: first.password });
    expect(found).toMatchObject({ adopted: true, pid: first.pid, port: first.port, password: first.password });
    await second.stop();
    await found?.stop();
    expect(await ask(first, 'select 1 as one')).toEqual([{ one: 1 }]);
    await first.stop();
    expect(postmastersOf(dataDir)).toEqual([]);
    expect(await findEmbedded(dataDir)).toBeNull();
    // A living starter wants its server: what somebody else ends, it starts again.
    const third = await world.start(dataDir);
    const { pid } = third;
    await (await findEmbedded(dataDir))?.stop({ force: true });
    await until(() => third.pid !== pid);
    expect(await ask(third, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('of many processes at the same instant on an empty folder makes one server that all of them use', async () => {
    const dataDir = world.emptyPlace();
    const starters = [1, 2, 3, 4].map(() => world.starter(dataDir));
    const told = await Promise.all(starters.map((each) => each.told));
    expect(told.map((each) => each.refused)).toEqual([undefined, undefined, undefined, undefined]);
    expect(new Set(told.map((each) => each.pid)).size).toBe(1);
    expect(told.filter((each) => !each.adopted)).toHaveLength(1);
    expect(postmastersOf(dataDir)).toEqual([told[0]?.pid]);
    for (const each of told) expect(await ask(each, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('of the same process at the same instant makes one server too', async () => {
    const dataDir = await world.madePlace();
    const servers = await Promise.all([1, 2, 3].map(() => world.start(dataDir)));
    expect(new Set(servers.map((each) => each.pid)).size).toBe(1);
    expect(servers.filter((each) => !each.adopted)).toHaveLength(1);
  });

  test('keeps the port of the last one, and takes another when a stranger has it', async () => {
    const dataDir = await world.madePlace();
    const first = await world.start(dataDir);
    const { port } = first;
    await first.stop();
    const second = await world.start(dataDir);
    expect(second.port).toBe(port);
    await second.stop();
    const stranger = createServer();
    await new Promise<void>((ready) => stranger.listen(port, '127.0.0.1', ready));
    try {
      const third = await world.start(dataDir);
      expect(third.port).not.toBe(port);
      expect(await ask(third, 'select 1 as one')).toEqual([{ one: 1 }]);
      await third.stop();
    } finally {
      stranger.close();
    }
  });

  test('writes into the same log, and puts one of more than 10 MB aside', async () => {
    const dataDir = await world.madePlace();
    await (await world.start(dataDir)).stop();
    const before = statSync(`${dataDir}.log`).size;
    truncateSync(`${dataDir}.log`, 11 * 1024 * 1024);
    await (await world.start(dataDir)).stop();
    expect(statSync(`${dataDir}.log.1`).size).toBe(11 * 1024 * 1024);
    expect(statSync(`${dataDir}.log`).size).toBeLessThan(before + 20_000);
  });
});

describe('who runs it', () => {
  test('is never root: started by root it is an unprivileged account that owns nothing but the data folder', async () => {
    const dataDir = await world.madePlace();
    const server = await world.start(dataDir);
    const uids = new Set(
      processes()
        .filter((each) => each.folder === dataDir)
        .map((each) => each.uid),
    );
    expect(uids).toEqual(new Set([statSync(dataDir).uid]));
    expect(uids.has(0)).toBe(false);
    if (isRoot) {
      expect(statSync(`${dataDir}.secret`).uid).toBe(0);
      await server.stop();
      // Copied back by root, as after restoring a backup: it is given to an account again.
      execFileSync('chown', ['-R', '0:0', dataDir]);
      chmodSync(dataDir, 0o755);
      const again = await world.start(dataDir);
      expect(await ask(again, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(statSync(dataDir)).toMatchObject({ uid: statSync(join(dataDir, 'base')).uid });
      expect(statSync(dataDir).uid).not.toBe(0);
    } else {
      expect(uids).toEqual(new Set([process.getuid?.()]));
    }
  });

  test('needs no rights on the folders above: project and data may lie in a folder that only its owner enters', async () => {
    const closed = mkdtempSync(join(world.root, 'closed-'));
    chmodSync(closed, 0o700);
    const packageFolder = join(closed, 'package');
    cpSync(locatePackage(packageFor(process.platform, process.arch)), packageFolder, {
      recursive: true,
      verbatimSymlinks: true,
    });
    const dataDir = join(closed, 'data', 'postgres');
    const server = await world.start(dataDir, { packageFolder });
    await ask(server, 'create extension pg_trgm; create table t as select generate_series(1, 1000) as a');
    const client = await connect(server);
    await client.query('checkpoint');
    await client.end();
    expect(statSync(closed).mode & 0o777).toBe(0o700);
    expect(await world.start(dataDir, { packageFolder })).toMatchObject({ adopted: true, pid: server.pid });
    const { pid } = server;
    process.kill(pid, 'SIGKILL');
    await until(() => server.pid !== pid);
    expect(await ask(server, 'select count(*)::int as n from t')).toEqual([{ n: 1000 }]);
    await server.stop();
    chmodSync(closed, 0o755);
    const opened = await world.start(dataDir, { packageFolder });
    expect(await ask(opened, 'select count(*)::int as n from t')).toEqual([{ n: 1000 }]);
  });

  test('may be any ordinary user, and a folder of somebody else is refused with what to do', async () => {
    const mine = await world.madePlace();
    if (isRoot && projectIsReadableBy(65534)) {
      const theirs = world.emptyPlace();
      chownSync(dirname(theirs), 65534, 65534);
      const starter = world.starter(theirs, { uid: 65534, gid: 65534 });
      const told = await starter.told;
      expect(told.message).toBeUndefined();
      expect(await ask(told, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(statSync(`${theirs}.secret`)).toMatchObject({ uid: 65534 });
      starter.child.kill('SIGTERM');
      expect(await starter.ended).toBe(0);
      const refused = await world.starter(mine, { uid: 1, gid: 1 }).told;
      expect(refused.refused).toBe('CANNOT_START');
      expect(refused.message).toMatch(/belongs to \w+, and you are \w+.*chown/s);
    } else {
      const server = await world.start(mine);
      expect(processes().find((each) => each.pid === server.pid)?.uid).toBe(statSync(mine).uid);
    }
  });
});

test('root without the right to become another user, as in some containers, is told so', async () => {
  const dataDir = await world.madePlace();
  if (isRoot) {
    const prefix = ['setpriv', '--bounding-set=-setuid,-setgid', '--inh-caps=-setuid,-setgid'];
    const refused = await world.starter(dataDir, { prefix }).told;
    expect(refused.refused).toBe('CANNOT_START');
    expect(refused.message).toMatch(/may not switch to the user \w+.*ordinary user, or set DATABASE_URL/s);
    expect(postmastersOf(dataDir)).toEqual([]);
  } else {
    expect(await ask(await world.start(dataDir), 'select 1 as one')).toEqual([{ one: 1 }]);
  }
});

describe('its binaries', () => {
  const without = (): string => {
    const packageFolder = mkdtempSync(join(world.root, 'package-'));
    chmodSync(packageFolder, 0o755);
    cpSync(locatePackage(packageFor(process.platform, process.arch)), packageFolder, {
      recursive: true,
      verbatimSymlinks: true,
    });
    const links = JSON.parse(readFileSync(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8')) as {
      target: string;
    }[];
    expect(links.length).toBeGreaterThan(0);
    for (const { target } of links) rmSync(join(packageFolder, target), { force: true });
    return packageFolder;
  };

  test('run although install scripts were skipped, for two processes at once', async () => {
    const packageFolder = without();
    const places = [world.emptyPlace(), world.emptyPlace()];
    const told = await Promise.all(places.map((dataDir) => world.starter(dataDir, { packageFolder }).told));
    for (const each of told) {
      expect(each.message).toBeUndefined();
      expect(await ask(each, 'select 1 as one')).toEqual([{ one: 1 }]);
    }
  });

  test('run from a copy when install scripts were skipped and node_modules cannot be written', async () => {
    const packageFolder = without();
    const lib = join(packageFolder, 'native', 'lib');
    const dataDir = world.emptyPlace();
    chmodSync(lib, 0o555);
    if (isRoot && projectIsReadableBy(65534)) {
      // Root may write anywhere, so an ordinary user starts it, who may not.
      chownSync(dirname(dataDir), 65534, 65534);
      const told = await world.starter(dataDir, { packageFolder, uid: 65534, gid: 65534 }).told;
      expect(told.message).toBeUndefined();
      expect(await ask(told, 'select 1 as one')).toEqual([{ one: 1 }]);
    } else {
      // Root in a project that others may not read: the account may not enter the package either.
      if (isRoot) chmodSync(packageFolder, 0o700);
      expect(await ask(await world.start(dataDir, { packageFolder }), 'select 1 as one')).toEqual([{ one: 1 }]);
      if (isRoot) return;
    }
    const linked = readdirSync(lib);
    chmodSync(lib, 0o755);
    expect(linked).not.toContain('libpq.so.5');
    expect(readdirSync(dirname(dataDir)).filter((name) => name.startsWith('postgres-binaries-'))).toHaveLength(1);
  });
});
