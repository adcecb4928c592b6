import tseslint from 'typescript-eslint';

/** Every message says what to use instead: a rule that only forbids teaches nothing. */
const restrict = (...entries) => entries.map(([selector, message]) => ({ selector, message }));

const processEnv = [
  "MemberExpression[object.name='process'][property.name='env']",
  'Read configuration through loadConfig() of #platform; only libs/platform/src/config sees the environment.',
];
const clock = [
  "NewExpression[callee.name='Date'][arguments.length=0]",
  'Take a Clock from #platform and call clock.now(): tests fix the time.',
];
const dateNow = [
  "CallExpression[callee.object.name='Date'][callee.property.name='now']",
  'Take a Clock from #platform and call clock.now(): tests fix the time.',
];
const defaults = [
  'ExportDefaultDeclaration',
  'Name what you export: a default export has a different name in every importer.',
];
const dataSource = [
  "ImportSpecifier[imported.name='DataSource']",
  'Only libs/platform opens connections: run work in UnitOfWork and use its EntityManager.',
];
const forwardRef = [
  "CallExpression[callee.name='forwardRef']",
  'A cycle between modules is a missing third module: extract it.',
];

const getterOfLiteral = [
  "ObjectExpression > Property[kind='get']",
  'Give the getter to a class: every evaluation of such a literal makes a shape of its own, which lives in the old space and keeps what it sees there.',
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '**/generated/', '.almanac/', 'coverage/', 'examples/partner-site/site/'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.mjs', '*.cjs', 'tools/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        ...restrict(processEnv, clock, dateNow, defaults, dataSource, forwardRef, getterOfLiteral),
      ],
    },
  },
  {
    files: ['libs/platform/src/config/**'],
    rules: {
      'no-restricted-syntax': ['error', ...restrict(clock, dateNow, defaults, dataSource, forwardRef, getterOfLiteral)],
    },
  },
  {
    // The client is a package of its own, and knows no Clock of ours.
    files: ['libs/platform/src/clock/**', 'libs/client/**'],
    rules: {
      'no-restricted-syntax': ['error', ...restrict(processEnv, defaults, dataSource, forwardRef, getterOfLiteral)],
    },
  },
  {
    // Apps of somebody else, as far as our own are concerned.
    files: ['examples/**'],
    rules: { 'no-restricted-syntax': ['error', ...restrict(defaults, dataSource, forwardRef)], 'no-console': 'off' },
  },
  {
    files: ['libs/platform/src/database/**'],
    rules: {
      'no-restricted-syntax': ['error', ...restrict(processEnv, clock, dateNow, defaults, forwardRef, getterOfLiteral)],
    },
  },
  // A command line talks to a person on the standard streams, and tests and benchmarks measure real time.
  { files: ['apps/cli/**', 'bench/**', 'tools/**', 'test/**'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**', 'bench/**', 'tools/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...restrict(forwardRef)],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-restricted-syntax': 'off', 'no-console': 'off' },
  },
);
