import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { VerifyService } from '#content';
import { BackupService, restoreArchive, type Restored } from '#interchange';
import { MIGRATIONS } from '#migrations';
import { as, freshDatabase } from '../kit/server.js';
import { type Question, questionsAbout, type WholeInstallation, wholeInstallation } from '../kit/whole-installation.js';
import { TESTER } from '../kit/world.js';
import { Api } from './api.js';

let folder: string;
let original: Api;
let restored: Api;
let report: Restored;
let whole: WholeInstallation;
let questions: readonly Question[];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'almanac-restored-'));
  original = await Api.over();
  whole = await wholeInstallation(original.world);
  const file = path.join(folder, 'all.ndjson.gz');
  await original.world.app
    .get(BackupService, { strict: false })
    .backUp(TESTER, original.world.database.addresses.owner, file);
  const database = await freshDatabase();
  const { secrets } = original.world;
  report = await restoreArchive({
    file,
    ownerUrl: database.addresses.owner,
    secrets,
    migrations: MIGRATIONS,
    otherSecret: 'refuse',
  });
  restored = await Api.over({ database, bare: true });
  questions = await questionsAbout(original.world.database.addresses.owner);
}, 120_000);
afterAll(async () => {
  await original.end();
  await restored.end();
  await rm(folder, { recursive: true, force: true });
});

const asked = async (api: Api, { path: address, query }: Question, headers: Record<string, string>) => {
  const request = query === undefined ? api.http.get(address) : api.http.post(address).send({ query });
  const { status, text, headers: told } = await request.set(headers).redirects(0).buffer(true);
  return { status, text, asOf: told['almanac-as-of'], etag: told['etag'], location: told['location'] };
};

describe('a restored system', () => {
  test.each([
    ['the public', () => ({}), [200, 308, 404, 410]],
    ['a partner with a key and a scope', () => ({ 'almanac-key': whole.key }), [200, 308, 404]],
  ])('answers %s with the same bytes, now and as of every publication', async (_who, headers, statuses) => {
    const found = new Set<number>();
    for (const question of questions) {
      const answer = await asked(original, question, headers());
      found.add(answer.status);
      expect([question, await asked(restored, question, headers())]).toEqual([question, answer]);
    }
    // Found, led on and unknown are among them; and gone, for who could see what is.
    expect([...found].sort()).toEqual(statuses);
  });

  test('has a clean verify, and an audit that says where it came from', async () => {
    const { world } = restored;
    const results = await world.app.get(VerifyService, { strict: false }).verify();
    expect(results.flatMap((check) => check.broken)).toEqual([]);
    await world.app.get(BackupService, { strict: false }).recordRestored(TESTER, report);
    const { rows } = await as(world.database.addresses.owner, (client) =>
      client.query('select verb, data from ledger.event order by number desc limit 2'),
    );
    expect(rows).toEqual([
      { verb: 'installation.restore', data: { seq: report.header.head.seq, archive: report.end.sha256 } },
      { verb: 'installation.backup', data: {} },
    ]);
  });

  test('goes on where the backup ended: the next publication takes the next number, under a mark of its own', async () => {
    const next = async (api: Api) => {
      await api.world.given.published('topic', { name: 'Next' }, { slug: 'next-topic' });
      return api.world.ledger.head();
    };
    const [there, here] = [await next(original), await next(restored)];
    expect(here.seq).toBe(there.seq);
    expect(here.mark).not.toBe(there.mark);
  });

  test('lets nobody in by a session or a link from before', async () => {
    expect(await original.world.sessions.whoIs(whole.session)).not.toBeNull();
    expect(await restored.world.sessions.whoIs(whole.session)).toBeNull();
    expect((await restored.world.editors.list(TESTER)).map(({ name }) => name)).toEqual(['Ada']);
  });
});

test('only its owner may read a backup', async () => {
  expect((await stat(path.join(folder, 'all.ndjson.gz'))).mode & 0o777).toBe(0o600);
});
