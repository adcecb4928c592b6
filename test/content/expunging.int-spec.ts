// A little longer than other files: one world with documents of every kind serves every promise about expunging.
import type pg from 'pg';
import { type Body, ExpungingService, type Kind, VerifyService } from '#content';
import { onFaultPoint, Problems } from '#platform';
import { interleave, schedules } from '../kit/schedule.js';
import { NAMED_STILL } from '../../libs/content/src/verify/expunged-check.js';
import { as } from '../kit/server.js';
import { createWorld, embed, paragraph, TESTER, toPublish, type World } from '../kit/world.js';

/** Stands in every place that takes words. Letters only, so that it is a word for search as it is. */
const MARK = 'zqxvemark';
const said = (what: string) => `${MARK} ${what}`;
const text = (key: string) => [paragraph(`${MARK}${key}`, said('says this'))];

/** Every field of every kind that takes words of somebody's own. */
const BODIES: { readonly [K in Kind]: (others: Others) => Body<K> } = {
  article: ({ fact, topic }) => ({
    title: said('article'),
    summary: said('summary'),
    body: [...text('a'), embed('e', 'factEmbed', fact)],
    topics: [topic],
  }),
  'myth-fact': () => ({
    myth: said('is always so'),
    fact: said('is never so'),
    explanation: text('m'),
    otherPhrasings: [said('phrased otherwise')],
    verdict: 'FALSE',
  }),
  course: () => ({
    title: said('course'),
    summary: said('summary'),
    objectives: [said('objective')],
    modules: [
      {
        _key: `${MARK}m`,
        title: said('module'),
        summary: said('summary'),
        lessons: [{ _key: `${MARK}l`, title: said('lesson'), objectives: [said('objective')] }],
      },
    ],
  }),
  fact: ({ source }) => ({
    statement: said('statement'),
    status: 'DISPUTED',
    notice: said('notice'),
    measure: { what: said('what'), value: 1, unit: said('unit') },
    population: said('population'),
    place: said('place'),
    period: said('period'),
    citations: [{ _key: `${MARK}c`, source, role: 'PRIMARY', locator: said('page'), quote: said('quote') }],
  }),
  source: () => ({
    title: said('source'),
    publisher: said('publisher'),
    authors: [{ family: said('family'), given: said('given') }],
    url: `https://${MARK}.example/`,
    archiveUrl: `https://archive.example/${MARK}`,
  }),
  notice: () => ({
    name: said('notice'),
    message: said('message'),
    chatUrl: `https://${MARK}.example/chat`,
    hours: said('hours'),
    operator: said('operator'),
  }),
  topic: () => ({ name: said('topic'), description: said('description') }),
  collection: () => ({
    title: said('collection'),
    summary: said('summary'),
    sections: [{ _key: `${MARK}s`, title: said('section'), text: said('text') }],
  }),
};
const KINDS = Object.keys(BODIES) as Kind[];

interface Others {
  readonly fact: string;
  readonly source: string;
  readonly topic: string;
}

let world: World;
let expunging: ExpungingService;
let verify: VerifyService;
let others: Others;
beforeAll(async () => {
  world = await createWorld();
  expunging = world.app.get(ExpungingService, { strict: false });
  verify = world.app.get(VerifyService, { strict: false });
  const { given } = world;
  others = {
    source: (await given.published('source', { title: 'A report' })).documentId,
    topic: (await given.published('topic', { name: 'Lamps' })).documentId,
    fact: (await given.published('fact', { statement: 'One in two.', status: 'UNVERIFIED', notice: 'None found.' }))
      .documentId,
  };
});
afterAll(() => world.end());

const superuser = <T>(work: (client: pg.Client) => Promise<T>) => as(world.database.superuserUrl, work);
const broken = async () => (await verify.verify()).flatMap((check) => check.broken);
const kindsOf = (outcome: PromiseSettledResult<unknown>) =>
  outcome.status === 'fulfilled'
    ? null
    : (Problems.of(outcome.reason)?.map((problem) => problem.kind) ?? [`FAULT ${String(outcome.reason)}`]);

/** Every table of every schema, the system's own too, one of whose rows has the mark when it is written out. */
async function tablesWithMark(mark = MARK): Promise<readonly string[]> {
  return superuser(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm') and n.nspname !~ '^pg_(toast|temp)' order by 1`,
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const { rowCount } = await client.query(`select from ${name} x where strpos(lower(x::text), $1) > 0 limit 1`, [
        mark,
      ]);
      if (rowCount) found.push(name);
    }
    return found;
  });
}

/** Several editions under several slugs in two languages, notes everywhere, one language retracted, a draft beyond it all. */
async function muchPublished(kind: Kind): Promise<string> {
  const { drafting, publishing, given } = world;
  const body = BODIES[kind](others);
  const first = await given.draft(kind, body, { slug: `${MARK}-${kind}-first` });
  const { documentId } = first;
  await publishing.publish(TESTER, { publish: [toPublish(first)], note: said('goes live') });
  const renamed = await drafting.save(TESTER, {
    documentId,
    locale: 'en',
    expectedVersion: 1,
    slug: `${MARK}-${kind}-second`,
    fields: {},
  });
  await publishing.publish(TESTER, {
    publish: [{ ...toPublish(renamed), changeKind: 'CORRECTION', note: said('was wrong') }],
    note: said('is corrected'),
  });
  const other = await given.draft(kind, body, { documentId, locale: 'es', slug: `${MARK}-${kind}` });
  await publishing.publish(TESTER, { publish: [toPublish(other)] });
  await publishing.publish(TESTER, {
    withdraw: [{ ...toPublish(other), reason: 'RETRACTED', notice: said('is taken back') }],
    note: said('leaves'),
  });
  await drafting.save(TESTER, {
    documentId,
    locale: 'en',
    expectedVersion: 2,
    slug: `${MARK}-${kind}-third`,
    fields: {},
  });
  return documentId;
}

test('of a document of any kind, published, corrected, retracted, embedded, imported and drafted, no word is left anywhere', async () => {
  const documents: string[] = [];
  for (const kind of KINDS) documents.push(await muchPublished(kind));
  const [article, pair, , fact, source, notice] = documents;
  const host = await world.given.published('article', {
    title: 'A host',
    body: [
      paragraph('p', 'Own words.'),
      embed('f', 'factEmbed', fact ?? ''),
      embed('m', 'mythFactEmbed', pair ?? ''),
      embed('n', 'noticeEmbed', notice ?? ''),
    ],
    sources: [source ?? ''],
    related: [article ?? ''],
  });
  documents.push(
    (await world.given.draft('topic', { name: said('never public') }, { slug: `${MARK}-draft` })).documentId,
  );
  const page = `${said('page')}\n\nSome words about ${MARK}.\n\nMyths and facts\n\nMYTH: All lamps of ${MARK} burn.\n\nFACT: Few lamps of ${MARK} do.\n`;
  const report = await world.imports.importPages(TESTER, [{ name: `${MARK}.txt`, bytes: Buffer.from(page) }], {
    locale: 'en',
    publish: true,
    dryRun: false,
  });
  documents.push(...new Set(report.documents.map(({ id }) => id)));
  await superuser((client) => client.query('analyze'));

  // What the test looks with finds it wherever it is: these are the places that expunging has to reach.
  expect(await tablesWithMark()).toEqual([
    'content.draft_version',
    'content.edition',
    'content.finding',
    'content.revision',
    'content.variant',
    'delivery.edition_row',
    'delivery.listing',
    'delivery.listing_topic',
    'delivery.search',
    'delivery.search_lexeme',
    'delivery.withdrawal',
    'interchange.origin',
    'ledger.publication',
    'pg_catalog.pg_statistic',
  ]);
  for (const documentId of documents) await expunging.expunge(TESTER, { documentId, reason: 'SAFETY' });
  await expunging.forgetSamples();
  expect(await tablesWithMark()).toEqual([]);
  expect(await broken()).toEqual([]);
  expect((await world.reading.find({ documentId: host.documentId, locale: 'en' }))?.liveEdition).toBe(1);
}, 120_000);

test('the audit says who expunged what and why, in no words, and what was never public takes no number', async () => {
  const before = await world.ledger.head();
  const draft = await world.given.article({ title: 'Secret' });
  const quiet = await expunging.expunge(TESTER, { documentId: draft.documentId });
  expect([quiet.publication, (await world.ledger.head()).seq]).toEqual([null, before.seq]);
  const live = await world.given.published('source', { title: 'Secret' });
  const { publication } = await expunging.expunge(TESTER, { documentId: live.documentId, reason: 'LEGAL' });
  const events = await superuser(async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(
      `select e.actor, e.subject, e.data, p.seq::int4, p.kind, p.note from ledger.event e left join ledger.publication p on p.event = e.number
       where e.verb = 'document.expunge' and e.subject = any ($1) order by e.number`,
      [[draft.documentId, live.documentId]],
    );
    return rows;
  });
  const variants = (revisions: number) => [{ locale: 'en', live: revisions > 0, revisions, editions: revisions }];
  expect(events).toEqual([
    {
      actor: 'system:test',
      subject: draft.documentId,
      data: { locale: null, reason: null, variants: variants(0) },
      seq: null,
      kind: null,
      note: null,
    },
    {
      actor: 'system:test',
      subject: live.documentId,
      data: { locale: null, reason: 'LEGAL', variants: variants(1) },
      seq: publication?.seq,
      kind: 'EXPUNGE',
      note: null,
    },
  ]);
});

test('one language goes and the others stay, with their words, and nothing may be written in it again', async () => {
  const pair = await world.given.published('myth-fact', { myth: 'Solar lamps glow.', fact: 'No.' }, { slug: 'glow' });
  const { documentId } = pair;
  await world.given.published(
    'myth-fact',
    { myth: 'Lucen de día.', fact: 'No.' },
    { documentId, locale: 'es', slug: 'lucen' },
  );
  const { variants } = await expunging.expunge(TESTER, { documentId, locale: 'es' });
  expect(variants).toEqual([{ locale: 'es', revisions: 1, editions: 1, live: true }]);
  expect((await world.reading.variantsOf(documentId)).map(({ locale, liveEdition }) => [locale, liveEdition])).toEqual([
    ['en', 1],
  ]);
  const again = world.given.draft('myth-fact', { myth: 'Otra vez.' }, { documentId, locale: 'es', slug: 'otra' });
  await expect(again).rejects.toMatchObject({ kind: 'DOCUMENT_EXPUNGED' });
  await expect(world.drafting.get(documentId, 'es')).rejects.toMatchObject({ kind: 'DOCUMENT_EXPUNGED' });
  expect(await tablesWithMark('lucen')).toEqual([]);
  expect(await broken()).toEqual([]);
});

test('a document that was expunged is named by its hosts, and none of them is published with it again', async () => {
  const fact = await world.given.published('fact', { statement: 'Gone soon.', status: 'UNVERIFIED', notice: 'n' });
  const host = await world.given.published('article', {
    title: 'Host',
    body: [paragraph('p', 'x'), embed('e', 'factEmbed', fact.documentId)],
  });
  const { mentions } = await expunging.expunge(TESTER, { documentId: fact.documentId });
  expect(mentions).toEqual([{ documentId: host.documentId, kind: 'article', locale: 'en', live: true, holds: true }]);
  const saved = await world.drafting.save(TESTER, {
    documentId: host.documentId,
    locale: 'en',
    expectedVersion: 1,
    fields: { title: 'Host, again' },
  });
  await expect(world.publishing.publish(TESTER, { publish: [toPublish(saved)] })).rejects.toMatchObject({
    problems: [{ kind: 'EXPUNGED_REFERENCE', target: fact.documentId }],
  });
  await expect(world.publishing.publish(TESTER, { publish: [toPublish(fact)] })).rejects.toMatchObject({
    problems: [{ kind: 'DOCUMENT_EXPUNGED' }],
  });
});

test('its slug is free for another document at once', async () => {
  const first = await world.given.published(
    'article',
    { title: 'A', body: [paragraph('p', 'x')] },
    { slug: 'free-again' },
  );
  await expunging.expunge(TESTER, { documentId: first.documentId });
  const second = await world.given.published(
    'article',
    { title: 'B', body: [paragraph('p', 'x')] },
    { slug: 'free-again' },
  );
  expect((await world.reading.find({ documentId: second.documentId, locale: 'en' }))?.liveEdition).toBe(1);
});

test.each(['not-an-id', '00000000-0000-7000-8000-00000000dead'])(
  '%s is no document, and a sentence says so',
  async (documentId) => {
    await expect(expunging.expunge(TESTER, { documentId })).rejects.toMatchObject({ kind: 'DOCUMENT_NOT_FOUND' });
  },
);

test('a language that it does not have is no language of it, and a sentence names those that it has', async () => {
  const { documentId } = await world.given.published('source', { title: 'In one language' });
  for (const locale of ['es', '', 'e\0n'])
    await expect(expunging.expunge(TESTER, { documentId, locale })).rejects.toMatchObject({
      kind: 'BAD_INPUT',
      message: expect.stringContaining('is in "en", and not in') as string,
    });
});

test('the last live notice stays until there is another one', async () => {
  const bare = await createWorld({ bare: true });
  const alone = bare.app.get(ExpungingService, { strict: false });
  const notice = await bare.given.published('notice', { name: 'Only one', phone: '1' });
  const { documentId } = notice;
  await expect(alone.expunge(TESTER, { documentId })).rejects.toMatchObject({ kind: 'NO_LIVE_NOTICE' });
  expect((await bare.reading.find({ documentId, locale: 'en' }))?.liveEdition).toBe(1);
  await bare.given.published('notice', { name: 'Another', phone: '2' });
  await alone.expunge(TESTER, { documentId });
  expect((await bare.app.get(VerifyService, { strict: false }).verify()).flatMap((check) => check.broken)).toEqual([]);
  await bare.end();
});

describe('verify finds what somebody put back', () => {
  let documentId: string;
  beforeAll(async () => {
    ({ documentId } = await world.given.published('source', { title: 'Once there' }));
    await expunging.expunge(TESTER, { documentId });
  });

  test.each([
    [
      'a draft',
      'content.variant',
      `insert into content.variant (document_id, locale, kind, draft, draft_format, draft_version, created_at, saved_at, saved_by) values ($1, 'en', 'source', '{}', 1, 1, now(), now(), 'x')`,
    ],
    [
      'an origin',
      'interchange.origin',
      `insert into interchange.origin values ('p', 'en', 'x', sha256('x'), $1, 1, now())`,
    ],
    [
      'a listing',
      'delivery.listing',
      `insert into delivery.listing (document_id, locale, kind, slug, published_at, appeared_at, from_seq, to_seq, audience, topics) values ($1, 'en', 'source', 'back', now(), now(), 1, 2, 0, '{}')`,
    ],
    ['words', 'delivery.search', `insert into delivery.search values ($1, 'en', 1, -1, 'source', 0, '{}', 'back')`],
    [
      'something in a table that a later release brings',
      'content.remark',
      `insert into content.remark values ($1, 'words')`,
    ],
  ])('%s', async (_what, table, sql) => {
    const found = await superuser(async (client) => {
      await client.query('set session_replication_role = replica');
      if (table === 'content.remark')
        await client.query(
          'create table content.remark (document_id uuid, words text); grant select on content.remark to almanac_studio',
        );
      await client.query(sql, [documentId]);
      const results = await verify.verify();
      await client.query(
        table === 'content.remark'
          ? 'drop table content.remark'
          : `delete from ${table} where document_id = '${documentId}'`,
      );
      return results.find((check) => check.name === 'nothing is left of what was expunged')?.broken;
    });
    expect(found).toEqual([`${table} still has 1 of ${documentId}`]);
  });

  test('and a tombstone that the audit does not know', async () => {
    const found = await superuser(async (client) => {
      await client.query('set session_replication_role = replica');
      await client.query('insert into content.tombstone (document_id, event) values ($1, 1)', [others.source]);
      const results = await verify.verify();
      await client.query('delete from content.tombstone where document_id = $1', [others.source]);
      return results.flatMap((check) => check.broken);
    });
    expect(found).toContain(`the tombstone of ${others.source} has no event of its own`);
  });
});

describe('at the same time', () => {
  /** A few of all orders of turns, spread over them. */
  const some = schedules(4).filter((_, index) => index % 7 === 0);

  test('two who expunge one document: it goes once', async () => {
    for (const schedule of some) {
      const { documentId } = await world.given.published('source', { title: schedule });
      const act = () => expunging.expunge(TESTER, { documentId });
      const { outcomes } = await interleave(world.database.superuserUrl, schedule, act, act);
      const numbers = outcomes.map(
        (outcome) =>
          (outcome.status === 'fulfilled' ? outcome.value : outcome.reason) as { publication: object | null },
      );
      expect(numbers.filter(({ publication }) => publication !== null)).toHaveLength(1);
      expect(numbers.filter(({ publication }) => publication === null)).toHaveLength(1);
    }
  }, 60_000);

  test('a host goes live with it before, or not at all', async () => {
    const seen = new Set<string>();
    for (const schedule of some) {
      const fact = await world.given.published('fact', { statement: schedule, status: 'UNVERIFIED', notice: 'n' });
      const host = await world.given.article({ body: [paragraph('p', 'x'), embed('e', 'factEmbed', fact.documentId)] });
      const { outcomes } = await interleave(
        world.database.superuserUrl,
        schedule,
        () => world.publishing.publish(TESTER, { publish: [toPublish(host)] }),
        () => expunging.expunge(TESTER, { documentId: fact.documentId }),
      );
      seen.add(JSON.stringify(outcomes.map(kindsOf)));
    }
    expect([...seen].sort()).toEqual([JSON.stringify([['EXPUNGED_REFERENCE'], null]), JSON.stringify([null, null])]);
    expect(await broken()).toEqual([]);
  }, 60_000);

  test('whoever writes to it meanwhile is refused, and nothing of what they wrote is left', async () => {
    const article = await world.given.published('article', { title: 'Written to', body: [paragraph('p', 'x')] });
    const { documentId } = article;
    let release = (): void => undefined;
    const erased = new Promise<void>((arrived) =>
      onFaultPoint((point) => {
        if (point !== 'expunge.erased') return;
        arrived();
        return new Promise<void>((resolve) => (release = resolve));
      }),
    );
    const expunge = expunging.expunge(TESTER, { documentId });
    await erased;
    const writers = Promise.allSettled([
      world.drafting.save(TESTER, { documentId, locale: 'en', expectedVersion: 1, fields: { title: said('saved') } }),
      world.given.draft('article', { title: said('translated') }, { documentId, locale: 'es', slug: 'translated' }),
      world.publishing.publish(TESTER, { publish: [toPublish(article)] }),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    onFaultPoint(undefined);
    release();
    await expunge;
    expect((await writers).map(kindsOf)).toEqual([['DOCUMENT_EXPUNGED'], ['DOCUMENT_EXPUNGED'], ['DOCUMENT_EXPUNGED']]);
    expect(await tablesWithMark()).toEqual([]);
    expect(await broken()).toEqual([]);
  });
});

test('every table that says which document a row is about is emptied, or is known to keep ids and numbers alone', async () => {
  const overlooked = await world.work.rows<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute d on d.attrelid = c.oid and d.attname = 'document_id' and not d.attisdropped
     where c.relkind in ('r', 'p') and format('%I.%I', n.nspname, c.relname) <> all ($1)
       and not exists (select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'
         and f.confrelid in ('content.variant'::regclass, 'content.revision'::regclass, 'preview.link'::regclass) and f.confdeltype = 'c')
       and position(format('%I.%I', n.nspname, c.relname) in pg_get_functiondef('content.expunge(uuid, text, jsonb)'::regprocedure)) = 0`,
    [NAMED_STILL],
  );
  expect(overlooked).toEqual([]);
});
