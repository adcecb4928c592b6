import { jest } from '@jest/globals';
import { Installations } from './installation.js';

// Whole processes on a busy machine of two cores.
jest.setTimeout(240_000);
const installations = new Installations();
afterAll(() => installations.end());

test('editors are invited, given roles, tokens for scripts, and disabled by command, and the audit tells of each', async () => {
  const folder = await installations.folderWithDatabase();
  const run = async (...words: string[]) => {
    const { code, out, err } = await installations.run(folder, words);
    return { code, out, err };
  };
  const invited = await run(
    'editors',
    'invite',
    'Ada',
    '--email',
    'ada@example.org',
    '--role',
    'author',
    '--role',
    'translator:es',
  );
  expect(invited).toMatchObject({ code: 0, err: '' });
  expect(invited.out).toMatch(/Invited Ada \([0-9a-f-]{36}\): author translator:es\./);
  expect(invited.out).toMatch(/http:\/\/localhost:\d+\/choose-password\?token=[A-Za-z0-9_-]{43}/);
  expect((await run('editors', 'roles', 'ADA@example.org', '--role', 'publisher')).out).toContain('Ada: publisher.');
  const made = await run(
    'tokens',
    'create',
    'Ada',
    'nightly',
    '--verb',
    'draft.save',
    '--locales',
    'es',
    '--days',
    '7',
  );
  expect(made.out).toMatch(/^ {2}almt_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$/m);
  const token = /almt_([a-z0-9]{12})/.exec(made.out)?.[1] ?? '';
  expect((await run('tokens', 'revoke', token)).out).toContain(`Token ${token} works no more.`);
  expect((await run('tokens', 'list')).out).toMatch(
    new RegExp(`^${token} +[0-9a-f-]{36} +nightly +draft\\.save +es +revoked +never$`, 'm'),
  );
  expect(await run('tokens', 'create', 'Ada', 'x', '--verb', 'editor.invite')).toMatchObject({ code: 1 });
  expect((await run('editors', 'disable', 'Ada')).out).toContain('Ada is disabled.');
  expect((await run('editors', 'list')).out).toMatch(/Ada +ada@example\.org +publisher +disabled, no password/);
  const since = (await run('audit', '--since', '2026-01-01', '--output', 'json')).out;
  const events = since
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { number: number; verb: string });
  expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
  expect(events.slice(-6).map(({ verb }) => verb)).toEqual([
    'editor.add',
    'editor.link',
    'editor.roles',
    'token.issue',
    'token.revoke',
    'editor.disable',
  ]);
  const last = await run('audit', '--since', String(events.length), '--verb', 'editor.disable');
  expect(last.out).toMatch(
    /editor\.disable {2}[0-9a-f-]{36} {2}.*after=[0-9a-f]{12}\.\.\. {2}before=[0-9a-f]{12}\.\.\./,
  );
  expect(last.out.trim().split('\n')).toHaveLength(1);
});
