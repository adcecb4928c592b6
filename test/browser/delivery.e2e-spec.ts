import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { Api } from '../delivery-api/api.js';
import { paragraph, TESTER } from '../kit/world.js';
import { TestBrowser } from './chromium.js';
import { until } from '../kit/until.js';

interface Seen {
  readonly status: number;
  readonly body: unknown;
  readonly etag: string | null;
  readonly asOf: string | null;
}

let api: Api;
let browser: TestBrowser;
let page: Page;
let delivery: string;
let closed: string;
let key: string;
const servers: Server[] = [];

async function serve(type: string, text: string): Promise<string> {
  const server = createServer((_request, response) => response.setHeader('content-type', type).end(text));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
  const { given, partners } = api.world;
  await given.published('article', { title: 'First', body: [paragraph('a', 'x')] }, { slug: 'page' });
  const scope = { kinds: null, topics: null, audiences: null, locales: null };
  await partners.create(TESTER, { handle: 'school', name: 'A school', region: null, scope });
  key = (await partners.issueKey(TESTER, 'school', null)).key;
  await api.app.listen(0, '127.0.0.1');
  delivery = await api.app.getUrl();
  closed = await serve('application/json', '{"secret":true}');
  browser = await TestBrowser.launch();
  page = await browser.browser.newPage();
  await page.goto(await serve('text/html', '<!doctype html><title>A page of a partner</title>'));
});
afterAll(async () => {
  await browser?.end();
  for (const server of servers) server.close();
  await api?.end();
});

/** What a script of the page is given to see of an answer; null when the browser keeps it from it. */
async function read(url: string, options: { method?: string; headers?: Record<string, string>; body?: string }) {
  return page.evaluate(
    async ([address, how]): Promise<Seen | null> => {
      try {
        const response = await fetch(address, how);
        return {
          status: response.status,
          body: await response.json(),
          etag: response.headers.get('etag'),
          asOf: response.headers.get('almanac-as-of'),
        };
      } catch {
        return null;
      }
    },
    [url, options] as const,
  );
}

const QUERY = 'query ($slug: String!) { article(slug: $slug) { title } }';
const body = JSON.stringify({ query: QUERY, variables: { slug: 'page' } });
const json = { 'content-type': 'application/json' };
const FIRST: Seen = {
  status: 200,
  body: { data: { article: { title: 'First' } } },
  etag: expect.stringMatching(/^"/) as string,
  asOf: expect.any(String) as string,
};

test('the browser guards origins: what a server does not share, a page cannot read', async () => {
  expect(await read(closed, {})).toBeNull();
});

test('a page of another origin queries by POST and by GET, and reads validator and state', async () => {
  const url = `${delivery}/graphql?${new URLSearchParams({ query: QUERY, variables: '{"slug":"page"}' }).toString()}`;
  for (let round = 0; round < 2; round++) {
    expect(await read(`${delivery}/graphql`, { method: 'POST', headers: json, body })).toEqual(FIRST);
    expect(await read(url, { headers: { 'apollo-require-preflight': '1' } })).toEqual(FIRST);
  }
  expect(await read(`${delivery}/v1/article/page.json`, {})).toMatchObject({ status: 200, body: { title: 'First' } });
});

test('a page may send a key, unless its partner keeps the key to other pages', async () => {
  const ask = () =>
    read(`${delivery}/graphql`, { method: 'POST', headers: { ...json, authorization: `Bearer ${key}` }, body });
  expect(await ask()).toEqual(FIRST);
  await api.world.partners.allowOrigins(TESTER, 'school', ['https://school.example']);
  await until(async () => (await ask()) === null);
  await api.world.partners.allowOrigins(TESTER, 'school', [new URL(page.url()).origin]);
  await until(async () => (await ask()) !== null);
  expect(await ask()).toEqual(FIRST);
});

test('a refusal can be read too, so that a page can say what is wrong', async () => {
  const refused = await read(`${delivery}/graphql`, { method: 'POST', headers: json, body: '{"query":"{ nothing }"}' });
  expect(refused).toMatchObject({
    status: 400,
    body: { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
  });
});

test('the start page is an editor for queries, and breaks no rule of its own policy', async () => {
  const tab = await browser.browser.newPage();
  const complaints: string[] = [];
  tab.on('pageerror', (error) => complaints.push(String(error)));
  tab.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
  });
  await tab.goto(`${delivery}/`);
  await tab.waitForSelector('.graphiql-container');
  expect(complaints).toEqual([]);
  await tab.close();
});
