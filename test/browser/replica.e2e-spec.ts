import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type * as Client from '../../libs/client/src/index.js';
import { Api } from '../delivery-api/api.js';
import { TestBrowser } from './chromium.js';

const VITE = path.resolve(import.meta.dirname, '../../node_modules/vite/bin/vite.js');
const CLIENT = path.resolve(import.meta.dirname, '../../libs/client/src');

interface OfPage {
  readonly client: typeof Client & { readonly indexedDbStore: (name: string) => Client.ReplicaStore };
  readonly document: { readonly body: { setAttribute(name: string, value: string): void } };
}

let api: Api;
let browser: TestBrowser;
let server: Server;
let code: string;
let site: string;
let delivery: string;
beforeAll(async () => {
  api = await Api.over();
  const { given } = api.world;
  for (let count = 0; count < 30; count++) await given.published('source', { title: `Source ${count}` });
  await api.app.listen(0, '127.0.0.1');
  delivery = await api.app.getUrl();
  code = await bundled();
  server = createServer((request, response) => {
    const isCode = request.url === '/client.js';
    response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html');
    response.end(isCode ? code : '<!doctype html><title>An app</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await TestBrowser.launch();
});
afterAll(async () => {
  await browser?.end();
  server?.close();
  await api?.end();
});

/** What an app takes into its page. By a process of its own: the bundler does not work within Jest. */
async function bundled(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'almanac-bundle-'));
  const lib = { entry: 'app.js', formats: ['es'], fileName: 'client' };
  await writeFile(
    path.join(folder, 'app.js'),
    `export * from '${CLIENT}/index.ts';\nexport * from '${CLIENT}/indexeddb-store.ts';\n`,
  );
  await writeFile(
    path.join(folder, 'vite.config.mjs'),
    `export default ${JSON.stringify({ logLevel: 'error', build: { minify: 'oxc', lib } })};\n`,
  );
  await promisify(execFile)(process.execPath, [
    VITE,
    'build',
    folder,
    '--config',
    path.join(folder, 'vite.config.mjs'),
  ]);
  const built = await readFile(path.join(folder, 'dist/client.mjs'), 'utf8');
  await rm(folder, { recursive: true });
  return built;
}

async function open(context: Awaited<ReturnType<TestBrowser['browser']['newContext']>>): Promise<Page> {
  const page = await context.newPage();
  await page.goto(site);
  await page.addScriptTag({ type: 'module', content: `import * as client from '/client.js'; window.client = client;` });
  await page.waitForFunction(() => 'client' in globalThis);
  return page;
}

/** In the page: a synchronisation in pages of five, of which so many are let through. */
const synchronise = (page: Page, pages: number) =>
  page.evaluate(
    async ([url, most]) => {
      const { client, document } = globalThis as unknown as OfPage;
      let sent = 0;
      const replica = client.createReplica({
        url,
        store: client.indexedDbStore('copy'),
        pageSize: 5,
        fetch: (...args) => {
          sent += 1;
          // A page that is waiting for its next answer for ever: the tab is closed meanwhile.
          return sent > most ? new Promise<Response>(() => undefined) : fetch(...args);
        },
        onProgress: ({ held }) => document.body.setAttribute('data-held', String(held)),
      });
      const synced = await replica.sync();
      return { ...synced, sources: (await replica.list('source', 'en')).length, requests: sent };
    },
    [delivery, pages] as const,
  );

test('in a real browser a copy survives a tab that is closed in the middle, and goes on where it was', async () => {
  const context = await browser.browser.newContext();
  const first = await open(context);
  synchronise(first, 3).catch(() => undefined);
  await first.waitForSelector('[data-held="15"]', { state: 'attached' });
  await first.close();
  const second = await open(context);
  expect(await synchronise(second, 100)).toMatchObject({
    refilled: 'UNFINISHED',
    count: 31,
    upserted: 16,
    sources: 30,
  });
  await second.reload();
  await second.close();
  const third = await open(context);
  expect(await synchronise(third, 100)).toEqual({
    refilled: null,
    count: 31,
    upserted: 0,
    removed: 0,
    sources: 30,
    requests: 1,
  });
  await context.close();
});

test('what an app takes into its page is less than 10 kB, compressed', () => {
  expect(gzipSync(code).length).toBeLessThan(10_000);
});
