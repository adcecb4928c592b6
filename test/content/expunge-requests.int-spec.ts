import { type Actor, EVERY_ROLE, type Grant } from '#access';
import { EXPUNGE_REQUEST_LIFETIME, ExpungeRequestsService, VerifyService } from '#content';
import { Problems } from '#platform';
import { as } from '../kit/server.js';
import { createWorld, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

let world: World;
let requests: ExpungeRequestsService;
let asker: Actor;
let admin: Actor;
beforeAll(async () => {
  world = await createWorld();
  requests = world.app.get(ExpungeRequestsService, { strict: false });
  asker = await somebody([{ role: 'author', locales: null }]);
  admin = await somebody([{ role: 'admin', locales: null }]);
});
afterAll(() => world.end());

async function somebody(grants: readonly Grant[]): Promise<Extract<Actor, { type: 'editor' }>> {
  const { id } = await world.editors.add(TESTER, { name: 'Ada', email: null, grants });
  return { type: 'editor', id };
}
async function publicArticle(): Promise<string> {
  const draft = await world.given.article({ title: 'Her name', body: [paragraph('p', 'Her street.')] });
  await world.publishing.publish(TESTER, { publish: [toPublish(draft)] });
  return draft.documentId;
}
const refusal = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (thrown: unknown) => Problems.of(thrown)?.map(({ kind, path }) => [kind, ...path].join(' ')) ?? thrown,
  );
const variantsOf = async (documentId: string) => (await world.reading.variantsOf(documentId)).length;

test('what one editor asks for and another confirms is gone, in the transaction that says so', async () => {
  const documentId = await publicArticle();
  const { id, outcome } = await requests.request(asker, { documentId, reason: 'PRIVACY' });
  expect(outcome).toBeNull();
  expect(await variantsOf(documentId)).toBe(1);
  const { request, expunged } = await requests.confirm(admin, id, documentId);
  expect(request).toMatchObject({ outcome: 'EXPUNGED', requestedBy: idOf(asker), decidedBy: idOf(admin) });
  expect(expunged.publication?.kind).toBe('EXPUNGE');
  expect(await variantsOf(documentId)).toBe(0);
  const events = await world.ledger.events({ order: 'OLDEST', first: 10, subject: documentId });
  expect(events.map(({ verb, actor }) => [verb, actor]).slice(-3)).toEqual([
    ['expunge.request', `editor:${idOf(asker)}`],
    ['expunge.confirm', `editor:${idOf(admin)}`],
    ['document.expunge', `editor:${idOf(admin)}`],
  ]);
  const checks = await world.app.get(VerifyService, { strict: false }).verify();
  expect(checks.flatMap(({ broken }) => broken)).toEqual([]);
});

const idOf = (actor: Actor) => (actor.type === 'editor' ? actor.id : '');

test('nobody confirms what they asked for themselves, not even with every role, nor by a token', async () => {
  const documentId = await publicArticle();
  const all = await somebody(EVERY_ROLE);
  const { id } = await requests.request(all, { documentId, reason: 'SAFETY' });
  expect(await refusal(requests.confirm(all, id, documentId))).toEqual(['NOT_ALLOWED requestId']);
  expect(await refusal(requests.confirm({ ...all, token: 'a'.repeat(12) }, id, documentId))).toEqual(['NOT_ALLOWED']);
  expect(await refusal(requests.confirm(asker, id, documentId))).toEqual(['NOT_ALLOWED']);
  expect(await refusal(requests.confirm(TESTER, id, documentId))).toEqual(['NOT_ALLOWED']);
  expect(await variantsOf(documentId)).toBe(1);
});

test('the table itself refuses a second person who is the first', async () => {
  const documentId = await publicArticle();
  const { id } = await requests.request(asker, { documentId, reason: 'SAFETY' });
  const decide = `update content.expunge_request set outcome = 'EXPUNGED', decided_by = requested_by, decided_at = now() where id = '${id}'`;
  await expect(as(world.database.addresses.studio, (client) => client.query(decide))).rejects.toMatchObject({
    constraint: 'expunge_request_two_people_check',
  });
});

test('of two who confirm at once one expunges, and the other is told', async () => {
  const documentId = await publicArticle();
  const second = await somebody(EVERY_ROLE);
  const { id } = await requests.request(asker, { documentId, reason: 'LEGAL' });
  const outcomes = await Promise.all([
    refusal(requests.confirm(admin, id, documentId)),
    refusal(requests.confirm(second, id, documentId)),
  ]);
  expect(outcomes.map(String).sort()).toEqual(['EXPUNGE_REQUEST_CLOSED requestId', 'null']);
});

test('asked twice, also at once and by two, it is one request', async () => {
  const documentId = await publicArticle();
  const asked = await Promise.all([
    requests.request(asker, { documentId, reason: 'LEGAL' }),
    requests.request(admin, { documentId, reason: 'LEGAL' }),
    requests.request(asker, { documentId: documentId.toUpperCase(), reason: 'SAFETY' }),
  ]);
  expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
});

test('a request ends after seven days, can be taken back by who asked, and refused by an admin', async () => {
  const documentId = await publicArticle();
  const old = await requests.request(asker, { documentId, reason: 'LEGAL' });
  world.clock.advance(EXPUNGE_REQUEST_LIFETIME);
  expect(await refusal(requests.confirm(admin, old.id, documentId))).toEqual(['EXPUNGE_REQUEST_CLOSED requestId']);
  const back = await requests.request(asker, { documentId, reason: 'LEGAL' });
  expect(back.id).not.toBe(old.id);
  expect((await requests.decline(asker, back.id)).outcome).toBe('CANCELLED');
  const refused = await requests.request(asker, { documentId, reason: 'LEGAL' });
  expect(await refusal(requests.decline(await somebody([{ role: 'author', locales: null }]), refused.id))).toEqual([
    'NOT_ALLOWED',
  ]);
  expect((await requests.decline(admin, refused.id)).outcome).toBe('DECLINED');
  expect(await refusal(requests.confirm(admin, refused.id, documentId))).toEqual(['EXPUNGE_REQUEST_CLOSED requestId']);
  expect(await variantsOf(documentId)).toBe(1);
});

test('a request names a document that there is, and whoever confirms names it again', async () => {
  const documentId = await publicArticle();
  const other = await publicArticle();
  const translator = await somebody([{ role: 'translator', locales: ['es'] }]);
  expect(await refusal(requests.request(translator, { documentId, reason: 'LEGAL' }))).toEqual(['NOT_ALLOWED']);
  expect(await refusal(requests.request(asker, { documentId: 'x', reason: 'LEGAL' }))).toEqual([
    'DOCUMENT_NOT_FOUND documentId',
  ]);
  const { id } = await requests.request(asker, { documentId, reason: 'LEGAL' });
  expect(await refusal(requests.confirm(admin, id, other))).toEqual(['BAD_INPUT documentId']);
  expect(await refusal(requests.confirm(admin, other, documentId))).toEqual(['EXPUNGE_REQUEST_NOT_FOUND requestId']);
  expect(await variantsOf(documentId)).toBe(1);
});

test('a request in one language leaves the others alone', async () => {
  const documentId = await publicArticle();
  await world.given.article({ title: 'Su nombre' }, { documentId, locale: 'es' });
  const { id } = await requests.request(asker, { documentId, locale: 'en', reason: 'PRIVACY' });
  await requests.confirm(admin, id, documentId);
  expect((await world.reading.variantsOf(documentId)).map(({ locale }) => locale)).toEqual(['es']);
  const again = requests.request(asker, { documentId, locale: 'en', reason: 'PRIVACY' });
  expect(await refusal(again)).toEqual(['BAD_INPUT documentId']);
});
