import { Writable } from 'node:stream';
import { buildSchema } from 'graphql';
import { createLogger } from '#edge';
import { OperationJudge } from './operation-judge.js';
import { RegistryCheck } from './registry-check.js';

/** A registry whose operations are given here, as the database would give them. */
function registry(documents: Readonly<Record<string, string>>) {
  return {
    documents: { ...documents } as Record<string, string>,
    onChange: () => undefined,
    async *all() {
      for (const [id, document] of Object.entries(this.documents)) yield Promise.resolve({ id, name: null, document });
    },
  };
}

test('after an upgrade the log names what cannot run any more, once, with the reason', async () => {
  const lines: string[] = [];
  const to = new Writable({ write: (line: Buffer, _encoding, done) => (lines.push(line.toString()), done()) });
  const given = registry({ here: '{ here }', gone: '{ gone }' });
  const judge = new OperationJudge(() => buildSchema('type Query { here: Int }'));
  const check = new RegistryCheck(given, judge, createLogger('test', 'info', to));
  expect(check.counts).toBeNull();
  await check.begin();
  expect(check.counts).toEqual({ valid: 1, outdated: 1 });
  given.documents['more'] = '{ again: here }';
  await check.begin();
  expect(check.counts).toEqual({ valid: 2, outdated: 1 });
  delete given.documents['gone'];
  await check.begin();
  expect(check.counts).toEqual({ valid: 2, outdated: 0 });
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({ operation: 'gone', objection: 'Cannot query field "gone" on type "Query".' }),
  ]);
});
