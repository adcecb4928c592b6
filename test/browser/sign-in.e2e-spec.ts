import type { Page } from 'playwright-core';
import { EVERY_ROLE, InvitationsService } from '#access';
import { TESTER } from '../kit/world.js';
import { openStudio, type Studio } from '../studio-api/studio.js';
import { TestBrowser } from './chromium.js';

const PASSWORD = 'three cups of tea';

let studio: Studio;
let browser: TestBrowser;
let page: Page;
let address: string;
beforeAll(async () => {
  studio = await openStudio();
  const { port } = studio.app.getHttpServer().address() as { port: number };
  address = `http://localhost:${port}`;
  browser = await TestBrowser.launch();
  page = await browser.browser.newPage();
});
afterAll(async () => {
  await browser?.end();
  await studio?.end();
});

const focused = () => page.evaluate<string>('document.activeElement?.id ?? ""');

test('an invited editor chooses a password and signs in by keyboard alone, and a screen reader is told each step', async () => {
  const { link } = await studio.world.app
    .get(InvitationsService, { strict: false })
    .invite(TESTER, { name: 'Ada', email: 'ada@example.org', grants: EVERY_ROLE });
  await page.goto(`${address}/choose-password${new URL(link ?? '').search}`);
  await page.getByRole('textbox', { name: /^Password/ }).waitFor();
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('password');
  await page.keyboard.type('short');
  await page.keyboard.press('Tab');
  await page.keyboard.type('short');
  await page.keyboard.press('Enter');
  // What is wrong stands in an alert, as a link to the field, and the field says it too.
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toContain('at least 12 characters');
  expect(await page.title()).toContain('did not work');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await focused()).toBe('password');
  expect(await page.getByRole('textbox', { name: /^Password/ }).getAttribute('aria-invalid')).toBe('true');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('again');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('status').waitFor();

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'E-mail address' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('ada@example.org');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Tab');
  expect(await page.evaluate<string>('document.activeElement?.textContent')).toBe('Sign in');
  await page.keyboard.press('Enter');
  await page.getByText('You are signed in as').waitFor();

  // The session is where no script of the page, and no other site, gets at it.
  const [cookie] = await page.context().cookies(address);
  expect(cookie).toMatchObject({
    name: '__Host-almanac-studio',
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
    path: '/',
  });
  expect(await page.evaluate<string>('document.cookie')).toBe('');
});

test('a page of another site cannot use the session that the browser has', async () => {
  // The same machine under another name is another site.
  await page.goto(`${address.replace('localhost', '127.0.0.1')}/sign-in`);
  const seen = await page.evaluate(async (url) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json', 'almanac-studio': '1' },
      body: '{"query":"{ viewer { id } }"}',
    }).catch((error: unknown) => String(error));
    return typeof answer === 'string' ? answer : answer.status;
  }, address);
  expect(seen).toContain('TypeError');
});
