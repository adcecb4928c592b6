import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';

interface Match {
  readonly mythFact: { readonly slug: string; readonly myth: string; readonly fact: string };
  readonly score: number;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

const QUERY = `query ($text: String!, $locale: String, $first: Int) {
  matchMyths(text: $text, locale: $locale, first: $first) { score start end quote mythFact { slug myth fact } }
}`;

let api: Api;
let lightning: string;
let sugar: string;
beforeAll(async () => {
  api = await Api.over();
  const { given, partners } = api.world;
  const pair = async (slug: string, myth: string, fact: string, more: Record<string, unknown> = {}, locale = 'en') =>
    (await given.published('myth-fact', { myth, fact, verdict: 'FALSE', ...more }, { slug, locale })).documentId;
  const weather = (await given.published('topic', { name: 'Weather' })).documentId;
  const food = (await given.published('topic', { name: 'Food' })).documentId;
  lightning = await pair(
    'lightning',
    'Lightning never strikes the same place twice.',
    'Tall buildings are hit many times a year.',
    { topics: [weather], explanation: [paragraph('a', 'Sugar makes children hyperactive.')] },
  );
  sugar = await pair('sugar', 'Sugar makes children hyperactive.', 'Blind trials found no change in behaviour.', {
    topics: [food],
    otherPhrasings: ['Sweets turn a party into chaos.'],
  });
  await given.draft('myth-fact', { myth: 'Bats are blind.', fact: 'Bats see.' }, { slug: 'bats' });
  await partners.create(TESTER, {
    handle: 'observatory',
    name: 'An observatory',
    region: null,
    scope: { kinds: null, topics: [weather], audiences: null, locales: null },
  });
});
afterAll(() => api.end());

async function ask(text: string, more: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const answer = await api.ask<{ matchMyths: readonly Match[] }>(QUERY, { text, ...more }, headers);
  expect(answer.errors).toEqual([]);
  return answer.data.matchMyths;
}
const slugs = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).map(({ mythFact }) => mythFact.slug);

test('a page is answered with the myths that it repeats, where it does, and the facts', async () => {
  const text =
    'Hello 👋.\n\nMy uncle knows it: lightning never strikes the same spot twice. We had cake; sugar makes kids hyperactive!';
  const matches = await ask(text);
  expect(new Set(matches.map(({ mythFact }) => mythFact.fact))).toEqual(
    new Set(['Tall buildings are hit many times a year.', 'Blind trials found no change in behaviour.']),
  );
  for (const { start, end, quote, score } of matches) {
    expect(text.slice(start, end)).toBe(quote);
    expect(score).toBeGreaterThan(0.7);
    expect(score).toBeLessThanOrEqual(1);
  }
  expect(matches.map(({ quote }) => quote).sort()).toEqual([
    'lightning never strikes the same spot twice',
    'sugar makes kids hyperactive',
  ]);
});

test('other phrasings count, explanations and drafts do not', async () => {
  expect(await slugs('Sweets turn any party into chaos.')).toEqual(['sugar']);
  expect(await slugs('Bats are blind.')).toEqual([]);
});

test('what the text denies, asks or corrects is not a match', async () => {
  expect(await slugs('It is not true that lightning never strikes the same place twice.')).toEqual([]);
  expect(await slugs('Is it true that lightning never strikes the same place twice?')).toEqual([]);
  expect(await slugs('Lightning can strike the same place twice.')).toEqual([]);
});

test('a myth out of scope is never returned, and a caller without it learns nothing of it', async () => {
  const { key } = await api.world.partners.issueKey(TESTER, 'observatory', null);
  const headers = { authorization: `Bearer ${key}` };
  const text = 'Sugar makes children hyperactive. Lightning never strikes the same place twice.';
  expect(await slugs(text, {}, headers)).toEqual(['lightning']);
  expect(await slugs(text, { first: 1 }, headers)).toEqual(['lightning']);
  expect((await slugs(text)).sort()).toEqual(['lightning', 'sugar']);
});

test('only myths of the locale are compared', async () => {
  const { given } = api.world;
  await given.published(
    'myth-fact',
    { myth: 'El azúcar vuelve hiperactivos a los niños.', fact: 'Los ensayos no encontraron ningún cambio.' },
    { slug: 'azucar', locale: 'es' },
  );
  expect(await slugs('El azúcar vuelve hiperactivos a los niños.', { locale: 'es' })).toEqual(['azucar']);
  expect(await slugs('El azúcar no vuelve hiperactivos a los niños.', { locale: 'es' })).toEqual([]);
  expect(await slugs('El azúcar vuelve hiperactivos a los niños.')).toEqual([]);
});

test('what is published, changed and withdrawn counts at once, and nothing else makes the myths be read again', async () => {
  const text = 'Goldfish forget everything after three seconds.';
  expect(await slugs(text)).toEqual([]);
  const { given } = api.world;
  const { documentId } = await given.published(
    'myth-fact',
    { myth: 'Goldfish forget everything after three seconds.', fact: 'They remember for months.' },
    { slug: 'goldfish' },
  );
  expect(await slugs(text)).toEqual(['goldfish']);
  await given.published('article', { title: 'Something else', body: [paragraph('a', 'Words.')] });
  const { statements } = await api.counted(QUERY, { text });
  expect(statements).toContain('delivery.same-myths');
  expect(statements).not.toContain('delivery.myths');
  await api.change(documentId, { myth: 'Goldfish cannot learn anything.' });
  expect(await slugs(text)).toEqual([]);
  expect(await slugs('Goldfish cannot learn anything.')).toEqual(['goldfish']);
  await api.withdraw(documentId, { reason: 'GONE' });
  expect(await slugs('Goldfish cannot learn anything.')).toEqual([]);
});

test('it answers as of now even beside a field that is read as of a moment in the past', async () => {
  const before = await api.ask('{ mythFacts(first: 1) { edges { cursor } } }');
  const { given } = api.world;
  await given.published(
    'myth-fact',
    { myth: 'Chewing gum stays in the stomach for seven years.', fact: 'It passes.' },
    { slug: 'gum' },
  );
  const { data, errors } = await api.ask<{
    then: { edges: { node: { slug: string } }[] };
    matchMyths: { mythFact: { slug: string } }[];
  }>(
    `query ($token: String!) {
      then: mythFacts(first: 50, asOf: { token: $token }) { edges { node { slug } } }
      matchMyths(text: "Chewing gum stays in the stomach for seven years.") { mythFact { slug } }
    }`,
    { token: before.headers['almanac-as-of'] },
  );
  expect(errors).toEqual([]);
  expect(data.then.edges.map(({ node }) => node.slug)).not.toContain('gum');
  expect(data.matchMyths.map(({ mythFact }) => mythFact.slug)).toEqual(['gum']);
});

test('asked at once, the myths are read once', async () => {
  await api.change(lightning, { fact: 'Masts are hit many times a year.' });
  const statements: string[] = [];
  const stop = api.pool.onStatement(({ name }) => statements.push(name));
  await Promise.all(Array.from({ length: 6 }, () => ask('Lightning never strikes the same place twice.')));
  stop();
  expect(statements.filter((name) => name === 'delivery.myths')).toHaveLength(1);
});

test('a match is a document like any other', async () => {
  const { data } = await api.ask(
    '{ matchMyths(text: "Sugar makes children hyperactive.") { mythFact { documentId otherPhrasings edition { number } } } }',
  );
  expect(data).toEqual({
    matchMyths: [
      {
        mythFact: {
          documentId: sugar,
          otherPhrasings: ['Sweets turn a party into chaos.'],
          edition: { number: 1 },
        },
      },
    ],
  });
});

test('20 kB of text are taken, and more, a wrong number and an unknown locale are refused with what to do', async () => {
  const words = 'é'.repeat(10_000);
  expect(await slugs(words)).toEqual([]);
  const refused: [Record<string, unknown>, string[], string][] = [
    [{ text: `${words}.` }, ['text'], 'send it in parts'],
    [{ text: 'x', first: 0 }, ['first'], 'from 1 to 100'],
    [{ text: 'x', first: 101 }, ['first'], 'from 1 to 100'],
    [{ text: 'x', locale: 'tlh' }, ['locale'], 'configured'],
  ];
  for (const [variables, path, message] of refused) {
    const { errors } = await api.ask(QUERY, variables);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toContain(message);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT' });
    expect(JSON.stringify(errors[0]?.extensions)).toContain(JSON.stringify(path).slice(1, -1));
  }
  expect(await slugs('')).toEqual([]);
  expect(await slugs('Sugar makes children\u0000 hyperactive.')).toEqual(['sugar']);
});

test('before the first publication nothing is found', async () => {
  const empty = await Api.over({ bare: true });
  const { data, errors } = await empty.ask(QUERY, { text: 'Sugar makes children hyperactive.' });
  expect(errors).toEqual([]);
  expect(data).toEqual({ matchMyths: [] });
  await empty.end();
});
