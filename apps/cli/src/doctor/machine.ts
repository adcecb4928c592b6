import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '#platform';
import { type Finding, ok, warning, wrong } from './finding.js';

const OLDEST_NODE = [22, 18] as const;
const MEGABYTE = 1_000_000;
/** Megabytes on the disk of the data folder: an embedded database that cannot write stops. */
const SCARCE = 2_000;
const TOO_FEW = 200;
/** Beside the folder of the embedded database lies its password; the link lets somebody into the studio. */
const SECRET_FILES = ['secret', 'postgres.secret', 'sign-in-link', 'running.json'];

export function examineMachine(config: Config, nodeVersion: string): Finding[] {
  return [examineNode(nodeVersion), ...examineFolder(config)];
}

function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = OLDEST_NODE;
  const isOld = major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
  return isOld
    ? wrong(
        'Node',
        `Node ${version} is too old: run this through \`npm run almanac\`, which uses the Node that npm brought.`,
      )
    : ok('Node', `Node ${version}`);
}

function examineFolder({ dataDir, secret }: Config): Finding[] {
  if (!existsSync(dataDir))
    return [warning('data folder', `${dataDir} does not exist yet: \`npm start\` makes it, or set ALMANAC_DATA_DIR.`)];
  const found: Finding[] = [];
  try {
    if (!statSync(dataDir).isDirectory()) throw new Error('not a folder');
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    found.push(ok('data folder', dataDir));
  } catch {
    return [wrong('data folder', `${dataDir} cannot be written: give this user permission, or set ALMANAC_DATA_DIR.`)];
  }
  const { bavail, bsize } = statfsSync(dataDir);
  found.push(examineSpace(Math.floor((bavail * bsize) / MEGABYTE), dataDir));
  return [...found, ...examineSecrets(dataDir, secret !== null)];
}

export function examineSpace(megabytes: number, dataDir: string): Finding {
  if (megabytes < TOO_FEW) return wrong('disk', `${megabytes} MB are free where ${dataDir} lies: free some space now.`);
  if (megabytes < SCARCE)
    return warning('disk', `${megabytes} MB are free where ${dataDir} lies: free some space soon.`);
  return ok('disk', `${megabytes} MB free`);
}

function examineSecrets(dataDir: string, isGiven: boolean): Finding[] {
  const there = SECRET_FILES.map((name) => path.join(dataDir, name)).filter((file) => existsSync(file));
  // Windows has no such bits; there the folder's own rights decide.
  const open = process.platform === 'win32' ? [] : there.filter((file) => (statSync(file).mode & 0o077) !== 0);
  if (open.length > 0)
    return open.map((file) =>
      wrong('secrets', `Others may read ${file}: run \`chmod 600 ${file}\`, and replace what it holds.`),
    );
  if (!isGiven && !existsSync(path.join(dataDir, 'secret')))
    return [
      warning(
        'secrets',
        `${dataDir} holds no secret: \`npm start\` makes one; if there was one, restore it, or keys stop working.`,
      ),
    ];
  return [ok('secrets', isGiven ? 'ALMANAC_SECRET is set' : 'readable by this user alone')];
}
