#!/usr/bin/env node
// The way in: `node tools/bootstrap.mjs start|test|dev|almanac ...`. It makes a plain clone runnable (packages, build)
// and hands over to the Node that the packages brought. Until that hand-over everything here and in ./bootstrap must run
// on Node 20.19 and with no package installed.
import { join } from 'node:path';
import process from 'node:process';
import { build } from './bootstrap/build.mjs';
import { develop } from './bootstrap/develop.mjs';
import { install } from './bootstrap/install.mjs';
import { withLock } from './bootstrap/lock.mjs';
import { chooseNode, requireBootstrapNode } from './bootstrap/node-version.mjs';
import { hold } from './bootstrap/process.mjs';
import { Refusal, ROOT, say } from './bootstrap/say.mjs';
import { test } from './bootstrap/test.mjs';

const USAGE = `Use: node tools/bootstrap.mjs <what> [arguments]
  start        install, build and start everything (npm start)
  test         check and test everything (npm test)
  dev          start, and start again what a saved file changes (npm run dev)
  prepare      install and build only
  almanac ...  the command line (npm run almanac -- --help)`;

async function main([what, ...rest]) {
  requireBootstrapNode();
  if (!['start', 'test', 'dev', 'prepare', 'almanac'].includes(what)) throw new Refusal(USAGE);
  const node = await withLock(async () => {
    await install();
    const chosen = chooseNode();
    // `test` builds in its own section, where a failure is counted.
    if (what !== 'test') await build(chosen);
    return chosen;
  });
  const cli = join(ROOT, 'dist/apps/cli/src/main.js');
  switch (what) {
    case 'start':
      return hold(node, [cli, 'start', ...rest], { tie: true });
    case 'almanac':
      // Everything runs in the checkout, where settings and data lie; paths that a person types start where they stand.
      return hold(node, [cli, '--from', process.env.INIT_CWD ?? process.cwd(), ...rest]);
    case 'dev':
      return develop(node, cli, rest);
    case 'test':
      return test(node, rest);
    default:
      say('Ready: everything is installed and built.');
      return 0;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
