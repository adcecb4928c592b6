import { LabelsService } from '#content';
import type { AttributionConfig } from '#platform';
import { paragraph, TESTER } from '../kit/world.js';
import { Api } from './api.js';
import { until } from '../kit/until.js';

const ONE: AttributionConfig = {
  text: 'Example Coalition <2026>',
  url: 'https://www.example.org/about',
  licence: 'https://creativecommons.org/licenses/by/4.0/',
};
const OTHER: AttributionConfig = { text: 'Another Coalition', url: null, licence: null };
const QUERY = '{ article(slug: "page") { title attribution { text url licence } } }';
const SYNC = '{ sync(first: 10) { attribution { text url licence } } }';
const ADDRESSES = [
  '/v1/article/page.json',
  '/v1/article/page.html',
  '/v1/article/page.md',
  '/v1/article/page.txt',
  '/v1/article/page.jsonld',
  '/v1/article',
  '/v1/publications.atom',
  '/v1/publications.json',
  '/v1/corrections.atom',
  '/v1/sync',
  '/v1/sync.ndjson',
];

let api: Api;
beforeAll(async () => {
  api = await Api.over({ environment: { ALMANAC_CACHE_BYTES: '4000000' } });
  await api.world.given.published('article', { title: 'First', body: [paragraph('a', 'x')] }, { slug: 'page' });
});
afterAll(() => api.end());

/** As a start with this configuration takes it in. */
const say = (attribution: AttributionConfig | null) =>
  new LabelsService(api.world.work, api.world.ledger, { ...api.world.config, attribution }).takeIn(TESTER);
const shown = async (asOf?: string) => {
  const query = asOf === undefined ? QUERY : QUERY.replace('page"', `page", asOf: { token: "${asOf}" }`);
  return (await api.ask<{ article: { attribution: AttributionConfig | null } | null }>(query)).data.article
    ?.attribution;
};
const heard = (attribution: AttributionConfig | null) =>
  until(async () => JSON.stringify(await shown()) === JSON.stringify(attribution));
/** Of streams, too. */
const body = async (address: string) => {
  const answer = await api.http
    .get(address)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts).toString('utf8')));
    });
  return { text: answer.body as string, asOf: answer.headers['almanac-as-of'] ?? '' };
};

test('the terms travel in every payload, are refilled when they change, and stay in the past what they were', async () => {
  await heard(null);
  expect((await body('/v1/article/page.json')).text).toContain('"attribution":null');
  expect(await say(ONE)).toBe(true);
  expect(await say(ONE)).toBe(false);
  await heard(ONE);
  expect((await api.ask<{ sync: object }>(SYNC)).data.sync).toEqual({ attribution: ONE });
  const before: Record<string, string> = {};
  let asOf = '';
  for (const address of ADDRESSES) {
    // Kept by the second, sent from memory by the third.
    for (let times = 0; times < 3; times++) {
      const answer = await body(address);
      expect(answer.text).toContain('Example Coalition');
      if (!address.endsWith('.atom') && !address.endsWith('.html')) expect(answer.text).not.toContain('&lt;2026');
      before[address] = answer.text;
      ({ asOf } = answer);
    }
    if (address !== '/v1/article/page.txt') expect(before[address]).toContain('licenses/by/4.0');
  }
  expect(JSON.parse(before['/v1/article/page.jsonld'] ?? '')).toMatchObject({
    '@graph': [{ creditText: ONE.text, license: ONE.licence, acquireLicensePage: ONE.url }, {}],
  });
  expect(before['/v1/article/page.html']).toContain('Example Coalition &lt;2026&gt;');
  expect(await say(OTHER)).toBe(true);
  await heard(OTHER);
  for (const address of ADDRESSES) {
    const { text } = await body(address);
    expect(text).toContain('Another Coalition');
    expect(text).not.toContain('Example Coalition');
  }
  expect(await shown(asOf)).toEqual(ONE);
  const past = await body(`/v1/article/page.json?asOf=${encodeURIComponent(asOf)}`);
  expect(past.text).toBe(before['/v1/article/page.json']);
  expect(await say(null)).toBe(true);
  await heard(null);
});
