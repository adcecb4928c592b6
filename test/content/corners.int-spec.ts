import { LabelsService, VerifyService } from '#content';
import { Problems } from '#platform';
import { refusals } from '../kit/refusals.js';
import { interleave } from '../kit/schedule.js';
import { as } from '../kit/server.js';
import { createWorld, embed, paragraph, publishingWith, TESTER, toPublish, type World } from '../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const broken = async () =>
  (await world.app.get(VerifyService, { strict: false }).verify()).flatMap((check) => check.broken);
const claim = (statement: string) =>
  world.given.published('fact', { statement, status: 'DISPUTED', notice: 'Nobody knows.' });
const host = (slug: string, fact: string, locale = 'en', documentId?: string) =>
  world.given.published(
    'article',
    { title: slug, body: [paragraph('p', 'See:'), embed('e', 'factEmbed', fact)] },
    { slug, locale, ...(documentId === undefined ? {} : { documentId }) },
  );

describe('topics', () => {
  test('a topic that names itself as its broader one is refused', async () => {
    const topic = await world.given.draft('topic', { name: 'Self' });
    const saved = await world.drafting.save(TESTER, {
      ...toPublish(topic),
      expectedVersion: 1,
      fields: { broader: topic.documentId },
    });
    expect(await refusals(world.publishing.publish(TESTER, { publish: [toPublish(saved)] }))).toEqual([
      'TOPIC_CYCLE at publish.0.fields.broader',
    ]);
  });

  test('two locales of a topic go live at once where neither is the default one', async () => {
    const many = await createWorld({ environment: {} });
    try {
      const config = { ...many.config, locales: ['fr', 'en', 'es'] as const };
      const publishing = publishingWith(many, config);
      const top = await many.given.published('topic', { name: 'Top' });
      const one = await many.given.draft('topic', { name: 'One', broader: top.documentId });
      const other = await many.given.draft('topic', { name: 'Uno' }, { locale: 'es', documentId: one.documentId });
      await publishing.publish(TESTER, { publish: [toPublish(other), toPublish(one)] });
      const tree = await as(
        many.database.addresses.owner,
        async (client) =>
          (
            await client.query<{ broader: number | null }>(
              'select broader from delivery.topic_tree where to_seq is null order by topic',
            )
          ).rows,
      );
      expect(tree).toEqual([{ broader: null }, { broader: 1 }]);
    } finally {
      await many.end();
    }
  });
});

describe('withdrawing', () => {
  test('a locale that no host looks at may go, whatever a host of another locale embeds', async () => {
    const fact = await claim('Claim one');
    const translated = await world.given.published(
      'fact',
      { statement: 'Uno', status: 'DISPUTED', notice: 'Nadie sabe.' },
      { locale: 'es', documentId: fact.documentId },
    );
    await host('looks-at-en', fact.documentId);
    await world.publishing.publish(TESTER, {
      withdraw: [{ ...toPublish(fact), reason: 'RETRACTED', notice: 'Wrong.' }],
    });
    expect(
      await refusals(world.publishing.publish(TESTER, { withdraw: [{ ...toPublish(translated), reason: 'GONE' }] })),
    ).toEqual([]);
    expect(await broken()).toEqual([]);
  });

  test('what replaced a document once, and no longer does, may go', async () => {
    const fact = await claim('Claim two');
    const replacement = await claim('Claim three');
    await host('was-replaced', fact.documentId);
    const withdraw = { ...toPublish(fact), reason: 'REPLACED' as const, replacedBy: replacement.documentId };
    await world.publishing.publish(TESTER, { withdraw: [withdraw] });
    const gone = { withdraw: [{ ...toPublish(replacement), reason: 'GONE' as const }] };
    expect(await refusals(world.publishing.publish(TESTER, gone))).toEqual(['HELD_BY_HOSTS at withdraw.0']);
    await world.publishing.publish(TESTER, { publish: [toPublish(fact)] });
    await world.publishing.publish(TESTER, {
      withdraw: [{ ...toPublish(fact), reason: 'RETRACTED', notice: 'Wrong.' }],
    });
    expect(await refusals(world.publishing.publish(TESTER, gone))).toEqual([]);
    expect(await broken()).toEqual([]);
  });

  test('a host that is named but unchanged holds what it embeds', async () => {
    const fact = await claim('Claim four');
    const holder = await host('unchanged-host', fact.documentId);
    expect(
      await refusals(
        world.publishing.publish(TESTER, {
          publish: [toPublish(holder)],
          withdraw: [{ ...toPublish(fact), reason: 'GONE' }],
        }),
      ),
    ).toEqual(['HELD_BY_HOSTS at withdraw.0']);
  });

  test('a document that is live as its draft stands is not judged again', async () => {
    const fact = await claim('Claim five');
    const holder = await host('not-judged-again', fact.documentId);
    await world.publishing.publish(TESTER, {
      withdraw: [{ ...toPublish(fact), reason: 'RETRACTED', notice: 'Wrong.' }],
    });
    const fresh = await world.given.article();
    const { published, unchanged } = await world.publishing.publish(TESTER, {
      publish: [toPublish(holder), toPublish(fresh)],
    });
    expect(published.map(({ documentId }) => documentId)).toEqual([fresh.documentId]);
    expect(unchanged).toEqual([{ documentId: holder.documentId, locale: 'en' }]);
  });
});

describe('what no column takes', () => {
  const odd = 'odd\u0000\ud800 words';

  test('notes and notices keep what can be kept', async () => {
    const draft = await world.given.article();
    await world.publishing.publish(TESTER, { publish: [{ ...toPublish(draft), note: odd }], note: odd });
    await world.publishing.publish(TESTER, {
      withdraw: [{ ...toPublish(draft), reason: 'RETRACTED', notice: odd }],
      note: odd,
    });
    const [row] = await as(
      world.database.addresses.owner,
      async (client) =>
        (
          await client.query<{ notice: string }>('select notice from delivery.withdrawal where document_id = $1', [
            draft.documentId,
          ])
        ).rows,
    );
    expect(row?.notice).toBe('odd\ufffd words');
  });

  test('an odd locale or id is not found', async () => {
    const draft = await world.given.article();
    const item = { ...toPublish(draft), locale: odd };
    expect(await refusals(world.publishing.publish(TESTER, { publish: [item] }))).toEqual([
      'DOCUMENT_NOT_FOUND at publish.0.documentId',
    ]);
    expect(await refusals(world.drafting.save(TESTER, { ...item, fields: {} }))).toEqual([
      'DOCUMENT_NOT_FOUND at documentId',
    ]);
    expect(await world.reading.findMany([{ documentId: odd, locale: 'en' }, item])).toEqual([]);
  });
});

describe('partners', () => {
  const scope = { kinds: null, topics: null, audiences: null, locales: null };

  test('two of one handle at once: one is refused', async () => {
    const make = () => world.partners.create(TESTER, { handle: 'twice', name: 'Twice', region: null, scope });
    expect((await Promise.all([refusals(make()), refusals(make())])).flat()).toEqual(['HANDLE_TAKEN at handle']);
  });

  test.each([
    ['a handle that is none', { handle: 'No Handle', name: 'Name', region: null, scope }, 'BAD_INPUT at handle'],
    ['a region that is none', { handle: 'nowhere', name: 'Name', region: 'nowhere', scope }, 'BAD_INPUT at region'],
    ['no name', { handle: 'nameless', name: ' ', region: null, scope }, 'BAD_INPUT at name'],
    [
      'a topic that is no id',
      { handle: 'topicless', name: 'Name', region: null, scope: { ...scope, topics: ['x'] } },
      'BAD_INPUT at scope.topics.0',
    ],
  ])('%s is refused', async (_what, partner, refusal) => {
    expect(await refusals(world.partners.create(TESTER, partner))).toEqual([refusal]);
  });

  test('two editors cannot share an address', async () => {
    await world.editors.add(TESTER, { name: 'Ann', email: 'ann@example.org', grants: [] });
    expect(await refusals(world.editors.add(TESTER, { name: 'Anne', email: 'Ann@example.org', grants: [] }))).toEqual([
      'EMAIL_TAKEN at email',
    ]);
  });
});

test('an audience that is no longer configured cannot be published any more, and what was stays', async () => {
  const audience = { key: 'retired', labels: { en: 'Retired' } };
  const before = { ...world.config, audiences: [...world.config.audiences, audience] };
  await new LabelsService(world.work, world.ledger, before).takeIn(TESTER);
  const was = await world.given.article({ audiences: ['retired'] }, { slug: 'for-the-retired' });
  await publishingWith(world, before).publish(TESTER, { publish: [toPublish(was)] });
  const late = await world.given.article({ audiences: ['retired'] });
  expect(await refusals(world.publishing.publish(TESTER, { publish: [toPublish(late)] }))).toEqual([
    'UNKNOWN_AUDIENCE at publish.0.fields.audiences.0',
  ]);
  expect(await broken()).toEqual([]);
});

test('verifying while others publish finds nothing broken', async () => {
  let going = true;
  const writers = Array.from({ length: 3 }, async () => {
    while (going) await world.given.published('source', { title: 'Busy' });
  });
  const found: string[] = [];
  for (let round = 0; round < 8; round++) found.push(...(await broken()));
  going = false;
  await Promise.all(writers);
  expect(found).toEqual([]);
}, 60_000);

describe('importing beside others', () => {
  const OPTIONS = { locale: 'en', publish: true, dryRun: false } as const;
  const page = (name: string, fact: string, more = '') => ({
    name,
    bytes: Buffer.from(
      `Lamps\n\nIf you smell gas, call the Gas Line 1-800-555-0199.\n\nMyths and facts\n\nMYTH: Lamps of ${name} burn gas.\n\nFACT: ${fact}\n${more}`,
    ),
  });
  const pairOf = async (name: string, fact: string, publish: boolean) =>
    (await world.imports.importPages(TESTER, [page(name, fact)], { ...OPTIONS, publish })).documents.find(
      ({ kind }) => kind === 'myth-fact',
    )?.id ?? '';

  test.each(['abbabab', 'abbbaa', 'aabbbbb', 'abababab', 'bbaaaa', 'bbbaaaaa', 'bababa'])(
    'an editor who publishes what an import is rewriting, and the import, wait for each other in one order (%s)',
    async (schedule) => {
      const name = `lamps-${schedule}.txt`;
      const id = await pairOf(name, 'Most do not.', false);
      const more = '\nMYTH: All lamps hum loudly.\n\nFACT: Old ones did.\n';
      const { outcomes } = await interleave(
        world.database.superuserUrl,
        schedule,
        () => world.imports.importPages(TESTER, [page(name, 'Hardly any do.', more)], OPTIONS),
        () => world.publishing.publish(TESTER, { publish: [{ documentId: id, locale: 'en', expectedVersion: 1 }] }),
      );
      const kinds = outcomes.map((outcome) =>
        outcome.status === 'fulfilled'
          ? null
          : (Problems.of(outcome.reason)?.map(({ kind }) => kind) ?? [String(outcome.reason)]),
      );
      expect([JSON.stringify([null, null]), JSON.stringify([null, ['STALE_DRAFT']])]).toContain(JSON.stringify(kinds));
      expect(await broken()).toEqual([]);
    },
  );

  test('an import that runs long keeps nobody from publishing other things', async () => {
    const draft = await world.given.article();
    const { outcomes, blocked } = await interleave(
      world.database.superuserUrl,
      'abbbbba',
      () => world.imports.importPages(TESTER, [page('long.txt', 'Most do not.')], { ...OPTIONS, publish: false }),
      () => world.publishing.publish(TESTER, { publish: [toPublish(draft)] }),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(blocked).toBe(false);
  });

  test('two pages with one new hotline, imported at once, make one notice', async () => {
    const text = (name: string) => ({
      name,
      bytes: Buffer.from(
        `Stoves\n\nFor help call the Stove Line at (800) 555-0142.\n\nStoves of ${name} are warm. They need air.\n`,
      ),
    });
    const reports = await Promise.all(
      ['one', 'two', 'three'].map((name) => world.imports.importPages(TESTER, [text(name)], OPTIONS)),
    );
    const notices = reports.flatMap(({ documents }) => documents.filter(({ kind }) => kind === 'notice'));
    expect(notices.map(({ change }) => change).sort()).toEqual(['created', 'known', 'known']);
    expect(new Set(notices.map(({ id }) => id)).size).toBe(1);
  });

  test('what an editor withdrew does not come back with the next import', async () => {
    const id = await pairOf('withdrawn.txt', 'Most do not.', true);
    await world.publishing.publish(TESTER, {
      withdraw: [{ documentId: id, locale: 'en', expectedVersion: 1, reason: 'RETRACTED', notice: 'Not so.' }],
    });
    const again = await world.imports.importPages(TESTER, [page('withdrawn.txt', 'Most do not.')], OPTIONS);
    expect(again.seq).toBeNull();
    expect(again.documents.find((document) => document.id === id)).toMatchObject({
      status: 'draft',
      change: 'unchanged',
      reason: 'withdrawn since it was imported: publish it by hand if the page is right',
    });
    expect((await world.drafting.get(id, 'en')).liveEdition).toBeNull();
  });

  test('a page whose words all changed a little is matched in time', async () => {
    const long = (word: string) => ({
      name: 'long-list.txt',
      bytes: Buffer.from(
        `Lamps\n\nMyths and facts\n\n${Array.from({ length: 400 }, (_, index) => `MYTH: Lamp number ${index} is heavy.\n\nFACT: It weighs ${index} ${word}.`).join('\n\n')}\n`,
      ),
    });
    await world.imports.importPages(TESTER, [long('grams')], { ...OPTIONS, publish: false });
    const again = await world.imports.importPages(TESTER, [long('ounces')], { ...OPTIONS, publish: false });
    const pairs = again.documents.filter(({ kind }) => kind === 'myth-fact');
    expect(pairs.length).toBeGreaterThan(300);
    expect(new Set(pairs.map(({ change }) => change))).toEqual(new Set(['updated']));
  }, 60_000);
});
