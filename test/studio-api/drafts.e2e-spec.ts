import { embed, paragraph } from '../kit/world.js';
import { KIND_CASES } from './kinds.js';
import { openStudio, PROBLEMS, type ShownProblem, type Studio } from './studio.js';

const NOWHERE = '0190c0de-0000-7000-8000-000000000000';
const CREATE = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) { variant { documentId locale slug title draftVersion } ${PROBLEMS} } }`;
const SAVE = `mutation ($input: SaveArticleInput!) { saveArticle(input: $input) { variant { draftVersion slug title draft { title summary body } } ${PROBLEMS} ... on SaveArticlePayload { problems { ... on StaleDraftProblem { documentId locale expectedVersion currentVersion } } } } }`;

interface Shown {
  readonly documentId: string;
  readonly locale: string;
  readonly slug: string | null;
  readonly title: string | null;
  readonly draftVersion: number;
  readonly draft: Record<string, unknown>;
}
interface Written {
  readonly variant: Shown | null;
  readonly problems: readonly (ShownProblem & {
    readonly currentVersion?: number;
    readonly expectedVersion?: number;
  })[];
}

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.end());

const create = async (input: object) =>
  (await studio.data<{ createArticle: Written }>(CREATE, { input })).createArticle;
const save = async (input: object) => (await studio.data<{ saveArticle: Written }>(SAVE, { input })).saveArticle;
const article = async (fields: object = { title: 'An article' }) => {
  const { variant } = await create({ fields });
  if (!variant) throw new Error('the article was refused');
  return variant;
};
const problemsOf = ({ problems }: Written) => problems.map(({ kind, path }) => [kind, path.join('.')]);
const stored = async ({ documentId, locale }: Shown) =>
  (await studio.world.reading.find({ documentId, locale }))?.draft;

test.each(KIND_CASES)(
  'a $kind is created, read back, changed and published',
  async ({ kind, name, fields, change, selection }) => {
    const draft = `documentId kind locale slug draftVersion basedOn liveEdition lastRevision savedAt savedBy draft { ${selection} }`;
    const made = await studio.data<Record<string, Written>>(
      `mutation ($input: Create${name}Input!) { done: create${name}(input: $input) { variant { ${draft} } ${PROBLEMS} } }`,
      { input: { fields } },
    );
    expect(made['done']?.problems).toEqual([]);
    const variant = made['done']?.variant as Shown;
    expect(variant.draft).toMatchObject(fields);
    expect(variant).toMatchObject({
      locale: 'en',
      draftVersion: 1,
      basedOn: null,
      liveEdition: null,
      lastRevision: 0,
      savedBy: `editor:${studio.editorId}`,
    });
    const { documentId, locale } = variant;

    const saved = await studio.data<Record<string, Written>>(
      `mutation ($input: Save${name}Input!) { done: save${name}(input: $input) { variant { ${draft} } ${PROBLEMS} } }`,
      {
        input: { documentId, locale, expectedVersion: 1, fields: change },
      },
    );
    expect(saved['done']?.problems).toEqual([]);
    expect(saved['done']?.variant?.draft).toEqual({ ...variant.draft, ...change });

    const published = await studio.data<{ publishDocuments: { published: object[]; problems: ShownProblem[] } }>(
      `mutation ($input: PublishDocumentsInput!) { publishDocuments(input: $input) { published { documentId edition revision } ${PROBLEMS} } }`,
      { input: { publish: [{ documentId, locale, expectedVersion: 2 }] } },
    );
    expect(published.publishDocuments).toEqual({ published: [{ documentId, edition: 1, revision: 1 }], problems: [] });

    const read = await studio.data<{ variant: object; revision: object }>(
      `query ($id: ID!) { variant(documentId: $id) { __typename kind liveEdition lastRevision ... on ${name}Variant { draft { ${selection} } } }
       revision(documentId: $id, number: 1) { __typename number slug hash author note basedOn createdAt editions references { role target } ... on ${name}Revision { body { ${selection} } } } }`,
      { id: documentId },
    );
    expect(read.variant).toMatchObject({
      __typename: `${name}Variant`,
      kind: kind.toUpperCase().replace('-', '_'),
      liveEdition: 1,
      lastRevision: 1,
    });
    expect(read.revision).toEqual(
      expect.objectContaining({
        __typename: `${name}Revision`,
        number: 1,
        slug: variant.slug,
        author: `editor:${studio.editorId}`,
        editions: [1],
        body: { ...variant.draft, ...change },
        hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      }),
    );
  },
);

test('a slug is made from the title, and another one when it is in use', async () => {
  expect((await article({ title: 'Ça déjà vu' })).slug).toBe('ca-deja-vu');
  expect((await article({ title: 'Ça déjà vu' })).slug).toBe('ca-deja-vu-2');
});

test('an empty draft may be made and named later', async () => {
  const variant = await article({});
  expect(variant).toMatchObject({ slug: null, title: null, draftVersion: 1 });
  const saved = await save({
    documentId: variant.documentId,
    locale: 'en',
    expectedVersion: 1,
    slug: 'named-later',
    fields: { title: 'Named' },
  });
  expect(saved.variant).toMatchObject({ slug: 'named-later', title: 'Named', draftVersion: 2 });
});

test('a document gets another locale with a version line of its own', async () => {
  const { documentId } = await article();
  const spanish = await create({ documentId, locale: 'es', fields: { title: 'Un artículo' } });
  expect(spanish.variant).toMatchObject({ documentId, locale: 'es', slug: 'un-articulo', draftVersion: 1 });
  const { document } = await studio.data<{ document: object }>(
    'query ($id: ID!) { document(documentId: $id) { kind variants { locale title } } }',
    { id: documentId },
  );
  expect(document).toEqual({
    kind: 'ARTICLE',
    variants: [
      { locale: 'en', title: 'An article' },
      { locale: 'es', title: 'Un artículo' },
    ],
  });
  expect(problemsOf(await create({ documentId, locale: 'es', fields: {} }))).toEqual([['VARIANT_EXISTS', 'locale']]);
});

test('a field left out stays, and null clears it', async () => {
  const variant = await article({ title: 'Kept', summary: 'Cleared.' });
  const { documentId } = variant;
  const saved = await save({ documentId, locale: 'en', expectedVersion: 1, fields: { summary: null } });
  expect(saved.variant?.draft).toEqual({ title: 'Kept', summary: null, body: [] });
  expect(await stored(variant)).toEqual({ title: 'Kept' });
  const slugless = await save({ documentId, locale: 'en', expectedVersion: 2, slug: null });
  expect(slugless.variant?.slug).toBeNull();
});

test('a stale save is told the current version and writes nothing', async () => {
  const variant = await article({ title: 'First' });
  const { documentId } = variant;
  await save({ documentId, locale: 'en', expectedVersion: 1, fields: { title: 'Second' } });
  const stale = await save({ documentId, locale: 'en', expectedVersion: 1, slug: 'other', fields: { title: 'Third' } });
  expect(stale).toEqual({
    variant: null,
    problems: [
      expect.objectContaining({
        __typename: 'StaleDraftProblem',
        kind: 'STALE_DRAFT',
        path: ['expectedVersion'],
        documentId,
        locale: 'en',
        expectedVersion: 1,
        currentVersion: 2,
      }),
    ],
  });
  expect(await stored(variant)).toEqual({ title: 'Second' });
});

test('of saves at the same moment exactly one wins, and the others learn the version', async () => {
  const variant = await article({ title: 'Start' });
  const attempts = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      save({ documentId: variant.documentId, locale: 'en', expectedVersion: 1, fields: { title: `Attempt ${index}` } }),
    ),
  );
  const winners = attempts.filter((attempt) => attempt.variant);
  expect(winners).toHaveLength(1);
  for (const lost of attempts.filter((attempt) => !attempt.variant))
    expect(lost.problems).toEqual([expect.objectContaining({ kind: 'STALE_DRAFT', currentVersion: 2 })]);
  expect(await stored(variant)).toEqual({ title: winners[0]?.variant?.title });
});

test('all that is wrong with a draft comes back at once, each with its place in the input', async () => {
  const { documentId } = await article();
  const input = {
    documentId,
    locale: 'en',
    expectedVersion: 7,
    slug: 'Not A Slug',
    fields: {
      title: 'x'.repeat(301),
      reviewBy: '2026-02-30',
      topics: ['nonsense'],
      body: [
        { _type: 'script', _key: 'a' },
        { ...paragraph('p1', 'ok'), style: 'h9' },
        { _type: 'callout', _key: 'c', tone: 'loud', content: [] },
      ],
    },
  };
  const refused = await save(input);
  expect(refused.variant).toBeNull();
  expect(problemsOf(refused)).toEqual(
    expect.arrayContaining([
      ['INVALID_FIELD', 'fields.title'],
      ['INVALID_FIELD', 'fields.reviewBy'],
      ['INVALID_FIELD', 'fields.topics.0'],
      ['INVALID_FIELD', 'fields.body.0._type'],
      ['INVALID_FIELD', 'fields.body.1.style'],
      ['INVALID_FIELD', 'fields.body.2.tone'],
      ['INVALID_SLUG', 'slug'],
      ['STALE_DRAFT', 'expectedVersion'],
    ]),
  );
  expect(refused.problems.every((problem) => problem.message.length > 10)).toBe(true);
});

test('a place deep in a list is named by its numbers', async () => {
  const fields = {
    title: 'Course',
    modules: [
      { _key: 'a' },
      {
        _key: 'b',
        lessons: [
          { _key: 'l', minutes: -1 },
          { _key: 'l', title: 'y'.repeat(301) },
        ],
      },
    ],
  };
  const { createCourse } = await studio.data<{ createCourse: Written }>(
    `mutation ($input: CreateCourseInput!) { createCourse(input: $input) { variant { slug } ${PROBLEMS} } }`,
    { input: { fields } },
  );
  expect(problemsOf(createCourse)).toEqual([
    ['INVALID_FIELD', 'fields.modules.1.lessons.0.minutes'],
    ['INVALID_FIELD', 'fields.modules.1.lessons.1.title'],
    ['INVALID_FIELD', 'fields.modules.1.lessons.1._key'],
  ]);
});

test('a reference must lead somewhere, and to the right kind', async () => {
  const other = await article({ title: 'Not a topic' });
  const refused = await create({
    fields: { title: 'A', topics: [other.documentId], related: [NOWHERE], body: [embed('e', 'factEmbed', NOWHERE)] },
  });
  expect(problemsOf(refused).sort()).toEqual([
    ['UNKNOWN_REFERENCE', 'fields.body.0.document'],
    ['UNKNOWN_REFERENCE', 'fields.related.0'],
    ['WRONG_REFERENCE_KIND', 'fields.topics.0'],
  ]);
  expect(refused.problems.every((problem) => problem.__typename === 'ReferenceProblem')).toBe(true);
});

test.each([NOWHERE, 'nonsense', '', "' or 1=1", '../x'])(
  'an id that does not exist is a refusal, not a fault: %j',
  async (documentId) => {
    for (const written of [
      await save({ documentId, locale: 'en', expectedVersion: 1, fields: {} }),
      await create({ documentId, fields: {} }),
    ]) {
      expect(problemsOf(written)).toEqual([['DOCUMENT_NOT_FOUND', 'documentId']]);
    }
    const read = await studio.data(
      'query ($id: ID!) { document(documentId: $id) { kind } variant(documentId: $id) { slug } revisions(documentId: $id, first: 1) { edges { cursor } } revision(documentId: $id, number: 1) { number } }',
      { id: documentId },
    );
    expect(read).toEqual({ document: null, variant: null, revisions: { edges: [] }, revision: null });
  },
);

test('a verb of one kind does not touch a document of another', async () => {
  const topic = await studio.world.given.draft('topic', { name: 'A topic' });
  expect(
    problemsOf(await save({ documentId: topic.documentId, locale: 'en', expectedVersion: 1, fields: {} })),
  ).toEqual([['DOCUMENT_NOT_FOUND', 'documentId']]);
  expect(problemsOf(await create({ documentId: topic.documentId, locale: 'es', fields: {} }))).toEqual([
    ['DOCUMENT_NOT_FOUND', 'documentId'],
  ]);
});

test('a locale that is not configured is refused', async () => {
  expect(problemsOf(await create({ locale: 'tlh', fields: {} }))).toEqual([['UNKNOWN_LOCALE', 'locale']]);
  expect(problemsOf(await create({ locale: 'x'.repeat(100), fields: {} }))).toEqual([['BAD_INPUT', 'locale']]);
});

const link = (href: string) => ({ ...paragraph('p1', 'words'), markDefs: [{ _type: 'link', _key: 'l', href }] });

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' java\tscript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>',
  'vbscript:x',
  '//evil.example',
  'file:///etc/passwd',
])('an address that a browser would run is refused: %j', async (href) => {
  expect(problemsOf(await create({ fields: { title: 'A', body: [link(href)] } }))).toEqual([
    ['INVALID_FIELD', 'fields.body.0.markDefs.0.href'],
  ]);
});

test('text is kept as it was written, in any script', async () => {
  const title = 'Ünïcödé 🙂 مرحبا 你好 \u202Eabc <b>&amp;"\'';
  const body = [paragraph('p1', 'e\u0301 👩‍👩‍👧 ${x} {{y}} \\u0000 line\nbreak')];
  const variant = await article({ title, body });
  expect(variant.title).toBe(title);
  expect(await stored(variant)).toMatchObject({
    title,
    body: [{ children: [{ text: 'é 👩‍👩‍👧 ${x} {{y}} \\u0000 line\nbreak' }] }],
  });
});

test('names that reach into prototypes are refused wherever they stand', async () => {
  const inFields = '{"title":"A","__proto__":{"polluted":true}}';
  const inText = '{"title":"A","body":[{"_type":"block","_key":"k","children":[],"__proto__":{"polluted":true}}]}';
  const inMark =
    '{"title":"A","body":[{"_type":"block","_key":"k","children":[],"constructor":{"prototype":{"polluted":true}}}]}';
  const send = (fields: string) =>
    studio.http
      .post('/graphql')
      .set('Authorization', `Bearer ${studio.session}`)
      .set('Content-Type', 'application/json')
      .send(`{"query":${JSON.stringify(CREATE)},"variables":{"input":{"fields":${fields}}}}`);
  expect((await send(inFields)).body).toMatchObject({ errors: [{ extensions: { code: 'BAD_INPUT' } }] });
  for (const fields of [inText, inMark]) {
    const answer = (await send(fields)).body as { data: { createArticle: Written } };
    expect(answer.data.createArticle.variant).toBeNull();
    expect(answer.data.createArticle.problems).toEqual([expect.objectContaining({ kind: 'INVALID_FIELD' })]);
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('an input with a field that no kind has is refused by name', async () => {
  const answer = await studio.ask(CREATE, { input: { fields: { title: 'A', password: 'secret-value' } } });
  expect(answer.errors[0]?.extensions['code']).toBe('BAD_INPUT');
  expect(answer.text).not.toContain('secret-value');
});

test('a long article fits, and a body beyond the limit is refused before it is read', async () => {
  const words = 'word '.repeat(200);
  const body = Array.from({ length: 800 }, (_, index) => paragraph(`p${index}`, words));
  expect((await create({ fields: { title: 'Long', body } })).problems).toEqual([]);
  const tooMuch = await studio.http
    .post('/graphql')
    .set('Authorization', `Bearer ${studio.session}`)
    .send({ query: CREATE, variables: { input: { fields: { title: 'x'.repeat(3_000_000) } } } });
  expect(tooMuch.status).toBe(413);
  expect(tooMuch.body).toMatchObject({ errors: [{ extensions: { code: 'TOO_COSTLY' } }] });
});

test('nesting without end is refused without a fault', async () => {
  const depth = 20_000;
  const answer = await studio.http
    .post('/graphql')
    .set('Authorization', `Bearer ${studio.session}`)
    .set('Content-Type', 'application/json')
    .send(
      `{"query":${JSON.stringify(CREATE)},"variables":{"input":{"fields":{"title":"A","body":[{"a":${'['.repeat(depth)}${']'.repeat(depth)}}]}}}}`,
    );
  const { data } = answer.body as { data: { createArticle: Written } };
  expect(data.createArticle.problems).toEqual([expect.objectContaining({ kind: 'INVALID_FIELD' })]);
});
