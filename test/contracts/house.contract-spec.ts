import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Each violation stands in a file of its own, in a copy of the tree, and must be reported by the named rule. */
const LAYOUT: readonly (readonly [string, string, string, string])[] = [
  [
    'an import to the right on the line',
    'libs/ledger/src/planted-line.ts',
    "import { KINDS } from '#content';\nexport const x = KINDS;\n",
    'line-ledger',
  ],
  [
    'an import past a front door',
    'libs/content/src/planted-door.ts',
    "import { chainHash } from '../../ledger/src/domain/event-chain.js';\nexport const x = chainHash;\n",
    'front-door',
  ],
  [
    'a domain that does input and output',
    'libs/content/src/domain/planted-io.ts',
    "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n",
    'pure-domain',
  ],
  [
    'GraphQL in a lib',
    'libs/content/src/planted-graphql.ts',
    "import { parse } from 'graphql';\nexport const x = parse;\n",
    'no-graphql-in-libs',
  ],
  [
    'an app that reaches into another',
    'apps/worker/src/planted-app.ts',
    "import '../../studio-api/src/app.js';\nexport const x = 1;\n",
    'apps-apart',
  ],
  [
    'a migration that imports a lib',
    'migrations/planted-migration.ts',
    "import { KINDS } from '#content';\nexport const x = KINDS;\n",
    'migrations-stand-alone',
  ],
  [
    'plumbing that knows content',
    'libs/edge/src/planted-edge.ts',
    "import { KINDS } from '#content';\nexport const x = KINDS;\n",
    'edge-knows-little',
  ],
  [
    'a cycle',
    'libs/content/src/planted-a.ts',
    "import { b } from './planted-b.js';\nexport const a = () => b;\n",
    'no-cycles',
  ],
];
const PARTNER_OF_THE_CYCLE = [
  'libs/content/src/planted-b.ts',
  "import { a } from './planted-a.js';\nexport const b = () => a;\n",
] as const;

const CODE: readonly (readonly [string, string, string])[] = [
  ['the environment outside config', 'export const x = process.env;\n', 'loadConfig()'],
  ['a clock of its own', 'export const x = new Date();\n', 'clock.now()'],
  ['the time by another way', 'export const x = Date.now();\n', 'clock.now()'],
  ['a connection of its own', "import { DataSource } from 'typeorm';\nexport const x = DataSource;\n", 'UnitOfWork'],
  ['any', 'export const x: any = 1;\n', 'no-explicit-any'],
  ['a promise that floats', 'export function x(): void {\n  Promise.resolve(1);\n}\n', 'no-floating-promises'],
  ['a default export', 'export default 1;\n', 'Name what you export'],
  [
    'a module cycle by forwardRef',
    "import { forwardRef } from '@nestjs/common';\nexport const x = forwardRef(() => Object);\n",
    'third module',
  ],
  ['a print', "export const x = () => console.log('x');\n", 'no-console'],
];
const codeFile = (index: number) => `libs/content/src/planted-code-${index}.ts`;

let copy: string;
let layout: readonly { rule: { name: string }; from: string }[];
let lint: ReadonlyMap<string, string>;

async function output(script: string, options: readonly string[]): Promise<string> {
  const result = await run(process.execPath, [path.join(root, 'node_modules', script), ...options], {
    cwd: copy,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: unknown) => error as { stdout: string });
  return result.stdout;
}

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'almanac-house-'));
  for (const name of [
    'apps',
    'libs',
    'migrations',
    'package.json',
    'tsconfig.json',
    'eslint.config.mjs',
    '.dependency-cruiser.cjs',
  ])
    await cp(path.join(root, name), path.join(copy, name), { recursive: true });
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  const planted = [
    ...LAYOUT.map(([, file, text]) => [file, text] as const),
    PARTNER_OF_THE_CYCLE,
    ...CODE.map(([, text], index) => [codeFile(index), text] as const),
  ];
  for (const [file, text] of planted) {
    await mkdir(path.dirname(path.join(copy, file)), { recursive: true });
    await writeFile(path.join(copy, file), text);
  }
  const cruised = JSON.parse(
    await output('dependency-cruiser/bin/dependency-cruiser.mjs', [
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      // From these files it goes to all that they import; the rest of the tree is what `npm run check` looks at.
      ...LAYOUT.map(([, file]) => file),
    ]),
  ) as { summary: { violations: typeof layout } };
  layout = cruised.summary.violations;
  const linted = JSON.parse(
    await output('eslint/bin/eslint.js', ['--format', 'json', ...CODE.map((_, index) => codeFile(index))]),
  ) as { filePath: string; messages: { message: string; ruleId: string }[] }[];
  lint = new Map(
    linted.map((file) => [
      path.relative(copy, file.filePath),
      file.messages.map(({ ruleId, message }) => `${ruleId} ${message}`).join('\n'),
    ]),
  );
}, 240_000);
afterAll(() => rm(copy, { recursive: true, force: true }));

test.each(LAYOUT)('the layout rules catch %s', (_what, file, _text, rule) => {
  expect(layout.filter((violation) => violation.from === file).map((violation) => violation.rule.name)).toContain(rule);
});

test.each(CODE.map((entry, index) => [...entry, index] as const))(
  'the code rules catch %s',
  (_what, _text, message, index) => {
    expect(lint.get(codeFile(index))).toContain(message);
  },
);
