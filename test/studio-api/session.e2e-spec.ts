import http from 'node:http';
import { openStudio, type Studio } from './studio.js';

const VIEWER = { query: '{ viewer { id } }' };

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.end());

const withCookie = (headers: Record<string, string> = {}) =>
  studio.http
    .post('/graphql')
    .set('Cookie', `theme=dark; __Host-almanac-studio=${studio.session}`)
    .set(headers)
    .send(VIEWER);

test.each([
  ['no session at all', {}],
  ['a session that never was', { Authorization: `Bearer ${'A'.repeat(43)}` }],
  ['another scheme', { Authorization: 'Basic YTpi' }],
  ['an empty bearer', { Authorization: 'Bearer ' }],
  ['a cookie that is not ours', { Cookie: 'session=1; __Host-almanac-studio=x', 'Almanac-Studio': '1' }],
])('with %s nothing is answered but UNAUTHENTICATED', async (_name, headers) => {
  for (const query of [
    VIEWER.query,
    '{ __typename }',
    '{ __schema { types { name } } }',
    'mutation { signOut { problems { kind } } }',
    '{ nonsense }',
  ]) {
    const answer = await studio.http.post('/graphql').set(headers).send({ query }).expect(401);
    expect(answer.body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  }
  await studio.http.get('/graphql?query={__typename}').set(headers).expect(401);
  await studio.http.get('/anything/else').set(headers).expect(401);
});

test('a bad bearer does not fall back to the cookie', async () => {
  await withCookie({ Authorization: 'Bearer nonsense', 'Almanac-Studio': '1' }).expect(401);
});

test('without a session the front page says how to get one', async () => {
  const page = await studio.http
    .get('/')
    .expect(401)
    .expect('content-type', /^text\/html/);
  expect(page.text).toContain('npm run almanac -- editors link');
});

test('probes need no session and no name', async () => {
  await studio.http.get('/healthz').set('Host', '10.0.0.7:4001').expect(200);
  await studio.http.get('/readyz').set('Host', '10.0.0.7:4001').expect(200);
});

test('a cookie counts only with our header', async () => {
  const refused = await withCookie().expect(403);
  expect(refused.body).toMatchObject({ errors: [{ extensions: { code: 'CSRF_REFUSED' } }] });
  await withCookie({ 'Almanac-Studio': '1' }).expect(200);
  await withCookie({ 'Apollo-Require-Preflight': 'true' }).expect(200);
});

test.each([
  ['cross-site', { 'Sec-Fetch-Site': 'cross-site' }],
  ['same-site', { 'Sec-Fetch-Site': 'same-site' }],
  ['an older browser on another origin', { Origin: 'https://evil.example' }],
  ['an opaque origin', { Origin: 'null' }],
])('a browser that acts for another page is refused: %s', async (_name, headers) => {
  await withCookie({ 'Almanac-Studio': '1', ...headers }).expect(403);
  await studio.http
    .post('/sign-in')
    .type('form')
    .set(headers)
    .send({ token: await studio.link() })
    .expect(403);
  await studio.http
    .post('/sign-out')
    .type('form')
    .set('Cookie', `__Host-almanac-studio=${studio.session}`)
    .set(headers)
    .send('')
    .expect(403);
});

test.each(['/sign-in', '/sign-out', '/forgot-password', '/choose-password', '/account'])(
  'a form of another site cannot be sent to %s, whatever the browser holds',
  async (path) => {
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://evil.example' }])
      await studio.http
        .post(path)
        .type('form')
        .set('Cookie', `__Host-almanac-studio=${studio.session}`)
        .set(headers)
        .send({ name: 'Eve', email: 'eve@example.org', newPassword: 'three cups of tea' })
        .expect(403);
  },
);

test('our own pages and programs are let through', async () => {
  await withCookie({ 'Almanac-Studio': '1', 'Sec-Fetch-Site': 'same-origin' }).expect(200);
  await withCookie({ 'Almanac-Studio': '1', 'Sec-Fetch-Site': 'none' }).expect(200);
});

test('a form cannot speak GraphQL, whatever it carries', async () => {
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']) {
    await studio.http
      .post('/graphql')
      .set('Cookie', `__Host-almanac-studio=${studio.session}`)
      .set('Almanac-Studio', '1')
      .set('Content-Type', type)
      .send('query={viewer{id}}')
      .expect(415);
  }
});

test('another name that resolves to this machine gets nothing (DNS rebinding)', async () => {
  for (const host of [
    'evil.example',
    'localhost.evil.example:4001',
    '127.0.0.1.nip.io',
    'localhost@evil.example',
    '::1',
  ]) {
    for (const path of ['/graphql', '/', '/sign-in?token=x', '/nowhere']) {
      expect(await statusWithHost(path, host)).toBe(421);
    }
  }
  for (const host of ['localhost', 'localhost:4001', '127.0.0.1:1', 'LOCALHOST:4001', '[::1]:4001']) {
    expect(await statusWithHost('/sign-in', host)).toBe(200);
  }
});

/** A client of its own, which sends the header as it is told to. */
async function statusWithHost(path: string, host: string): Promise<number> {
  const { port } = studio.app.getHttpServer().address() as { port: number };
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
      .on('error', reject);
  });
}

test('no other origin is ever let in', async () => {
  const preflight = await studio.http
    .options('/graphql')
    .set('Origin', 'https://evil.example')
    .set('Access-Control-Request-Method', 'POST');
  const answer = await studio.http
    .post('/graphql')
    .set('Authorization', `Bearer ${studio.session}`)
    .set('Origin', 'https://evil.example')
    .send(VIEWER);
  for (const { headers } of [preflight, answer]) {
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

test('requests that are no GraphQL are refused as JSON, without a stack', async () => {
  const bearer = { Authorization: `Bearer ${studio.session}` };
  for (const body of ['{', '[]', '"x"', '[{"query":"{__typename}"}]', '{"query":"{__typename}","surplus":1}', 'null']) {
    const answer = await studio.http.post('/graphql').set(bearer).set('Content-Type', 'application/json').send(body);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.text).not.toMatch(/at .*\.(js|ts):\d+/);
  }
});
