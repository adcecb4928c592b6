import { jest } from '@jest/globals';
import { join } from 'node:path';
import { startEmbedded } from '#platform';
import { as } from '../kit/server.js';
import { Installations } from './installation.js';

// Whole processes on a busy machine of two cores.
jest.setTimeout(240_000);
const installations = new Installations();
afterAll(() => installations.end());

test('the database knows the timetable of the worker, and a job that is due is done', async () => {
  const folder = await installations.preparedFolder();
  const started = installations.start(folder, [], { ALMANAC_LOG_LEVEL: 'info' });
  await started.ready();
  const server = await startEmbedded({ dataDir: join(folder, 'postgres') });
  const outcome = await as(
    `postgres://postgres:${encodeURIComponent(server.password)}@${server.host}:${server.port}/almanac`,
    async (client) => {
      const waitFor = async (sql: string): Promise<unknown[]> => {
        for (let attempt = 0; attempt < 200; attempt += 1) {
          const { rows } = await client.query<Record<string, unknown>>(sql);
          if (rows.length > 0) return rows;
          await new Promise((settle) => setTimeout(settle, 100));
        }
        return [];
      };
      const timetable = await waitFor(
        'select identifier from graphile_worker._private_known_crontabs order by identifier',
      );
      await client.query(`select graphile_worker.add_job('prune')`);
      const done = await waitFor(`select 1 as done where not exists (select 1 from graphile_worker._private_jobs)`);
      return { timetable, done };
    },
  );
  await server.stop();
  expect(outcome).toEqual({
    timetable: [{ identifier: 'prune' }, { identifier: 'remind' }, { identifier: 'sign-audit-head' }],
    done: [{ done: 1 }],
  });
  expect(started.said).toMatch(/"job":"prune",("\w+":0,)+"msg"/);
  started.signal('SIGINT');
  expect((await started.ended).code).toBe(0);
});
