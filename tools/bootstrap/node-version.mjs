import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { Refusal, ROOT } from './say.mjs';

const BOOTSTRAP = [20, 19];
const RUN = [22, 18];

const atLeast = (version, [major, minor]) => {
  const [foundMajor = 0, foundMinor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
};

export function requireBootstrapNode() {
  if (atLeast(process.version, BOOTSTRAP)) return;
  throw new Refusal(
    `This machine has Node ${process.version}; Almanac needs Node ${BOOTSTRAP.join('.')} or newer to install itself. ` +
      'Get one from https://nodejs.org and start again.',
  );
}

/** The Node that came with the packages (the same for everybody), else the machine's own when it is new enough. */
export function chooseNode() {
  const packaged = join(ROOT, 'node_modules/.bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(packaged)) {
    const { status, stdout } = spawnSync(packaged, ['--version'], { encoding: 'utf8', timeout: 30_000 });
    if (status === 0 && atLeast(stdout.trim(), RUN)) return packaged;
  }
  const own = machineNode();
  const { status, stdout } = spawnSync(own, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  if (status === 0 && atLeast(stdout.trim(), RUN)) return own;
  throw new Refusal(
    `Almanac runs on Node ${RUN.join('.')} or newer. The one that its packages bring does not exist for ` +
      `${process.platform} ${process.arch} or does not run here, and this machine's own is ${stdout?.trim() || process.version}. ` +
      'Install Node 24 from https://nodejs.org and start again.',
  );
}

/** Never the packaged one: it disappears while packages are being installed. */
export function machineNode() {
  const given = process.env.npm_node_execpath;
  if (given && existsSync(given) && !given.startsWith(join(ROOT, 'node_modules'))) return given;
  return process.execPath.startsWith(join(ROOT, 'node_modules')) ? 'node' : process.execPath;
}

/** The environment without the folders of our own packages in PATH, so that `node` and `npm` mean the machine's. */
export function machineEnvironment() {
  const kept = (process.env.PATH ?? '').split(delimiter).filter((part) => !part.includes(`node_modules`));
  return { ...process.env, PATH: kept.join(delimiter) };
}
