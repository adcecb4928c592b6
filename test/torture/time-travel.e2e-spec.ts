import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { launchDelivery, served } from '../kit/delivery-process.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';
import { type Moment, Past, query, rootFields, type Seen } from './past.js';

/**
 * The promise: an operation as of S is the same bytes for ever, whatever is published afterwards. A thousand publications
 * change everything that the answers show, take documents away and bring them back, and give the slug of one to another; every
 * process that has answered before is dead when the bytes are compared.
 */
const PUBLICATIONS = 1_000;

let world: World;
let key: string;
let child: ChildProcess | null = null;
const ids: Record<
  'topic' | 'narrower' | 'notice' | 'source' | 'fact' | 'pair' | 'article' | 'other' | 'gone' | 'course' | 'collection',
  string
> = {
  topic: '',
  narrower: '',
  notice: '',
  source: '',
  fact: '',
  pair: '',
  article: '',
  other: '',
  gone: '',
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
  for (const title of ['Page, second', 'Page, third']) await change(ids.article, { title });
  const body = [paragraph('a', 'x')];
  ids.other = (await given.published('article', { title: 'Other', body }, { slug: 'other' })).documentId;
  ids.gone = (await given.published('article', { title: 'Gone', body }, { slug: 'gone' })).documentId;
  await takeAway(ids.gone, 'It was wrong.');
  ids.course = (
    await given.published(
      'course',
      {
        title: 'Course',
        topics: [ids.topic],
        modules: [
          {
            _key: 'm',
            title: 'One',
            lessons: [{ _key: 'l', title: 'Read', uses: [{ document: ids.article, locale: 'en', edition: 2 }] }],
          },
        ],
      },
      { slug: 'course' },
    )
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

/** A publication of its own. */
async function change(documentId: string, fields: Record<string, unknown>, slug?: string): Promise<void> {
  const { draftVersion } = await world.drafting.get(documentId, 'en');
  const saved = await world.drafting.save(TESTER, {
    documentId,
    locale: 'en',
    expectedVersion: draftVersion,
    fields,
    ...(slug === undefined ? {} : { slug }),
  });
  await world.publishing.publish(TESTER, { publish: [toPublish(saved)] });
}

async function takeAway(documentId: string, notice?: string): Promise<void> {
  const item = toPublish(await world.drafting.get(documentId, 'en'));
  await world.publishing.publish(TESTER, {
    withdraw: [notice === undefined ? { ...item, reason: 'GONE' } : { ...item, reason: 'RETRACTED', notice }],
  });
}

async function bringBack(documentId: string): Promise<void> {
  await world.publishing.publish(TESTER, { publish: [toPublish(await world.drafting.get(documentId, 'en'))] });
}

interface Line {
  readonly documentId: string;
  readonly fields: (round: number) => Record<string, unknown>;
  /** The slug of every fifth round. */
  readonly slug?: (round: number) => string;
  /** It is taken away and brought back in each round that this number divides. */
  readonly awayEach?: number;
  /** Nothing happens before. */
  readonly after?: Promise<void>;
  readonly done?: (round: number) => void;
}

/** Each document's publications come one after another, side by side with those of the other documents. */
async function changeAll(): Promise<void> {
  let leave = () => undefined as void;
  /** The article has left the slug that the answers ask for. */
  const isLeft = new Promise<void>((resolve) => (leave = resolve));
  const lines: readonly Line[] = [
    {
      documentId: ids.article,
      fields: (n) => ({
        title: `Page ${n}`,
        topics: n % 2 ? [ids.narrower] : [],
        audiences: n % 3 ? ['educators'] : ['individuals'],
      }),
      slug: (n) => `page-${n}`,
      done: (n) => (n === 5 ? leave() : undefined),
    },
    {
      documentId: ids.other,
      fields: (n) => ({ title: `Other ${n}`, topics: n % 2 ? [ids.topic] : [] }),
      slug: (n) => (n % 2 ? `other-${n}` : 'page'),
      awayEach: 15,
      after: isLeft,
    },
    { documentId: ids.gone, fields: (n) => ({ title: `Gone ${n}` }), awayEach: 20 },
    {
      documentId: ids.pair,
      fields: (n) => ({ myth: `All ${n}`, topics: n % 2 ? [ids.topic] : [] }),
      slug: (n) => `all-${n}`,
    },
    {
      documentId: ids.fact,
      fields: (n) => ({ statement: `One in ${n}`, notice: `n${n}` }),
      slug: (n) => `half-${n}`,
    },
    {
      documentId: ids.topic,
      fields: (n) => ({ name: `Basics ${n}`, mythFacts: n % 2 ? [ids.pair] : [] }),
      slug: (n) => `basics-${n}`,
    },
    {
      documentId: ids.narrower,
      fields: (n) => ({ name: `Words ${n}`, broader: n % 2 ? null : ids.topic }),
      slug: (n) => `words-${n}`,
    },
    {
      documentId: ids.notice,
      fields: (n) => ({ phone: String(n), region: n % 2 ? 'CA' : 'US' }),
      slug: (n) => `line-${n}`,
    },
    { documentId: ids.source, fields: (n) => ({ title: `Study ${n}` }) },
    {
      documentId: ids.course,
      fields: (n) => ({ title: `Course ${n}`, topics: n % 2 ? [ids.narrower] : [ids.topic] }),
      slug: (n) => `course-${n}`,
      awayEach: 10,
    },
    {
      documentId: ids.collection,
      fields: (n) => ({
        title: `List ${n}`,
        sections: [{ _key: 's1', title: `s${n}`, items: n % 2 ? [ids.pair] : [ids.article] }],
      }),
      awayEach: 25,
    },
  ];
  await Promise.all(
    lines.map(async ({ documentId, fields, slug, awayEach, after, done }) => {
      await after;
      for (let round = 1; round <= PUBLICATIONS / lines.length; round++) {
        await change(documentId, fields(round), slug && round % 5 === 0 ? slug(round) : undefined);
        if (awayEach !== undefined && round % awayEach === 0) {
          await takeAway(documentId);
          await bringBack(documentId);
        }
        done?.(round);
      }
    }),
  );
  // As it was when the answers were made: what is public then and gone now is told of beside the answers.
  await takeAway(ids.gone, 'It was wrong.');
}

/** The state that a process answers as of now. */
async function momentOf(url: string): Promise<Moment> {
  const token = (await fetch(`${url}/v1/article`)).headers.get('almanac-as-of') ?? '';
  return { token, instant: await instantOf(await headOf()) };
}

const headOf = async () => (await world.ledger.head()).seq;

/** When it was published, or so long after. */
async function instantOf(seq: number, after = '0'): Promise<string> {
  const [found] = await world.work.run(() =>
    world.work.rows<{ instant: string }>(
      `select to_char((at + $2::interval) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as instant from ledger.publication where seq = $1`,
      [seq, after],
    ),
  );
  return found?.instant ?? '';
}

/** What a client holds of a moment, beside its questions: ids that say what they were read as. */
async function pastAt(url: string, { token }: Moment): Promise<Past> {
  const idsAs = async (asOf: string) => {
    const text = `{ a: article(slug: "page"${asOf}) { id } b: article(slug: "page", edition: 2${asOf}) { id } c: course(slug: "course"${asOf}) { id } t: topic(slug: "basics"${asOf}) { id } }`;
    const { data } = (await (await query(url, text)).json()) as { data: Record<string, { id: string }> };
    return Object.values(data).map(({ id }) => id);
  };
  return new Past(key, ids.topic, await idsAs(`, asOf: { token: "${token}" }`), await idsAs(''));
}

test('every field that can be asked as of the past is asked', () => {
  const { ofSchema, asked } = rootFields();
  expect(asked).toEqual(ofSchema);
});

/** What the partner may not see. */
const HIDDEN = /^school .*(fact\/half|source\/|course\/|collection\/|notice\/|article\/other)/;

test('the same operation as of S is the same bytes after a thousand publications, in processes that never saw it', async () => {
  const before = await start();
  const moment = await momentOf(before);
  const past = await pastAt(before, moment);
  const seq = await headOf();
  const then = await past.everything(before, moment);
  const named = await past.named(before);
  expect(named).toMatch(/Page, third.*Page, second.*Course.*Basics/);
  for (const [name, { status, control, asOf, etag }] of then) {
    expect([name, status === 200 || (HIDDEN.test(name) && status === 404)]).toEqual([name, true]);
    expect([name, control]).toEqual([name, name.startsWith('school') ? 'private, no-cache' : 'no-cache']);
    if (status === 200) expect([name, asOf, etag]).toEqual([name, moment.token, expect.stringMatching(/^"[^"]+"$/)]);
  }
  const none = [...then].filter(
    ([name, { bytes }]) => name.startsWith('public') && /^{"data":{"\w+":null}}/.test(bytes),
  );
  expect(none.map(([name]) => name.split(', AS_OF')[0])).toEqual(
    ['token', 'instant'].flatMap((way) => [
      `public ${way} { article(slug: "page", edition: 4`,
      `public ${way} { withdrawal(kind: ARTICLE, slug: "page"`,
    ]),
  );
  await kill();

  await changeAll();
  expect((await headOf()) - seq).toBeGreaterThanOrEqual(PUBLICATIONS);

  const after = await start();
  // The first time nothing is kept; the second and third time it is.
  for (let round = 0; round < 3; round++) expect([...(await past.everything(after, moment))]).toEqual([...then]);
  // A feed names its own address, in which the instant stands.
  const butFeeds = (seen: ReadonlyMap<string, Seen>) =>
    [...seen].filter(([name]) => !/publications|corrections/.test(name));
  const last = { ...moment, instant: await instantOf(seq + 1, '-1 microsecond') };
  expect(butFeeds(await past.everything(after, last))).toEqual(butFeeds(then));
  expect(await past.named(after)).toBe(named);
  expect(await (await query(after, '{ article(slug: "page") { title } }')).text()).toContain('"Other ');
  const today = await past.everything(after, await momentOf(after));
  const different = [...then].filter(([name, { bytes }]) => today.get(name)?.bytes !== bytes);
  expect(different.length).toBeGreaterThan(then.size / 2);
}, 400_000);

test('what is gone today is shown as it was, and told of beside it', async () => {
  const before = await start();
  const moment = await momentOf(before);
  const past = await pastAt(before, moment);
  const then = await past.everything(before, moment);
  await kill();
  await takeAway(ids.course);
  const told = new Set<string>();
  for (const [name, { bytes }] of await past.everything(await start(), moment)) {
    const was = then.get(name)?.bytes ?? '';
    if (bytes === was) continue;
    told.add(/{ (\w+)/.exec(name)?.[1] ?? name);
    const { extensions, ...rest } = JSON.parse(bytes) as { extensions: { withdrawn: { documentId: string }[] } };
    expect([name, rest]).toEqual([name, JSON.parse(was)]);
    expect(extensions.withdrawn.map(({ documentId }) => documentId)).toEqual([ids.course]);
  }
  expect(told).toEqual(new Set(['course', 'courses', 'nodes']));
});

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
