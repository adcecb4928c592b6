import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse, print as printed } from 'graphql';
import { print } from '../../libs/client/src/print.js';

const root = path.resolve(import.meta.dirname, '../..');

test('the committed types of the example site are what graphql-codegen makes of the committed schema', async () => {
  const codegen = path.join(root, 'node_modules/@graphql-codegen/cli/esm/bin.js');
  const check = promisify(execFile)(process.execPath, [codegen, '--config', 'codegen.ts', '--check'], {
    cwd: path.join(root, 'examples/partner-site'),
  });
  await expect(check).resolves.toBeDefined();
});

test.each([
  '{ a }',
  'query Q($a: [Kind!]! = [ARTICLE, FACT], $b: Boolean = true @d, $c: String = "x\\n\\"y\\"\\u2028é") @live { a(n: -1.5e3, s: $c) }',
  'query { one: a(in: { token: "t", deep: { list: [1, null, true], none: [] } }) @include(if: $b) @skip(if: false) { ...F } }',
  'query { a { ... on B @include(if: true) { c } ... @skip(if: false) { d } ... { e } } } fragment F on B @x(y: 1) { c ...G } fragment G on B { d }',
  'mutation M { a(text: "several\\nlines") }',
])('an operation that a build made a document of is sent as it was written: %s', (text) => {
  // Without places in a text, as graphql-codegen writes it.
  const document: unknown = JSON.parse(JSON.stringify(parse(text, { noLocation: true })));
  expect(printed(parse(print(document as Parameters<typeof print>[0])))).toBe(printed(parse(text)));
});
