import { AccountService, ATTEMPT_WINDOW, type Grant, InvitationsService, MOST_ATTEMPTS } from '#access';
import { TESTER } from '../kit/world.js';
import { openStudio, PROBLEMS, type ShownProblem, type Studio } from './studio.js';

const PASSWORD = 'three cups of tea';
const COOKIE = '__Host-almanac-studio';

let studio: Studio;
let count = 0;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.end());

const tokenOf = (link: string | null | undefined) => new URL(link ?? '').searchParams.get('token') ?? '';
const form = (path: string, fields: Record<string, string>, cookie = '') =>
  studio.http.post(path).type('form').set('Sec-Fetch-Site', 'same-origin').set('Cookie', cookie).send(fields);

async function invite(grants: readonly Grant[]) {
  const email = `person${++count}@example.org`;
  const invitations = studio.world.app.get(InvitationsService, { strict: false });
  const { editor, link } = await invitations.invite(TESTER, { name: `Person ${count}`, email, grants });
  return { id: editor.id, email, token: tokenOf(link) };
}

/** Somebody who is signed in, and the way they ask. */
async function person(grants: readonly Grant[]) {
  const { id, email, token } = await invite(grants);
  await studio.world.app.get(AccountService, { strict: false }).choosePassword(token, PASSWORD);
  const answer = await studio.http.post('/sign-in').send({ email, password: PASSWORD }).expect(200);
  const { session } = answer.body as { session: string };
  return { id, email, session, ask: asking(session) };
}

const asking =
  (bearer: string) =>
  async <T>(query: string, variables: object = {}) => {
    const response = await studio.http
      .post('/graphql')
      .set('Authorization', `Bearer ${bearer}`)
      .send({ query, variables });
    return { status: response.status, ...(response.body as { data: T; errors?: { extensions: { code: string } }[] }) };
  };

const ISSUE = `mutation ($input: IssueTokenInput!) { issueToken(input: $input) { secret token { id verbs } ${PROBLEMS} } }`;
const inADay = () => new Date(studio.world.clock.now().getTime() + 86_400_000).toISOString();

describe('the pages', () => {
  test('lead from an invitation to a session without a script', async () => {
    const { email, token } = await invite([{ role: 'author', locales: null }]);
    const page = await studio.http.get('/choose-password').query({ token }).expect(200);
    expect(page.text).toContain(email);
    const differing = await form('/choose-password', { token, password: PASSWORD, again: 'something else' }).expect(
      400,
    );
    expect(differing.text).toContain('role="alert"');
    expect(differing.text).toContain('aria-describedby="again-problem" aria-invalid="true"');
    expect(differing.text).not.toContain(PASSWORD);
    await form('/choose-password', { token, password: PASSWORD, again: PASSWORD }).expect(200);
    await studio.http.get('/choose-password').query({ token }).expect(401);
    const entered = await form('/sign-in', { email, password: PASSWORD }).expect(303).expect('location', '/');
    expect(String(entered.headers['set-cookie'])).toContain('Path=/; Secure; HttpOnly; SameSite=Strict');
  });

  test('say the same of a wrong password and of an unknown account, and repeat no password', async () => {
    const { email } = await person([]);
    const pages = [];
    for (const each of [email, 'nobody@example.org'])
      pages.push(
        (await form('/sign-in', { email: each, password: 'wrong-guess' }).expect(401)).text.replaceAll(each, ''),
      );
    expect(pages[0]).toBe(pages[1]);
    expect(pages[0]).toContain('role="alert"');
    expect(pages[0]).not.toContain('wrong-guess');
  });

  test('answer a forgotten password the same for everybody', async () => {
    const { email } = await person([]);
    const known = await form('/forgot-password', { email }).expect(200);
    const unknown = await form('/forgot-password', { email: 'nobody@example.org' }).expect(200);
    expect(known.text).toBe(unknown.text);
    await studio.http.post('/forgot-password').send({ email }).expect(204);
  });

  test('say 429 and when to come back after too many attempts', async () => {
    const { email } = await invite([]);
    for (let time = 0; time < MOST_ATTEMPTS.account; time++)
      await studio.http.post('/sign-in').send({ email, password: 'wrong' }).expect(401);
    const answer = await form('/sign-in', { email, password: 'wrong' }).expect(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('count attempts for the address that the server sees, whatever a header says', async () => {
    const guess = (time: number) =>
      studio.http
        .post('/sign-in')
        .set('X-Forwarded-For', `203.0.113.${time}`)
        .send({ token: 'A'.repeat(43) });
    const statuses = new Set<number>();
    for (let time = 0; time <= MOST_ATTEMPTS.address; time++) statuses.add((await guess(time)).status);
    expect([...statuses]).toEqual([401, 429]);
    studio.world.clock.advance(ATTEMPT_WINDOW + 1);
  });

  test('let somebody change their account, with the password that they have', async () => {
    const { email, session } = await person([]);
    const cookie = `${COOKIE}=${session}`;
    const page = await studio.http.get('/account').set('Cookie', cookie).expect(200);
    expect(page.text).toContain(`value="${email}"`);
    const change = {
      name: 'Another Name',
      email,
      currentPassword: 'wrong',
      newPassword: 'four cups of tea',
      newAgain: 'four cups of tea',
    };
    const refused = await form('/account', change, cookie).expect(400);
    expect(refused.text).toContain('This is not your password.');
    await form('/account', { ...change, currentPassword: PASSWORD }, cookie)
      .expect(303)
      .expect('location', '/sign-in');
    await studio.http.get('/account').set('Cookie', cookie).expect(303);
    await studio.http.post('/sign-in').send({ email, password: 'four cups of tea' }).expect(200);
  });

  test('every field has a label, and nothing on them is a script', async () => {
    for (const path of ['/sign-in', '/forgot-password']) {
      const { text } = await studio.http.get(path).expect(200);
      const fields = [...text.matchAll(/<input id="([^"]+)"/g)].map(([, id]) => id);
      expect(fields.length).toBeGreaterThan(0);
      for (const id of fields) expect(text).toContain(`<label for="${id}">`);
      expect(text).toMatch(/<html lang="en">/);
      expect(text).not.toContain('<script');
    }
  });
});

test('signing in again in the same browser ends the session that it had', async () => {
  const { email, session } = await person([]);
  await form('/sign-in', { email, password: PASSWORD }, `${COOKIE}=${session}`).expect(303);
  expect((await asking(session)('{ viewer { id } }')).status).toBe(401);
});

test('an editor without a role may see who they are, and nothing else', async () => {
  const { id, ask } = await person([]);
  expect((await ask('{ viewer { id grants { role } } }')).data).toEqual({ viewer: { id, grants: [] } });
  for (const query of [
    '{ variants(kind: ARTICLE, first: 1) { edges { cursor } } }',
    `{ document(documentId: "${id}") { documentId } }`,
    '{ editors(first: 1) { edges { cursor } } }',
    '{ tokens(of: ME, first: 1) { edges { cursor } } }',
    '{ expungeRequests(open: true, first: 1) { edges { cursor } } }',
    '{ auditEvents(first: 1) { edges { cursor } } }',
    'mutation { createArticle(input: {}) { problems { kind } } }',
  ]) {
    const { data, errors } = await ask<object | null>(query);
    expect([query, errors?.[0]?.extensions.code]).toEqual([query, 'NOT_ALLOWED']);
    expect(Object.values(data ?? {}).filter((value) => value !== null)).toEqual([]);
  }
});

test('another role ends the session with the next request', async () => {
  const admin = await person([{ role: 'admin', locales: null }]);
  const { id, ask } = await person([{ role: 'author', locales: null }]);
  const { data } = await admin.ask<{ changeEditorRoles: object }>(
    `mutation ($id: ID!) { changeEditorRoles(input: { editorId: $id, expectedVersion: 1, grants: [{ role: TRANSLATOR, locales: ["es"] }] }) { editor { version grants { role locales } } ${PROBLEMS} } }`,
    { id },
  );
  expect(data.changeEditorRoles).toEqual({
    editor: { version: 2, grants: [{ role: 'TRANSLATOR', locales: ['es'] }] },
    problems: [],
  });
  expect((await ask('{ viewer { id } }')).status).toBe(401);
});

test('viewerCan says whether, and who could', async () => {
  const { ask } = await person([{ role: 'translator', locales: ['es'] }]);
  const { data } = await ask(
    `{ es: viewerCan(verb: DRAFT_SAVE, locale: "es") { allowed reason } en: viewerCan(verb: DRAFT_SAVE, locale: "en") { allowed reason } }`,
  );
  expect(data).toEqual({
    es: { allowed: true, reason: null },
    en: { allowed: false, reason: expect.stringContaining('Only an author or a translator for "en"') as string },
  });
});

test('inviting, listing, disabling: for admins alone, with a sentence for others', async () => {
  const admin = await person([{ role: 'admin', locales: null }]);
  const author = await person([{ role: 'author', locales: null }]);
  const INVITE = `mutation ($input: InviteEditorInput!) { inviteEditor(input: $input) { link editor { id version email } ${PROBLEMS} } }`;
  const input = { name: 'Eve', email: `person${++count}@example.org`, grants: [{ role: 'ADMIN' }] };
  const refused = await author.ask<{ inviteEditor: { problems: ShownProblem[] } }>(INVITE, { input });
  expect(refused.data.inviteEditor.problems).toMatchObject([{ __typename: 'NotAllowedProblem', kind: 'NOT_ALLOWED' }]);
  const made = await admin.ask<{ inviteEditor: { link: string; editor: { id: string; version: number } } }>(INVITE, {
    input,
  });
  expect(tokenOf(made.data.inviteEditor.link)).toHaveLength(43);
  const { id, version } = made.data.inviteEditor.editor;
  const ids = [];
  for (let after: string | null = null, more = true; more;) {
    const page: {
      data: { editors: { edges: { node: { id: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } };
    } = await author.ask(
      `query ($after: String) { editors(first: 3, after: $after) { edges { node { id email } } pageInfo { endCursor hasNextPage } } }`,
      { after },
    );
    ids.push(...page.data.editors.edges.map(({ node }) => node.id));
    ({ endCursor: after, hasNextPage: more } = page.data.editors.pageInfo);
  }
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain(id);
  const DISABLE = `mutation ($input: DisableEditorInput!) { disableEditor(input: $input) { editor { disabled } ${PROBLEMS} } }`;
  const stale = await admin.ask<{ disableEditor: { problems: ShownProblem[] } }>(DISABLE, {
    input: { editorId: id, expectedVersion: version + 1 },
  });
  expect(stale.data.disableEditor.problems).toMatchObject([{ __typename: 'StaleEditorProblem' }]);
  const done = await admin.ask<object>(DISABLE, { input: { editorId: id, expectedVersion: version } });
  expect(done.data).toEqual({ disableEditor: { editor: { disabled: true }, problems: [] } });
});

describe('a script', () => {
  test('acts by a bearer token within its scope; its token is no cookie, signs nobody out and ends when revoked', async () => {
    const { id, ask } = await person([
      { role: 'author', locales: null },
      { role: 'admin', locales: null },
    ]);
    const input = { name: 'importer', verbs: ['DOCUMENT_CREATE'], expiresAt: inADay() };
    const { data } = await ask<{ issueToken: { secret: string; token: { id: string } } }>(ISSUE, { input });
    const { secret, token } = data.issueToken;
    const script = asking(secret);
    expect((await script('{ viewer { id } }')).data).toEqual({ viewer: { id } });
    const refused = await script<{ issueToken: { problems: ShownProblem[] } }>(ISSUE, { input });
    expect(refused.data.issueToken.problems).toMatchObject([{ kind: 'NOT_ALLOWED' }]);
    const audit = await script('{ auditEvents(first: 1) { edges { cursor } } }');
    expect(audit.errors?.[0]?.extensions.code).toBe('NOT_ALLOWED');
    await studio.http
      .post('/graphql')
      .set('Cookie', `${COOKIE}=${secret}`)
      .set('Almanac-Studio', '1')
      .send({ query: '{ viewer { id } }' })
      .expect(401);
    await script('mutation { signOut { problems { kind } } }');
    expect((await script('{ viewer { id } }')).status).toBe(200);
    const revoke = `mutation ($id: ID!) { revokeToken(input: { tokenId: $id }) { ${PROBLEMS} } }`;
    expect((await ask(revoke, { id: token.id })).data).toEqual({ revokeToken: { problems: [] } });
    expect((await script('{ viewer { id } }')).status).toBe(401);
  });

  test('never sees a token again after it was made', async () => {
    const { ask } = await person([{ role: 'author', locales: null }]);
    const input = { name: 'x', verbs: [], expiresAt: inADay() };
    const { data } = await ask<{ issueToken: { secret: string } }>(ISSUE, { input });
    const listed = await ask(
      '{ tokens(of: ME, first: 10) { edges { node { id name verbs locales expiresAt revokedAt lastUsedAt } } } }',
    );
    expect(JSON.stringify(listed)).not.toContain(data.issueToken.secret.slice(-43));
  });
});

test('the audit is read page by page, filtered, by admins alone', async () => {
  const admin = await person([{ role: 'admin', locales: null }]);
  const { id, email } = await person([{ role: 'author', locales: null }]);
  await studio.http.post('/sign-in').send({ email, password: 'wrong' }).expect(401);
  const AUDIT = `query ($filter: AuditFilterInput, $after: String) { auditEvents(first: 2, filter: $filter, after: $after) {
    edges { node { number verb actor subject before after data } } pageInfo { endCursor hasNextPage } } }`;
  interface Page {
    auditEvents: {
      edges: { node: { number: number; verb: string } }[];
      pageInfo: { endCursor: string | null; hasNextPage: boolean };
    };
  }
  const seen: { number: number; verb: string }[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { data }: { data: Page } = await admin.ask<Page>(AUDIT, { filter: { subject: id }, after });
    seen.push(...data.auditEvents.edges.map(({ node }) => node));
    ({ endCursor: after, hasNextPage: more } = data.auditEvents.pageInfo);
  }
  expect(seen.map(({ verb }) => verb)).toEqual([
    'session.refuse',
    'session.start',
    'editor.password',
    'editor.link',
    'editor.add',
  ]);
  const since = await admin.ask<Page>(AUDIT, { filter: { subject: id, sinceNumber: seen[1]?.number } });
  expect(since.data.auditEvents.edges.map(({ node }) => node.verb)).toEqual(['session.refuse', 'session.start']);
  const future = await admin.ask<Page>(AUDIT, { filter: { since: '2999-01-01T00:00:00Z' } });
  expect(future.data.auditEvents.edges).toEqual([]);
  const { endCursor } = since.data.auditEvents.pageInfo;
  const moved = await admin.ask<Page>(AUDIT, { filter: { subject: admin.id }, after: endCursor });
  expect(moved.errors?.[0]?.extensions.code).toBe('BAD_INPUT');
});

test('over the API too, expunging takes two', async () => {
  const author = await person([{ role: 'author', locales: null }]);
  const admin = await person([{ role: 'admin', locales: null }]);
  const { documentId } = await studio.world.given.article();
  const asked = await author.ask<{ requestExpunge: { request: { id: string } } }>(
    `mutation ($id: ID!) { requestExpunge(input: { documentId: $id, reason: PRIVACY }) { request { id requestedBy outcome } ${PROBLEMS} } }`,
    { id: documentId },
  );
  const { id } = asked.data.requestExpunge.request;
  const CONFIRM = `mutation ($input: ConfirmExpungeInput!) { confirmExpunge(input: $input) { request { outcome decidedBy } ${PROBLEMS} } }`;
  const input = { requestId: id, documentId };
  const alone = await author.ask<{ confirmExpunge: { problems: ShownProblem[] } }>(CONFIRM, { input });
  expect(alone.data.confirmExpunge.problems).toMatchObject([{ kind: 'NOT_ALLOWED' }]);
  const open = await admin.ask('{ expungeRequests(open: true, first: 10) { edges { node { id } } } }');
  expect(JSON.stringify(open.data)).toContain(id);
  const done = await admin.ask<object>(CONFIRM, { input });
  expect(done.data).toEqual({
    confirmExpunge: { request: { outcome: 'EXPUNGED', decidedBy: admin.id }, problems: [] },
  });
});
