import { openStudio, PROBLEMS, type ShownProblem, type Studio } from './studio.js';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.end());

interface Made {
  readonly createPreview: {
    readonly preview: { readonly id: string; readonly objectionCount: number; readonly expiresAt: string } | null;
    readonly url: string | null;
    readonly token: string | null;
    readonly objections: readonly ShownProblem[] | null;
    readonly problems: readonly ShownProblem[];
  };
}

const CREATE = `mutation ($input: CreatePreviewInput!) { createPreview(input: $input) {
  preview { id objectionCount expiresAt } url token objections { __typename kind path } ${PROBLEMS} } }`;
const create = async (input: object) => (await studio.data<Made>(CREATE, { input })).createPreview;

describe('previews', () => {
  test('an editor makes a link, sees it in the list, and ends it', async () => {
    const { documentId } = await studio.world.given.article({ title: 'To show' });
    const { preview, url, token, objections, problems } = await create({ documentId, locale: 'en', minutes: 30 });
    expect([problems, objections]).toEqual([[], []]);
    expect(url).toBe(`${studio.world.config.previewUrl}/p/${token}`);
    expect(preview?.expiresAt).toBe('2026-06-01T12:30:00.000Z');

    const LIST = '{ livePreviews(first: 10) { edges { node { id documentId createdBy } } pageInfo { hasNextPage } } }';
    const list = await studio.data<{ livePreviews: { edges: { node: object }[] } }>(LIST);
    expect(list.livePreviews.edges).toEqual([
      { node: { id: preview?.id, documentId, createdBy: `editor:${studio.editorId}` } },
    ]);
    expect(JSON.stringify(list)).not.toContain(token);

    const REFRESH = `mutation ($input: RefreshPreviewInput!) { refreshPreview(input: $input) { preview { id documentId release expiresAt } objections { kind } ${PROBLEMS} } }`;
    expect(await studio.data(REFRESH, { input: { previewId: preview?.id, expectedVersion: 1 } })).toEqual({
      refreshPreview: {
        preview: { id: preview?.id, documentId, release: null, expiresAt: preview?.expiresAt },
        objections: [],
        problems: [],
      },
    });
    expect(await studio.data(REFRESH, { input: { previewId: preview?.id, expectedVersion: 9 } })).toMatchObject({
      refreshPreview: { preview: null, problems: [{ kind: 'STALE_DRAFT', path: ['expectedVersion'] }] },
    });

    const REVOKE = `mutation ($input: RevokePreviewInput!) { revokePreview(input: $input) { previewId ${PROBLEMS} } }`;
    const input = { previewId: preview?.id };
    expect(await studio.data(REVOKE, { input })).toEqual({ revokePreview: { previewId: preview?.id, problems: [] } });
    expect(await studio.data(REVOKE, { input })).toMatchObject({
      revokePreview: { problems: [{ kind: 'NO_SUCH_PREVIEW', path: ['previewId'] }] },
    });
    expect((await studio.data<{ livePreviews: { edges: [] } }>(LIST)).livePreviews.edges).toEqual([]);
  });

  test('what could not be published is made all the same, with the reasons; what cannot be shown is refused', async () => {
    const { documentId } = await studio.world.given.draft('article', { summary: 'No title' });
    const made = await create({ documentId, locale: 'en' });
    expect(made.preview?.objectionCount).toBe(2);
    expect(made.objections).toMatchObject([
      { kind: 'REQUIRED_TO_PUBLISH', path: ['publish', '0', 'fields', 'title'] },
      { kind: 'REQUIRED_TO_PUBLISH', path: ['publish', '0', 'fields', 'body'] },
    ]);
    for (const [input, problem] of [
      [{ documentId, locale: 'es' }, { kind: 'DOCUMENT_NOT_FOUND' }],
      [
        { documentId: 'nonsense\u0000', locale: 'en' },
        { kind: 'DOCUMENT_NOT_FOUND', path: ['documentId'] },
      ],
      [
        { documentId, locale: 'en', expectedVersion: 9 },
        { kind: 'STALE_DRAFT', path: ['expectedVersion'] },
      ],
      [
        { documentId, locale: 'en', minutes: 100_000 },
        { kind: 'BAD_INPUT', path: ['minutes'] },
      ],
      [
        { documentId, locale: 'en', partner: 'nobody' },
        { kind: 'UNKNOWN_PARTNER', path: ['partner'] },
      ],
    ] as const)
      expect((await create(input)).problems).toMatchObject([problem]);
  });
});
