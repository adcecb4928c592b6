import { jest } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type ArchiveHeader, restoreArchive } from '#interchange';
import { MIGRATIONS } from '#migrations';
import { ensureServer, loadConfig, loadSecrets } from '#platform';
import { Installations, postmaster } from './installation.js';

// Whole processes on a busy machine of two cores.
jest.setTimeout(240_000);
const installations = new Installations();
afterAll(() => installations.end());

/** An installation of an earlier release, and what it answered: test/fixtures/archives/make.mjs made them. */
const LEVEL = '1795000000100';
const FIXTURE = join(import.meta.dirname, `../fixtures/archives/${LEVEL}.ndjson.gz`);
const SECRET = { ALMANAC_SECRET: 'a secret that only fixtures have, 32+ bytes' };
const asked = () =>
  JSON.parse(gunzipSync(readFileSync(FIXTURE.replace('.ndjson.', '.answers.json.'))).toString('utf8')) as {
    query: string;
    answer: string;
  }[];

async function answersOf(delivery: string): Promise<{ query: string; answer: string }[]> {
  const answers = [];
  for (const { query } of asked()) {
    const body = JSON.stringify({ query });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${delivery}/graphql`, { method: 'POST', headers, body });
    answers.push({ query, answer: await response.text() });
  }
  return answers;
}

/** A stopped data folder as that release left it: its tables, and nothing that came later. */
async function folderOfEarlierRelease(): Promise<string> {
  const folder = installations.emptyFolder();
  const config = loadConfig({ ALMANAC_ENV: 'test', ALMANAC_DATA_DIR: folder, ...SECRET });
  const secrets = loadSecrets(config);
  const server = await ensureServer(config, secrets, () => undefined);
  const [line = ''] = gunzipSync(readFileSync(FIXTURE)).toString('utf8').split('\n');
  const { migrations } = JSON.parse(line) as ArchiveHeader;
  const { upgraded } = await restoreArchive({
    file: FIXTURE,
    ownerUrl: server.addresses.owner,
    secrets,
    migrations: MIGRATIONS.filter(({ name }) => migrations.includes(name)),
    otherSecret: 'refuse',
  });
  expect(upgraded).toEqual([]);
  await server.stop();
  return folder;
}

test('a data folder of an earlier release is brought up to this one at its start, and answers what it answered before', async () => {
  const folder = await folderOfEarlierRelease();
  const started = installations.start(folder, [], SECRET);
  const { delivery } = await started.ready();
  expect(await answersOf(delivery)).toEqual(asked());
  // Taken while everything runs.
  const backup = join(folder, 'now.ndjson.gz');
  const taken = await installations.run(folder, ['backup', backup], SECRET);
  expect([taken.code, taken.out]).toEqual([0, expect.stringContaining('49 documents')]);
  started.signal('SIGINT');
  expect((await started.ended).code).toBe(0);

  const sound = await installations.run(folder, ['verify'], SECRET);
  expect([sound.code, sound.out]).toEqual([0, expect.not.stringContaining('BROKEN')]);

  const refused = await installations.run(folder, ['restore', backup], SECRET);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('This system has been used already')]);
});

test('an archive of an earlier release is restored by one command, which leaves nothing running', async () => {
  const folder = installations.emptyFolder();
  const checked = await installations.run(folder, ['restore', FIXTURE, '--check'], SECRET);
  expect([checked.code, checked.out]).toEqual([
    0,
    expect.stringContaining('made under the secret of this installation'),
  ]);
  expect(existsSync(join(folder, 'postgres'))).toBe(false);
  const other = await installations.run(folder, ['restore', FIXTURE], {
    ALMANAC_SECRET: 'quite another secret, 32+ bytes long',
  });
  expect([other.code, other.err]).toEqual([1, expect.stringContaining('made under another secret')]);
  const { code, out } = await installations.run(folder, ['restore', FIXTURE], SECRET);
  expect(code).toBe(0);
  expect(out).toContain('Restored 49 documents');
  expect(out).toContain('up to publication 7');
  expect(postmaster(folder)).toBeNull();
});
