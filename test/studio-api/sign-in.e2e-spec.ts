import { LINK_LIFETIMES, SESSION_LIFETIME } from '#access';
import { openStudio, type Studio } from './studio.js';

const COOKIE = '__Host-almanac-studio';
const GARBAGE = ['', 'x', '../../etc/passwd', "' or 1=1 --", 'A'.repeat(43), '\u0000', '🙂'];

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.end());

const post = (token: unknown) => studio.http.post('/sign-in').send({ token });
const whoAmI = (session: string) =>
  studio.http.post('/graphql').set('Authorization', `Bearer ${session}`).send({ query: '{ viewer { id name } }' });

test('looking at a link does not use it up, so that mail scanners cannot', async () => {
  const token = await studio.link();
  for (let look = 0; look < 3; look++) {
    const page = await studio.http
      .get('/sign-in')
      .query({ token })
      .expect(200)
      .expect('content-type', /^text\/html/);
    expect(page.text).toContain(`value="${token}"`);
    expect(page.headers['set-cookie']).toBeUndefined();
  }
  await post(token).expect(200);
});

test('the button signs in with a cookie that only this host can set and no script can read', async () => {
  const token = await studio.link();
  const answer = await studio.http
    .post('/sign-in')
    .type('form')
    .set('Sec-Fetch-Site', 'same-origin')
    .send({ token })
    .expect(303)
    .expect('location', '/');
  const [cookie] = answer.headers['set-cookie'] as unknown as string[];
  expect(cookie).toMatch(
    new RegExp(`^${COOKIE}=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$`),
  );
  const home = await studio.http
    .get('/')
    .set('Cookie', cookie?.split(';')[0] ?? '')
    .expect(200);
  expect(home.text).toContain('Ada &#60;Editor&#62;');
});

test('a link works once, however many try at once', async () => {
  const token = await studio.link();
  const answers = await Promise.all(Array.from({ length: 6 }, () => post(token)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
});

test('a script gets its session as JSON and may send it as a bearer', async () => {
  const answer = await post(await studio.link()).expect(200);
  const { session, editor, expiresAt } = answer.body as { session: string; editor: object; expiresAt: string };
  expect(editor).toEqual({ id: studio.editorId, name: 'Ada <Editor>', email: null });
  expect(Date.parse(expiresAt)).toBe(studio.world.clock.now().getTime() + SESSION_LIFETIME);
  const seen = await whoAmI(session).expect(200);
  expect(seen.body).toEqual({ data: { viewer: { id: studio.editorId, name: 'Ada <Editor>' } } });
});

test('a link that is used, too old or made up gets the same answer, as JSON and as a page', async () => {
  const used = await studio.link();
  await post(used).expect(200);
  const old = await studio.link();
  studio.world.clock.advance(LINK_LIFETIMES.SIGN_IN + 1_000);
  try {
    const answers = [];
    for (const token of [used, old, ...GARBAGE, null, 7, { $ne: 1 }, [old]])
      answers.push(await post(token).expect(401));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({ errors: [{ extensions: { code: 'SIGN_IN_REFUSED' } }] });
    const pages = [];
    for (const token of [used, old, ...GARBAGE])
      pages.push(
        await studio.http
          .post('/sign-in')
          .type('form')
          .send({ token })
          .expect(401)
          .expect('content-type', /^text\/html/),
      );
    expect(new Set(pages.map((page) => page.text)).size).toBe(1);
    expect(pages[0]?.text).toContain('npm run almanac -- editors link');
  } finally {
    studio.world.clock.advance(-LINK_LIFETIMES.SIGN_IN - 1_000);
  }
});

test('a session ends by itself', async () => {
  const { session } = (await post(await studio.link())).body as { session: string };
  studio.world.clock.advance(SESSION_LIFETIME + 1_000);
  try {
    await whoAmI(session).expect(401);
  } finally {
    studio.world.clock.advance(-SESSION_LIFETIME - 1_000);
  }
  await whoAmI(session).expect(200);
});

test('signing out ends the session everywhere and clears the cookie', async () => {
  const { session } = (await post(await studio.link())).body as { session: string };
  const out = await studio.http
    .post('/graphql')
    .set('Cookie', `${COOKIE}=${session}`)
    .set('Almanac-Studio', '1')
    .send({ query: 'mutation { signOut { problems { kind } } }' })
    .expect(200, { data: { signOut: { problems: [] } } });
  expect(String(out.headers['set-cookie'])).toContain(
    `${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`,
  );
  await whoAmI(session).expect(401);
});

test('the button on the page signs out too', async () => {
  const { session } = (await post(await studio.link())).body as { session: string };
  await studio.http
    .post('/sign-out')
    .type('form')
    .set('Cookie', `${COOKIE}=${session}`)
    .set('Sec-Fetch-Site', 'same-origin')
    .send('')
    .expect(303);
  await whoAmI(session).expect(401);
});

test('nothing of a link is written into the page but a token that looks like one', async () => {
  const page = await studio.http.get('/sign-in').query({ token: '"><script>alert(1)</script>' }).expect(200);
  expect(page.text).not.toContain('script');
  expect(page.text).not.toContain('alert');
});

test('the pages carry a policy without scripts, and no answer is stored or framed', async () => {
  for (const path of ['/sign-in?token=x', '/', '/graphql', '/nowhere']) {
    const { headers } = await studio.http.get(path);
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src|unsafe/);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
});
