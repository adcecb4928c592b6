// A little longer than other files: one world serves every promise about looking after partners.
import { EVERYTHING, type Grant } from '#access';
import { paragraph, TESTER } from '../kit/world.js';
import { openStudio, PROBLEMS, type ShownProblem, type Studio } from './studio.js';

const DAY = 86_400_000;
const PARTNER = `partner { id handle name region origins version pausedAt closedAt viewerCan { change { allowed reason } changeKeys { allowed } readWebhooks { allowed } changeWebhooks { allowed } } quotas { perMinute perDay } scope { kinds topics audiences locales } site { kind address } }`;
const CREATE = `mutation ($input: CreatePartnerInput!) { payload: createPartner(input: $input) { ${PARTNER} ${PROBLEMS} } }`;
const KEY = 'key { id partnerId createdAt expiresAt revokedAt }';
const ISSUE = `mutation ($input: IssuePartnerKeyInput!) { payload: issuePartnerKey(input: $input) { secret ${KEY} ${PROBLEMS} } }`;
const ROTATE = `mutation ($input: RotatePartnerKeyInput!) { payload: rotatePartnerKey(input: $input) { secret ${KEY} ${PROBLEMS} } }`;
const END = `mutation ($input: EndPartnerKeyInput!) { payload: endPartnerKey(input: $input) { ${KEY} ${PROBLEMS} } }`;
const REVOKE = `mutation ($input: RevokePartnerKeyInput!) { payload: revokePartnerKey(input: $input) { ${KEY} ${PROBLEMS} } }`;

interface Payload {
  readonly partner: Record<string, unknown> & { readonly id: string; readonly version: number };
  readonly key: { readonly id: string; readonly expiresAt: string | null; readonly revokedAt: string | null };
  readonly secret: string | null;
  readonly problems: readonly ShownProblem[];
}

let studio: Studio;
let count = 0;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.end());

const send = async (query: string, input: object) =>
  (await studio.data<{ payload: Payload }>(query, { input })).payload;
const inDays = (days: number) => new Date(studio.world.clock.now().getTime() + days * DAY).toISOString();
const change = (name: string) =>
  `mutation ($input: ${name}Input!) { payload: ${name.charAt(0).toLowerCase()}${name.slice(1)}(input: $input) { ${PARTNER} ${PROBLEMS} } }`;
const seenBy = (verb: string) =>
  `mutation ($input: SeenPartnerInput!) { payload: ${verb}(input: $input) { ${PARTNER} ${PROBLEMS} } }`;

async function partner(more: object = {}): Promise<Payload['partner']> {
  return (await send(CREATE, { handle: `school-${++count}`, name: 'A school', ...more })).partner;
}

/** Sends as an editor of these roles. */
async function as(grants: readonly Grant[], query: string, variables: object = {}) {
  const { editors, links, sessions } = studio.world;
  const editor = await editors.add(TESTER, { name: 'Somebody', email: null, grants });
  const link = await links.issue(TESTER, editor.id);
  const { token } = await sessions.signInByLink(new URL(link, 'http://x').searchParams.get('token') ?? link);
  const response = await studio.http
    .post('/graphql')
    .set('Authorization', `Bearer ${token}`)
    .send({ query, variables });
  return response.body as { data: Record<string, unknown> | null; errors?: { extensions: { code: string } }[] };
}

test('a partner is made once, however often the request comes, and all that is wrong with one is said at once', async () => {
  const input = {
    handle: 'district',
    name: ' A district ',
    region: 'US-MO',
    scope: { kinds: ['ARTICLE'], audiences: ['educators'] },
    idempotencyKey: 'once',
  };
  const [one, other] = [await send(CREATE, input), await send(CREATE, input)];
  expect(one).toEqual(other);
  expect(one.partner).toMatchObject({
    handle: 'district',
    name: 'A district',
    version: 1,
    scope: { kinds: ['ARTICLE'], topics: null, audiences: ['educators'], locales: null },
    site: [],
    origins: null,
  });
  const taken = await send(CREATE, { ...input, idempotencyKey: 'twice' });
  expect(taken.problems).toMatchObject([{ kind: 'HANDLE_TAKEN', path: ['handle'] }]);
  const wrong = await send(CREATE, { handle: 'No Handle', name: ' ', region: 'Missouri' });
  expect(wrong.problems.map(({ path }) => path.join('.'))).toEqual(['handle', 'name', 'region']);
  const misspelt = await send(CREATE, {
    handle: 'misspelt',
    name: 'M',
    scope: { topics: ['no id'], audiences: ['educatrs'], locales: ['en', 'xx'] },
  });
  expect(misspelt.problems.map(({ path }) => path.join('.')).sort()).toEqual([
    'scope.audiences.0',
    'scope.locales.1',
    'scope.topics.0',
  ]);
});

test('partners and their keys are listed page by page', async () => {
  await partner();
  const { id } = await partner();
  for (let keys = 0; keys < 2; keys++) await send(ISSUE, { partnerId: id });
  const page = async (list: string, after: string | null) =>
    (
      await studio.data<{
        page: { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
      }>(`query ($after: String) { page: ${list} { edges { node { id } } pageInfo { hasNextPage endCursor } } }`, {
        after,
      })
    ).page;
  for (const list of [
    'partners(first: 1, after: $after)',
    `partnerKeys(partnerId: "${id}", first: 1, after: $after)`,
  ]) {
    const ids = new Set<string>();
    let at = await page(list, null);
    for (;;) {
      for (const { node } of at.edges) ids.add(node.id);
      if (!at.pageInfo.hasNextPage) break;
      at = await page(list, at.pageInfo.endCursor);
    }
    expect(ids.size).toBe((await page(list.replace('first: 1', 'first: 100'), null)).edges.length);
    expect(ids.size).toBeGreaterThan(1);
  }
});

test('every change of a partner carries the version that it was decided on', async () => {
  const { id: partnerId } = await partner();
  const origins = ['https://school.example'];
  const site = [
    { address: 'https://school.example/{slug}' },
    { kind: 'FACT', address: 'https://school.example/f/{slug}' },
  ];
  const steps: readonly [string, object, object][] = [
    [change('ChangePartnerScope'), { scope: { locales: ['es'] } }, { scope: { locales: ['es'], kinds: null } }],
    [
      change('ChangePartnerSite'),
      { site },
      {
        site: [{ kind: null, address: 'https://school.example/{slug}' }, { kind: 'FACT' }],
        scope: { locales: ['es'] },
      },
    ],
    [change('ChangePartnerOrigins'), { origins }, { origins }],
    [change('ChangePartnerQuotas'), { perMinute: 60 }, { quotas: { perMinute: 60, perDay: null } }],
    [
      change('ChangePartner'),
      { name: ' Another ', region: 'US-TX' },
      { name: 'Another', region: 'US-TX', scope: { locales: ['es'] } },
    ],
    [
      change('ChangePartner'),
      { name: 'Yet another', region: 'US-TX' },
      { name: 'Yet another', site: [{ kind: null }, {}] },
    ],
    [change('ChangePartner'), { name: 'Yet another' }, { region: null, quotas: { perMinute: 60 } }],
    [seenBy('pausePartner'), {}, { pausedAt: studio.world.clock.now().toISOString() }],
    [seenBy('resumePartner'), {}, { pausedAt: null }],
  ];
  for (const [index, [mutation, input, after]] of steps.entries()) {
    const stale = await send(mutation, { partnerId, expectedVersion: index, ...input });
    expect(stale).toMatchObject({
      partner: null,
      problems: [{ __typename: 'StalePartnerProblem', kind: 'STALE_PARTNER' }],
    });
    const done = await send(mutation, { partnerId, expectedVersion: index + 1, ...input });
    expect(done.problems).toEqual([]);
    expect(done.partner).toMatchObject({ version: index + 2, ...after });
  }
  const { id, version } = (
    await studio.data<{ partners: { edges: { node: { id: string; handle: string; version: number } }[] } }>(
      '{ partners(first: 100) { edges { node { id handle version } } } }',
    )
  ).partners.edges
    .map(({ node }) => node)
    .find(({ handle }) => handle === 'public') ?? { id: '', version: 0 };
  const open = await send(seenBy('pausePartner'), { partnerId: id, expectedVersion: version });
  expect(open.problems).toMatchObject([{ kind: 'BAD_INPUT', path: ['partnerId'] }]);
});

test('of two who change a partner at once one is told to look again', async () => {
  const { id: partnerId } = await partner();
  const both = await Promise.all(
    ['en', 'es'].map((locale) =>
      send(change('ChangePartnerScope'), { partnerId, expectedVersion: 1, scope: { locales: [locale] } }),
    ),
  );
  expect(both.map(({ problems }) => problems.map(({ kind }) => kind)).sort()).toEqual([[], ['STALE_PARTNER']]);
});

test('a key is shown once and kept nowhere, also when the request comes again', async () => {
  const { id: partnerId } = await partner();
  const input = { partnerId, expiresAt: inDays(30), idempotencyKey: 'a key' };
  const first = await send(ISSUE, input);
  const again = await send(ISSUE, input);
  expect(first.secret).toMatch(new RegExp(`^alm_test_${first.key.id}_[A-Za-z0-9_-]{43}$`));
  expect(again).toEqual({ ...first, secret: null });
  const secret = first.secret?.slice(-43) ?? '';
  const rows = await studio.world.work.rows<{ found: number }>(
    `select (select count(*) from ledger.event where data::text like $1)::int4
       + (select count(*) from ledger.idempotency where answer::text like $1)::int4 + (select count(*) from access.key k where k::text like $1)::int4 as found`,
    [`%${secret}%`],
  );
  expect(rows).toEqual([{ found: 0 }]);
});

test('two keys work while a partner changes over, and an end only comes nearer', async () => {
  const { id: partnerId } = await partner();
  const old = await send(ISSUE, { partnerId });
  const rotated = await send(ROTATE, { keyId: old.key.id, oldEndsAt: inDays(7) });
  expect(rotated.secret).toMatch(/^alm_test_/);
  const third = await send(ROTATE, { keyId: rotated.key.id, oldEndsAt: inDays(7) });
  expect(third.problems).toMatchObject([{ kind: 'TOO_MANY_KEYS' }]);
  const later = await send(END, { keyId: old.key.id, endsAt: inDays(8) });
  expect(later.problems).toMatchObject([{ kind: 'BAD_INPUT', path: ['endsAt'] }]);
  expect((await send(END, { keyId: old.key.id, endsAt: inDays(3) })).key.expiresAt).toBe(inDays(3));
  expect((await send(END, { keyId: rotated.key.id, endsAt: inDays(-1) })).problems).toMatchObject([
    { kind: 'BAD_INPUT' },
  ]);
  expect((await send(REVOKE, { keyId: old.key.id })).key.revokedAt).not.toBeNull();
  expect((await send(REVOKE, { keyId: old.key.id })).problems).toMatchObject([
    { kind: 'KEY_NOT_FOUND', path: ['keyId'] },
  ]);
  const both = await Promise.all([
    send(ROTATE, { keyId: rotated.key.id, oldEndsAt: inDays(1) }),
    send(ROTATE, { keyId: rotated.key.id, oldEndsAt: inDays(1) }),
  ]);
  expect(both.map(({ problems }) => problems.map(({ kind }) => kind)).sort()).toEqual([[], ['TOO_MANY_KEYS']]);
});

test('whoever is no admin sees partners, changes nothing, and learns who could; without a role nobody sees them', async () => {
  const { id: partnerId } = await partner();
  const author: readonly Grant[] = [{ role: 'author', locales: null }];
  expect((await as(author, '{ partners(first: 1) { edges { node { handle } } } }')).data).not.toBeNull();
  const tried: readonly [string, object][] = [
    [CREATE, { handle: 'by-author', name: 'N' }],
    [change('ChangePartner'), { partnerId, expectedVersion: 1, name: 'N' }],
    [seenBy('closePartner'), { partnerId, expectedVersion: 1 }],
    [change('ChangePartnerScope'), { partnerId, expectedVersion: 1, scope: {} }],
    [change('ChangePartnerSite'), { partnerId, expectedVersion: 1, site: [] }],
    [change('ChangePartnerOrigins'), { partnerId, expectedVersion: 1, origins: null }],
    [change('ChangePartnerQuotas'), { partnerId, expectedVersion: 1 }],
    [seenBy('pausePartner'), { partnerId, expectedVersion: 1 }],
    [seenBy('resumePartner'), { partnerId, expectedVersion: 1 }],
    [ISSUE, { partnerId }],
    [ROTATE, { keyId: 'abcdefabcdef', oldEndsAt: inDays(1) }],
    [END, { keyId: 'abcdefabcdef', endsAt: inDays(1) }],
    [REVOKE, { keyId: 'abcdefabcdef' }],
  ];
  for (const [query, input] of tried) {
    const { data } = await as(author, query, { input });
    expect(data).toMatchObject({
      payload: { problems: [{ kind: 'NOT_ALLOWED', message: expect.stringContaining('Only an admin may') as string }] },
    });
  }
  const seen = await as(
    [{ role: 'publisher', locales: null }],
    `{ partner(id: "${partnerId}") { ${PARTNER.slice(10, -2)} } }`,
  );
  expect(seen.data?.['partner']).toMatchObject({
    viewerCan: {
      change: { allowed: false, reason: expect.stringContaining('Only an admin may') as string },
      changeKeys: { allowed: false },
      readWebhooks: { allowed: true },
      changeWebhooks: { allowed: false },
    },
  });
  const nobody = await as([], `{ partner(id: "${partnerId}") { handle } }`);
  expect(nobody.errors?.[0]?.extensions.code).toBe('NOT_ALLOWED');
});

test('who has received a change is one question that anybody with a role may ask, page by page, those first who lack it', async () => {
  const { given, work } = studio.world;
  const [{ id: served }] = [await partner(), await partner()];
  const { documentId } = await given.published('article', { title: 'Received', body: [paragraph('p', 'x')] });
  await work.rows(
    `insert into traffic.served (partner_id, document_id, locale, seq, at) select $2, $1, 'en', seq, '2026-06-01T12:00:03Z' from ledger.head`,
    [documentId, served],
  );
  await work.rows(`insert into traffic.asked (partner_id, at) values ($1, '2026-06-01T12:00:04Z')`, [served]);
  const ask = (first: number, after: string | null = null) => `{ receipts(documentId: "${documentId}") {
    changeCount concerned have unconcerned changes { documentId locale kind event seq at }
    partners(first: ${first}, after: ${JSON.stringify(after)}) {
      edges { node { partnerId handle hasAll concerns received completeAt syncedAt acknowledgedAt servedAt lastAskedAt } } pageInfo { hasNextPage endCursor } } } }`;
  interface Shown {
    readonly receipts: {
      readonly concerned: number;
      readonly partners: {
        readonly edges: readonly { readonly node: { readonly partnerId: string; readonly hasAll: boolean } }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      };
    };
  }
  const { receipts } = (await as([{ role: 'author', locales: ['en'] }], ask(100))).data as unknown as Shown;
  expect(receipts).toMatchObject({
    changeCount: 1,
    have: 1,
    changes: [{ documentId, event: 'MAJOR', kind: 'ARTICLE' }],
  });
  expect(receipts.partners.edges.at(-1)?.node).toMatchObject({
    partnerId: served,
    hasAll: true,
    completeAt: '2026-06-01T12:00:03.000Z',
    servedAt: '2026-06-01T12:00:03.000Z',
    syncedAt: null,
    lastAskedAt: '2026-06-01T12:00:04.000Z',
  });
  expect(receipts.concerned).toBe(receipts.partners.edges.length);
  const paged: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { partners }: Shown['receipts'] = (await studio.data<Shown>(ask(1, after))).receipts;
    paged.push(...partners.edges.map(({ node }) => node.partnerId));
    [more, after] = [partners.pageInfo.hasNextPage, partners.pageInfo.endCursor];
  }
  expect(paged).toEqual(receipts.partners.edges.map(({ node }) => node.partnerId));
  for (const nothing of [
    'publication: 100000',
    'documentId: "x"',
    `documentId: "${served}"`,
    `publication: 0, documentId: "${documentId}"`,
  ])
    expect(await studio.data(`{ receipts(${nothing}) { have } }`)).toEqual({ receipts: null });
  for (const wrong of ['', '(publication: 1, locale: "\\u0000")', '(publication: 1, locale: "xx")'])
    expect((await studio.ask(`{ receipts${wrong} { have } }`)).errors[0]?.extensions).toMatchObject({
      code: 'BAD_INPUT',
    });
  expect((await as([], ask(1))).errors?.[0]?.extensions.code).toBe('NOT_ALLOWED');
});

test('a partner is closed for good: its keys end, it is told nothing, and nothing of it changes any more', async () => {
  const { id: partnerId } = await partner();
  const wrong = await send(change('ChangePartner'), { partnerId, expectedVersion: 1, name: ' ', region: 'Texas' });
  expect(wrong.problems.map(({ path }) => path.join('.'))).toEqual(['name', 'region']);
  const { key } = await send(ISSUE, { partnerId });
  const hook = (more = '') =>
    `mutation { payload: createWebhookEndpoint(input: { partnerId: "${partnerId}", url: "https://school.example/${more}" }) { endpoint { id } ${PROBLEMS} } }`;
  const { payload: made } = await studio.data<{ payload: { endpoint: { id: string } } }>(hook());
  const closed = (await send(seenBy('closePartner'), { partnerId, expectedVersion: 1 })).partner;
  expect(closed).toMatchObject({
    closedAt: studio.world.clock.now().toISOString(),
    version: 2,
    viewerCan: { change: { allowed: true, reason: null } },
  });
  const LEFT = `{ partnerKeys(partnerId: "${partnerId}", first: 5) { edges { node { id revokedAt } } } webhookEndpoints(first: 5, partnerId: "${partnerId}") { edges { node { id } } } }`;
  expect(await studio.data(LEFT)).toEqual({
    partnerKeys: { edges: [{ node: { id: key.id, revokedAt: studio.world.clock.now().toISOString() } }] },
    webhookEndpoints: { edges: [] },
  });
  const seen = { partnerId, expectedVersion: 2 };
  for (const [mutation, input] of [
    [seenBy('closePartner'), seen],
    [seenBy('resumePartner'), seen],
    [change('ChangePartnerScope'), { ...seen, scope: {} }],
    [ISSUE, { partnerId }],
  ] as const)
    expect((await send(mutation, input)).problems).toMatchObject([
      { kind: 'BAD_INPUT', path: ['partnerId'], message: expect.stringContaining('closed') as string },
    ]);
  expect((await studio.data<{ payload: object }>(hook('again'))).payload).toMatchObject({
    problems: [{ kind: 'PARTNER_NOT_FOUND' }],
  });
  const events = await studio.world.ledger.events({ order: 'OLDEST', first: 20, subject: partnerId });
  expect(events.slice(-2)).toMatchObject([
    { verb: 'partner.close', data: { keys: [key.id] } },
    { verb: 'webhook.remove', data: { endpoint: made.endpoint.id } },
  ]);
  const everybody = '00000000-0000-7000-8000-000000000001';
  const { partner: open } = await studio.data<{ partner: { version: number } }>(
    `{ partner(id: "${everybody}") { version } }`,
  );
  expect(
    (await send(seenBy('closePartner'), { partnerId: everybody, expectedVersion: open.version })).problems,
  ).toMatchObject([{ kind: 'BAD_INPUT', path: ['partnerId'] }]);
});

test('everything that is done to partners stands in the audit, by whom', async () => {
  const { id: partnerId } = await partner({ scope: EVERYTHING });
  const { key } = await send(ISSUE, { partnerId });
  await send(ROTATE, { keyId: key.id, oldEndsAt: inDays(2) });
  await send(REVOKE, { keyId: key.id });
  await send(seenBy('pausePartner'), { partnerId, expectedVersion: 1 });
  const events = await studio.world.ledger.events({ order: 'OLDEST', first: 20, subject: partnerId });
  expect(events.map(({ verb }) => verb)).toEqual([
    'partner.create',
    'key.issue',
    'key.issue',
    'key.end',
    'key.revoke',
    'partner.pause',
  ]);
  expect(new Set(events.map(({ actor }) => actor))).toEqual(new Set([`editor:${studio.editorId}`]));
});

test('a partner is told by webhooks where an admin says: made once, shown with its secret once, rotated, paused, and removed', async () => {
  const { id: partnerId } = await partner();
  const ENDPOINT = 'endpoint { id partnerId url events pausedBecause previousSecretUntil version }';
  const mutate = async (verb: string, type: string, input: object, more = '') =>
    (
      await studio.data<{
        payload: {
          readonly endpoint: Record<string, unknown> & { readonly id: string; readonly version: number };
          readonly secret?: string | null;
          readonly replayed?: number | null;
          readonly problems: readonly ShownProblem[];
        };
      }>(
        `mutation ($input: ${type}Input!) { payload: ${verb}(input: $input) { ${more} ${verb.startsWith('remove') ? '' : ENDPOINT} ${PROBLEMS} } }`,
        { input },
      )
    ).payload;
  const make = (input: object) => mutate('createWebhookEndpoint', 'CreateWebhookEndpoint', input, 'secret');
  const input = {
    partnerId,
    url: 'https://school.example/hooks',
    contact: 'web@school.example',
    idempotencyKey: 'hook',
  };
  const [made, again] = [await make(input), await make(input)];
  expect(made.secret).toMatch(/^whsec_/);
  expect([again.endpoint.id, again.secret]).toEqual([made.endpoint.id, null]);
  expect(made.endpoint).toMatchObject({ partnerId, url: input.url, version: 1 });
  const wrong = await make({ partnerId, url: 'https://127.0.0.1/x', events: [] });
  expect(wrong.problems.map(({ path }) => path.join('.'))).toEqual(['url', 'events']);
  const strange = await make({ partnerId: made.endpoint.id, url: input.url });
  expect(strange.problems).toMatchObject([{ kind: 'PARTNER_NOT_FOUND', path: ['partnerId'] }]);

  const ref = { endpointId: made.endpoint.id, expectedVersion: 1 };
  const rotated = await mutate('rotateWebhookSecret', 'RotateWebhookSecret', { ...ref, overlapHours: 2 }, 'secret');
  expect(rotated.secret).not.toBe(made.secret);
  expect(rotated.endpoint).toMatchObject({ version: 2, previousSecretUntil: expect.any(String) as string });
  const stale = await mutate('pauseWebhookEndpoint', 'WebhookEndpointRef', ref);
  expect(stale.problems).toMatchObject([{ kind: 'STALE_ENDPOINT', path: ['expectedVersion'] }]);
  const paused = await mutate('pauseWebhookEndpoint', 'WebhookEndpointRef', { ...ref, expectedVersion: 2 });
  expect(paused.endpoint).toMatchObject({ pausedBecause: 'ASKED', version: 3 });
  const change = { ...ref, expectedVersion: 3, to: { url: 'https://school.example:25/', events: ['HEAD'] } };
  const misplaced = await mutate('changeWebhookEndpoint', 'ChangeWebhookEndpoint', change);
  expect(misplaced.problems).toMatchObject([{ kind: 'BAD_INPUT', path: ['to', 'url'] }]);
  const changed = await mutate('changeWebhookEndpoint', 'ChangeWebhookEndpoint', {
    ...change,
    to: { url: 'https://school.example/', events: ['HEAD'] },
  });
  expect(changed.endpoint).toMatchObject({ url: 'https://school.example/', events: ['HEAD'], version: 4 });
  const resumed = await mutate('resumeWebhookEndpoint', 'WebhookEndpointRef', { ...ref, expectedVersion: 4 });
  expect(resumed.endpoint).toMatchObject({ pausedBecause: null, version: 5 });
  const replay = { ...ref, expectedVersion: 5, sinceSeq: 0 };
  expect(await mutate('replayWebhooks', 'ReplayWebhooks', replay, 'replayed')).toMatchObject({
    replayed: 0,
    problems: [],
  });
  const both = await mutate('replayWebhooks', 'ReplayWebhooks', { ...replay, deliveryIds: ['x'] }, 'replayed');
  expect(both.problems).toMatchObject([{ kind: 'BAD_INPUT', path: ['deliveryIds'] }]);

  const LIST = `{ webhookEndpoints(first: 1, partnerId: "${partnerId}") { edges { node { id } } pageInfo { hasNextPage } } webhookDeliveries(endpointId: "${made.endpoint.id}", first: 1) { edges { node { id } } } }`;
  expect(await studio.data(LIST)).toEqual({
    webhookEndpoints: { edges: [{ node: { id: made.endpoint.id } }], pageInfo: { hasNextPage: false } },
    webhookDeliveries: { edges: [] },
  });
  const publisher: readonly Grant[] = [{ role: 'publisher', locales: ['en'] }];
  expect((await as(publisher, LIST)).data).not.toBeNull();
  const refused = `mutation { payload: removeWebhookEndpoint(input: { endpointId: "${made.endpoint.id}", expectedVersion: 5 }) { ${PROBLEMS} } }`;
  expect((await as(publisher, refused)).data).toMatchObject({ payload: { problems: [{ kind: 'NOT_ALLOWED' }] } });
  expect((await studio.data<{ payload: object }>(refused)).payload).toEqual({ problems: [] });
  expect(await studio.data(LIST)).toMatchObject({ webhookEndpoints: { edges: [] } });
});
