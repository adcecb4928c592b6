import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { launchDelivery, served } from '../kit/delivery-process.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

/**
 * The promise: an operation as of S is the same bytes for ever, whatever is published afterwards. A thousand publications
 * change everything that the answers show; every process that has answered before is dead when the bytes are compared.
 */
const PUBLICATIONS = 1_000;

let world: World;
let key: string;
let child: ChildProcess | null = null;
const ids: Record<
  'topic' | 'narrower' | 'notice' | 'source' | 'fact' | 'pair' | 'article' | 'course' | 'collection',
  string
> = {
  topic: '',
  narrower: '',
  notice: '',
  source: '',
  fact: '',
  pair: '',
  article: '',
  course: '',
  collection: '',
};

beforeAll(async () => {
  world = await createWorld();
  const { given, partners } = world;
  ids.topic = (await given.published('topic', { name: 'Basics' }, { slug: 'basics' })).documentId;
  ids.narrower = (await given.published('topic', { name: 'Words', broader: ids.topic }, { slug: 'words' })).documentId;
  ids.notice = (
    await given.published('notice', { name: 'Line', phone: '1', region: 'US' }, { slug: 'line' })
  ).documentId;
  ids.source = (await given.published('source', { title: 'Study' }, { slug: 'study' })).documentId;
  ids.fact = (
    await given.published(
      'fact',
      {
        statement: 'One in two.',
        status: 'DISPUTED',
        notice: 'n',
        citations: [{ _key: 'c1', source: ids.source, role: 'PRIMARY' }],
      },
      { slug: 'half' },
    )
  ).documentId;
  ids.pair = (
    await given.published(
      'myth-fact',
      { myth: 'All of them.', fact: 'Some.', topics: [ids.narrower], explanation: [embed('e', 'factEmbed', ids.fact)] },
      { slug: 'all' },
    )
  ).documentId;
  ids.article = (
    await given.published(
      'article',
      {
        title: 'Page',
        topics: [ids.topic],
        audiences: ['educators'],
        body: [paragraph('a', 'x'), embed('b', 'mythFactEmbed', ids.pair), embed('c', 'noticeEmbed', ids.notice)],
      },
      { slug: 'page' },
    )
  ).documentId;
  ids.course = (
    await given.published('course', { title: 'Course', topics: [ids.topic] }, { slug: 'course' })
  ).documentId;
  ids.collection = (
    await given.published(
      'collection',
      { title: 'List', sections: [{ _key: 's1', title: 's', items: [ids.article, ids.pair] }] },
      { slug: 'list' },
    )
  ).documentId;
  await partners.create(TESTER, {
    handle: 'school',
    name: 'A school',
    region: 'US',
    scope: { kinds: ['article', 'topic', 'myth-fact'], topics: [ids.topic], audiences: ['educators'], locales: null },
  });
  key = (await partners.issueKey(TESTER, 'school', null)).key;
});
afterEach(kill);
afterAll(() => world.end());

async function start(): Promise<string> {
  child = launchDelivery(world);
  return (await served(child)).url;
}

async function kill(): Promise<void> {
  if (!child) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  child = null;
}

const D = 'id documentId slug locale redirectedFrom edition { number publishedAt hash note } notices { name phone }';
const QUERIES = [
  `{ article(slug: "page", AS_OF) { ${D} title body { html markdown text references { ${D} } } topics { ${D} name } mythFacts { ${D} myth } audiences { key name } } }`,
  `{ article(slug: "page", edition: 1, AS_OF) { ${D} title body { html } } }`,
  `{ mythFact(slug: "all", AS_OF) { ${D} myth fact explanation { html } } }`,
  `{ fact(slug: "half", AS_OF) { ${D} statement notice citations { source { title } } } }`,
  `{ topic(slug: "basics", AS_OF) { ${D} name narrower { name } articles(first: 5) { edges { cursor node { title } } pageInfo { endCursor } } mythFacts(first: 5) { edges { cursor position node { myth } } } } }`,
  `{ articles(first: 5, AS_OF) { edges { cursor node { ${D} title } } pageInfo { hasNextPage endCursor } } }`,
  `{ articles(first: 5, AS_OF, filter: { topics: ["TOPIC"] }) { edges { cursor node { slug title } } } }`,
  `{ collection(slug: "list", AS_OF) { ${D} title sections { title items { ${D} } } } }`,
  `{ courses(first: 5, AS_OF) { edges { node { ${D} title topics { name } } } } }`,
  `{ sources(first: 5, AS_OF) { edges { node { ${D} title } } } notices(AS_OF) { ${D} phone } }`,
  `{ withdrawal(kind: ARTICLE, slug: "page", AS_OF) { reason } }`,
];
const ADDRESSES = [
  ...['json', 'html', 'md', 'txt', 'jsonld'].map((suffix) => `article/page.${suffix}?`),
  'myth-fact/all.html?',
  'fact/half.json?',
  'topic/basics.json?',
  'article?',
  'publications.atom?',
  'publications.json?',
  'corrections.atom?',
];

interface Seen {
  readonly status: number;
  readonly bytes: string;
  readonly etag: string | null;
  readonly asOf: string | null;
  readonly control: string | null;
}

async function see(answer: Response): Promise<Seen> {
  const { status, headers } = answer;
  return {
    status,
    bytes: Buffer.from(await answer.arrayBuffer()).toString('latin1'),
    etag: headers.get('etag'),
    asOf: headers.get('almanac-as-of'),
    control: headers.get('cache-control'),
  };
}

/** Everything, for the public and for the partner, by name. */
async function everything(url: string, token: string, more: Record<string, string> = {}): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>();
  for (const who of ['public', 'school']) {
    const headers = { ...(who === 'school' ? { 'almanac-key': key } : {}), ...more };
    for (const text of QUERIES) {
      const query = text.replaceAll('AS_OF', `asOf: { token: "${token}" }`).replaceAll('TOPIC', ids.topic);
      seen.set(
        `${who} ${text}`,
        await see(
          await fetch(`${url}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body: JSON.stringify({ query }),
          }),
        ),
      );
    }
    for (const address of ADDRESSES)
      seen.set(
        `${who} ${address}`,
        await see(
          await fetch(`${url}/v1/${address}asOf=${encodeURIComponent(token)}`, { headers, redirect: 'manual' }),
        ),
      );
  }
  return seen;
}

/** One document after another, each publication on its own, side by side with those of the other documents. */
async function changeAll(): Promise<void> {
  const rounds = PUBLICATIONS / 8;
  const each = async (
    documentId: string,
    fields: (round: number) => Record<string, unknown>,
    slug?: (round: number) => string,
  ) => {
    let { draftVersion } = await world.drafting.get(documentId, 'en');
    for (let round = 1; round <= rounds; round++) {
      const saved = await world.drafting.save(TESTER, {
        documentId,
        locale: 'en',
        expectedVersion: draftVersion,
        fields: fields(round),
        ...(slug && round % 5 === 0 ? { slug: slug(round) } : {}),
      });
      await world.publishing.publish(TESTER, { publish: [toPublish(saved)] });
      ({ draftVersion } = saved);
    }
  };
  await Promise.all([
    each(
      ids.article,
      (n) => ({
        title: `Page ${n}`,
        topics: n % 2 ? [ids.narrower] : [],
        audiences: n % 3 ? ['educators'] : ['individuals'],
      }),
      (n) => `page-${n}`,
    ),
    each(
      ids.pair,
      (n) => ({ myth: `All ${n}`, topics: n % 2 ? [ids.topic] : [] }),
      (n) => `all-${n}`,
    ),
    each(
      ids.fact,
      (n) => ({ statement: `One in ${n}`, notice: `n${n}` }),
      (n) => `half-${n}`,
    ),
    each(
      ids.topic,
      (n) => ({ name: `Basics ${n}`, mythFacts: n % 2 ? [ids.pair] : [] }),
      (n) => `basics-${n}`,
    ),
    each(
      ids.narrower,
      (n) => ({ name: `Words ${n}`, broader: n % 2 ? null : ids.topic }),
      (n) => `words-${n}`,
    ),
    each(
      ids.notice,
      (n) => ({ phone: String(n), region: n % 2 ? 'CA' : 'US' }),
      (n) => `line-${n}`,
    ),
    each(ids.source, (n) => ({ title: `Study ${n}` })),
    each(ids.collection, (n) => ({
      title: `List ${n}`,
      sections: [{ _key: 's1', title: `s${n}`, items: n % 2 ? [ids.pair] : [ids.article] }],
    })),
  ]);
}

test('the same operation as of S is the same bytes after a thousand publications, in processes that never saw it', async () => {
  const before = await start();
  const probe = await fetch(`${before}/v1/article/page.json`);
  const token = probe.headers.get('almanac-as-of') ?? '';
  const seq =
    (await world.work.run(() => world.work.rows<{ seq: number }>('select seq::int4 as seq from ledger.head')))[0]
      ?.seq ?? 0;
  const then = await everything(before, token);
  for (const [name, { status, control, asOf, etag }] of then) {
    const found = /(fact\/half|fact\(slug: "half"|courses|sources|collection)/.test(name) && name.startsWith('school');
    expect([name, status === 200 || (found && status === 404)]).toEqual([name, true]);
    expect([name, control]).toEqual([name, name.startsWith('school') ? 'private, no-cache' : 'no-cache']);
    if (status === 200) expect([name, asOf, etag]).toEqual([name, token, expect.stringMatching(/^"[^"]+"$/)]);
  }
  await kill();

  await changeAll();
  const [head] = await world.work.run(() =>
    world.work.rows<{ seq: number }>('select seq::int4 as seq from ledger.head'),
  );
  expect((head?.seq ?? 0) - seq).toBeGreaterThanOrEqual(PUBLICATIONS);

  const after = await start();
  // The first time nothing is kept; the second and third time it is.
  for (let round = 0; round < 3; round++) expect([...(await everything(after, token))]).toEqual([...then]);
  const today = await everything(after, (await fetch(`${after}/v1/article`)).headers.get('almanac-as-of') ?? '');
  const different = [...then].filter(([name, { bytes }]) => today.get(name)?.bytes !== bytes);
  expect(different.length).toBeGreaterThan(then.size / 2);
}, 400_000);

test('what has been seen before is 304, as of the past as well', async () => {
  const url = await start();
  const token = (await fetch(`${url}/v1/article`)).headers.get('almanac-as-of') ?? '';
  const query = `{ articles(first: 5, asOf: { token: "${token}" }) { edges { node { title } } } }`;
  const ask = (headers: Record<string, string>) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
  const etag = (await ask({})).headers.get('etag') ?? '';
  expect((await ask({ 'if-none-match': etag })).status).toBe(304);
});
