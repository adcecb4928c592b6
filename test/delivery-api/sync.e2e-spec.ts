// A little longer than other files: one world behind a real front serves every promise about copies.
import { createHash } from 'node:crypto';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { ExpungingService } from '#content';
import { PartnerClosingService } from '#delivery';
import { RetentionService } from '#ledger';
import { as } from '../kit/server.js';
import { embed, FixedClock, paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';
import { until } from '../kit/until.js';

const EVERYTHING = { kinds: null, topics: null, audiences: null, locales: null };
const PAGE = `upserts { documentId locale kind slug carried edition { number hash note kind } listedAt fields rendered }
  removals { documentId locale kind reason replacedBy notice } token hasMore count checksum`;

interface Upserted {
  readonly documentId: string;
  readonly locale: string;
  readonly carried: boolean;
  readonly edition: { readonly number: number; readonly hash: string };
  readonly fields: Readonly<Record<string, unknown>>;
  readonly rendered: { readonly fields: Readonly<Record<string, { readonly html: readonly unknown[] }>> };
}
interface Page {
  readonly upserts: readonly Upserted[];
  readonly removals: readonly { readonly documentId: string; readonly locale: string; readonly reason: string }[];
  readonly token: string;
  readonly hasMore: boolean;
  readonly count: number | null;
  readonly checksum: string | null;
}

/** A copy as a client keeps it: what it holds, and where it stands. */
interface Copy {
  readonly held: Map<string, Upserted>;
  token: string | null;
}

let api: Api;
let key: string;
let url: string;
const ids = { fact: '', newer: '', host: '', pair: '', doomed: '' };
beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000', ALMANAC_SNAPSHOTS_AT_ONCE: '1' } });
  const { given, partners } = api.world;
  const fact = (statement: string) =>
    given.published('fact', { statement, status: 'UNVERIFIED', notice: 'No source yet.' });
  ids.fact = (await fact('Half of it.')).documentId;
  ids.newer = (await fact('A third of it.')).documentId;
  ids.host = (
    await given.published('article', {
      title: 'Host',
      audiences: ['educators'],
      body: [paragraph('a', 'Before.'), embed('e', 'factEmbed', ids.fact)],
    })
  ).documentId;
  ids.pair = (await given.published('myth-fact', { myth: 'A myth.', fact: 'A fact.', verdict: 'FALSE' })).documentId;
  ids.doomed = (await given.published('source', { title: 'Exposes somebody' })).documentId;
  await partners.create(TESTER, {
    handle: 'school',
    name: 'A school',
    region: null,
    scope: { ...EVERYTHING, kinds: ['article'], audiences: ['educators'] },
  });
  key = (await partners.issueKey(TESTER, 'school', null)).key;
  await api.settled();
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
});
afterAll(() => api.end());

const head = async () => (await api.ask('{ __typename }')).headers['almanac-as-of'];
async function page(variables: Readonly<Record<string, unknown>>, headers: Record<string, string> = {}): Promise<Page> {
  const { data, errors } = await api.ask<{ sync: Page }>(
    `query Sync($token: String, $first: Int = 100, $kinds: [Kind!], $locales: [String!], $schemaTag: String) {
       sync(token: $token, first: $first, kinds: $kinds, locales: $locales, schemaTag: $schemaTag) { ${PAGE} } }`,
    variables,
    headers,
  );
  expect(errors).toEqual([]);
  return data.sync;
}

async function bring(copy: Copy, variables: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const seen: Page[] = [];
  for (;;) {
    const got = await page({ ...variables, token: copy.token }, headers);
    seen.push(got);
    for (const upsert of got.upserts) copy.held.set(`${upsert.documentId} ${upsert.locale}`, upsert);
    for (const { documentId, locale } of got.removals) copy.held.delete(`${documentId} ${locale}`);
    copy.token = got.token;
    if (got.hasMore) continue;
    expect({ count: got.count, checksum: got.checksum }).toEqual(sumOf(copy));
    return seen;
  }
}

/** As a client works it out, from what the schema says of it. */
function sumOf({ held }: Copy) {
  let sum = 0n;
  for (const { documentId, locale, edition } of held.values()) {
    const bytes = Buffer.concat([Buffer.from(`${documentId}\0${locale}\0`), Buffer.from(edition.hash, 'hex')]);
    sum += createHash('sha256').update(bytes).digest().readBigInt64BE(0);
  }
  return { count: held.size, checksum: BigInt.asUintN(64, sum).toString(16).padStart(16, '0') };
}
const empty = (): Copy => ({ held: new Map(), token: null });

test('a new copy is filled in pages of any size, and adds up to what the last page says', async () => {
  const [small, large] = [empty(), empty()];
  await bring(small, { first: 1 });
  const pages = await bring(large);
  expect(small.held).toEqual(large.held);
  expect(pages).toHaveLength(1);
  expect([...large.held.keys()].map((name) => name.slice(0, 36))).toEqual(expect.arrayContaining(Object.values(ids)));
});

test('bodies travel by themselves: what a document embeds is a place in its text, and a changed fact is one upsert', async () => {
  const copy = empty();
  await bring(copy);
  const host = copy.held.get(`${ids.host} en`);
  expect(host?.rendered.fields['body']?.html).toEqual([
    expect.stringContaining('Before.'),
    { embed: ids.fact, type: 'factEmbed', key: 'e' },
  ]);
  await api.change(ids.fact, { statement: 'Half of it, as far as is known.' });
  await api.settled();
  const [delta] = await bring(copy);
  expect(delta?.upserts.map(({ documentId }) => documentId)).toEqual([ids.fact]);
});

test('a partner gets what its scope holds, what that embeds marked as carried, and the safety contacts', async () => {
  const copy = empty();
  await bring(copy, {}, { 'almanac-key': key });
  const kinds = [...copy.held.values()].map(({ documentId, carried }) => [documentId, carried]);
  expect(kinds).toEqual(
    expect.arrayContaining([
      [ids.host, false],
      [ids.fact, true],
    ]),
  );
  expect(kinds).toHaveLength(3);
});

test('what goes says why, and an expunged document leaves no doubt', async () => {
  const copy = empty();
  await bring(copy);
  await api.change(ids.host, { body: [paragraph('a', 'Without it.')] });
  await api.withdraw(ids.fact, { reason: 'REPLACED', replacedBy: ids.newer });
  await api.withdraw(ids.pair, { reason: 'RETRACTED', notice: 'We were wrong.' });
  await api.world.app.get(ExpungingService, { strict: false }).expunge(TESTER, { documentId: ids.doomed });
  await api.settled();
  const pages = await bring(copy, { first: 1 });
  expect(pages.flatMap(({ removals }) => removals)).toEqual(
    expect.arrayContaining([
      { documentId: ids.fact, locale: 'en', kind: 'FACT', reason: 'REPLACED', replacedBy: ids.newer, notice: null },
      {
        documentId: ids.pair,
        locale: 'en',
        kind: 'MYTH_FACT',
        reason: 'RETRACTED',
        replacedBy: null,
        notice: 'We were wrong.',
      },
      { documentId: ids.doomed, locale: 'en', kind: 'SOURCE', reason: 'EXPUNGED', replacedBy: null, notice: null },
    ]),
  );
});

test('asked again with the same token when nothing happened, it is answered without a statement', async () => {
  const { token } = await page({});
  const again = () => page({ token });
  await again();
  await again();
  const statements: string[] = [];
  const stop = api.pool.onStatement(({ name }) => statements.push(name));
  const answer = await again();
  stop();
  expect(statements.filter((name) => name.includes('delta'))).toEqual([]);
  expect(answer).toMatchObject({ upserts: [], removals: [], hasMore: false, token });
});

describe('pulled by checkpoints', () => {
  interface Pull {
    readonly documents: readonly {
      readonly id: string;
      readonly _deleted: boolean;
      readonly removal: { readonly reason: string } | null;
    }[];
    readonly checkpoint: { readonly token: string };
    readonly hasMore: boolean;
    readonly reset: string | null;
  }
  const pull = async (variables: Record<string, unknown>, headers: Record<string, string> = {}) => {
    const { data, errors } = await api.ask<{ pull: Pull }>(
      `query ($checkpoint: PullCheckpointInput, $first: Int!, $schemaTag: String) {
         pull(checkpoint: $checkpoint, first: $first, schemaTag: $schemaTag) {
           documents { id _deleted slug fields removal { reason } } checkpoint { token } hasMore reset } }`,
      variables,
      headers,
    );
    return { ...data?.pull, error: errors[0]?.extensions };
  };

  test('an answer is full until nothing is left, however much there was that the partner may not see', async () => {
    const { checkpoint } = await pull({ first: 100 }, { 'almanac-key': key });
    for (let count = 0; count < 3; count++) {
      const unseen = (await api.world.given.published('source', { title: `Unseen ${count}` })).documentId;
      await api.withdraw(unseen, { reason: 'GONE' });
      await api.change(ids.host, { title: `Host ${count}` });
    }
    await api.settled();
    const answer = await pull({ checkpoint, first: 1 }, { 'almanac-key': key });
    expect(answer).toMatchObject({ documents: [{ id: `${ids.host}|en`, _deleted: false }], reset: null });
    const last = await pull({ checkpoint: answer.checkpoint, first: 1 }, { 'almanac-key': key });
    expect(last).toMatchObject({ documents: [], hasMore: false, reset: null });
  });

  test('a checkpoint of no use is answered with a new copy and the reason, and one for something else is refused', async () => {
    const whole = await pull({ first: 100, schemaTag: 'v1' });
    const again = (variables: Record<string, unknown>) => pull({ first: 100, schemaTag: 'v1', ...variables });
    expect(await again({ checkpoint: { token: 'x' } })).toEqual({ ...whole, reset: 'SYNC_TOKEN_INVALID' });
    const { documents, reset } = await again({ checkpoint: whole.checkpoint, schemaTag: 'v2' });
    expect({ documents, reset }).toEqual({ documents: whole.documents, reset: 'SYNC_SCHEMA_CHANGED' });
    const other = (await page({ kinds: ['ARTICLE'], schemaTag: 'v1' })).token;
    expect((await again({ checkpoint: { token: other } })).error).toMatchObject({ code: 'BAD_INPUT' });
    expect((await pull({ first: 101 })).error).toMatchObject({ code: 'BAD_INPUT', argument: 'first' });
  });
});

describe('a token that will not do', () => {
  const refused = async (variables: Record<string, unknown>, headers: Record<string, string> = {}) => {
    const { errors } = await api.ask(
      'query ($token: String, $kinds: [Kind!], $locales: [String!], $schemaTag: String, $first: Int = 10) { sync(token: $token, first: $first, kinds: $kinds, locales: $locales, schemaTag: $schemaTag) { token } }',
      variables,
      headers,
    );
    return errors[0]?.extensions;
  };

  test('is refused by a code, with the word that the copy must be made anew where it must', async () => {
    const { token } = await page({ kinds: ['ARTICLE'], schemaTag: 'v1' });
    const given = { token, kinds: ['ARTICLE'], schemaTag: 'v1' };
    expect(await refused({ ...given, token: `${token}x` })).toMatchObject({ code: 'SYNC_TOKEN_INVALID', resync: true });
    expect(await refused({ ...given, token: 'x'.repeat(5_000) })).toMatchObject({
      code: 'SYNC_TOKEN_INVALID',
      resync: true,
    });
    expect(await refused(given, { 'almanac-key': key })).toMatchObject({ code: 'SYNC_TOKEN_INVALID', resync: true });
    expect(await refused({ ...given, schemaTag: 'v2' })).toMatchObject({ code: 'SYNC_SCHEMA_CHANGED', resync: true });
    const other = await refused({ ...given, kinds: ['ARTICLE', 'COURSE'] });
    expect(other).toMatchObject({ code: 'BAD_INPUT', argument: 'token' });
    expect(other).not.toHaveProperty('resync');
    expect(await refused({ first: 0 })).toMatchObject({ code: 'BAD_INPUT', argument: 'first' });
    expect(await refused({ kinds: [] })).toMatchObject({ code: 'BAD_INPUT', argument: 'kinds' });
    expect(await refused({ locales: ['xx'] })).toMatchObject({ code: 'BAD_INPUT', argument: 'locales' });
    expect(await refused({ schemaTag: 'ü' })).toMatchObject({ code: 'BAD_INPUT', argument: 'schemaTag' });
  });

  test('over plain HTTP it is a 409 with the same code, and a parameter that is wrong a 400', async () => {
    const at = (query: string) => api.http.get(`/v1/sync${query}`);
    expect((await at('?token=abc')).status).toBe(409);
    expect((await at('?token=abc')).body).toMatchObject({
      errors: [{ extensions: { code: 'SYNC_TOKEN_INVALID', resync: true } }],
    });
    expect((await at('?first=1001')).status).toBe(400);
    expect((await at('?kind=dragon')).status).toBe(400);
    expect((await at('?locale=xx')).body).toMatchObject({ errors: [{ extensions: { argument: 'locale' } }] });
    expect((await api.http.get('/v1/sync.ndjson?token=abc')).status).toBe(409);
  });

  test('while its pages are read and the scope changes, the copy is begun anew', async () => {
    const { partners } = api.world;
    await partners.create(TESTER, { handle: 'club', name: 'A club', region: null, scope: EVERYTHING });
    const own = { 'almanac-key': (await partners.issueKey(TESTER, 'club', null)).key };
    await api.settled();
    const { token, hasMore } = await page({ first: 1 }, own);
    expect(hasMore).toBe(true);
    await partners.setScope(TESTER, 'club', { ...EVERYTHING, kinds: ['source'] });
    await api.settled();
    expect(await refused({ token, first: 1 }, own)).toMatchObject({ code: 'SYNC_RESET', resync: true });
  });

  test('older than is kept, it says so', async () => {
    const { token } = await page({});
    const inDays = (days: number) =>
      new RetentionService(api.world.work, new FixedClock(new Date(Date.now() + days * 86_400_000)), { copyDays: 90 });
    const oldest = await inDays(89).moveOldestCopy();
    await inDays(91).moveOldestCopy();
    // Nothing was published since: however old it is, it lacks nothing.
    expect((await page({})).token).toBe(token);
    await api.change(ids.newer, { statement: 'A third, roughly.' });
    // The worker's clock may be set back: what was said to be too old stays so.
    expect(await inDays(91).moveOldestCopy()).toBeGreaterThan(oldest);
    expect(await inDays(0).moveOldestCopy()).toBeGreaterThan(oldest);
    await api.settled();
    expect(await refused({ token })).toMatchObject({ code: 'SYNC_TOKEN_EXPIRED', resync: true });
  });
});

test('over plain HTTP the pages lead from one to the next, and hold what GraphQL shows', async () => {
  const copy = empty();
  await bring(copy);
  let path: string | null = '/v1/sync?first=2';
  const held = new Map<string, Upserted>();
  while (path !== null) {
    const answer = await api.http.get(path);
    expect(answer.status).toBe(200);
    const { upserts, next, count } = answer.body as Page & { next: string | null };
    for (const upsert of upserts) held.set(`${upsert.documentId} ${upsert.locale}`, upsert);
    if (next === null) expect(count).toBe(held.size);
    path = next === null ? null : new URL(next).pathname + new URL(next).search;
  }
  expect([...held.keys()].sort()).toEqual([...copy.held.keys()].sort());
  for (const [name, { fields }] of held) expect(fields).toEqual(copy.held.get(name)?.fields);
  const first = await api.http.get('/v1/sync?first=2');
  expect((await api.http.get('/v1/sync?first=2').set('if-none-match', first.headers['etag'] ?? '')).status).toBe(304);
});

test('in one answer, a line for each change, compressed if asked, and from any token on', async () => {
  const whole = await fetchRaw('/v1/sync.ndjson', {});
  const lines = whole.bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const last = lines.at(-1);
  expect(last).toMatchObject({
    hasMore: false,
    count: lines.filter((line) => 'upsert' in line).length,
  });
  const zipped = await fetchRaw('/v1/sync.ndjson', { 'accept-encoding': 'gzip' });
  expect(zipped.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(zipped.bytes).toString()).toBe(whole.bytes.toString());
  expect((await fetchRaw('/v1/sync.ndjson', { 'accept-encoding': 'gzip;q=0, *' })).bytes.equals(whole.bytes)).toBe(
    true,
  );
  const etag = whole.headers['etag'] ?? '';
  expect(
    (await api.http.get('/v1/sync.ndjson').set({ 'if-none-match': etag, 'accept-encoding': 'identity' })).status,
  ).toBe(304);
  const { token } = await page({ first: 1 });
  const rest = await fetchRaw(`/v1/sync.ndjson?token=${token}`, {});
  expect(rest.bytes.toString().match(/"upsert"/g)).toHaveLength(whole.bytes.toString().match(/"upsert"/g)!.length - 1);
});

test('of more first copies than one process sends at once, the last is told when to come again, and nothing else waits', async () => {
  const { bytes } = await as(api.world.database.superuserUrl, async (client) => {
    await client.query('begin');
    await client.query('lock table delivery.edition_row in access exclusive mode');
    const begun = fetchRaw('/v1/sync.ndjson', {});
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    // Asked from another connection: within a transaction the server shows one state of it all.
    await as(api.world.database.superuserUrl, async (other) => {
      while ((await other.query(waiting)).rowCount === 0) await setTimeout(20);
    });
    const refused = await api.http.get('/v1/sync.ndjson').expect(503);
    expect(refused.headers['retry-after']).toBe('5');
    expect((refused.body as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code).toBe(
      'UNAVAILABLE',
    );
    await client.query('rollback');
    return begun;
  });
  expect(bytes.toString()).toContain('"hasMore":false');
  expect((await fetchRaw('/v1/sync.ndjson', {})).bytes.equals(bytes)).toBe(true);
});

test('a partner that moves to another region reads its notices, those of before as of then, and its copies hear nothing of it', async () => {
  const { given, partners } = api.world;
  await given.published('notice', { name: 'Texas line', phone: '1-800-555-0199', region: 'US-TX' });
  await partners.create(TESTER, { handle: 'mover', name: 'A mover', region: null, scope: EVERYTHING });
  const own = { 'almanac-key': (await partners.issueKey(TESTER, 'mover', null)).key };
  await api.settled();
  const copy = empty();
  await bring(copy, {}, own);
  const names = async (asOf: string | null = null) =>
    (
      await api.ask<{ notices: { name: string }[] }>(
        'query ($asOf: AsOf) { notices(asOf: $asOf) { name } }',
        { asOf: asOf && { token: asOf } },
        own,
      )
    ).data.notices.map(({ name }) => name);
  for (let asked = 0; asked < 3; asked++) expect(await names()).toEqual(['Helpline']);
  const before = (await api.ask('{ __typename }', {}, own)).headers['almanac-as-of'] ?? '';
  const moved = { name: 'A mover', region: 'US-TX' };
  await partners.service.describe(TESTER, await partners.seen(TESTER, 'mover'), moved);
  await api.settled();
  expect(await names()).toEqual(['Texas line']);
  expect(await names(before)).toEqual(['Helpline']);
  expect(await bring(copy, {}, own)).toMatchObject([{ upserts: [], removals: [], hasMore: false }]);
  // Closed, it reads as everybody does, within a second.
  const closing = api.world.app.get(PartnerClosingService, { strict: false });
  await closing.close(TESTER, await partners.seen(TESTER, 'mover'));
  expect(await until(async () => !(await names()).includes('Texas line'))).toBeLessThan(1_000);
});

test('an open stream says that the head moved, and who comes back hears what was missed', async () => {
  const listen = async (headers: Record<string, string> = {}) => {
    const asked = httpGet(`${url}/v1/events`, { headers });
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    let said = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    const until = async (what: RegExp) => {
      for (const begun = performance.now(); !what.test(said) && performance.now() - begun < 5_000;)
        await setTimeout(50);
      return said;
    };
    return { until, end: () => asked.destroy(), said: () => said };
  };
  const now = await head();
  const upToDate = await listen({ 'last-event-id': now ?? '' });
  const newcomer = await listen();
  expect(await newcomer.until(/event: head/)).toContain(`id: ${now}`);
  await api.change(ids.newer, { statement: 'A third, more or less.' });
  const heard = await upToDate.until(/event: head/);
  expect(heard.match(/event: head/g)).toHaveLength(1);
  expect(heard).not.toContain(now);
  upToDate.end();
  newcomer.end();
});

test('after a restored backup, whose history is another, the copy is begun anew', async () => {
  const { token } = await page({});
  await as(api.world.database.superuserUrl, async (client) => {
    await client.query('set session_replication_role = replica');
    await client.query(
      "update ledger.publication set mark = decode(repeat('ab', 16), 'hex') where seq = (select seq from ledger.head)",
    );
    await client.query("update ledger.head set mark = decode(repeat('ab', 16), 'hex')");
  });
  await api.settled();
  const { errors } = await api.ask('query ($token: String) { sync(token: $token, first: 10) { token } }', { token });
  expect(errors[0]?.extensions).toMatchObject({ code: 'SYNC_RESET', resync: true });
});

/** Without a client that unpacks. */
async function fetchRaw(path: string, headers: Record<string, string>) {
  const [response] = (await once(httpGet(`${url}${path}`, { headers }), 'response')) as [IncomingMessage];
  return { headers: response.headers, bytes: await buffer(response) };
}
