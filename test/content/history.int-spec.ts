import { refusals } from '../kit/refusals.js';
import { as } from '../kit/server.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';
import { buffersOf, growLine } from './long-line.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const rows = <R>(sql: string, values: unknown[] = []) =>
  as(world.database.addresses.owner, async (client) => (await client.query(sql, values)).rows as R[]);

const save = (documentId: string, expectedVersion: number, fields: Record<string, unknown>) =>
  world.drafting.save(TESTER, { documentId, locale: 'en', expectedVersion, fields });

describe('saving a version', () => {
  test('keeps the draft under a number, with its references and what its author says of it, and changes nothing in public', async () => {
    const before = await world.ledger.head();
    const target = await world.given.article();
    const draft = await world.given.article({ title: 'Kept', related: [target.documentId] });
    const key = { documentId: draft.documentId, locale: 'en' };
    expect(await world.freezing.freeze(TESTER, { ...key, expectedVersion: 1, note: 'For Ada' })).toMatchObject({
      revision: 1,
      isNew: true,
    });
    expect(await world.reading.revision({ ...key, number: 1 })).toMatchObject({
      body: { title: 'Kept' },
      note: 'For Ada',
      author: 'system:test',
      editions: [],
    });
    expect(await world.reading.referencesThen({ ...key, number: 1 })).toMatchObject([
      { role: 'RELATED', target: target.documentId, kind: 'article', then: null },
    ]);
    expect((await world.ledger.head()).seq).toBe(before.seq);
    const [event] = await rows<{ data: object }>(
      `select data from ledger.event where verb = 'variant.freeze' and subject = $1`,
      [draft.documentId],
    );
    expect(event?.data).toEqual({ locale: 'en', revision: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  });

  test('twice makes one revision, a draft without an address can be kept, and a draft that moved on is refused', async () => {
    const draft = await world.drafting.create(TESTER, { kind: 'article', locale: 'en', body: {} });
    const key = { documentId: draft.documentId, locale: 'en' };
    const freeze = (expectedVersion: number) => world.freezing.freeze(TESTER, { ...key, expectedVersion });
    expect(await freeze(1)).toMatchObject({ revision: 1, isNew: true });
    expect(await freeze(1)).toMatchObject({ revision: 1, isNew: false });
    expect(await world.reading.revision({ ...key, number: 1 })).toMatchObject({ slug: null, body: {} });
    await save(draft.documentId, 1, { title: 'On' });
    expect(await refusals(freeze(1))).toEqual(['STALE_DRAFT at expectedVersion']);
    expect(await refusals(world.publishing.publish(TESTER, { publish: [{ ...key, revision: 1 }] }))).toEqual([
      'REQUIRED_TO_PUBLISH at publish.0.fields.title',
      'REQUIRED_TO_PUBLISH at publish.0.fields.body',
      'REQUIRED_TO_PUBLISH at publish.0.slug',
    ]);
  });
});

describe('reading a revision', () => {
  test('shows what it refers to as that stood when the revision went public, whatever happened since', async () => {
    const fact = await world.given.published('fact', { statement: 'Then', status: 'UNVERIFIED', notice: 'No source.' });
    const host = await world.given.published('article', {
      title: 'Host',
      body: [embed('e', 'factEmbed', fact.documentId)],
    });
    const changed = await save(fact.documentId, 1, { statement: 'Now' });
    await world.publishing.publish(TESTER, { publish: [toPublish(changed)] });
    const key = { documentId: host.documentId, locale: 'en', number: 1 };
    const then = { locale: 'en', edition: 1, slug: fact.slug, title: 'Then' };
    expect(await world.reading.referencesThen(key)).toEqual([
      {
        path: ['body', 0, 'document'],
        role: 'EMBED',
        target: fact.documentId,
        kind: 'fact',
        pinLocale: null,
        pinEdition: null,
        then,
      },
    ]);
    await world.publishing.publish(TESTER, {
      withdraw: [{ ...toPublish(changed), reason: 'RETRACTED', notice: 'Wrong.' }],
    });
    expect(await world.reading.referencesThen(key)).toMatchObject([{ then }]);
  });
});

describe('restoring a revision', () => {
  test('makes it the draft again; the draft that gives way becomes a revision, and the public stays as it is', async () => {
    const first = await world.given.published(
      'article',
      { title: 'One', body: [paragraph('p', 'One.')] },
      { slug: 'restored' },
    );
    const key = { documentId: first.documentId, locale: 'en' };
    const target = await world.given.article();
    await save(first.documentId, 1, { title: 'Two', related: [target.documentId] });
    const before = await world.ledger.head();
    const { variant, displaced, unmapped } = await world.restoring.restore(TESTER, {
      ...key,
      expectedVersion: 2,
      revision: 1,
    });
    expect(variant).toMatchObject({ draft: first.draft, draftVersion: 3, basedOn: 1, lastRevision: 2, liveEdition: 1 });
    expect({ displaced, unmapped }).toEqual({ displaced: 2, unmapped: [] });
    expect((await world.ledger.head()).seq).toBe(before.seq);
    expect((await world.reading.revision({ ...key, number: 2 }))?.body).toMatchObject({ title: 'Two' });
    expect(await rows('select 1 from content.draft_reference where document_id = $1', [first.documentId])).toEqual([]);
    // And back: nothing is made twice.
    const back = await world.restoring.restore(TESTER, { ...key, expectedVersion: 3, revision: 2 });
    expect(back).toMatchObject({ displaced: 1, variant: { draft: { title: 'Two' }, lastRevision: 2, basedOn: 2 } });
    expect(await rows('select target from content.draft_reference where document_id = $1', [first.documentId])).toEqual(
      [{ target: target.documentId }],
    );
  });

  test('reports what a draft of today has no place for, and keeps the rest', async () => {
    const draft = await world.given.published('article', { title: 'Old', body: [paragraph('p', 'Old.')] });
    const key = { documentId: draft.documentId, locale: 'en' };
    await rows(
      `insert into content.revision (document_id, locale, number, slug, body, body_format, hash, author, created_at)
       select document_id, locale, 2, slug, body || '{"mood": "blue"}', 1, sha256('old'), author, created_at from content.revision where document_id = $1`,
      [draft.documentId],
    );
    await rows('update content.variant set last_revision = 2 where document_id = $1', [draft.documentId]);
    const { variant, unmapped } = await world.restoring.restore(TESTER, { ...key, expectedVersion: 1, revision: 2 });
    expect(variant.draft).toEqual(draft.draft);
    expect(unmapped).toEqual([{ path: ['mood'], reason: expect.any(String) as string, value: '"blue"' }]);
  });

  test('is refused of a revision that there is not, and over a draft that moved on', async () => {
    const draft = await world.given.article();
    const key = { documentId: draft.documentId, locale: 'en' };
    const restore = (expectedVersion: number) =>
      refusals(world.restoring.restore(TESTER, { ...key, expectedVersion, revision: 1 }));
    expect(await restore(1)).toEqual(['REVISION_NOT_FOUND at revision']);
    expect(await restore(7)).toEqual(['STALE_DRAFT at expectedVersion']);
    expect(await rows('select 1 from content.revision where document_id = $1', [draft.documentId])).toEqual([]);
  });
});

describe('comparing', () => {
  test('shows what the draft would change in public, with titles for what it refers to', async () => {
    const fact = await world.given.published('fact', { statement: 'A claim', status: 'UNVERIFIED', notice: 'None.' });
    const first = await world.given.published('article', {
      title: 'Live title',
      body: [paragraph('p', 'Some words stay.')],
    });
    const key = { documentId: first.documentId, locale: 'en' };
    expect(await world.comparing.compareDraft(key)).toMatchObject({ changes: [], references: [] });
    await save(first.documentId, 1, {
      title: 'Draft title',
      body: [paragraph('p', 'Some words stay.'), embed('e', 'factEmbed', fact.documentId)],
    });
    const comparison = await world.comparing.compareDraft(key);
    expect(comparison).toMatchObject({
      from: { revision: 1 },
      to: { draftVersion: 2 },
      changes: [
        { fate: 'CHANGED', path: ['title'] },
        { fate: 'ADDED', path: ['body', 1], blockType: 'factEmbed' },
      ],
      references: [{ fate: 'ADDED', role: 'EMBED', kind: 'fact', title: 'A claim' }],
    });
    expect(comparison.readable.text).toContain('[added: “A claim”]');
    const reverse = await world.comparing.compare(key, { from: 'DRAFT', to: { revision: 1 } });
    expect(reverse.references).toMatchObject([{ fate: 'REMOVED' }]);
  });

  test('of what was never public shows everything as new, and of a version that there is not is refused', async () => {
    const draft = await world.given.article({ title: 'New' });
    const key = { documentId: draft.documentId, locale: 'en' };
    const comparison = await world.comparing.compareDraft(key);
    expect(comparison.from).toBeNull();
    expect(comparison.changes.every(({ fate }) => fate === 'ADDED')).toBe(true);
    expect(await refusals(world.comparing.compare(key, { from: { revision: 1 }, to: 'DRAFT' }))).toEqual([
      'REVISION_NOT_FOUND at from.revision',
    ]);
    expect(await refusals(world.comparing.compareDraft({ ...key, locale: 'es' }))).toEqual([
      'DOCUMENT_NOT_FOUND at documentId',
    ]);
  });
});

test('a line of 10,000 revisions is listed, opened and compared by as many pages of memory as one of ten', async () => {
  const [short, long] = [await growLine(world, 10), await growLine(world, 10_000)];
  const touched = async (documentId: string, of: number) => {
    const key = { documentId, locale: 'en' };
    const middle = Math.ceil(of / 2);
    return buffersOf(world, async () => {
      const page = await world.reading.revisions(key, { first: 10, before: of + 1 });
      expect(page.map(({ number, editions }) => [number, editions])[0]).toEqual([of, [of]]);
      await world.reading.revision({ ...key, number: middle });
      await world.reading.referencesThen({ ...key, number: middle });
      await world.comparing.compare(key, { from: { revision: middle }, to: 'LIVE' });
    });
  };
  expect(await touched(long, 10_000)).toBeLessThan((await touched(short, 10)) * 1.5 + 40);
});
