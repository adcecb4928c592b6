// A little longer than other files: one Studio serves every promise about review, comments and presence over HTTP.
import { ExpungingService, ReleasesService } from '#content';
import { UnitOfWork } from '#platform';
import { paragraph, TESTER, toPublish } from '../kit/world.js';
import { openStudio, PROBLEMS, type ShownProblem, type Studio } from './studio.js';

const HASHES = 'hashes { fields { field hash } blocks { field key hash } }';
const VARIANT = `variant { documentId locale slug title draftVersion ${HASHES} draft { title summary body } }`;
const CREATE = `mutation ($input: CreateArticleInput!) { createArticle(input: $input) { ${VARIANT} ${PROBLEMS} } }`;
const SIDE = '{ slug keys draft { title body } }';
const SAVE = `mutation ($input: SaveArticleInput!) { saveArticle(input: $input) { ${VARIANT}
  conflicts { field key of hash base ${SIDE} mine ${SIDE} theirs ${SIDE} } ${PROBLEMS} } }`;
const PUBLISH = `mutation ($input: PublishDocumentsInput!) { publishDocuments(input: $input) { publication { seq } published { edition } ${PROBLEMS} } }`;

interface Shown {
  readonly documentId: string;
  readonly locale: string;
  readonly slug: string | null;
  readonly draftVersion: number;
  readonly hashes: {
    readonly fields: readonly { readonly field: string; readonly hash: string }[];
    readonly blocks: readonly { readonly field: string; readonly key: string; readonly hash: string }[];
  };
  readonly draft: { readonly title: string | null; readonly body: readonly { readonly _key: string }[] };
}
interface Written {
  readonly variant: Shown | null;
  readonly conflicts: readonly Record<string, unknown>[];
  readonly problems: readonly ShownProblem[];
}

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.end());

const create = async (input: object) =>
  (await studio.data<{ createArticle: Written }>(CREATE, { input })).createArticle;
const save = async (input: object) => (await studio.data<{ saveArticle: Written }>(SAVE, { input })).saveArticle;
const article = async () => {
  const { variant } = await create({
    fields: { title: 'An article', body: [paragraph('a', 'one'), paragraph('b', 'two')] },
  });
  if (!variant) throw new Error('the article was refused');
  return variant;
};
/** Verbs of the audit from an event on. */
const eventsSince = async (count: number) =>
  (
    await studio.world.work.rows<{ verb: string }>('select verb from ledger.event order by number offset $1', [count])
  ).map(({ verb }) => verb);
const problemsOf = ({ problems }: { readonly problems: readonly ShownProblem[] }) =>
  problems.map(({ kind, path }) => [kind, path.join('.')]);
const changeOf = ({ documentId, locale, draftVersion, hashes }: Shown, fields: Record<string, unknown>) => ({
  documentId,
  locale,
  base: {
    version: draftVersion,
    fields: hashes.fields.filter(({ field }) => field !== 'body' && field in fields),
    lists: [{ field: 'body', blocks: hashes.blocks.map(({ key, hash }) => ({ key, hash })) }],
  },
  fields,
});

describe('a save beside others', () => {
  test('takes the hashes that a draft shows, and answers a conflict with what both began from', async () => {
    const read = await article();
    const first = await save(changeOf(read, { title: 'First', body: [paragraph('a', 'first')] }));
    expect(first).toMatchObject({ variant: { draftVersion: 2 }, conflicts: [], problems: [] });
    const second = await save(changeOf(read, { title: 'Second', body: [paragraph('b', 'second')] }));
    const side = (title: string) => ({ slug: null, keys: null, draft: { title, body: [] } });
    expect(second).toMatchObject({
      variant: { title: 'First', draft: { body: [{ _key: 'a' }, { _key: 'b' }] } },
      conflicts: [
        {
          field: 'title',
          key: null,
          of: 'WORDS',
          base: side('An article'),
          mine: side('Second'),
          theirs: side('First'),
        },
      ],
      problems: [],
    });
    const hash = second.conflicts[0]?.['hash'];
    const { documentId, locale } = read;
    const decided = await save({
      documentId,
      locale,
      base: { fields: [{ field: 'title', hash }] },
      fields: { title: 'Second' },
    });
    expect(decided).toMatchObject({ variant: { title: 'Second' }, conflicts: [] });
  });

  test('says either from which version or from which hashes', async () => {
    const read = await article();
    const { documentId, locale } = read;
    const neither = await save({ documentId, locale, fields: { title: 'x' } });
    const both = await save({ ...changeOf(read, { title: 'x' }), expectedVersion: 1 });
    for (const refused of [neither, both]) expect(problemsOf(refused)).toEqual([['BAD_INPUT', 'expectedVersion']]);
    expect(problemsOf(await save({ documentId, locale, base: {}, fields: { title: 'x' } }))).toEqual([
      ['BAD_INPUT', 'fields.title'],
    ]);
  });

  test('is refused whole where its words are malformed, with their places', async () => {
    const read = await article();
    const refused = await save(
      changeOf(read, {
        title: 'Fine',
        body: [
          { ...paragraph('a', 'x'), style: 'h9' },
          { _type: 'script', _key: 'z' },
        ],
      }),
    );
    expect(refused.variant).toBeNull();
    expect(problemsOf(refused)).toEqual([
      ['INVALID_FIELD', 'fields.body.0.style'],
      ['INVALID_FIELD', 'fields.body.1._type'],
    ]);
  });
});

describe('a request with a key', () => {
  const input = { fields: { title: 'Made once' } };

  test('makes one document, however often and however much at once it is sent', async () => {
    const keyed = { ...input, idempotencyKey: 'make-1' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => create(keyed)));
    const later = await create(keyed);
    expect(new Set([...answers, later].map(({ variant }) => variant?.documentId)).size).toBe(1);
    expect((await create(input)).variant?.documentId).not.toBe(later.variant?.documentId);
  });

  test('is refused with another input, and for another verb', async () => {
    await create({ ...input, idempotencyKey: 'make-2' });
    expect(problemsOf(await create({ fields: { title: 'Another' }, idempotencyKey: 'make-2' }))).toEqual([
      ['IDEMPOTENCY_KEY_REUSED', 'idempotencyKey'],
    ]);
    expect(problemsOf(await create({ ...input, idempotencyKey: '' }))).toEqual([['BAD_INPUT', 'idempotencyKey']]);
  });

  test('that was refused may be mended and sent again', async () => {
    expect(problemsOf(await create({ ...input, slug: 'Not A Slug', idempotencyKey: 'make-3' }))).toEqual([
      ['INVALID_SLUG', 'slug'],
    ]);
    expect((await create({ ...input, slug: 'a-slug', idempotencyKey: 'make-3' })).variant?.slug).toBe('a-slug');
  });

  test('publishes once, and is answered with the same publication', async () => {
    const { documentId, locale } = await article();
    const publish = { publish: [{ documentId, locale, expectedVersion: 1 }], idempotencyKey: 'publish-1' };
    const send = () => studio.data<{ publishDocuments: { publication: { seq: number } } }>(PUBLISH, { input: publish });
    const [first, second] = [await send(), await send()];
    expect(first).toMatchObject({ publishDocuments: { published: [{ edition: 1 }], problems: [] } });
    expect(second).toEqual(first);
    expect(first.publishDocuments.publication.seq).toBe((await studio.world.ledger.head()).seq);
  });

  test('does once whatever makes, publishes or takes back something, also when it is sent twice at the same moment', async () => {
    const { given, publishing, app } = studio.world;
    const live = await given.published('article', { title: 'Live', body: [paragraph('a', 'Words.')] });
    const [draft, fresh] = [await given.article({ title: 'Planned' }), await given.article({ title: 'Fresh' })];
    const { seq } = (await publishing.publish(TESTER, { publish: [toPublish(await given.article())] })).publication;
    const { publishPlan } = await studio.data<{ publishPlan: { id: string } }>(
      'query ($input: PublishPlanInput!) { publishPlan(input: $input) { id } }',
      { input: { publish: [{ documentId: draft.documentId, locale: 'en' }] } },
    );
    const release = await app.get(ReleasesService, { strict: false }).create(TESTER, { name: 'Seen', items: [] });
    const { documentId } = live;
    const at = { documentId, locale: 'en' };
    const PUBLISHED = 'publication { seq }';
    const asked: readonly (readonly [string, object, string, string])[] = [
      ['publishPlanned', { planId: publishPlan.id }, PUBLISHED, 'variant.publish'],
      ['revertPublication', { seq }, PUBLISHED, 'variant.withdraw'],
      [
        'saveVersion',
        { documentId: fresh.documentId, locale: 'en', expectedVersion: 1, note: 'Kept' },
        'revision',
        'variant.freeze',
      ],
      [
        'restoreRevision',
        { ...at, expectedVersion: 1, revision: 1 },
        'displaced variant { draftVersion }',
        'variant.restore',
      ],
      ['beginTranslation', { documentId, locale: 'es' }, 'variant { draftVersion locale }', 'document.create'],
      ['createPreview', at, 'preview { id }', 'preview.make'],
      ['createReleasePreview', { releaseId: release.id }, 'preview { id }', 'preview.make'],
      ['issueToken', { name: 'Script', verbs: [], expiresAt: '2026-08-01T00:00:00Z' }, 'token { id }', 'token.issue'],
      ['inviteEditor', { name: 'New', email: 'new@example.org', grants: [] }, 'editor { id }', 'editor.add'],
      ['requestExpunge', { documentId, locale: 'es', reason: 'SAFETY' }, 'request { id }', 'expunge.request'],
    ];
    for (const [verb, input, ask, event] of asked) {
      const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
      const before = (await eventsSince(0)).length;
      const send = () =>
        studio.data<Record<string, object>>(
          `mutation ($input: ${type}!) { ${verb}(input: $input) { ${ask} problems { kind message path } } }`,
          { input: { ...input, idempotencyKey: `once ${verb}` } },
        );
      const [one, again] = await Promise.all([send(), send()]);
      expect(one).toMatchObject({ [verb]: { problems: [] } });
      expect(again).toEqual(one);
      expect(await send()).toEqual(one);
      expect((await eventsSince(before)).filter((name) => name === event)).toEqual([event]);
    }
  });

  test('tells the secret of what it made to the first who hears of it', async () => {
    const { documentId } = await studio.world.given.article();
    const input = { documentId, locale: 'en', idempotencyKey: 'a preview' };
    const send = () =>
      studio.data<{ createPreview: { preview: { id: string }; token: string | null } }>(
        'mutation ($input: CreatePreviewInput!) { createPreview(input: $input) { preview { id } url token problems { kind } } }',
        { input },
      );
    const { createPreview: made } = await send();
    expect(made.token).toMatch(/^.{43}$/);
    expect((await send()).createPreview).toEqual({ preview: made.preview, url: null, token: null, problems: [] });
  });

  test('is not done again when what it made has been expunged, and no table says what was asked', async () => {
    const keyed = { fields: { title: 'Zqxvkey' }, idempotencyKey: 'zqxvkey' };
    const { variant } = await create(keyed);
    const expunging = studio.world.app.get(ExpungingService, { strict: false });
    await expunging.expunge(TESTER, { documentId: variant?.documentId ?? '' });
    expect(problemsOf(await create(keyed))).toEqual([['IDEMPOTENCY_KEY_SPENT', 'idempotencyKey']]);
    const left = await studio.world.work.rows(
      `select 1 from ledger.idempotency where documents @> array[$1::uuid] and (input_hash is not null or answer is not null)`,
      [variant?.documentId],
    );
    expect(left).toEqual([]);
  });
});

describe('the workflow', () => {
  const MAY = '{ allowed reason }';
  const STANDING = `variant { workflowState review { revision outcome submittedByName note } viewerCan { edit ${MAY} submit ${MAY} recall ${MAY} requestChanges ${MAY} approve ${MAY} schedule ${MAY} publish ${MAY} withdraw ${MAY} comment ${MAY} } dueOn dates { firstPublished lastUpdated lastReviewed } }`;
  const verb = async (name: string, input: object) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const data = await studio.data<
      Record<string, { variant: Standing | null; revision: number; problems: ShownProblem[] }>
    >(`mutation ($input: ${type}!) { ${name}(input: $input) { revision ${STANDING} ${PROBLEMS} } }`, { input });
    const payload = data[name];
    if (!payload) throw new Error(`no answer to ${name}`);
    return payload;
  };
  interface Standing {
    readonly workflowState: string;
    readonly review: object | null;
    readonly viewerCan: Readonly<Record<string, { readonly allowed: boolean; readonly reason: string | null }>>;
  }
  const allowed = ({ viewerCan }: Standing) =>
    Object.entries(viewerCan).flatMap(([name, { allowed: may }]) => (may ? [name] : []));

  test('leads from a draft through a review into public, and says at each step what may be done, or why not', async () => {
    const { documentId, locale } = await article();
    const submission = { documentId, locale, expectedVersion: 1, note: 'Please look.', idempotencyKey: 'submit-1' };
    const submitted = await verb('submitDraft', submission);
    expect(submitted).toMatchObject({
      revision: 1,
      variant: {
        workflowState: 'IN_REVIEW',
        review: { revision: 1, outcome: null, submittedByName: 'Ada <Editor>', note: 'Please look.' },
      },
      problems: [],
    });
    expect(await verb('submitDraft', submission)).toEqual(submitted);
    expect(submitted.variant && allowed(submitted.variant)).toEqual([
      'edit',
      'recall',
      'requestChanges',
      'approve',
      'schedule',
      'publish',
      'comment',
    ]);
    expect(submitted.variant?.viewerCan['withdraw']?.reason).toBe(
      'It is not live: only what is live can be withdrawn.',
    );
    const { reviews } = await studio.data<{ reviews: { edges: { node: object; variant: object }[] } }>(
      '{ reviews(queue: MINE, first: 5) { edges { cursor node { documentId revision dueAt } variant { title } } pageInfo { hasNextPage } } }',
    );
    expect(reviews.edges).toMatchObject([{ node: { documentId, revision: 1 }, variant: { title: 'An article' } }]);
    const approved = await verb('approveDraft', { documentId, locale, revision: 1 });
    expect(approved.variant).toMatchObject({ workflowState: 'APPROVED', review: { outcome: 'APPROVED' } });
    const again = await verb('approveDraft', { documentId, locale, revision: 1 });
    expect([again.variant, problemsOf(again)]).toEqual([null, [['NOT_IN_STATE', 'revision']]]);
    await studio.data(PUBLISH, { input: { publish: [{ documentId, locale, expectedVersion: 1 }] } });
    const { variant } = await studio.data<{ variant: Standing }>(
      `query ($id: ID!) { ${STANDING.replace('variant', 'variant(documentId: $id)')} }`,
      { id: documentId },
    );
    const instant = expect.stringMatching(/^2\d{3}-/) as string;
    expect(variant).toMatchObject({
      workflowState: 'PUBLISHED',
      review: null,
      dates: { firstPublished: instant, lastUpdated: instant, lastReviewed: instant },
    });
    expect(allowed(variant)).toEqual(['edit', 'withdraw', 'comment']);
  });

  test('asks nothing more of the database for twelve variants than for three', async () => {
    const statements = async (first: number) => {
      let count = 0;
      const { manager } = studio.app.get(UnitOfWork, { strict: false });
      const query = manager.query.bind(manager);
      manager.query = (...args: Parameters<typeof query>) => {
        count += 1;
        return query(...args);
      };
      try {
        await studio.data(
          `{ variants(kind: ARTICLE, first: ${first}) { edges { node { ${STANDING.slice('variant { '.length, -2)} } } } }`,
        );
      } finally {
        manager.query = query;
      }
      return count;
    };
    for (let more = 0; more < 12; more++) await studio.world.given.article();
    const few = await statements(3);
    expect(few).toBeGreaterThan(3);
    expect(await statements(12)).toBe(few);
  });

  test('keeps what editors say to each other beside the draft, and who is at it', async () => {
    const { documentId, locale } = await article();
    const about = { documentId, locale, field: 'body', block: 'a', words: 'Who counted?', idempotencyKey: 'comment-1' };
    const THREAD = `thread { id present quote words version editedAt authorName replies { words } resolvedAt } ${PROBLEMS}`;
    const comment = () =>
      studio.data<{ addComment: { thread: { id: string } } }>(
        `mutation ($input: AddCommentInput!) { addComment(input: $input) { ${THREAD} } }`,
        { input: about },
      );
    const { thread } = (await comment()).addComment;
    expect(thread).toMatchObject({ present: true, quote: 'one', authorName: 'Ada <Editor>', replies: [] });
    expect((await comment()).addComment.thread.id).toBe(thread.id);
    const edited = await studio.data(
      `mutation ($first: EditCommentInput!, $second: EditCommentInput!) {
         first: editComment(input: $first) { ${THREAD} } second: editComment(input: $second) { thread { id } problems { kind path } } }`,
      Object.fromEntries(
        ['first', 'second'].map((name) => [name, { comment: thread.id, expectedVersion: 1, words: `Who ${name}?` }]),
      ),
    );
    expect(edited).toMatchObject({
      first: { thread: { words: 'Who first?', version: 2, editedAt: '2026-06-01T12:00:00.000000Z' }, problems: [] },
      second: { thread: null, problems: [{ kind: 'STALE_COMMENT', path: ['expectedVersion'] }] },
    });
    const settled = await studio.data(
      `mutation ($reply: ReplyToCommentInput!, $resolve: ResolveCommentInput!) {
         replyToComment(input: $reply) { ${THREAD} } resolveComment(input: $resolve) { ${THREAD} } }`,
      { reply: { thread: thread.id, words: 'We did.' }, resolve: { thread: thread.id } },
    );
    expect(settled).toMatchObject({ resolveComment: { thread: { replies: [{ words: 'We did.' }] }, problems: [] } });
    const listed = await studio.data(
      `query ($id: ID!) { open: comments(documentId: $id, locale: "en", first: 5, resolved: false) { edges { node { id } } }
         all: comments(documentId: $id, locale: "en", first: 5) { edges { cursor node { id } } pageInfo { endCursor } } }`,
      { id: documentId },
    );
    expect(listed).toMatchObject({ open: { edges: [] }, all: { edges: [{ node: { id: thread.id } }] } });
    const ATTENDANCE = 'attendance { present { name block } lock { name who } } problems { kind }';
    const input = { documentId, locale };
    const attended = await studio.data(
      `mutation ($at: AttendDraftInput!, $lock: LockDraftInput!) {
         attendDraft(input: $at) { ${ATTENDANCE} } lockDraft(input: $lock) { ${ATTENDANCE} } }`,
      { at: { ...input, field: 'body', block: 'b' }, lock: input },
    );
    expect(attended).toMatchObject({
      lockDraft: { attendance: { present: [{ name: 'Ada <Editor>', block: 'b' }], lock: { name: 'Ada <Editor>' } } },
    });
    expect(
      await studio.data(`mutation ($input: LeaveDraftInput!) { leaveDraft(input: $input) { ${ATTENDANCE} } }`, {
        input,
      }),
    ).toEqual({
      leaveDraft: { attendance: { present: [], lock: null }, problems: [] },
    });
  });

  test('brings what has to be looked at again, until somebody confirms it', async () => {
    const { documentId, locale } = await studio.world.given.published('notice', {
      name: 'A line',
      phone: '1-800-555-0111',
      verifyBy: '2026-06-10',
    });
    const due = () =>
      studio.data<{ due: { edges: object[] } }>(
        '{ due(until: "2026-07-01", first: 5) { edges { cursor dueOn edition node { documentId } } pageInfo { hasNextPage } } }',
      );
    expect((await due()).due.edges).toMatchObject([{ dueOn: '2026-06-10', edition: 1, node: { documentId } }]);
    const confirmed = await studio.data<{ confirmDocument: object }>(
      `mutation ($input: ConfirmDocumentInput!) { confirmDocument(input: $input) { variant { dueOn dates { lastReviewed } } ${PROBLEMS} } }`,
      { input: { documentId, locale, expectedEdition: 1, dueOn: '2026-12-31' } },
    );
    expect(confirmed.confirmDocument).toMatchObject({ variant: { dueOn: '2026-12-31' }, problems: [] });
    expect((await due()).due.edges).toEqual([]);
  });
});
