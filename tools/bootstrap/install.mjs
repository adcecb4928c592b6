import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { machineEnvironment, machineNode } from './node-version.mjs';
import { capture } from './process.mjs';
import { Refusal, ROOT, say } from './say.mjs';

const LOCKFILE = join(ROOT, 'package-lock.json');
const STAMP = join(ROOT, 'node_modules/.almanac-install');

/** The packages that package-lock.json names, installed. Does nothing when they are, whoever installed them. */
export async function install() {
  const wanted = createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === wanted) return;
  if (!installedAlready()) {
    say('[1/3] Installing packages (about a minute) ...');
    // Whatever npm_config_omit or NODE_ENV say, the build needs them all: the compiler, and the native parts.
    const args = [
      'ci',
      '--include=dev',
      '--include=optional',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--no-progress',
      '--loglevel=error',
    ];
    const { code, output } = await npm(args);
    if (code !== 0) {
      const said = output.trim().split('\n').slice(0, 25).join('\n');
      throw new Refusal(
        `${said}\n\nThe packages could not be installed (npm ci ended with ${code}). Mend what npm says above (often the network, or a full disk) and start again.`,
      );
    }
  }
  writeFileSync(STAMP, `${wanted}\n`);
}

/** npm keeps a list of what it put there; `npm ci` run by hand or by a build server is as good as ours. */
function installedAlready() {
  const hidden = join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  try {
    const found = JSON.parse(readFileSync(hidden, 'utf8')).packages;
    const wanted = JSON.parse(readFileSync(LOCKFILE, 'utf8')).packages;
    return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
      if (path === '') return true;
      const there = found[path];
      if (!there) return Boolean(optional || devOptional);
      return there.version === version && there.integrity === integrity;
    });
  } catch {
    return false;
  }
}

function npm(args) {
  const env = machineEnvironment();
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.[cm]?js$/.test(script) && existsSync(script))
    return capture(machineNode(), [script, ...args], { env });
  return capture(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
    env,
    shell: process.platform === 'win32',
  }).then((result) => {
    if (result.code !== 127) return result;
    throw new Refusal(
      'npm was not found on this machine. It comes with Node: install Node from https://nodejs.org and start again.',
    );
  });
}
