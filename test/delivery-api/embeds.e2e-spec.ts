import { embed, paragraph } from '../kit/world.js';
import { Api } from './api.js';

let api: Api;
beforeAll(async () => {
  api = await Api.over();
});
afterAll(() => api.end());

const text = async (slug: string, locale = 'en') => {
  const { data, errors } = await api.ask<{ article: { body: { text: string; references: { documentId: string }[] } } }>(
    'query ($slug: String!, $locale: String!) { article(slug: $slug, locale: $locale) { body { text references { documentId } } } }',
    { slug, locale },
  );
  expect(errors).toEqual([]);
  return data.article.body;
};
const pair = (myth: string, ...inside: never[]) =>
  api.world.given.published('myth-fact', {
    myth,
    fact: 'No.',
    explanation: [paragraph('e', `Why not ${myth}`), ...inside],
  });

test('a changed fact changes every article that embeds it, without a new edition of the article', async () => {
  const fact = await api.world.given.published('fact', {
    statement: 'Old figure',
    status: 'UNVERIFIED',
    notice: 'No source yet.',
  });
  await api.world.given.published(
    'article',
    { title: 'A', body: [embed('f', 'factEmbed', fact.documentId)] },
    { slug: 'with-fact' },
  );
  expect((await text('with-fact')).text).toContain('Old figure');
  await api.change(fact.documentId, { statement: 'New figure' });
  expect((await text('with-fact')).text).toContain('New figure');
});

test('a retracted target shows its notice in the place of its words', async () => {
  const fact = await api.world.given.published('fact', {
    statement: 'A wrong figure',
    status: 'DISPUTED',
    notice: 'In doubt.',
  });
  await api.world.given.published(
    'article',
    { title: 'A', body: [paragraph('a', 'See:'), embed('f', 'factEmbed', fact.documentId)] },
    { slug: 'with-retraction' },
  );
  await api.withdraw(fact.documentId, { reason: 'RETRACTED', notice: 'We were wrong about this.' });
  const body = await text('with-retraction');
  expect(body.text).toBe('See:\n\nWe were wrong about this.');
  expect(body.references).toEqual([]);
});

test('a replaced target shows what took its place', async () => {
  const before = await pair('the old way');
  const after = await pair('the new way');
  await api.world.given.published(
    'article',
    { title: 'A', body: [embed('m', 'mythFactEmbed', before.documentId)] },
    { slug: 'with-replacement' },
  );
  await api.withdraw(before.documentId, { reason: 'REPLACED', replacedBy: after.documentId });
  const body = await text('with-replacement');
  expect(body.text).toContain('the new way');
  expect(body.references).toEqual([{ documentId: after.documentId }]);
});

test('embeds inside embeds are shown to a depth of three, and the last one without what it embeds', async () => {
  const four = await pair('four');
  const three = await pair('three', embed('x', 'mythFactEmbed', four.documentId));
  const two = await pair('two', embed('x', 'mythFactEmbed', three.documentId));
  const one = await pair('one', embed('x', 'mythFactEmbed', two.documentId));
  await api.world.given.published(
    'article',
    { title: 'A', body: [embed('x', 'mythFactEmbed', one.documentId)] },
    { slug: 'deep' },
  );
  const { text: words } = await text('deep');
  expect(words).toContain('Why not three');
  expect(words).toContain('Myth: four');
  expect(words).not.toContain('Why not four');
});

test('pairs that embed each other end after one round', async () => {
  const [one, two] = [await pair('egg'), await pair('hen')];
  await api.change(one.documentId, {
    explanation: [paragraph('e', 'first the hen'), embed('x', 'mythFactEmbed', two.documentId)],
  });
  await api.change(two.documentId, {
    explanation: [paragraph('e', 'first the egg'), embed('x', 'mythFactEmbed', one.documentId)],
  });
  await api.world.given.published(
    'article',
    { title: 'A', body: [embed('x', 'mythFactEmbed', one.documentId)] },
    { slug: 'circle' },
  );
  const { text: words } = await text('circle');
  expect(words.match(/Myth: egg/g)).toHaveLength(2);
  expect(words.match(/first the hen/g)).toHaveLength(1);
});

test('a target without the locale of its host is shown in the default one', async () => {
  const fact = await api.world.given.published('fact', {
    statement: 'English words',
    status: 'UNVERIFIED',
    notice: 'n',
  });
  await api.world.given.published(
    'article',
    { title: 'A', body: [paragraph('a', 'Hola.'), embed('f', 'factEmbed', fact.documentId)] },
    { slug: 'en-espanol', locale: 'es' },
  );
  expect((await text('en-espanol', 'es')).text).toContain('English words');
});

test('Portable Text carries ids only: what an embed says is resolved when it is read', async () => {
  const fact = await api.world.given.published('fact', {
    statement: 'Nowhere in the blocks',
    status: 'UNVERIFIED',
    notice: 'n',
  });
  await api.world.given.published(
    'article',
    { title: 'A', body: [embed('f', 'factEmbed', fact.documentId)] },
    { slug: 'blocks' },
  );
  const { data } = await api.ask('{ article(slug: "blocks") { body { portableText } } }');
  expect(data).toEqual({
    article: { body: { portableText: [{ _type: 'factEmbed', _key: 'f', document: fact.documentId }] } },
  });
});

test('a withdrawal says why, when, and what to read instead', async () => {
  const gone = await api.world.given.published(
    'article',
    { title: 'Gone', body: [paragraph('a', 'x')] },
    { slug: 'gone' },
  );
  const next = await api.world.given.published(
    'article',
    { title: 'Next', body: [paragraph('a', 'x')] },
    { slug: 'next' },
  );
  await api.withdraw(gone.documentId, { reason: 'REPLACED', replacedBy: next.documentId });
  const { data } = await api.ask(
    `query ($id: ID!) {
      byId: withdrawal(id: $id) { documentId kind slug locale reason notice replacedBy { slug } at }
      bySlug: withdrawal(kind: ARTICLE, slug: "gone") { documentId }
      live: withdrawal(kind: ARTICLE, slug: "next") { documentId }
      never: withdrawal(kind: FACT, slug: "gone") { documentId }
    }`,
    { id: gone.documentId },
  );
  expect(data).toEqual({
    byId: {
      documentId: gone.documentId,
      kind: 'ARTICLE',
      slug: 'gone',
      locale: 'en',
      reason: 'REPLACED',
      notice: null,
      replacedBy: { slug: 'next' },
      at: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/) as unknown,
    },
    bySlug: { documentId: gone.documentId },
    live: null,
    never: null,
  });
});
