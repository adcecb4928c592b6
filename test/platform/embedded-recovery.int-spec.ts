import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findEmbedded } from '../../libs/platform/src/embedded/index.js';
import { identityOf } from '../../libs/platform/src/embedded/lock.js';
import { ask, askUntilAnswered, connect, postmastersOf, processes, until, World } from './embedded.world.js';

const world = new World();
afterAll(() => world.end());

const kill = (pid: number): boolean => process.kill(pid, 'SIGKILL');

describe('when the process that started it is killed', () => {
  test('the server lives on, and the next start adopts it with everything that was committed', async () => {
    const dataDir = await world.madePlace();
    const starter = world.starter(dataDir);
    const told = await starter.told;
    await ask(told, 'create table t as select 7 as a');
    await starter.kill();
    expect(postmastersOf(dataDir)).toEqual([told.pid]);
    const server = await world.start(dataDir);
    expect(server).toMatchObject({ adopted: true, pid: told.pid, port: told.port });
    expect(await ask(server, 'select a from t')).toEqual([{ a: 7 }]);
    await server.stop();
    expect(postmastersOf(dataDir)).toEqual([told.pid]);
    await server.stop({ force: true });
    expect(postmastersOf(dataDir)).toEqual([]);
  });

  test('in the middle of starting, the next start has a server all the same, wherever the kill fell', async () => {
    const landed: string[] = [];
    for (const delay of [0, 5, 10, 20, 35, 60]) {
      const dataDir = await world.madePlace();
      const starter = world.starter(dataDir);
      await until(() => existsSync(`${dataDir}.lock`));
      await wait(delay);
      landed.push(
        postmastersOf(dataDir).length > 0
          ? 'with a postmaster'
          : existsSync(`${dataDir}.lock`)
            ? 'with a lock'
            : 'after',
      );
      await starter.kill();
      const server = await world.start(dataDir);
      expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(postmastersOf(dataDir)).toHaveLength(1);
      await server.stop({ force: true });
    }
    console.log(`kills landed: ${landed.join(', ')}`);
  });

  test('Ctrl-C in its terminal does not reach the server; its own clean shutdown ends it', async () => {
    const dataDir = await world.madePlace();
    const starter = world.starter(dataDir);
    const told = await starter.told;
    // The starter leads a process group, as a shell's foreground job does, and ignores the signal.
    process.kill(-(starter.child.pid ?? 0), 'SIGINT');
    await wait(200);
    expect(await ask(told, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(postmastersOf(dataDir)).toEqual([told.pid]);
    const busy = await connect(told);
    const query = busy.query('select pg_sleep(60)').catch((error: Error) => error.message);
    starter.child.kill('SIGTERM');
    expect(await starter.ended).toBe(0);
    expect(await query).toMatch(/terminat/);
    expect(postmastersOf(dataDir)).toEqual([]);
    expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(false);
  });
});

describe('when the postmaster is killed', () => {
  test('its supervisor starts it again on the same port within seconds, every time, and nothing committed is lost', async () => {
    const dataDir = await world.madePlace();
    const server = await world.start(dataDir);
    const { port } = server;
    const crashes: unknown[] = [];
    server.onCrash((report) => crashes.push(report));
    await ask(server, 'create table t (a int)');
    const pids: number[] = [];
    for (const round of [1, 2, 3]) {
      await ask(server, `insert into t values (${round})`);
      const { pid } = server;
      pids.push(pid);
      kill(pid);
      await until(() => server.pid !== pid);
      const rows = await askUntilAnswered<{ n: number }>(() => server, 'select count(*)::int as n from t', 5_000);
      expect(rows).toEqual([{ n: round }]);
      expect(server.port).toBe(port);
    }
    expect(crashes).toEqual(pids.map((pid) => ({ pid, code: null, signal: 'SIGKILL' })));
    await server.stop();
    await wait(500);
    expect(postmastersOf(dataDir)).toEqual([]);
  });

  test('a stop during the restart wins', async () => {
    const dataDir = await world.madePlace();
    const server = await world.start(dataDir);
    const crashed = new Promise((settle) => server.onCrash(settle));
    kill(server.pid);
    await crashed;
    await server.stop();
    await wait(700);
    expect(postmastersOf(dataDir)).toEqual([]);
  });

  test('an adopter starts it again when the starter is dead, and several adopters start one', async () => {
    const dataDir = await world.madePlace();
    const starter = world.starter(dataDir);
    const told = await starter.told;
    const other = world.starter(dataDir);
    expect(await other.told).toMatchObject({ adopted: true });
    const server = await world.start(dataDir);
    await starter.kill();
    kill(told.pid);
    await askUntilAnswered(() => server, 'select 1');
    await until(() => other.lines.some((line) => line.includes('runs again')));
    await until(() => server.pid !== told.pid);
    expect(postmastersOf(dataDir)).toEqual([server.pid]);
    expect(server.port).toBe(told.port);
  });

  test('together with its starter, the next start recovers, even while a busy process of the old server holds on', async () => {
    const dataDir = await world.madePlace();
    const starter = world.starter(dataDir);
    const told = await starter.told;
    await ask(told, 'create table t as select 7 as a');
    const busy = await connect(told);
    // Busy in a loop that never waits, so it does not notice the end of its postmaster.
    busy.query('select count(*) from generate_series(1, 100000000000) a where a < 0').catch(() => undefined);
    await until(() => processes().some((each) => each.folder === dataDir && each.command.includes('SELECT')));
    const worker = processes().find((each) => each.folder === dataDir && each.command.includes('SELECT'))?.pid ?? 0;
    await starter.kill();
    kill(told.pid);
    expect(await findEmbedded(dataDir)).toBeNull();
    const server = await world.start(dataDir);
    expect(server.adopted).toBe(false);
    expect(await ask(server, 'select a from t')).toEqual([{ a: 7 }]);
    expect(processes().some((each) => each.pid === worker)).toBe(false);
    expect(postmastersOf(dataDir)).toEqual([server.pid]);
  });
});

describe('what a dead server left', () => {
  test('does not mislead: a postmaster.pid whose number now belongs to another process of the same account', async () => {
    const dataDir = await world.madePlace();
    const { uid, gid } = statSync(dataDir);
    const other = spawn('sleep', ['60'], { uid, gid, cwd: '/' });
    world.keep(other);
    const lines = [other.pid, dataDir, '1700000000', '15999', '', '127.0.0.1', '  1234567         4', 'ready   ', ''];
    writeFileSync(join(dataDir, 'postmaster.pid'), lines.join('\n'), { mode: 0o600 });
    expect(await findEmbedded(dataDir)).toBeNull();
    const server = await world.start(dataDir);
    expect(server.adopted).toBe(false);
    expect(server.pid).not.toBe(other.pid);
    expect(other.exitCode).toBeNull();
    other.kill();
  });

  test('does not block: an empty postmaster.pid, a lock of a dead process, an empty lock', async () => {
    const dataDir = await world.madePlace();
    writeFileSync(join(dataDir, 'postmaster.pid'), '');
    const dead = spawn('true');
    await new Promise((ended) => dead.once('close', ended));
    writeFileSync(`${dataDir}.lock`, `${dead.pid ?? 0} 12345 boot`);
    const server = await world.start(dataDir);
    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(existsSync(`${dataDir}.lock`)).toBe(false);
    writeFileSync(`${dataDir}.lock`, '');
    expect(await world.start(dataDir)).toMatchObject({ adopted: true, pid: server.pid });
  });

  test('does not block: a lock with our own number from another life, as in a container that was started again', async () => {
    const dataDir = await world.madePlace();
    const [pid, start, boot] = identityOf(process.pid).split(' ');
    writeFileSync(`${dataDir}.lock`, `${pid} ${Number(start) - 1} ${boot}`);
    expect(await world.start(dataDir)).toMatchObject({ adopted: false });
  });

  test('is respected while it lives: a start waits for the process that holds the lock', async () => {
    const dataDir = await world.madePlace();
    const holder = spawn('sleep', ['60']);
    world.keep(holder);
    writeFileSync(`${dataDir}.lock`, identityOf(holder.pid ?? 0));
    const said: string[] = [];
    const starting = world.start(dataDir, { log: (line) => said.push(line) });
    await wait(500);
    expect(postmastersOf(dataDir)).toEqual([]);
    expect(said).toEqual([expect.stringContaining(`process ${holder.pid}`)]);
    holder.kill('SIGKILL');
    expect((await starting).adopted).toBe(false);
    expect(readFileSync(`${dataDir}.port`, 'utf8').trim()).toBe(String((await starting).port));
  });
});
