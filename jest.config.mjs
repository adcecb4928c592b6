// One configuration, three projects: pure units beside the code, integration on real PostgreSQL, and whole processes over HTTP.
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  transform: {},
  testRunner: '<rootDir>/test/kit/runner/index.mjs',
};

const database = {
  ...shared,
  globalSetup: '<rootDir>/test/kit/global-setup.mjs',
  globalTeardown: '<rootDir>/test/kit/global-teardown.mjs',
};

export default {
  testTimeout: 60_000,
  // Sources that were loaded for a file stay in memory: a worker that holds many of them makes room for a new one.
  workerIdleMemoryLimit: '2GB',
  // Milliseconds; half a second is too little for a process to end in on a busy machine.
  workerGracefulExitTimeout: 10_000,
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/kit/slowest-first.mjs',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs}/**/*.spec.ts'] },
    { ...database, displayName: 'integration', testMatch: ['<rootDir>/test/**/*.int-spec.ts'] },
    {
      ...database,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e-spec.ts', '<rootDir>/test/contracts/**/*.contract-spec.ts'],
    },
  ],
};
