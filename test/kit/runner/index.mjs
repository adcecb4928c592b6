import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nameOurSources } from './typescript.mjs';

const require = createRequire(import.meta.url);
const { default: circus } = require('jest-circus/runner');
const { ModuleMocker } = require('jest-mock');

/** Of Jest itself: what these hold between two tests must not reach the next file. */
const HOLD_STATE = ['jest-circus', 'jest-snapshot', 'expect', '@jest/expect', '@jest/expect-utils'].map((name) =>
  dirname(require.resolve(`${name}/package.json`)),
);
/** Where Jest's runner looks for what a file says with `jest.setTimeout`. */
const TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL');
let files = 0;
const mocks = new ModuleMocker(globalThis);
globalThis.jest = {
  fn: mocks.fn.bind(mocks),
  spyOn: mocks.spyOn.bind(mocks),
  restoreAllMocks: () => mocks.restoreAllMocks(),
  setTimeout: (milliseconds) => void (globalThis[TIMEOUT] = milliseconds),
};

/**
 * Jest's own runner, with Node's own modules instead of a virtual machine for each file. Our sources are loaded anew for each
 * file, so that none meets what another left there; packages stay loaded, and loading those took most of the time of a run.
 */
export default function run(globalConfig, config, environment, _runtime, testPath, sendToJest) {
  for (const known of Object.keys(require.cache))
    if (HOLD_STATE.some((folder) => known.startsWith(folder))) delete require.cache[known];
  nameOurSources();
  mocks.restoreAllMocks();
  delete globalThis[TIMEOUT];
  // Nest keeps the types of all schemas of a process in one place, under their names, and how they are found out in another.
  globalThis.GqlTypeMetadataStorage?.clear();
  globalThis.GqlLazyMetadataStorageHost?.lazyMetadataByTarget.clear();
  globalThis.console = environment.global.console;
  const nothing = () => undefined;
  const runtime = {
    requireInternalModule: require,
    requireModule: require,
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (file) => import(`${pathToFileURL(file).href}?file=${++files}`),
    setGlobalsForRuntime: nothing,
    enterTestCode: nothing,
    leaveTestCode: nothing,
  };
  return circus(globalConfig, config, { global: globalThis }, runtime, testPath, sendToJest);
}
