import {
  type Actor,
  EVERY_ROLE,
  type Grant,
  may,
  OperationsService,
  PermissionsService,
  TOKEN_VERBS,
  type TokenRequest,
  TokensService,
  VERBS,
} from '#access';
import { Problems } from '#platform';
import { createWorld, TESTER, type World } from '../kit/world.js';

const DAY = 86_400_000;

let world: World;
let tokens: TokensService;
let permissions: PermissionsService;
beforeAll(async () => {
  world = await createWorld({ bare: true });
  tokens = world.app.get(TokensService, { strict: false });
  permissions = world.app.get(PermissionsService, { strict: false });
});
afterAll(() => world.end());

type EditorActor = Extract<Actor, { type: 'editor' }>;

async function somebody(grants: readonly Grant[] = EVERY_ROLE): Promise<EditorActor> {
  const { id } = await world.editors.add(TESTER, { name: 'Ada', email: null, grants });
  return { type: 'editor', id };
}
const asked = (change: Partial<TokenRequest> = {}): TokenRequest => ({
  name: 'nightly import',
  verbs: ['document.create', 'draft.save'],
  locales: null,
  expiresAt: new Date(world.clock.now().getTime() + DAY),
  ...change,
});
const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (thrown: unknown) => Problems.of(thrown)?.map(({ kind, path }) => [kind, ...path].join(' ')) ?? thrown,
  );
const allowed = async (actor: Actor, locale: string | null) => {
  const rights = await permissions.rightsOf(actor);
  return VERBS.filter((verb) => may(rights, verb, { locale }).allowed);
};

test('a token acts for its editor, with the verbs and languages of its scope and no more', async () => {
  const ada = await somebody();
  const { secret, token } = await tokens.issue(ada, asked({ locales: ['es'] }));
  expect(secret).toMatch(/^almt_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/);
  const holder = await tokens.whoIs(secret);
  expect(holder?.actor).toEqual({ ...ada, token: token.id });
  const actor = holder?.actor ?? TESTER;
  expect(await allowed(actor, 'es')).toEqual(['document.create', 'draft.save']);
  expect(await allowed(actor, 'en')).toEqual([]);
});

test('a token never may more than its editor may at that moment', async () => {
  const ada = await somebody();
  const { secret } = await tokens.issue(ada, asked({ verbs: TOKEN_VERBS }));
  const actor = (await tokens.whoIs(secret))?.actor ?? TESTER;
  expect(await allowed(actor, 'en')).toEqual(TOKEN_VERBS);
  const { version } = await world.editors.get(ada.id);
  await world.editors.changeRoles(TESTER, { editorId: ada.id, expectedVersion: version }, [
    { role: 'translator', locales: ['es'] },
  ]);
  expect(await allowed(actor, 'en')).toEqual(['partner.read', 'operation.read']);
  expect(await allowed(actor, 'es')).toEqual(
    await allowed(ada, 'es').then((own) => own.filter((verb) => TOKEN_VERBS.includes(verb))),
  );
});

test('what takes a person a token is never given, and a token makes no token', async () => {
  const ada = await somebody();
  expect(
    await refusal(tokens.issue(ada, asked({ verbs: ['draft.save', 'expunge.confirm', 'editor.change'] }))),
  ).toEqual(['BAD_INPUT verbs 1', 'BAD_INPUT verbs 2']);
  const { token } = await tokens.issue(ada, asked({ verbs: TOKEN_VERBS }));
  const script: Actor = { ...ada, token: token.id };
  expect(await refusal(tokens.issue(script, asked()))).toEqual(['NOT_ALLOWED']);
  expect(await refusal(tokens.revoke(script, token.id))).toEqual(['NOT_ALLOWED']);
  expect(await refusal(world.editors.add(script, { name: 'Eve', email: null, grants: EVERY_ROLE }))).toEqual([
    'NOT_ALLOWED',
  ]);
});

test('a token is stored as a keyed hash, and shown once', async () => {
  const ada = await somebody();
  const { secret, token } = await tokens.issue(ada, asked());
  const [row] = await world.work.rows<{ all: string }>(
    `select t::text || (select string_agg(e::text, ' ') from ledger.event e) as all from access.token t where id = $1`,
    [token.id],
  );
  expect(row?.all).not.toContain(secret.slice(-43));
  expect(JSON.stringify(await tokens.list(ada, { of: 'me', first: 10, after: null }))).not.toContain(secret.slice(-43));
});

test('it ends on its day, and at once when it is revoked or its editor is disabled; one that ended in the middle of a request may nothing', async () => {
  const ada = await somebody();
  const short = await tokens.issue(ada, asked());
  const long = await tokens.issue(ada, asked({ expiresAt: new Date(world.clock.now().getTime() + 30 * DAY) }));
  const other = await tokens.issue(ada, asked({ expiresAt: new Date(world.clock.now().getTime() + 30 * DAY) }));
  world.clock.advance(DAY);
  expect(await tokens.whoIs(short.secret)).toBeNull();
  const holder = await tokens.whoIs(long.secret);
  expect(await allowed(holder?.actor ?? TESTER, 'en')).not.toEqual([]);
  await tokens.revoke(ada, long.token.id);
  expect(await tokens.whoIs(long.secret)).toBeNull();
  expect(await allowed(holder?.actor ?? TESTER, 'en')).toEqual([]);
  expect(await refusal(tokens.revoke(ada, long.token.id))).toEqual(['TOKEN_NOT_FOUND tokenId']);
  const { version } = await world.editors.get(ada.id);
  await world.editors.disable(TESTER, { editorId: ada.id, expectedVersion: version });
  expect(await tokens.whoIs(other.secret)).toBeNull();
});

test('one that was made up, cut or changed lets nobody in', async () => {
  const { secret } = await tokens.issue(await somebody(), asked());
  const strange = [
    '',
    'almt_',
    secret.slice(0, -1),
    `${secret}A`,
    secret.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    secret.toUpperCase(),
    `almt_${'0'.repeat(12)}_${'A'.repeat(43)}`,
    'x'.repeat(10_000),
    '\0',
  ];
  for (const each of strange) expect(await tokens.whoIs(each)).toBeNull();
});

test('everybody sees and revokes their own, an admin those of all', async () => {
  const ada = await somebody();
  const tom = await somebody([{ role: 'translator', locales: ['es'] }]);
  const { token } = await tokens.issue(tom, asked({ locales: ['es'] }));
  const adas = await tokens.issue(ada, asked());
  expect((await tokens.list(tom, { of: 'me', first: 10, after: null })).map(({ id }) => id)).toEqual([token.id]);
  expect(await refusal(tokens.list(tom, { of: 'everybody', first: 10, after: null }))).toEqual(['NOT_ALLOWED']);
  expect(await refusal(tokens.revoke(tom, adas.token.id))).toEqual(['NOT_ALLOWED']);
  const everybody = await tokens.list(ada, { of: 'everybody', first: 2, after: null });
  const next = await tokens.list(ada, { of: 'everybody', first: 100, after: everybody[1]?.id ?? null });
  expect(new Set([...everybody, ...next].map(({ id }) => id)).size).toBe(everybody.length + next.length);
  await tokens.revoke(ada, token.id);
});

test.each<[string, (now: number) => Partial<TokenRequest>, string]>([
  ['without a name', () => ({ name: ' ' }), 'BAD_INPUT name'],
  ['for a language that is not configured', () => ({ locales: ['xx'] }), 'BAD_INPUT locales 0'],
  ['for no language', () => ({ locales: [] }), 'BAD_INPUT locales'],
  ['that has ended already', (now) => ({ expiresAt: new Date(now) }), 'BAD_INPUT expiresAt'],
  ['for ever', (now) => ({ expiresAt: new Date(now + 400 * DAY) }), 'BAD_INPUT expiresAt'],
])('a token %s is refused', async (_what, change, problem) => {
  expect(await refusal(tokens.issue(await somebody(), asked(change(world.clock.now().getTime()))))).toEqual([problem]);
});

test('an editor has at most twenty that work, also when many are made at once', async () => {
  const ada = await somebody();
  const outcomes = await Promise.all(Array.from({ length: 24 }, () => refusal(tokens.issue(ada, asked()))));
  expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(20);
});

test('the audit tells a script from its editor, and both are found under the editor', async () => {
  const ada = await somebody();
  const { token } = await tokens.issue(ada, asked());
  await world.drafting.create({ ...ada, token: token.id }, { kind: 'article', locale: 'en', body: {} });
  const events = await world.ledger.events({ order: 'OLDEST', first: 10, actor: `editor:${ada.id}` });
  expect(events.map(({ actor, verb }) => [actor, verb])).toEqual([
    [`editor:${ada.id}`, 'token.issue'],
    [`editor:${ada.id}/token:${token.id}`, 'document.create'],
  ]);
});

test('a token for somebody else is made by whoever has the machine, and by nobody who is signed in', async () => {
  const [ada, admin] = [await somebody([{ role: 'author', locales: ['es'] }]), await somebody()];
  expect(await refusal(tokens.issueFor(admin, ada.id, asked()))).toEqual(['NOT_ALLOWED']);
  const { secret, token } = await tokens.issueFor(TESTER, ada.id, asked());
  const holder = await tokens.whoIs(secret);
  expect(holder?.actor).toEqual({ ...ada, token: token.id });
  expect(await allowed(holder?.actor ?? TESTER, 'en')).not.toContain('draft.save');
  expect(await refusal(tokens.issueFor(TESTER, '01900000-0000-7000-8000-000000000000', asked()))).toEqual([
    'NOT_ALLOWED',
  ]);
});

test('operations of clients are registered and removed by admins alone, and seen by every editor', async () => {
  const operations = world.app.get(OperationsService, { strict: false });
  const [author, admin] = [await somebody([{ role: 'author', locales: null }]), await somebody()];
  const operation = { id: 'a'.repeat(32), name: 'Wells', document: '{ __typename }' };
  expect(await refusal(operations.register(author, [operation]))).toEqual(['NOT_ALLOWED']);
  expect(await operations.register(admin, [operation])).toEqual([operation.id]);
  expect((await operations.list(author)).map(({ id }) => id)).toEqual([operation.id]);
  expect(await refusal(operations.remove(author, [operation.id]))).toEqual(['NOT_ALLOWED']);
  await operations.remove(admin, [operation.id]);
  expect(await operations.list(admin)).toEqual([]);
});
