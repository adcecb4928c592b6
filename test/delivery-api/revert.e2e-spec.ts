import { embed, paragraph, TESTER, toPublish } from '../kit/world.js';
import { Api } from './api.js';

let api: Api;
beforeAll(async () => {
  api = await Api.over();
});
afterAll(() => api.end());

const EVERYTHING = `{
  articles(first: 50) { edges { cursor node { id slug title summary body { html text } topics { name }
    edition { publishedAt kind note hash } mythFacts { myth } } } }
  mythFacts(first: 50) { edges { cursor node { id slug myth fact edition { number publishedAt kind note hash } } } }
  topics(first: 50) { edges { cursor node { id name broader { name } mythFacts(first: 10) { edges { node { myth } } } } } }
  search(query: "wording", first: 20) { edges { node { id } } }
}`;

/** Everything that partners read of it, in both APIs. */
async function publicBytes(): Promise<string> {
  const graphql = await api.ask(EVERYTHING);
  expect(graphql.errors).toEqual([]);
  const pages = await Promise.all(
    [
      '/v1/article/reverted',
      '/v1/article/reverted.html',
      '/v1/article/reverted.md',
      '/v1/myth-fact/came-back',
      '/v1/corrections.json',
      '/v1/publications.json',
    ].map(async (path) => {
      const { status, text } = await api.http.get(path);
      return `${path} ${status} ${text}`;
    }),
  );
  return [graphql.text, ...pages].join('\n');
}

/** The number of an edition is the one thing that may differ. */
const withoutEditions = (bytes: string) =>
  bytes.replaceAll(/(data-almanac-edition="|"edition":|"number":|Edition )\d+/g, '$1n');

test('what is public after a revert is what was public before, byte for byte but for the numbers of editions', async () => {
  const { given, drafting, publishing, reverting } = api.world;
  const top = await given.published('topic', { name: 'Top' });
  const topic = await given.published('topic', { name: 'Topic', broader: top.documentId });
  const pair = await given.published(
    'myth-fact',
    { myth: 'They say wording', fact: 'Not so', topics: [topic.documentId] },
    { slug: 'came-back' },
  );
  const article = await given.published(
    'article',
    { title: 'First wording', body: [paragraph('p', 'Some wording.'), embed('m', 'mythFactEmbed', pair.documentId)] },
    { slug: 'reverted' },
  );
  await api.change(article.documentId, { topics: [topic.documentId], summary: 'A wording.' });
  const fixed = await drafting.save(TESTER, {
    documentId: article.documentId,
    locale: 'en',
    expectedVersion: 2,
    fields: { summary: 'The wording.' },
  });
  await publishing.publish(TESTER, {
    publish: [{ ...toPublish(fixed), changeKind: 'CORRECTION', note: 'The summary named it wrongly.' }],
  });
  const before = await publicBytes();
  expect(before.match(/^\/v1.* 200 /gm)).toHaveLength(6);

  const moved = await drafting.save(TESTER, {
    documentId: article.documentId,
    locale: 'en',
    expectedVersion: 3,
    slug: 'moved-away',
    fields: { title: 'Second wording', topics: [], body: [paragraph('p', 'Other wording.')] },
  });
  const turned = await drafting.save(TESTER, {
    documentId: topic.documentId,
    locale: 'en',
    expectedVersion: 1,
    fields: { broader: null },
  });
  const fresh = await given.article({ title: 'New wording' });
  const { publication } = await publishing.publish(TESTER, {
    publish: [
      { ...toPublish(moved), changeKind: 'CORRECTION', note: 'Nothing of it was true.' },
      ...[turned, fresh].map(toPublish),
    ],
    withdraw: [{ ...toPublish(pair), reason: 'GONE' }],
  });
  expect(withoutEditions(await publicBytes())).not.toBe(withoutEditions(before));
  expect(await publicBytes()).toContain('Nothing of it was true.');
  const reverted = await reverting.revert(TESTER, { seq: publication.seq });
  const after = await publicBytes();
  expect(after).not.toBe(before);
  expect(withoutEditions(after)).toBe(withoutEditions(before));

  // What had not been public before is not there, and whoever saw it learns why.
  const never = await api.http.get(`/v1/article/${fresh.slug}`);
  expect([never.status, never.body]).toMatchObject([404, { withdrawal: { reason: 'REVERTED' } }]);
  expect(never.text).toContain('NOT_FOUND');
  expect((await api.http.get(`/v1/article/${fresh.slug}.html`)).text).toContain('public by mistake');
  const { data } = await api.ask(
    `{ article(slug: "${fresh.slug}") { id } withdrawal(kind: ARTICLE, slug: "${fresh.slug}") { reason } }`,
  );
  expect(data).toEqual({ article: null, withdrawal: { reason: 'REVERTED' } });

  // The revert of the revert: the correction stands again, and once.
  await reverting.revert(TESTER, { seq: reverted.publication.seq });
  expect((await api.http.get(`/v1/article/${fresh.slug}`)).status).toBe(200);
  const feed = (await api.http.get('/v1/corrections.json')).text;
  const entries = (note: string) => feed.split(note).length;
  expect(entries('Nothing of it was true.')).toBe(entries('The summary named it wrongly.'));
});
