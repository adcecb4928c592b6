// A little longer than other files: one world serves every promise about coming in and going out.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  AccountService,
  ATTEMPT_WINDOW,
  type Editor,
  EditorsService,
  EVERY_ROLE,
  type Grant,
  InvitationsService,
  LettersService,
  LINK_LIFETIMES,
  MOST_ATTEMPTS,
  ResetsService,
  TokensService,
} from '#access';
import { onFaultPoint, Problems } from '#platform';
import { createWorld, TESTER, type World } from '../kit/world.js';

const PASSWORD = 'three cups of tea';
const REVIEWER: Grant = { role: 'reviewer', locales: null };

let world: World;
let account: AccountService;
let invitations: InvitationsService;
let editors: EditorsService;
let count = 0;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'almanac-sign-in-'));
  world = await createWorld({ bare: true, environment: { ALMANAC_DATA_DIR: dataDir } });
  account = world.app.get(AccountService, { strict: false });
  invitations = world.app.get(InvitationsService, { strict: false });
  editors = world.editors;
});
afterAll(async () => {
  await world.end();
  await rm(dataDir, { recursive: true });
});
// Each test begins in a window of its own.
beforeEach(() => world.clock.advance(ATTEMPT_WINDOW + 1));

const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (thrown: unknown) => Problems.of(thrown)?.map(({ kind, path }) => [kind, ...path].join(' ')) ?? thrown,
  );
const newest = async (verb: string) =>
  (await world.ledger.events({ order: 'NEWEST', first: 1, verb })).map(({ actor, subject, data }) => ({
    actor,
    subject,
    data,
  }))[0];
const tokenOf = (link: string | null) => new URL(link ?? '').searchParams.get('token') ?? '';
const seen = async ({ id }: { readonly id: string }) => ({
  editorId: id,
  expectedVersion: (await editors.get(id)).version,
});

interface Somebody {
  readonly editor: Editor;
  readonly email: string;
}

async function invited(grants: readonly Grant[] = EVERY_ROLE): Promise<Somebody & { readonly token: string }> {
  const email = `Editor${++count}@Example.org`;
  const { editor, link } = await invitations.invite(TESTER, { name: `Editor ${count}`, email, grants });
  return { editor, email, token: tokenOf(link) };
}

async function somebody(grants?: readonly Grant[]): Promise<Somebody> {
  const { token, ...one } = await invited(grants);
  await account.choosePassword(token, PASSWORD);
  return one;
}

describe('an invitation', () => {
  test('lets its editor choose a password once, and sign in with it, however the address is written', async () => {
    const { editor, email, token } = await invited();
    expect(await account.findInvited(token)).toMatchObject({ name: editor.name });
    await account.choosePassword(token, PASSWORD);
    expect(await refusal(account.choosePassword(token, 'another long one'))).toEqual(['SIGN_IN_REFUSED token']);
    const { editor: who } = await world.sessions.signInByPassword(email.toLowerCase(), PASSWORD);
    expect(who.id).toBe(editor.id);
  });

  test('is used up by one of several who try at once', async () => {
    const { token } = await invited();
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, (_, index) => refusal(account.choosePassword(token, `${PASSWORD} ${index}`))),
    );
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
  });

  test('survives a password that is refused, ends after seven days, and is no way to sign in without a password', async () => {
    const { token } = await invited();
    expect(await refusal(account.choosePassword(token, 'short'))).toEqual(['BAD_INPUT password']);
    expect(await refusal(world.sessions.signInByLink(token))).toEqual(['SIGN_IN_REFUSED token']);
    expect(await account.findInvited(token)).not.toBeNull();
    world.clock.advance(LINK_LIFETIMES.INVITATION);
    expect(await account.findInvited(token)).toBeNull();
    expect(await refusal(account.choosePassword(token, PASSWORD))).toEqual(['SIGN_IN_REFUSED token']);
  });

  test('needs an address that nobody else has, and a role that makes sense', async () => {
    const { email } = await invited();
    const invite = (address: string, grants: readonly Grant[] = []) =>
      refusal(invitations.invite(TESTER, { name: 'Eve', email: address, grants }));
    expect(await invite(email.toUpperCase())).toEqual(['EMAIL_TAKEN email']);
    expect(await invite('eve', [{ role: 'admin', locales: ['en'] }])).toEqual([
      'BAD_INPUT email',
      'BAD_INPUT grants 0 locales',
    ]);
  });
});

describe('signing in with a password', () => {
  test('gives one answer to a wrong password, an unknown account, one without a password and a disabled one', async () => {
    const known = await somebody();
    const without = await invited();
    const disabled = await somebody();
    await editors.disable(TESTER, await seen(disabled.editor));
    const texts = new Set<string>();
    for (const [email, password] of [
      [known.email, `${PASSWORD}!`],
      ['nobody@example.org', PASSWORD],
      [without.email, PASSWORD],
      [disabled.email, PASSWORD],
      ['\0', '\0'],
      ['x'.repeat(5_000), 'x'.repeat(5_000)],
      [known.email, ''],
    ] as const) {
      const thrown = await world.sessions.signInByPassword(email, password).catch((error: unknown) => error);
      texts.add(JSON.stringify(Problems.of(thrown)?.map(({ kind, path, message }) => [kind, path, message])));
    }
    expect([...texts]).toEqual([expect.stringContaining('SIGN_IN_REFUSED')]);
  });

  test('compares a hash for an unknown account too', async () => {
    let compared = 0;
    onFaultPoint((point) => void (point === 'sign-in.compared' && compared++));
    try {
      await refusal(world.sessions.signInByPassword('nobody@example.org', PASSWORD));
    } finally {
      onFaultPoint(undefined);
    }
    expect(compared).toBe(1);
  });

  test('stores an argon2id hash and nothing that a session, a link or a token could be made from', async () => {
    const { editor, email } = await somebody();
    const { token } = await world.sessions.signInByPassword(email, PASSWORD);
    const link = await world.links.issue(TESTER, editor.id);
    const [row] = await world.work.rows<{ hash: string }>('select hash from access.password where editor_id = $1', [
      editor.id,
    ]);
    expect(row?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const [dump] = await world.work.rows<{ all: string }>(
      `select (select string_agg(s::text, ' ') from access.session s) || (select string_agg(l::text, ' ') from access.sign_in_link l)
         || (select string_agg(e::text, ' ') from ledger.event e) as all`,
    );
    for (const secret of [token, link, PASSWORD]) {
      expect(dump?.all).not.toContain(secret);
      expect(dump?.all).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
    }
  });

  test('begins a new session and ends the one that the browser still had', async () => {
    const { email } = await somebody();
    const first = await world.sessions.signInByPassword(email, PASSWORD);
    const second = await world.sessions.signInByPassword(email, PASSWORD, { previous: first.token });
    expect(second.token).not.toBe(first.token);
    expect(await world.sessions.whoIs(first.token)).toBeNull();
    expect(await world.sessions.whoIs(second.token)).not.toBeNull();
  });

  test('loses against a password that is changed while it is compared', async () => {
    const { editor, email } = await somebody();
    onFaultPoint(async (point) => {
      if (point !== 'sign-in.compared') return;
      const link = await invitations.resetByHand(TESTER, await seen(editor));
      await account.choosePassword(tokenOf(link), 'four cups of coffee');
    });
    try {
      expect(await refusal(world.sessions.signInByPassword(email, PASSWORD))).toEqual(['SIGN_IN_REFUSED']);
    } finally {
      onFaultPoint(undefined);
    }
  });
});

describe('too many attempts', () => {
  test('are refused for the account, right password or not, and even for one that does not exist; until the window ends', async () => {
    const { email } = await somebody();
    for (const account of [email, 'nobody2@example.org']) {
      const outcomes = await Promise.all(
        Array.from({ length: MOST_ATTEMPTS.account + 3 }, () =>
          refusal(world.sessions.signInByPassword(account, 'wrong')),
        ),
      );
      expect(outcomes.filter((outcome) => String(outcome) === 'SIGN_IN_REFUSED')).toHaveLength(MOST_ATTEMPTS.account);
      expect(await refusal(world.sessions.signInByPassword(account.toUpperCase(), PASSWORD))).toEqual([
        'TOO_MANY_ATTEMPTS',
      ]);
    }
    world.clock.advance(ATTEMPT_WINDOW + 1);
    await world.sessions.signInByPassword(email, PASSWORD);
  });

  test('are forgiven to whoever comes in, and a link always lets in', async () => {
    const { editor, email } = await somebody();
    for (let round = 0; round < 3; round++) {
      for (let wrong = 0; wrong < MOST_ATTEMPTS.account - 1; wrong++)
        await refusal(world.sessions.signInByPassword(email, 'wrong'));
      await world.sessions.signInByPassword(email, PASSWORD);
    }
    for (let wrong = 0; wrong <= MOST_ATTEMPTS.account; wrong++)
      await refusal(world.sessions.signInByPassword(email, 'wrong'));
    expect((await world.sessions.signInByLink(await world.links.issue(TESTER, editor.id))).editor.id).toBe(editor.id);
  });

  test('are counted for an address, whatever accounts it tries, and no address is stored', async () => {
    const from = { address: '203.0.113.77' };
    for (let time = 0; time < MOST_ATTEMPTS.address; time++)
      await refusal(world.sessions.signInByLink('A'.repeat(43), from));
    expect(await refusal(world.sessions.signInByLink('A'.repeat(43), from))).toEqual(['TOO_MANY_ATTEMPTS']);
    expect(await refusal(world.sessions.signInByLink('A'.repeat(43), { address: '203.0.113.78' }))).toEqual([
      'SIGN_IN_REFUSED token',
    ]);
    const [rows] = await world.work.rows<{ all: string }>(
      `select string_agg(a::text, ' ') as all from access.attempt a`,
    );
    expect(rows?.all).not.toContain('203.0.113');
    expect(await newest('session.block')).toEqual({ actor: 'system:sign-in', subject: null, data: { by: 'LINK' } });
    const blocks = await world.ledger.events({ order: 'OLDEST', first: 100, verb: 'session.block' });
    await refusal(world.sessions.signInByLink('A'.repeat(43), from));
    expect(await world.ledger.events({ order: 'OLDEST', first: 100, verb: 'session.block' })).toEqual(blocks);
  });
});

describe('sessions, links and tokens', () => {
  const ends: readonly (readonly [string, (one: Somebody) => Promise<unknown>])[] = [
    ['another role', async ({ editor }) => editors.changeRoles(TESTER, await seen(editor), [REVIEWER])],
    ['disabling', async ({ editor }) => editors.disable(TESTER, await seen(editor))],
    ['a reset', async ({ editor }) => invitations.resetByHand(TESTER, await seen(editor))],
    [
      'a new password',
      ({ editor }) =>
        account.change(
          { type: 'editor', id: editor.id },
          { currentPassword: PASSWORD, newPassword: 'four cups of tea' },
        ),
    ],
  ];
  test.each(ends)('all sessions of an editor end with %s', async (_what, end) => {
    const one = await somebody();
    const other = await somebody();
    const sessions = [
      await world.sessions.signInByPassword(one.email, PASSWORD),
      await world.sessions.signInByLink(await world.links.issue(TESTER, one.editor.id)),
    ];
    const untouched = await world.sessions.signInByPassword(other.email, PASSWORD);
    await end(one);
    for (const { token } of sessions) expect(await world.sessions.whoIs(token)).toBeNull();
    expect(await world.sessions.whoIs(untouched.token)).not.toBeNull();
  });

  test('a session that begins while its editor is being disabled does not outlive it', async () => {
    const { editor, email } = await somebody();
    await Promise.allSettled([
      ...Array.from({ length: 4 }, () => world.sessions.signInByPassword(email, PASSWORD)),
      editors.disable(TESTER, await seen(editor)),
    ]);
    await editors.enable(TESTER, await seen(editor));
    const [row] = await world.work.rows<{ open: number }>(
      'select count(*)::int4 as open from access.session where editor_id = $1 and ended_at is null',
      [editor.id],
    );
    expect(row?.open).toBe(0);
  });

  test('disabling and a reset end tokens and links for good', async () => {
    for (const end of [
      async (editor: Editor) => editors.disable(TESTER, await seen(editor)),
      async (editor: Editor) => invitations.resetByHand(TESTER, await seen(editor)),
    ]) {
      const { editor } = await somebody();
      const tokens = world.app.get(TokensService, { strict: false });
      const { secret } = await tokens.issue(
        { type: 'editor', id: editor.id },
        { name: 'export', verbs: [], locales: null, expiresAt: new Date(world.clock.now().getTime() + 86_400_000) },
      );
      const link = await world.links.issue(TESTER, editor.id);
      await end(editor);
      if ((await editors.get(editor.id)).disabled) await editors.enable(TESTER, await seen(editor));
      expect(await tokens.whoIs(secret)).toBeNull();
      expect(await refusal(world.sessions.signInByLink(link))).toEqual(['SIGN_IN_REFUSED token']);
    }
  });
});

describe('changing editors', () => {
  test('names the version that was seen: of two admins at once the second looks again', async () => {
    const { editor } = await somebody([]);
    const change = (grants: readonly Grant[]) =>
      refusal(editors.changeRoles(TESTER, { editorId: editor.id, expectedVersion: editor.version }, grants));
    const outcomes = await Promise.all([change([REVIEWER]), change([{ role: 'author', locales: ['es'] }])]);
    expect(outcomes.map(String).sort()).toEqual(['STALE_EDITOR expectedVersion', 'null']);
  });

  test('takes an admin', async () => {
    const { editor } = await somebody([{ role: 'publisher', locales: null }]);
    const actor = { type: 'editor', id: editor.id } as const;
    expect(await refusal(editors.changeRoles(actor, await seen(editor), EVERY_ROLE))).toEqual(['NOT_ALLOWED']);
    expect(
      await refusal(invitations.invite(actor, { name: 'Eve', email: 'eve@example.org', grants: EVERY_ROLE })),
    ).toEqual(['NOT_ALLOWED']);
    expect(await refusal(world.links.issue(actor, editor.id))).toEqual(['NOT_ALLOWED']);
    expect(await refusal(invitations.inviteAgain(actor, (await invited()).editor.id))).toEqual(['NOT_ALLOWED']);
    expect(await refusal(invitations.inviteAgain(TESTER, editor.id))).toEqual(['BAD_INPUT editorId']);
    const shown = await editors.list(actor);
    expect(new Set(shown.map(({ email }) => email))).toEqual(new Set([null, editor.email]));
  });

  test('writes what was before and after into the audit, and no name or address', async () => {
    const { editor } = await somebody([]);
    await editors.changeRoles(TESTER, await seen(editor), [REVIEWER]);
    const event = await newest('editor.roles');
    expect(event).toEqual({
      actor: 'system:test',
      subject: editor.id,
      data: {
        grants: [REVIEWER],
        sessions: 0,
        before: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        after: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    });
    expect(event?.data['before']).not.toBe(event?.data['after']);
    const all = JSON.stringify(await world.ledger.events({ order: 'OLDEST', first: 1_000 }));
    expect(all).not.toMatch(/example\.org|Editor \d/i);
  });
});

test('an admin who resets somebody gets no link: it goes to them, through the worker', async () => {
  const { editor: admin } = await somebody();
  const { editor } = await somebody();
  const answer = await invitations.reset({ type: 'editor', id: admin.id }, await seen(editor));
  expect(answer).toMatchObject({ id: editor.id, hasPassword: false });
  const jobs = await world.work.rows<{ payload: unknown }>(
    `select payload from graphile_worker._private_jobs where key = $1`,
    [`send-link ${editor.id}`],
  );
  expect(jobs).toEqual([{ payload: { editorId: editor.id, purpose: 'RESET' } }]);
});

test('asking for a new password leaves the same row for an editor and for nobody', async () => {
  const resets = world.app.get(ResetsService, { strict: false });
  const { editor, email } = await somebody();
  await resets.request(email);
  await resets.request('nobody3@example.org');
  const jobs = await world.work.rows<{ payload: { editorId: string | null } }>(
    `select payload from graphile_worker._private_jobs where key is null order by id desc limit 2`,
  );
  expect(jobs.map(({ payload }) => payload.editorId)).toEqual([null, editor.id]);
  const many = await Promise.all(
    Array.from({ length: MOST_ATTEMPTS.account + 1 }, () => refusal(resets.request(email))),
  );
  expect(many.map(String)).toContain('TOO_MANY_ATTEMPTS');
});

test('the letter that the worker writes has a link that works once, and lies in no queue and no table', async () => {
  const letters = world.app.get(LettersService, { strict: false });
  const { editor, email } = await somebody();
  const worker = { type: 'system', name: 'worker' } as const;
  expect(await letters.sendLink(worker, editor.id, 'RESET')).toBe(true);
  const [file] = await readdir(path.join(dataDir, 'mail'));
  const letter = await readFile(path.join(dataDir, 'mail', file ?? ''), 'utf8');
  expect(letter).toContain(`To: ${email}`);
  const [link] = /http:\/\/localhost:4001\/choose-password\?token=\S+/.exec(letter) ?? [];
  const token = tokenOf(link ?? null);
  await account.choosePassword(token, 'five cups of tea');
  expect(await refusal(account.choosePassword(token, 'six cups of tea'))).toEqual(['SIGN_IN_REFUSED token']);
  await world.sessions.signInByPassword(email, 'five cups of tea');
  await editors.disable(TESTER, await seen(editor));
  expect(await letters.sendLink(worker, editor.id, 'RESET')).toBe(false);
});

test('the last admin stays one, also when two take the role from each other at once', async () => {
  const all = (await editors.list(TESTER)).filter(
    ({ disabled, grants }) => !disabled && grants.some(({ role }) => role === 'admin'),
  );
  const [one, other, ...rest] = all;
  for (const each of rest) await editors.changeRoles(TESTER, await seen(each), []);
  if (!one || !other) throw new Error('there are two admins');
  const outcomes = await Promise.all(
    [one, other].map(async (each) => refusal(editors.changeRoles(TESTER, await seen(each), []))),
  );
  expect(outcomes.map(String).sort()).toEqual(['LAST_ADMIN editorId', 'null']);
  const [left] = (await editors.list(TESTER)).filter(({ grants }) => grants.some(({ role }) => role === 'admin'));
  expect(await refusal(editors.disable(TESTER, await seen(left ?? one)))).toEqual(['LAST_ADMIN editorId']);
});

test('every sign-in stands in the audit, refused ones too', async () => {
  const { editor, email } = await somebody();
  const { token } = await world.sessions.signInByPassword(email, PASSWORD);
  const me = `editor:${editor.id}`;
  expect(await newest('session.start')).toEqual({ actor: me, subject: editor.id, data: { by: 'PASSWORD' } });
  await world.sessions.signOut(token);
  expect(await newest('session.end')).toEqual({ actor: me, subject: editor.id, data: {} });
  await refusal(world.sessions.signInByPassword(email, 'wrong'));
  expect(await newest('session.refuse')).toEqual({
    actor: 'system:sign-in',
    subject: editor.id,
    data: { by: 'PASSWORD' },
  });
  await refusal(world.sessions.signInByPassword('nobody@example.org', 'wrong'));
  expect(await newest('session.refuse')).toMatchObject({ subject: null });
});
