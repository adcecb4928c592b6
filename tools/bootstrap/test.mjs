import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { runBuild } from './build.mjs';
import { capture, environmentOf, hold } from './process.mjs';
import { ROOT, say } from './say.mjs';

const CHECKS = [
  ['types', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit'],
  ['types of the client', 'node_modules/typescript/bin/tsc', '-p', 'libs/client/tsconfig.json'],
  ['lint', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'],
  [
    'layout',
    'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    'apps',
    'libs',
    'migrations',
  ],
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
];

/**
 * Everything that must hold, in sections; the last line is `N passed, N failed`, where a check counts as one. With
 * arguments (`npm test -- <path or jest option>`) only those tests run, on a fresh build.
 */
export async function test(node, args) {
  const tally = { passed: 0, failed: 0 };
  const count = (name, { code, output }) => {
    tally[code === 0 ? 'passed' : 'failed'] += 1;
    say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
    if (code !== 0) say(output.trim());
    return code === 0;
  };
  const env = environmentOf(node);
  if (args.length === 0) {
    heading('Checks');
    // Two at a time: more would only compete for memory on a small machine.
    const waiting = [...CHECKS];
    const lane = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [name, program, ...rest] = next;
        count(name, await capture(node, [join(ROOT, program), ...rest], { env }));
      }
    };
    await Promise.all([lane(), lane()]);
  }
  heading('Build');
  const built = count('build', await runBuild(node));
  heading('Tests');
  if (built) await jest(node, args, tally);
  else say('not run: there is no build to test');
  process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed\n`);
  return tally.failed === 0 ? 0 : 1;
}

async function jest(node, args, tally) {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-jest-'));
  const outcome = join(folder, 'outcome.json');
  try {
    const runner = join(ROOT, 'node_modules/jest/bin/jest.js');
    const code = await hold(node, [runner, '--json', '--outputFile', outcome, ...args], { env: testEnvironment() });
    const {
      numPassedTests = 0,
      numFailedTests = 0,
      numRuntimeErrorTestSuites = 0,
      numPendingTests = 0,
    } = read(outcome);
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    tally.passed += numPassedTests;
    // Jest may fail with no failed test: a global set-up that throws, a worker that dies.
    tally.failed += failed === 0 && code !== 0 ? 1 : failed;
    if (numPendingTests > 0) say(`${numPendingTests} skipped`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tests state what they need; settings of the person who runs them must not leak in. */
function testEnvironment() {
  const ours = Object.keys(process.env).filter(
    (name) => name.startsWith('ALMANAC_') || name.startsWith('PG') || name === 'DATABASE_URL',
  );
  return {
    ...Object.fromEntries(ours.map((name) => [name, undefined])),
    ALMANAC_TEST_BUILT: '1',
    NODE_ENV: 'test',
    NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
  };
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

function heading(title) {
  say(`\n== ${title} ==`);
}
