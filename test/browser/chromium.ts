import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium as playwright } from 'playwright-core';
import { sharedFolder } from '../kit/shared-folder.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LIBRARIES = 'node_modules/@sparticuz/chromium/bin/al2023.tar.br';

/** Unpacks the program, its fonts and the libraries of a desktop into the folder that it takes for the one of temporary files. */
const UNPACK = `
  const { default: chromium, inflate } = await import('@sparticuz/chromium');
  await chromium.executablePath();
  await inflate(process.argv[1]);`;

/** The package names the folder in which it would lie by itself; this one may be anywhere. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/**
 * The package takes what lies in the folder of temporary files for whole, though another process may be writing it, or have
 * died while it did: so each run has a folder of its own.
 */
const unpacked = () =>
  sharedFolder('chromium', (folder) => {
    mkdirSync(folder);
    execFileSync(process.execPath, ['--input-type=module', '--eval', UNPACK, path.join(ROOT, LIBRARIES)], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: folder },
    });
    writeFileSync(path.join(folder, 'fonts/fonts.conf'), FONTS);
    return Promise.resolve();
  });

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
    const folder = await unpacked();
    const home = await mkdtemp(path.join(tmpdir(), 'almanac-browser-'));
    const launch = (libraries: Record<string, string>) =>
      playwright.launch({
        executablePath: path.join(folder, 'chromium'),
        headless: true,
        // Chromium refuses its sandbox to root.
        chromiumSandbox: process.getuid?.() !== 0,
        args: ['--disable-gpu', '--disable-dev-shm-usage'],
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: home,
          FONTCONFIG_PATH: path.join(folder, 'fonts'),
          ...libraries,
        },
      });
    const browser = await launch({}).catch(async (error: unknown) => {
      if (!String(error).includes('shared libraries')) throw error;
      // A machine without the libraries of a desktop: the package brings those too.
      return launch({ LD_LIBRARY_PATH: path.join(folder, 'al2023/lib') });
    });
    return new TestBrowser(browser, home);
  }

  async end(): Promise<void> {
    await this.browser.close();
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}
