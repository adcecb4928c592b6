// Lets Node load our sources as they are, in this process alone: a process that a test starts runs the build, like anybody's.
import { transformSync } from '@swc/core';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const TYPESCRIPT = /^file:[^?]*\.ts(?:\?|$)/;
const COMPILATION = {
  swcrc: false,
  sourceMaps: true,
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'es6' },
};
const GLOBALS = new URL('globals.cjs', import.meta.url).href;
const compiled = new Map();

enableCompileCache();
registerHooks({ resolve, load });

function resolve(specifier, { parentURL = '', ...context }, next) {
  if (specifier === '@jest/globals') return { url: GLOBALS, format: 'commonjs', shortCircuit: true };
  const found = next(sourceOf(specifier, parentURL), {
    ...context,
    parentURL,
    conditions: [...context.conditions, 'source'],
  });
  const file = fileOf(parentURL);
  return file !== null && TYPESCRIPT.test(found.url) ? { ...found, url: `${found.url}?file=${file}` } : found;
}

/** Sources name one another as they will be called when they are built. */
function sourceOf(specifier, parentURL) {
  if (!specifier.startsWith('.') || !specifier.endsWith('.js') || !TYPESCRIPT.test(parentURL)) return specifier;
  const source = new URL(`${specifier.slice(0, -3)}.ts`, parentURL);
  return existsSync(source) ? source.href : specifier;
}

/** For which test file a source is loaded; each has its own. */
const fileOf = (url) => /\?file=(\d+)$/.exec(url)?.[1] ?? null;

function load(url, context, next) {
  if (!TYPESCRIPT.test(url)) return next(url, context);
  const filename = fileURLToPath(url);
  const known = compiled.get(filename) ?? transformSync(readFileSync(filename, 'utf8'), { filename, ...COMPILATION });
  compiled.set(filename, known);
  return { format: 'module', source: known.code, shortCircuit: true };
}

const { nameSources } = createRequire(import.meta.url)('../../../libs/platform/src/stack-traces.ts');
const inWords = Error.prepareStackTrace.bind(Error);

/** Stacks name lines of the sources. For each file again: Jest has put its own formatter there, which knows none of them. */
export const nameOurSources = () =>
  nameSources((url) => (TYPESCRIPT.test(url) ? JSON.parse(compiled.get(fileURLToPath(url)).map) : null), inWords);
