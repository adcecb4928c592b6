// `npm run torture [-- --seed <number>] [--operations <number>] [--actors <number>] [--publications <number>]`: editors at random
// for as long as it takes, then a siege of a whole installation, and everything that must hold. Choices follow from the seed; with
// one actor the order of a walk does too, so it is had again.
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

const USAGE =
  'usage: npm run torture [-- --seed <number>] [--operations <number>] [--actors <number>] [--publications <number>]';
const root = path.resolve(import.meta.dirname, '..');

function asked() {
  const option = { type: 'string' };
  const { values } = parseArgs({ options: { seed: option, operations: option, actors: option, publications: option } });
  const given = {
    seed: `${Math.floor(Math.random() * 1_000_000)}`,
    operations: '10000',
    actors: '4',
    publications: '300',
    ...values,
  };
  for (const [name, value] of Object.entries(given))
    if (!/^[1-9]\d{0,8}$|^0$/.test(value)) throw new Error(`--${name} takes a whole number`);
  return given;
}

let given;
try {
  given = asked();
} catch (error) {
  process.stderr.write(`${error.message}\n${USAGE}\n`);
  process.exit(2);
}
const { seed, operations, actors, publications } = given;
process.stdout.write(
  `Seed ${seed}: ${operations} operations by ${actors} actors, and a siege of ${publications} publications. To have it again: --seed ${seed}\n`,
);
const began = Date.now();
const jest = spawn(
  process.execPath,
  [
    path.join(root, 'node_modules/jest/bin/jest.js'),
    '--selectProjects',
    'e2e',
    '--runInBand',
    // In one process with Jest, what a killed one left open would keep both.
    '--forceExit',
    '--',
    'test/walk/',
    'test/siege/',
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
      ALMANAC_TEST_BUILT: '1',
      ALMANAC_TEST_PROGRESS: '1',
      ALMANAC_TEST_SEED: seed,
      ALMANAC_TEST_OPERATIONS: operations,
      ALMANAC_TEST_ACTORS: actors,
      ALMANAC_TEST_PUBLICATIONS: publications,
    },
  },
);
const code = await new Promise((resolve) => jest.once('exit', resolve));
const seconds = Math.round((Date.now() - began) / 1000);
process.stdout.write(
  `torture: ${code === 0 ? 'everything held' : 'SOMETHING BROKE'} (seed ${seed}, ${operations} operations, ${actors} actors, ${publications} publications, ${seconds} s)\n`,
);
process.exitCode = code === 0 ? 0 : 1;
