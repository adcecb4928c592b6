import { jest } from '@jest/globals';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Installations, postmaster, query } from './installation.js';
import { until } from '../kit/until.js';

// Whole processes on a busy machine of two cores.
jest.setTimeout(240_000);
const installations = new Installations();
/** An installation whose database runs, for the tests that only need one. */
let shared: string;
beforeAll(async () => {
  shared = await installations.folderWithDatabase();
});
afterAll(() => installations.end());

const PAGE =
  '# Weather myths\n\nMYTH: Lightning never strikes the same place twice.\nFACT: Tall buildings are struck many times a year.\n';

test('a command that had to start the database stops it again', async () => {
  const folder = await installations.preparedFolder();
  const { code, out } = await installations.run(folder, ['partners', 'list']);
  expect(code).toBe(0);
  expect(out).toMatch(/^public /m);
  expect(postmaster(folder)).toBeNull();
});

test('two commands at once share the database, and the one that started it waits for the other', async () => {
  const folder = await installations.preparedFolder();
  const outcomes = await Promise.all([
    installations.run(folder, ['verify']),
    installations.run(folder, ['editors', 'list']),
    installations.run(folder, ['partners', 'list']),
  ]);
  expect(outcomes.map(({ code, err }) => (code === 0 ? 'ok' : err))).toEqual(['ok', 'ok', 'ok']);
  expect(postmaster(folder)).toBeNull();
});

test('a command uses the running server and leaves it running: an imported page is public at once, and the audit of it is anchored', async () => {
  const folder = await installations.preparedFolder();
  const started = installations.start(folder);
  const { delivery } = await started.ready();
  const database = postmaster(folder);
  const page = join(folder, 'weather.md');
  writeFileSync(page, PAGE);
  const { code, out } = await installations.run(folder, ['import', page, '--publish', '--report', 'json']);
  expect(code).toBe(0);
  const report = JSON.parse(out) as {
    documents: { kind: string; id: string; status: string }[];
    lines: { outcome: string }[];
  };
  const pair = report.documents.find((document) => document.kind === 'myth-fact');
  expect(pair?.status).toBe('published');
  expect(report.lines.map((line) => line.outcome)).toEqual(['imported', 'blank', 'imported', 'imported']);
  const asked = () =>
    query<{ mythFact: { fact: string } | null }>(delivery, `{ mythFact(id: "${pair?.id}") { fact } }`);
  await until(async () => (await asked()).mythFact !== null);
  expect(await asked()).toEqual({ mythFact: { fact: 'Tall buildings are struck many times a year.' } });
  expect(postmaster(folder)).toBe(database);
  started.signal('SIGINT');
  expect((await started.ended).code).toBe(0);

  // The worker signed the audit when it started; whoever appends to the file without the secret is found out.
  const sound = await installations.run(folder, ['verify', '--anchor']);
  expect({ code: sound.code, out: sound.out }).toEqual({
    code: 0,
    out: expect.stringContaining('ok      the audit chain is the one that was signed') as string,
  });
  const file = join(folder, 'anchors/audit-head.ndjson');
  appendFileSync(file, readFileSync(file, 'utf8').replace(/"number":\d+/, '"number":999999'));
  const forged = await installations.run(folder, ['verify', '--anchor']);
  expect(forged.code).toBe(1);
  expect(forged.out).toContain('was not signed by this installation');
});

test('a path of an import is one from where the person stands', async () => {
  writeFileSync(join(shared, 'weather.md'), PAGE);
  const { code, out } = await installations.run(shared, ['--from', shared, 'import', 'weather.md', '--dry-run']);
  expect(code).toBe(0);
  expect(out).toContain('This was a dry run: nothing was kept.');
});

test('a page that cannot be read is a sentence and exit code 1, and starts nothing', async () => {
  const folder = installations.emptyFolder();
  const { code, err } = await installations.run(folder, ['import', '/nowhere/page.md']);
  expect({ code, err }).toEqual({ code: 1, err: 'There is no file or folder /nowhere/page.md: check the path.\n' });
});

test('a partner gets a key once, changes over to another, and a revoked key stays listed as revoked', async () => {
  expect((await installations.run(shared, ['partners', 'add', 'school', 'A school', '--kinds', 'article'])).code).toBe(
    0,
  );
  const issued = await installations.run(shared, ['keys', 'issue', 'school']);
  const [, id] = /^alm_dev_([a-z0-9]{12})_\S{43}$/m.exec(issued.out) ?? [];
  const rotated = await installations.run(shared, ['keys', 'rotate', id ?? '', '--old-ends', '2099-01-31']);
  expect(rotated.out).toMatch(/^alm_dev_(?!.*alm_dev_)\S+$/m);
  expect(rotated.out).toContain(`The key ${id} works until 2099-01-31T23:59:59.999Z at the latest.`);
  expect((await installations.run(shared, ['keys', 'revoke', id ?? ''])).code).toBe(0);
  expect((await installations.run(shared, ['keys', 'list', 'school'])).out).toMatch(
    new RegExp(`^${id} +\\d{4}-\\d\\d-\\d\\d +2099-01-31 +\\d{4}-\\d\\d-\\d\\d$`, 'm'),
  );
  const moved = await installations.run(shared, ['partners', 'change', 'school', '--region', 'US-TX']);
  expect(moved.out).toBe('school is "A school", in US-TX.\n');
  const misspelt = await installations.run(shared, ['partners', 'scope', 'school', '--kinds', 'artcle']);
  expect(misspelt.code).toBe(1);
  expect(misspelt.err).toContain('"artcle" is none of the kinds article,');
});

test('operations are registered all or none, listed, and removed by their ids', async () => {
  const good = '{ notices { name } }';
  const manifest = (name: string, entries: object) => writeFileSync(join(shared, name), JSON.stringify(entries));
  manifest('half.json', { good, bad: '{ notices { nmae } }' });
  manifest('good.json', { good, named: 'query Named { notices { phone } }' });
  const operations = (...args: string[]) => installations.run(shared, ['--from', shared, 'operations', ...args]);
  const refused = await operations('register', 'half.json', 'good.json');
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/^half\.json, "bad": Cannot query field "nmae"/);
  expect((await operations('register', 'good.json')).out).toBe('Registered 2; 0 were registered before.\n');
  expect((await operations('remove', 'good')).out).toBe('Removed 1.\n');
  expect((await operations('list')).out).toMatch(/^REGISTERED  NAME   ID\n\d{4}-\d\d-\d\d  Named  named\n$/);
});

test('expunging asks for the id, says what it erased and who still names it, and does not mind being asked twice', async () => {
  writeFileSync(join(shared, 'weather.md'), PAGE);
  const run = (...args: string[]) => installations.run(shared, ['--from', shared, ...args]);
  const imported = await run('import', 'weather.md', '--publish', '--report', 'json');
  const { documents } = JSON.parse(imported.out) as { documents: { kind: string; id: string }[] };
  const id = documents.find((document) => document.kind === 'myth-fact')?.id ?? '';
  // The one partner there is reads articles alone.
  expect((await run('receipts', id)).out).toBe('The scope of no partner shows this change (major).\n');
  expect((await run('partners', 'close', 'school')).code).toBe(0);
  expect((await run('partners', 'list')).out).toMatch(/^school .* closed /m);
  const unsure = await run('expunge', id);
  expect([unsure.code, unsure.out]).toEqual([1, 'That is not its id. Nothing was expunged.\n']);
  expect(unsure.err).toContain('en: 1 revision, 1 edition, public now');
  const sure = await run('expunge', id, '--yes', '--reason', 'PRIVACY');
  expect([sure.code, sure.err]).toEqual([0, 'clearing away what the database still keeps of deleted rows\n']);
  const [collection] = documents.filter((document) => document.kind === 'collection');
  expect(sure.out.replace(/Publication \d+/, 'Publication N')).toBe(`Expunged: the myth-fact ${id} (en).
  notes of publications: 1
  published editions: 1
  listings: 1
  revisions: 1
  drafts: 1
  origins of imports: 1
Publication N. Readers are told within a second that it is gone.
These still name it by its id. Readers no longer see it there; see to what they say in their own words:
  collection ${collection?.id} (en) refers to it
Backups, logs of the database and copies elsewhere are yours to see to: docs/how-to/expunge.md.
`);
  expect((await run('expunge', id, '--yes')).out).toBe(
    `The myth-fact ${id} has been expunged before: nothing of it is left.\n`,
  );
});

test('hundreds of rows are one publication by one command; a dry run and a row that cannot be taken write nothing', async () => {
  const file = join(shared, 'old-cms.ndjson');
  const row = (id: number, more: object = {}) =>
    JSON.stringify({
      id,
      kind: 'article',
      fields: {
        title: `Row ${id}`,
        body: [{ _type: 'block', _key: 'b', children: [{ _type: 'span', _key: 's', text: `Words of row ${id}.` }] }],
        ...(id > 1 ? { related: [{ $ref: id - 1 }] } : {}),
        ...more,
      },
    });
  const rows = Array.from({ length: 200 }, (_each, index) => row(index + 1));
  const run = async (lines: readonly string[], ...flags: string[]) => {
    writeFileSync(file, lines.join('\n'));
    const { code, out, err } = await installations.run(shared, ['import', file, '--report', 'json', ...flags]);
    return { code, err, report: JSON.parse(out) as { seq: number | null; rows: object[]; problems: object[] } };
  };
  const refused = await run([...rows, row(201, { title: 7 })], '--publish');
  expect([refused.code, refused.report.problems]).toEqual([
    1,
    [{ line: 201, id: '201', reason: expect.stringContaining('title') as unknown }],
  ]);
  const dry = await run(rows, '--publish', '--dry-run');
  expect([dry.code, dry.report.rows.length, dry.report.seq]).toEqual([0, 200, expect.any(Number)]);
  const real = await run(rows, '--publish');
  // What a dry run says is what happens: neither it nor the refused one had left anything.
  expect([real.code, real.report.rows.length, real.report.seq]).toEqual([0, 200, dry.report.seq]);
  expect(real.report.rows[0]).toMatchObject({ id: '1', change: 'created' });
});
