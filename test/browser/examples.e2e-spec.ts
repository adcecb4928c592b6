import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { LabelsService } from '#content';
import { createReplica, memoryStore, show } from '../../libs/client/src/index.js';
import { Api } from '../delivery-api/api.js';
import { TESTER } from '../kit/world.js';
import { TestBrowser } from './chromium.js';

const root = path.resolve(import.meta.dirname, '../..');
const VITE = path.join(root, 'node_modules/vite/bin/vite.js');
const SLUG = 'how-to-read-trafficking-statistics';

let api: Api;
let browser: TestBrowser;
let folder: string;
let delivery: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'almanac-examples-'));
  api = await Api.over({ bare: true, environment: { ALMANAC_CACHE_BYTES: '16000000' } });
  const { work, ledger, config, seeds } = api.world;
  const attribution = { text: 'A coalition', url: 'https://example.org/', licence: 'CC BY 4.0' };
  await new LabelsService(work, ledger, { ...config, attribution }).takeIn(TESTER);
  await seeds.seed(TESTER, path.join(root, 'samples'));
  await api.app.listen(0, '127.0.0.1');
  delivery = await api.app.getUrl();
  browser = await TestBrowser.launch();
}, 120_000);
afterAll(async () => {
  for (const child of children) child.kill();
  await browser?.end();
  await api?.end();
  await rm(folder, { recursive: true, force: true });
});

const run = (example: string, options: readonly string[], environment: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, options, {
    cwd: path.join(root, 'examples', example),
    env: { ...process.env, ...environment },
  });

/** Waits for the address that a server prints. */
async function serve(example: string, options: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, options, {
    cwd: path.join(root, 'examples', example),
    env: { ...process.env, ...environment, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  for await (const text of child.stdout) {
    said += String(text);
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
    if (address) return address[0];
  }
  throw new Error(`It ended: ${said}`);
}

async function documentId(kind: string, slug: string): Promise<string> {
  const answer = await api.http.get(`/v1/${kind}/${slug}.json`);
  return (answer.body as { documentId: string }).documentId;
}

test('a copy shows every text as the API does, with its embeds and their status', async () => {
  const { data } = await api.ask<Record<string, { edges: { node: { documentId: string; text: { html: string } } }[] }>>(
    `{ articles(first: 100) { edges { node { documentId text: body { html } } } }
       mythFacts(first: 100) { edges { node { documentId text: explanation { html } } } } }`,
  );
  const replica = createReplica({ url: delivery, store: memoryStore() });
  await replica.sync();
  let embeds = 0;
  for (const [list, field] of [
    ['articles', 'body'],
    ['mythFacts', 'explanation'],
  ] as const)
    for (const { node } of data[list]?.edges ?? []) {
      const held = await replica.get(node.documentId, 'en');
      const html = node.text?.html ?? '';
      expect(held && (await show(replica, held, field))).toBe(html);
      embeds += html.split('data-almanac-id').length - 1;
    }
  expect(embeds).toBeGreaterThan(5);
});

describe('the partner site', () => {
  const environment = () => ({ ALMANAC_URL: delivery, OUT: path.join(folder, 'site'), PORT: '0' });
  const build = () => run('partner-site', [path.join(folder, 'partner/build.js')], environment());
  let site: string;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    await run('partner-site', [VITE, 'build', '--outDir', path.join(folder, 'partner')]);
    await build();
    site = await serve('partner-site', [path.join(folder, 'partner/serve.js')], environment());
    context = await browser.browser.newContext({ javaScriptEnabled: false });
    page = await context.newPage();
  }, 60_000);
  afterAll(() => context?.close());
  const textOf = (selector: string) => page.locator(selector).allInnerTexts();

  test('is read without JavaScript: help first, then articles, myths and how sure each figure is', async () => {
    await page.goto(`${site}/articles/${SLUG}.html`);
    expect((await textOf('.crisis a'))[0]).toMatch(/^[\d-]+$/);
    expect(await page.locator('body > *:nth-child(2)').getAttribute('class')).toBe('crisis');
    expect(await textOf('h1')).toHaveLength(1);
    expect((await textOf('footer')).join()).toMatch(/A coalition.*Licence: CC BY 4.0/s);
    await page.goto(site);
    await page.getByRole('link', { name: 'Corrections' }).click();
    expect(await textOf('h1')).toEqual(['Corrections']);
    await page.goto(`${site}/index.html`);
    expect(await textOf('.status')).toEqual(
      expect.arrayContaining(['Disputed', 'Not verified', 'Supported, with limits']),
    );
    await page.locator('a[href^="/myths/"]').first().click();
    expect(await textOf('article .label')).toEqual(['Myth', 'Fact']);
  });

  test('has no link that leads nowhere', async () => {
    const { pages } = JSON.parse(await readFile(path.join(folder, 'site/site.json'), 'utf8')) as {
      pages: { path: string }[];
    };
    const links = new Set<string>();
    for (const file of ['index.html', 'corrections.html', ...pages.map((each) => each.path)]) {
      const html = await readFile(path.join(folder, 'site', file), 'utf8');
      for (const [, href = ''] of html.matchAll(/href="(\/[^"]*)"/g)) links.add(href);
    }
    expect(links.size).toBeGreaterThan(20);
    for (const href of links) expect([href, (await fetch(site + href)).status]).toEqual([href, 200]);
  });

  test('says what was corrected, and answers 410 where something was taken back', async () => {
    const article = await documentId('article', SLUG);
    await correct(article, { title: 'How to read a number' }, 'The title.');
    await page.goto(site);
    const [myth = ''] = await page
      .locator('a[href^="/myths/"]')
      .evaluateAll((all) =>
        all.map((link) => (link as unknown as { getAttribute(name: string): string }).getAttribute('href')),
      );
    const slug = path.basename(myth, '.html');
    await api.withdraw(await documentId('myth-fact', slug), { reason: 'RETRACTED', notice: 'We were wrong about it.' });
    await heard(`/v1/myth-fact/${slug}.json`, 410);
    await build();
    const response = await page.goto(site + myth);
    expect(response?.status()).toBe(410);
    expect((await textOf('main')).join()).toMatch(/We took this page back.*We were wrong about it\./s);
    expect(await textOf('.crisis a')).not.toEqual([]);
    await page.goto(`${site}/corrections.html`);
    expect((await textOf('main li')).join()).toMatch(/How to read a number.*The title\./s);
    await page.getByRole('link', { name: 'How to read a number' }).click();
    expect((await textOf('.notice'))[0]).toMatch(/Corrected on .*The title\./);
    await build();
    expect((await fetch(site + myth)).status).toBe(410);
  });
});

async function correct(id: string, fields: Readonly<Record<string, unknown>>, note: string): Promise<void> {
  const { drafting, publishing } = api.world;
  const { draftVersion: expectedVersion } = await drafting.get(id, 'en');
  const { draftVersion } = await drafting.save(TESTER, { documentId: id, locale: 'en', expectedVersion, fields });
  await publishing.publish(TESTER, {
    publish: [{ documentId: id, locale: 'en', expectedVersion: draftVersion, changeKind: 'CORRECTION', note }],
  });
}

/** Waits until the front knows it. */
async function heard(address: string, status: number): Promise<void> {
  const begun = performance.now();
  while ((await api.http.get(address)).status !== status)
    if (performance.now() - begun > 5_000) throw new Error(`${address} is not ${status}`);
}

/** The network between a page and the API, which can be cut. */
class Line {
  private readonly server = createTcpServer((near) => this.join(near));
  private readonly sockets = new Set<Socket>();
  private port = 0;
  private target = 0;

  async open(target: number): Promise<string> {
    this.target = target;
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.port}`;
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(near: Socket): void {
    const far = connect(this.target, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => this.sockets.delete(one) && other.destroy());
      one.pipe(other);
    }
  }
}

describe('the offline reader', () => {
  const READ = 'when-someone-tells-you';
  const TITLE = 'When someone tells you';
  const WORDS = 'You do not need the right words.';
  let server: Server;
  let port = 0;
  const line = new Line();
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    await run('offline-reader', [VITE, 'build', '--outDir', path.join(folder, 'reader')], {
      VITE_ALMANAC_URL: await line.open(Number(new URL(delivery).port)),
    });
    await open();
    context = await browser.browser.newContext();
  }, 60_000);
  afterAll(async () => {
    await context?.close();
    server?.close();
    await line.cut();
  });

  async function open(): Promise<void> {
    const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };
    server = createServer((request, response) => {
      const name = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1);
      readFile(path.join(folder, 'reader', name)).then(
        (bytes) => response.setHeader('content-type', types[path.extname(name)] ?? 'text/html').end(bytes),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  }
  async function visit(): Promise<void> {
    page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
  }
  const says = (text: string | RegExp) =>
    page
      .getByText(text)
      .first()
      .waitFor({ timeout: 15_000 })
      .catch(async (error: unknown) => {
        throw new Error(`It says: ${await page.locator('body').innerText()}`, { cause: error });
      });

  test('goes on where it was when it is closed in the middle of its first synchronisation', async () => {
    let pages = 0;
    await context.route('**/v1/sync*', (route) => {
      pages += 1;
      // The third page never comes.
      return pages > 2 ? undefined : route.continue({ url: route.request().url().replace('first=200', 'first=5') });
    });
    await visit();
    await says('Bringing the library: 10 documents so far.');
    await page.close({ runBeforeUnload: false });
    await context.unroute('**/v1/sync*');
    const asked: string[] = [];
    context.on('request', (request) => void (request.url().includes('/v1/sync') && asked.push(request.url())));
    await visit();
    await says(/^Up to date: \d+ documents/);
    expect(asked[0]).toContain('token=');
  });

  test('is read without a network, help first', async () => {
    await page.waitForFunction(() =>
      Boolean((navigator as unknown as { serviceWorker: { controller: unknown } }).serviceWorker.controller),
    );
    await line.cut();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await page.reload();
    await says(/^No network\. This is as of/);
    expect((await page.locator('#help a').allInnerTexts())[0]).toMatch(/^[\d-]+$/);
    await page.getByRole('link', { name: TITLE }).click();
    await page.getByRole('heading', { name: TITLE }).waitFor();
    expect((await page.locator('#main').innerText()).length).toBeGreaterThan(500);
    expect(await held(page)).toContain(WORDS);
  });

  test('shows a correction when there is a network again, and what was taken back without its words', async () => {
    await open();
    await line.open(Number(new URL(delivery).port));
    // By itself, when its stream of events is there again.
    await says(/^Up to date/);
    const id = await documentId('article', READ);
    await correct(id, { summary: 'Other words.' }, 'The summary was wrong.');
    await says(/Corrected on .*The summary was wrong\./);
    await api.withdraw(id, { reason: 'RETRACTED', notice: 'We were wrong about the signs.' });
    await says(/^An article was taken back/);
    await says('We were wrong about the signs.');
    expect(await page.locator('#main').innerText()).not.toContain(WORDS);
    expect(await held(page)).not.toContain(WORDS);
    await page.getByRole('link', { name: 'Library' }).click();
    await page.locator('#removed').getByText('An article was taken back').waitFor();
  });
});

/** Everything that the reader keeps in this browser. */
const held = (page: Page) =>
  page.evaluate(async () => {
    const { indexedDB, localStorage } = globalThis as unknown as Kept;
    const wait = <T>(request: Asked<T>) =>
      new Promise<T>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await wait(indexedDB.open('reader'));
    const all = await wait(database.transaction('documents').objectStore('documents').getAll());
    database.close();
    return JSON.stringify([all, localStorage]);
  });
interface Asked<T> {
  readonly result: T;
  onsuccess: (() => void) | null;
}
/** As much of a browser as is used here. */
interface Kept {
  readonly indexedDB: {
    open(name: string): Asked<{
      transaction(name: string): { objectStore(name: string): { getAll(): Asked<readonly unknown[]> } };
      close(): void;
    }>;
  };
  readonly localStorage: Readonly<Record<string, string>>;
}
