import { jest } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { ExpungingService } from '#content';
import { closeAsOf } from '../../apps/delivery-api/src/read/public-read.js';
import { readRules } from '../../apps/delivery-api/src/read/rules.js';
import { figure, launchDelivery, served } from '../kit/delivery-process.js';
import { as } from '../kit/server.js';
import { createWorld, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

/**
 * The promise: what is taken away is gone from the memory of every process. An answer to a key that was begun a second later
 * never shows it. One to nobody's key may be as old as the word that the process last had from the database: older than two
 * seconds only when it says so. So what counts is when a request began, not how soon this test comes to look.
 */
const WITHIN = { district: 1_000, public: 2_000 } as const;
type Who = keyof typeof WITHIN;

// Whole processes on a busy machine of two cores.
jest.setTimeout(120_000);

let world: World;
let key: string;
const children: ChildProcess[] = [];
const hosts: { readonly url: string; readonly operations: string }[] = [];

beforeAll(async () => {
  world = await createWorld();
  await world.given.published('topic', { name: 'Stays' });
  await world.partners.create(TESTER, { handle: 'district', name: 'A district', region: null, scope: EVERYTHING });
  key = (await world.partners.issueKey(TESTER, 'district', null)).key;
  for (const place of [0, 1]) {
    const port = 10_000 + 2 * (process.pid % 5_000) + place;
    const child = launchDelivery(world, { ALMANAC_METRICS_PORT: String(port) });
    children.push(child);
    hosts.push({ url: (await served(child)).url, operations: `http://127.0.0.1:${port}` });
  }
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await world.end();
});

const EVERYTHING = { kinds: null, topics: null, audiences: null, locales: null };

interface Answer {
  /** When it was asked for, on the clock of this test. */
  readonly begun: number;
  readonly status: number;
  readonly text: string;
  /** The process told that it has not heard of the database for a while. */
  readonly stale: boolean;
}

interface Question {
  readonly who: Who;
  /** Of GraphQL, or an address. */
  readonly what: string;
}

async function ask({ who, what }: Question, { url }: { readonly url: string }): Promise<Answer> {
  const headers = { ...(who === 'district' ? { 'almanac-key': key } : {}), 'content-type': 'application/json' };
  const begun = performance.now();
  const response = await (what.startsWith('/')
    ? fetch(`${url}${what}`, { headers })
    : fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: what }) }));
  expect(response.headers.get('almanac-partner')).toBe(who);
  return { begun, status: response.status, text: await response.text(), stale: response.headers.has('warning') };
}

/** Each way to see an article, for each of them. */
const questionsOf = (slug: string, whose: readonly Who[], token: string | null = null): readonly Question[] =>
  whose.flatMap((who) =>
    [
      ...(token === null ? [] : [`{ article(slug: "${slug}", asOf: { token: "${token}" }) { title } }`]),
      `{ article(slug: "${slug}") { title } }`,
      '{ articles(first: 50) { edges { node { title } } } }',
      `/v1/article/${slug}.json`,
      '/v1/article?first=50',
    ].map((what) => ({ who, what })),
  );

const hits = async ({ operations }: { readonly operations: string }) => figure(operations, 'almanac_cache_hits_total');

/** Every process shows the word in each answer, and has all of them in its memory. */
async function areHeldEverywhere(questions: readonly Question[], word: string): Promise<void> {
  for (const host of hosts) {
    for (const question of questions) while (!(await ask(question, host)).text.includes(word)) await wait(20);
    let [before, after] = [0, 0];
    do {
      before = await hits(host);
      for (const question of questions) expect((await ask(question, host)).text).toContain(word);
      after = await hits(host);
    } while (after - before < questions.length);
    expect(after - before).toBe(questions.length);
  }
}

/** Notifications that are sent while it works are lost: a process has to find out for itself. */
async function unheard(work: () => Promise<unknown>): Promise<void> {
  await as(world.database.superuserUrl, async (client) => {
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'almanac-listen' and datname = current_database()`,
    );
    expect(rowCount).toBe(hosts.length);
  });
  await work();
}

/**
 * Asks without end while something is taken away, until each question has had ten answers that were begun when its time was
 * over. Comes back with what the address of the document says then.
 */
async function isGone(
  questions: readonly Question[],
  word: string,
  takeAway: () => Promise<unknown>,
): Promise<ReadonlySet<number>> {
  const taken = { at: Number.POSITIVE_INFINITY };
  const asking = questions.flatMap((question) =>
    hosts.map(async (host) => {
      const late: Answer[] = [];
      while (late.length < 10) {
        const answer = await ask(question, host);
        if (answer.begun > taken.at + WITHIN[question.who] && !answer.stale) late.push(answer);
        await wait(20);
      }
      return { question, late };
    }),
  );
  await takeAway();
  taken.at = performance.now();
  const answered = await Promise.all(asking);
  for (const { question, late } of answered)
    for (const { text } of late) expect([question, text]).toEqual([question, expect.not.stringContaining(word)]);
  const ofAddress = answered.filter(({ question }) => question.what.endsWith('.json'));
  return new Set(ofAddress.flatMap(({ late }) => late.map(({ status }) => status)));
}

async function article(slug: string, title: string) {
  const { documentId } = await world.given.published('article', { title, body: [paragraph('a', 'x')] }, { slug });
  return toPublish(await world.drafting.get(documentId, 'en'));
}

const EVERYBODY: readonly Who[] = ['public', 'district'];

test('a withdrawn page is gone from the memory of every process, even when nobody was told', async () => {
  const page = await article('withdrawn', 'Qwithdrawn');
  const questions = questionsOf('withdrawn', EVERYBODY);
  await areHeldEverywhere(questions, 'Qwithdrawn');
  const withdraw = () => world.publishing.publish(TESTER, { withdraw: [{ ...page, reason: 'GONE' }] });
  expect(await isGone(questions, 'Qwithdrawn', () => unheard(withdraw))).toEqual(new Set([410]));
});

test('so is one that is retracted', async () => {
  const page = await article('retracted', 'Qretracted');
  const questions = questionsOf('retracted', EVERYBODY);
  await areHeldEverywhere(questions, 'Qretracted');
  const retract = () =>
    world.publishing.publish(TESTER, { withdraw: [{ ...page, reason: 'RETRACTED', notice: 'It was wrong.' }] });
  expect(await isGone(questions, 'Qretracted', () => unheard(retract))).toEqual(new Set([410]));
});

test('so is what a new edition retracts', async () => {
  const { documentId, locale, expectedVersion } = await article('reworded', 'Qreworded');
  const questions = questionsOf('reworded', EVERYBODY);
  await areHeldEverywhere(questions, 'Qreworded');
  const fields = { title: 'In other words' };
  const saved = await world.drafting.save(TESTER, { documentId, locale, expectedVersion, fields });
  const retract = () =>
    world.publishing.publish(TESTER, {
      publish: [{ ...toPublish(saved), changeKind: 'RETRACTION', note: 'It was wrong.' }],
    });
  expect(await isGone(questions, 'Qreworded', () => unheard(retract))).toEqual(new Set([200]));
});

test('so is one that is expunged, also as of the past', async () => {
  const { documentId } = await article('expunged', 'Qexpunged');
  const { config, secrets, clock, ledger } = world;
  const token = closeAsOf(readRules(config, secrets, clock), await ledger.head());
  const questions = questionsOf('expunged', EVERYBODY, token);
  await areHeldEverywhere(questions, 'Qexpunged');
  const expunging = world.app.get(ExpungingService, { strict: false });
  const expunge = () => expunging.expunge(TESTER, { documentId, reason: 'PRIVACY' });
  expect(await isGone(questions, 'Qexpunged', () => unheard(expunge))).toEqual(new Set([410]));
});

test('so is what a partner whose scope shrinks may no longer see, and nobody else loses it', async () => {
  await article('narrowed', 'Qnarrowed');
  const questions = questionsOf('narrowed', ['district']);
  await areHeldEverywhere(questions, 'Qnarrowed');
  const shrink = () => world.partners.setScope(TESTER, 'district', { ...EVERYTHING, kinds: ['topic'] });
  expect(await isGone(questions, 'Qnarrowed', () => unheard(shrink))).toEqual(new Set([404]));
  for (const host of hosts)
    for (const question of questionsOf('narrowed', ['public']))
      expect((await ask(question, host)).text).toContain('Qnarrowed');
});
