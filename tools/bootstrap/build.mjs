import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { capture, environmentOf } from './process.mjs';
import { Refusal, ROOT, say } from './say.mjs';

const STAMP = join(ROOT, 'dist/.almanac-build');
const FOLDERS = ['apps', 'libs', 'migrations', 'tools/bootstrap'];
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json'];
const LEFT_OUT = /(^|\/)(dist|node_modules|generated)(\/|$)|\.(spec|int-spec|e2e-spec)\.ts$/;

/** `dist` as the sources would make it. Does nothing when the last build was made from exactly these files. */
export async function build(node) {
  const wanted = fingerprint();
  if (isBuilt(wanted)) return;
  say('[2/3] Building (a few seconds) ...');
  const { code, output } = await runBuild(node, wanted);
  if (code !== 0)
    throw new Refusal(
      `${output.trim()}\n\nThe build failed. If you changed nothing, run \`npm ci\` and start again; else mend what is named above.`,
    );
}

/** The build as a step whose outcome the caller shows. */
export async function runBuild(node, wanted = fingerprint()) {
  if (isBuilt(wanted)) return { code: 0, output: 'nothing changed since the last build\n' };
  // Taken away first: a build that is interrupted leaves no stamp.
  rmSync(STAMP, { force: true });
  const env = environmentOf(node);
  let output = '';
  for (const [program, ...args] of steps()) {
    const step = await capture(node, [join(ROOT, program), ...args], { env });
    output += step.output;
    if (step.code !== 0) return { code: step.code, output };
  }
  writeFileSync(STAMP, `${wanted}\n`);
  return { code: 0, output };
}

function steps() {
  const page = 'apps/delivery-api/graphiql';
  // Types are judged by `npm run check`.
  const compile = ['tools/bootstrap/bundle.mjs'];
  // The page to try queries on: bundled here, so that no other server has to be reached to show it.
  const site = [
    'node_modules/vite/bin/vite.js',
    'build',
    page,
    '--outDir',
    join(ROOT, 'dist', page),
    '--emptyOutDir',
    '--base',
    './',
    '--logLevel',
    'error',
  ];
  return [compile, site];
}

function isBuilt(wanted) {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === wanted;
}

/** By content: times differ between a clone, a copy and a checkout of the same commit. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [
    ...FILES.map((name) => join(ROOT, name)),
    ...FOLDERS.flatMap((name) => filesBelow(join(ROOT, name))),
  ]) {
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = join(folder, entry.name);
      if (LEFT_OUT.test(relative(ROOT, file))) return [];
      if (entry.isDirectory()) return filesBelow(file);
      return entry.isFile() ? [file] : [];
    });
}
