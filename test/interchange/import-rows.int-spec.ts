import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { VerifyService } from '#content';
import { ImportRowsService, Mapping, parseMapping, type RowReport, rowsOf } from '#interchange';
import { as } from '../kit/server.js';
import { createWorld, TESTER, toPublish, type World } from '../kit/world.js';

let world: World;
let folder: string;
let files = 0;
beforeEach(async () => {
  world = await createWorld();
  folder = await mkdtemp(path.join(tmpdir(), 'almanac-rows-'));
});
afterEach(async () => {
  await world.end();
  await rm(folder, { recursive: true, force: true });
});

const counts = () =>
  as(
    world.database.addresses.owner,
    async (client) =>
      (
        await client.query(
          'select (select count(*)::int from content.document) as documents, (select sum(draft_version)::int from content.variant) as versions, (select max(seq)::int from ledger.publication) as seq, (select count(*)::int from ledger.event) as events, (select count(*)::int from interchange.origin) as origins',
        )
      ).rows[0] as Record<string, number>,
  );

async function imported(
  text: string,
  options: {
    mapping?: object;
    publish?: boolean;
    dryRun?: boolean;
    ending?: string;
    progress?: (said: string) => void;
  } = {},
): Promise<RowReport> {
  const { mapping, publish = true, dryRun = false, ending = mapping ? 'csv' : 'ndjson', progress } = options;
  const file = path.join(folder, `rows-${++files}.${ending}`);
  await writeFile(file, text);
  return world.app
    .get(ImportRowsService, { strict: false })
    .importRows(
      TESTER,
      { system: 'old', mapping: mapping ? parseMapping(mapping) : null, rows: await rowsOf(file) },
      { locale: 'en', publish, dryRun, ...(progress ? { progress } : {}) },
    );
}

const lines = (...rows: object[]) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
const span = (text: string) => [{ _type: 'block', _key: 'a', children: [{ _type: 'span', _key: 'b', text }] }];
const ARTICLE = {
  id: 'a1',
  kind: 'article',
  fields: { title: 'Wells', body: span('Dig.'), topics: [{ $ref: 't1' }], related: [{ $ref: 'a2' }] },
};
const SECOND = {
  id: 'a2',
  kind: 'article',
  fields: { title: 'Pumps', body: span('Lift.'), related: [{ $ref: 'a1' }] },
};
const TOPIC = { id: 't1', kind: 'topic', fields: { name: 'Water' } };
const SPANISH = { id: 'a1', kind: 'article', locale: 'es', fields: { title: 'Pozos', body: span('Cava.') } };

test('rows refer to each other by their own ids, in circles and before they come, and go live in one publication', async () => {
  const before = await counts();
  const report = await imported(lines(ARTICLE, SECOND, SPANISH, TOPIC));
  expect(report.problems).toEqual([]);
  expect(report.rows.map(({ id, locale, change }) => [id, locale, change])).toEqual([
    ['a1', 'en', 'created'],
    ['a2', 'en', 'created'],
    ['a1', 'es', 'created'],
    ['t1', 'en', 'created'],
  ]);
  expect(report.seq).toBe((before['seq'] ?? 0) + 1);
  const idOf = (id: string) => report.rows.find((row) => row.id === id)?.documentId ?? '';
  const wells = await world.drafting.get<'article'>(idOf('a1'), 'en');
  expect(wells.draft).toMatchObject({ topics: [idOf('t1')], related: [idOf('a2')] });
  expect(wells).toMatchObject({ liveEdition: 1, slug: 'wells' });
  expect((await world.drafting.get(idOf('a1'), 'es')).liveEdition).toBe(1);
  expect((await world.app.get(VerifyService, { strict: false }).verify()).flatMap((check) => check.broken)).toEqual([]);
});

test('a second run changes nothing, and a changed row becomes a new edition of the same document', async () => {
  const first = await imported(lines(ARTICLE, SECOND, TOPIC));
  const before = await counts();
  const again = await imported(lines(TOPIC, SECOND, ARTICLE));
  expect(new Set(again.rows.map(({ change }) => change))).toEqual(new Set(['unchanged']));
  expect(again.seq).toBeNull();
  expect(await counts()).toEqual(before);
  const changed = await imported(lines({ ...SECOND, fields: { ...SECOND.fields, title: 'Pumps, again' } }));
  expect(changed.rows).toMatchObject([{ id: 'a2', change: 'updated', documentId: first.rows[1]?.documentId }]);
  expect(await world.drafting.get(first.rows[1]?.documentId ?? '', 'en')).toMatchObject({
    liveEdition: 2,
    draft: { title: 'Pumps, again' },
  });
});

test('what a person edited or withdrew since is left alone', async () => {
  const { rows } = await imported(lines(SECOND, ARTICLE, TOPIC));
  const id = rows[0]?.documentId ?? '';
  const { draftVersion } = await world.drafting.get(id, 'en');
  await world.drafting.save(TESTER, {
    documentId: id,
    locale: 'en',
    expectedVersion: draftVersion,
    fields: { summary: 'Mine.' },
  });
  const topic = await world.drafting.get(rows[2]?.documentId ?? '', 'en');
  const article = await world.drafting.get(rows[1]?.documentId ?? '', 'en');
  await world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(article), reason: 'GONE' }] });
  const again = await imported(
    lines({ ...SECOND, fields: { title: 'Theirs', body: span('x') } }, ARTICLE, {
      ...TOPIC,
      fields: { name: 'Waters' },
    }),
  );
  expect(again.rows.map(({ change }) => change)).toEqual(['left alone', 'unchanged', 'updated']);
  expect((await world.drafting.get(id, 'en')).draft).toMatchObject({ summary: 'Mine.', title: 'Pumps' });
  expect((await world.drafting.get(article.documentId, 'en')).liveEdition).toBeNull();
  expect((await world.drafting.get(topic.documentId, 'en')).liveEdition).toBe(2);
});

test('a dry run says what would happen and keeps nothing', async () => {
  const before = await counts();
  const report = await imported(lines(ARTICLE, SECOND, TOPIC), { dryRun: true });
  expect(report).toMatchObject({ dryRun: true, problems: [] });
  expect(report.rows).toHaveLength(3);
  expect(await counts()).toEqual(before);
});

test('every row that cannot be taken is named with its line and the reason, and nothing is written', async () => {
  const before = await counts();
  const report = await imported(
    [
      JSON.stringify(TOPIC),
      '{ no json',
      '["a list"]',
      JSON.stringify({ ...TOPIC, id: 't2', kind: 'theme' }),
      JSON.stringify({ ...TOPIC }),
      '',
      JSON.stringify({ ...SECOND, locale: 'xx' }),
      JSON.stringify({ id: 'a3', kind: 'article', fields: { titel: 'x', sources: [{ $ref: 'nowhere' }] } }),
      JSON.stringify({ id: 'a4', kind: 'article', slug: 'Not A Slug', fields: {} }),
      JSON.stringify({ id: 't1', kind: 'article', locale: 'es', fields: {} }),
    ].join('\n'),
  );
  expect(report.problems.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    expect.stringMatching(/^2 .*no JSON/),
    expect.stringMatching(/^3 .*no JSON object/),
    expect.stringMatching(/^4 "theme" is not a kind/),
    expect.stringMatching(/^5 Line 1 has the same id/),
    expect.stringMatching(/^7 "xx" is not a configured locale/),
    expect.stringMatching(/^7 It refers to "a1"/),
    expect.stringMatching(/^8 titel: /),
    expect.stringMatching(/^8 It refers to "nowhere"/),
    expect.stringMatching(/^9 "Not A Slug" is not a slug/),
    expect.stringMatching(/^10 The same id is a topic/),
  ]);
  expect(await counts()).toEqual(before);
});

test('a row that may not be published, or that names the wrong kind, is named too', async () => {
  const before = await counts();
  const untitled = await imported(lines(TOPIC, { id: 'a9', kind: 'article', fields: { summary: 'No title.' } }));
  expect(untitled.problems.map(({ line, id }) => [line, id])).toContainEqual([2, 'a9']);
  const wrong = await imported(
    lines(SECOND, ARTICLE, { ...TOPIC, id: 't1', fields: { name: 'Water', broader: { $ref: 'a2' } } }),
  );
  expect(wrong.problems).toMatchObject([
    { line: 3, id: 't1', reason: expect.stringContaining('this place takes topic') as string },
  ]);
  expect(await counts()).toEqual(before);
});

const MAPPING = {
  system: 'old',
  id: 'ID',
  kind: { column: 'Type', values: { Post: 'article', Claim: 'fact', Tag: 'topic' } },
  locale: { column: 'Lang', values: { English: 'en', Spanish: 'es' } },
  fields: {
    title: { column: 'Title' },
    body: { column: 'Text', as: 'markdown' },
    topics: { column: 'Tags', split: ';', as: 'reference' },
    audiences: { column: 'For', split: ',', values: { Teachers: 'educators' } },
  },
};

test('CSV: columns become fields as the mapping says, with quotes, line breaks and a mark in front', async () => {
  await imported(lines(TOPIC));
  const report = await imported(
    '\uFEFFID,Type,Lang,Title,Text,Tags,For\r\n7,Post,English,"Wells, ""deep""","# Dig\n\nWith *care* and [help](https://example.org).\n\n- one\n- two",t1 ; t1,Teachers\r\n8,Post,Spanish,Pozos,Cava.,,\r\n',
    { mapping: MAPPING },
  );
  expect(report.problems).toEqual([]);
  const { draft } = await world.drafting.get<'article'>(report.rows[0]?.documentId ?? '', 'en');
  expect(draft).toMatchObject({ title: 'Wells, "deep"', audiences: ['educators'] });
  expect(draft.topics).toHaveLength(2);
  expect(draft.body?.map((block) => (block._type === 'block' ? [block.style, block.listItem] : block._type))).toEqual([
    ['h2', undefined],
    ['normal', undefined],
    ['normal', 'bullet'],
    ['normal', 'bullet'],
  ]);
  expect((await world.drafting.get(report.rows[1]?.documentId ?? '', 'es')).draft).toMatchObject({ title: 'Pozos' });
});

test('CSV: a row of the wrong length, and a value that stands for nothing, are named with their lines', async () => {
  const strange = await imported(
    'ID,Type,Lang,Title,Text,Tags,For\n7,Poem,English,a,b,,\n8,Post,English,a,b,,Pupils\n',
    { mapping: MAPPING },
  );
  expect(strange.problems).toMatchObject([
    { line: 2, reason: expect.stringContaining('"Poem" in "Type" stands for nothing') as string },
    { line: 3, reason: expect.stringContaining('"Pupils" in "For"') as string },
  ]);
  const short = await imported('ID,Type,Lang,Title,Text,Tags,For\n7,Post\n', { mapping: MAPPING });
  expect(short.problems).toMatchObject([{ line: 2, reason: expect.stringContaining('no CSV') as string }]);
});

test('the published schema of mappings is the one that is asked', async () => {
  const file = path.join(import.meta.dirname, '../../libs/interchange/schemas/mapping.schema.json');
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject(JSON.parse(JSON.stringify(Mapping)) as object);
});

test('while rows are checked no transaction stands open, and what another import took meanwhile is not taken twice', async () => {
  const row = { id: 's1', kind: 'source', locale: 'en', line: 1, fields: { title: 'A source' } };
  const open: number[] = [];
  let readings = 0;
  const importing = world.app.get(ImportRowsService, { strict: false });
  const source = (meanwhile: () => Promise<unknown>) => ({
    system: 'old',
    mapping: null,
    rows: async function* () {
      if (readings++ === 0) await meanwhile();
      const { rows } = await as(world.database.superuserUrl, (client) =>
        client.query<{ open: number }>(
          `select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
        ),
      );
      open.push(rows[0]?.open ?? -1);
      const { line, ...given } = row;
      yield { line, row: given };
    },
  });
  const options = { locale: 'en', publish: true, dryRun: false };
  const { seq } = await importing.importRows(
    TESTER,
    source(() => Promise.resolve()),
    options,
  );
  expect(seq).toEqual(expect.any(Number));
  expect(open).toEqual([0, 1]);
  readings = 0;
  const other = () => imported(lines({ id: 's2', kind: 'source', locale: 'en', fields: { title: 'Another' } }));
  await expect(importing.importRows(TESTER, source(other), options)).rejects.toMatchObject({ kind: 'BUSY' });
});

test('many rows are one publication, with progress on the way, and everything verifies that is public afterwards', async () => {
  // So many that what they say is not kept while they are published.
  const rows = Array.from({ length: 1_010 }, (_, n) => ({
    id: `n${n}`,
    kind: 'topic',
    // The first hundred have one name: their slugs are made free.
    fields: {
      name: n < 100 ? 'Topic' : `Topic ${n}`,
      ...(n > 0 ? { broader: { $ref: `n${Math.floor(n / 10)}` } } : {}),
    },
  }));
  const said: string[] = [];
  const before = await counts();
  const report = await imported(
    lines(...rows.map((row, n) => (n === 0 ? { ...row, fields: { name: 'Root' } } : row))),
    { progress: (line) => said.push(line) },
  );
  expect(report.problems).toEqual([]);
  expect(report.seq).toBe((before['seq'] ?? 0) + 1);
  expect(said).toEqual(['500 of 1010 rows', '1000 of 1010 rows', '1010 of 1010 rows', 'publishing 1010 rows']);
  const { rows: shown } = await as(world.database.addresses.owner, (client) =>
    client.query<{ slug: string; name: string; words: number }>(
      `select l.slug, e.body ->> 'name' as name, (select count(*)::int4 from delivery.search) as words from delivery.listing l
       join delivery.edition_row e using (document_id, locale) where l.kind = 'topic' and l.to_seq is null order by l.slug collate "C"`,
    ),
  );
  expect(shown).toHaveLength(1_010);
  expect(shown.filter(({ name }) => name === 'Topic').map(({ slug }) => slug)).toContain('topic-99');
  expect(shown[0]?.words).toBe(1_011);
  expect((await world.app.get(VerifyService, { strict: false }).verify()).flatMap((check) => check.broken)).toEqual([]);
}, 120_000);
