import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import chromium, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/**
 * The Chromium of the npm package. The arguments are our own: those that the package proposes switch off web security and
 * the isolation of processes, which is what these tests are about.
 */
export class TestBrowser {
  private constructor(
    readonly browser: Browser,
    private readonly home: string,
  ) {}

  static async launch(): Promise<TestBrowser> {
    const executablePath = await chromium.executablePath();
    const home = await mkdtemp(path.join(tmpdir(), 'almanac-browser-'));
    const launch = (libraries: Record<string, string>) =>
      playwright.launch({
        executablePath,
        headless: true,
        // Chromium refuses its sandbox to root.
        chromiumSandbox: process.getuid?.() !== 0,
        args: ['--disable-gpu', '--disable-dev-shm-usage'],
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: home,
          FONTCONFIG_PATH: path.join(tmpdir(), 'fonts'),
          ...libraries,
        },
      });
    const browser = await launch({}).catch(async (error: unknown) => {
      if (!String(error).includes('shared libraries')) throw error;
      // A machine without the libraries of a desktop: the package brings those too.
      await inflate(path.resolve(import.meta.dirname, '../../node_modules/@sparticuz/chromium/bin/al2023.tar.br'));
      return launch({ LD_LIBRARY_PATH: path.join(tmpdir(), 'al2023/lib') });
    });
    return new TestBrowser(browser, home);
  }

  async end(): Promise<void> {
    await this.browser.close();
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}
