import pg from 'pg';
import { Deadline, TooSlow } from '#platform';
import { paragraph } from '../kit/world.js';
import { Api } from './api.js';

let api: Api;
let cached: Api;
beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_DEADLINE_MS: '1500' } });
  cached = await Api.over({ environment: { ALMANAC_DEADLINE_MS: '1500', ALMANAC_CACHE_BYTES: '4000000' } });
  for (const { world } of [api, cached])
    await world.given.published('article', { title: 'Page', body: [paragraph('a', 'x')] }, { slug: 'page' });
});
afterAll(async () => {
  await api.end();
  await cached.end();
});

const QUERY =
  '{ article(slug: "page") { title body { html } } articles(first: 3) { edges { node { title topics { name } } } } }';

/** What readers have running in the server just now. */
async function running({ pool }: Api): Promise<readonly string[]> {
  const rows = await pool.rows<{ query: string }>({
    name: 'running',
    text: `select query from pg_stat_activity
           where datname = current_database() and application_name = 'almanac-read' and state = 'active' and pid <> pg_backend_pid()`,
  });
  return rows.map(({ query }) => query);
}

const until = async (question: () => Promise<boolean>) => {
  for (let tries = 0; tries < 500; tries++) {
    if (await question()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It did not happen.');
};

/** Nobody reads what was published while `work` goes on: statements begin and do not come to an end. */
async function stuck<T>({ world }: Api, work: () => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: world.database.superuserUrl });
  await owner.connect();
  try {
    await owner.query('begin; lock table delivery.edition_row in access exclusive mode');
    return await work();
  } finally {
    await owner.end();
  }
}

test.each([
  ['behind the front', () => api],
  ['for the cache', () => cached],
])(
  'a query %s that takes too long is answered TOO_SLOW, and its statements end in the server',
  async (_case, which) => {
    const asked = which();
    await stuck(asked, async () => {
      const answer = asked.ask(QUERY);
      await until(async () => (await running(asked)).length > 0);
      const { status, data, errors, headers } = await answer;
      expect([status, data, errors]).toEqual([
        504,
        undefined,
        [{ message: new TooSlow().message, extensions: { code: 'TOO_SLOW' } }],
      ]);
      expect(headers['cache-control']).toBe('no-store');
      await until(async () => (await running(asked)).length === 0);
    });
    await until(async () => {
      const { status, errors } = await asked.ask(QUERY);
      return status === 200 && errors.length === 0;
    });
  },
);

test.each(['/v1/article/page.json', '/v1/sync', '/v1/sync.ndjson'])('so is an address of /v1: %s', async (address) => {
  await stuck(api, async () => {
    const answer = await api.http.get(address);
    expect(answer.status).toBe(504);
    expect(answer.body).toMatchObject({ errors: [{ extensions: { code: 'TOO_SLOW' } }] });
    await until(async () => (await running(api)).length === 0);
  });
});

test('requests that wait for a connection give up as well, and the connections serve others afterwards', async () => {
  await stuck(api, async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => api.ask(`{ article(slug: "page") { title } a${index}: __typename }`)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([504]));
    await until(async () => (await running(api)).length === 0);
  });
  // Those that were cancelled are closed, and others are opened: how long that takes is the machine's affair.
  await until(async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => api.ask(QUERY)));
    return answers.every(({ status }) => status === 200);
  });
});

test('a statement that computes without end is cancelled, and one after the end does not begin', async () => {
  const begun: string[] = [];
  const stop = api.pool.onStatement(({ name }) => begun.push(name));
  const deadline = new Deadline(100);
  const endless = { name: 'endless', text: 'select count(*) from generate_series(1, 100000000000)' };
  const next = { name: 'next', text: 'select 1' };
  await deadline.run(async () => {
    await expect(api.pool.rows(endless)).rejects.toThrow(TooSlow);
    await expect(api.pool.rows(next)).rejects.toThrow(TooSlow);
  });
  stop();
  expect(begun).toEqual(['endless']);
  await until(async () => (await running(api)).length === 0);
});

test('a statement that is just being sent as its time ends does not run on', async () => {
  const slow = { name: 'slow', text: 'select pg_sleep(9)' };
  for (let tries = 0; tries < 150; tries++)
    await expect(new Deadline(1 + (tries % 3)).run(() => api.pool.rows(slow))).rejects.toThrow(TooSlow);
  await until(async () => (await running(api)).length === 0);
});
