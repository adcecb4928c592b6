import { as, freshDatabase, type TestDatabase } from '../kit/server.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** The PostgreSQL error code that a statement ends with, or null when it is allowed. */
async function refusal(login: 'studio' | 'delivery' | 'preview', sql: string): Promise<string | null> {
  return as(database.addresses[login], async (client) => {
    await client.query('begin');
    try {
      await client.query(sql);
      return null;
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      await client.query('rollback');
    }
  });
}
const DENIED = '42501';

describe('each login is kept to its own', () => {
  test.each([
    ['drafts', 'select draft from content.variant'],
    ['document identities', 'select * from content.document'],
    ['revisions', 'select body from content.revision'],
    ['draft references', 'select * from content.draft_reference'],
    ['the audit', 'select * from ledger.event'],
    ['who published', 'select actor from ledger.publication'],
    ['internal notes of publications', 'select note from ledger.publication'],
    ['editors', 'select * from access.editor'],
    ['sessions', 'select * from access.session'],
    ['links', 'select * from access.sign_in_link'],
    ['passwords', 'select * from access.password'],
    ['what editors may do', 'select * from access.role_grant'],
    ['tokens of scripts', 'select * from access.token'],
    ['who tried to come in', 'select * from access.attempt'],
    ['requests to expunge', 'select * from content.expunge_request'],
    ['the table of keys', 'select * from access.key'],
    ['origins of imports', 'select * from interchange.origin'],
    ['jobs', 'select * from graphile_worker.jobs'],
    ['what was expunged of drafts', 'select * from content.tombstone'],
    ['drafts that were frozen for a preview', 'select * from preview.revision_over'],
    ['the same through its view', 'select * from preview.revision'],
    ['releases', 'select * from content.release, content.release_item'],
    ['schedules', 'select * from content.schedule'],
  ])('delivery and preview cannot read %s', async (_what, sql) => {
    expect(await refusal('delivery', sql)).toBe(DENIED);
    expect(await refusal('preview', sql)).toBe(DENIED);
  });

  test.each([
    ['the published side', "insert into delivery.audience (bit, key, labels, from_seq) values (0, 'x', '{}', 0)"],
    ['a visibility period', 'update delivery.listing set to_seq = 1'],
    ['what is searched', 'delete from delivery.search'],
    ['the words that there are', 'update delivery.search_lexeme set documents = 0'],
    ['what may be sent by id', "insert into access.operation values ('x', null, '{a}', now())"],
    ['the counter', 'update ledger.head set seq = seq + 1'],
    ['what exists at all', "select content.expunge('00000000-0000-7000-8000-000000000002', null, '[]')"],
    ['what the planner knows', 'select content.forget_samples()'],
    ['a tombstone', 'delete from delivery.tombstone'],
    ['its own schema', 'create table delivery.more (x int)'],
    ['the public schema', 'create table public.more (x int)'],
    ['another role', 'set role almanac_owner_login'],
  ])('delivery cannot change %s', async (_what, sql) => {
    expect(await refusal('delivery', sql)).toBe(DENIED);
    expect(await refusal('preview', sql)).toBe(DENIED);
  });

  test.each([
    ['the published side', 'select * from delivery.edition_row'],
    ['the head', 'select seq, mark, at from ledger.head'],
    ['publications without their authors', 'select seq, mark, at, kind, reverts from ledger.publication'],
    ['operations that are sent by id', 'select * from access.operation, access.operation_registry'],
    ['keys and scopes through their views', 'select * from access.delivery_key, access.delivery_scope'],
  ])('delivery and preview read %s', async (_what, sql) => {
    expect(await refusal('delivery', sql)).toBeNull();
    expect(await refusal('preview', sql)).toBeNull();
  });

  test.each([
    ['links', 'select * from preview.link'],
    ['why something could not be published', 'select * from preview.objection'],
    ...[
      'edition_row',
      'listing',
      'listing_topic',
      'reference',
      'withdrawal',
      'topic_node',
      'topic_tree',
      'search',
      'search_lexeme',
    ].flatMap((table) => [
      [`what lies over ${table}`, `select * from preview.${table}_over`],
      [`${table} with what lies over it`, `select * from preview.${table}`],
    ]),
    ['the head of a preview', 'select * from preview.head, preview.publication'],
  ])('preview reads %s, delivery does not', async (_what, sql) => {
    expect(await refusal('preview', sql)).toBeNull();
    expect(await refusal('delivery', sql)).toBe(DENIED);
  });

  test.each([
    ['a link', "update preview.link set expires_at = 'infinity'"],
    ['what it shows', 'delete from preview.edition_row_over'],
    [
      'the published side through a preview',
      "insert into preview.topic_node (document_id) values ('00000000-0000-7000-8000-000000000002')",
    ],
  ])('preview cannot change %s', async (_what, sql) => {
    expect(await refusal('preview', sql)).toBe(DENIED);
  });

  test('preview reads overlays as they come to exist, delivery never does', async () => {
    await as(database.addresses.owner, (client) => client.query('create table preview.overlay_probe (x int)'));
    expect(await refusal('preview', 'select * from preview.overlay_probe')).toBeNull();
    expect(await refusal('delivery', 'select * from preview.overlay_probe')).toBe(DENIED);
    await as(database.addresses.owner, (client) => client.query('drop table preview.overlay_probe'));
  });

  test('delivery writes traffic and nothing else', async () => {
    await as(database.addresses.owner, (client) => client.query('create table traffic.probe (x int)'));
    expect(await refusal('delivery', 'insert into traffic.probe values (1)')).toBeNull();
    expect(await refusal('delivery', 'delete from traffic.probe')).toBe(DENIED);
    await as(database.addresses.owner, (client) => client.query('drop table traffic.probe'));
  });

  test.each([
    ['change an event', 'update ledger.event set verb = verb'],
    ['delete an event', 'delete from ledger.event'],
    ['empty the audit', 'truncate ledger.event'],
    ['switch off what keeps the audit', 'alter table ledger.event disable trigger all'],
    ['drop what keeps the audit', 'drop trigger event_is_frozen on ledger.event'],
    [
      'put another function behind it',
      'create or replace function ledger.refuse_change() returns trigger language plpgsql as $$ begin return old; end $$',
    ],
    ['make the audit another table', 'alter table ledger.event rename to events'],
    ['widen a token', "update access.token set verbs = '{document.publish}'"],
    ['give a token to somebody else', 'update access.token set editor_id = editor_id'],
    ['make a token work longer', 'update access.token set expires_at = now()'],
    ['change who asked for an expunging', 'update content.expunge_request set requested_by = requested_by'],
    ['forget that it was asked for', 'delete from content.expunge_request'],
    ['change a publication', 'update ledger.publication set at = at'],
    ['change a revision', 'update content.revision set body = body'],
    ['delete a revision', 'delete from content.revision'],
    ['change an edition', 'update content.edition set note = note'],
    ['change what was published', 'update delivery.edition_row set body = body'],
    ['delete what was published', 'delete from delivery.edition_row'],
    ['delete a visibility period', 'delete from delivery.listing'],
    ['rewrite when something became visible', 'update delivery.listing set from_seq = 0'],
    ['delete a document', 'delete from content.document'],
    ['delete a draft', 'delete from content.variant'],
    [
      'set a tombstone',
      "insert into content.tombstone (document_id, event) values ('00000000-0000-7000-8000-000000000002', 1)",
    ],
    [
      'set a public tombstone',
      "insert into delivery.tombstone select '00000000-0000-7000-8000-000000000002', 'en', 'fact', 0, 1, 0, '{}', sha256('x'), 1",
    ],
    ['lift a tombstone', 'delete from content.tombstone'],
    ['forget the note of a publication', 'update ledger.publication set note = null'],
    ['switch off a trigger', 'alter table content.revision disable trigger all'],
    ['pose as the owner', 'set role almanac_owner_login'],
  ])('studio cannot %s', async (_what, sql) => {
    expect(await refusal('studio', sql)).toBe(DENIED);
  });

  test('the password of one login does not open another', async () => {
    const address = new URL(database.addresses.delivery);
    address.username = new URL(database.addresses.studio).username;
    await expect(as(address.toString(), () => Promise.resolve())).rejects.toMatchObject({ code: '28P01' });
  });
});

test('even the owner cannot rewrite or remove an event by an ordinary statement', async () => {
  const EVENT = `insert into ledger.event values (1, now(), 'x', 'x', null, '{}', sha256('a'), sha256('b'))`;
  for (const sql of [
    'update ledger.event set verb = verb',
    'delete from ledger.event',
    'truncate ledger.event cascade',
  ])
    await expect(
      as(database.addresses.owner, (client) => client.query(`begin; ${EVENT}; ${sql}; rollback`)),
    ).rejects.toThrow('what was recorded stays as it was');
});

test('even the owner cannot rewrite a publication by an ordinary statement', async () => {
  await expect(
    as(database.addresses.owner, (client) => client.query('update ledger.publication set kind = kind')),
  ).rejects.toThrow('what was recorded stays as it was');
});

describe('the one way to expunge', () => {
  const ID = '00000000-0000-7000-8000-000000000002';
  const CALL = `select * from content.expunge('${ID}', null, '[]')`;
  const EVENT = `insert into ledger.event select coalesce(max(number), 0) + 1, now(), 'x', 'document.expunge', '${ID}', '{"locale": null}', sha256('a'), sha256(random()::text::bytea) from ledger.event`;
  const DRAFT = `insert into content.document values ('${ID}', 'fact', now(), 'x');
    insert into content.variant (document_id, locale, kind, draft, draft_format, draft_version, created_at, saved_at, saved_by) values ('${ID}', 'en', 'fact', '{}', 1, 1, now(), now(), 'x')`;
  const REFUSED = '23001';

  test('is open to studio, for a whole document that there is, once the audit says it', async () => {
    expect(await refusal('studio', CALL)).toBe('P0002');
    expect(await refusal('studio', `${DRAFT}; ${CALL}`)).toBe(REFUSED);
    expect(await refusal('studio', `${DRAFT}; ${EVENT}; ${CALL}`)).toBeNull();
    // An event of another document, of another language, or of another transaction says nothing of this one.
    expect(await refusal('studio', `${DRAFT}; ${EVENT.replaceAll(ID, ID.replace('2', '3'))}; ${CALL}`)).toBe(REFUSED);
    expect(await refusal('studio', `${DRAFT}; ${EVENT.replace('null}', '"en"}')}; ${CALL}`)).toBe(REFUSED);
    await as(database.addresses.studio, (client) => client.query(EVENT));
    expect(await refusal('studio', `${DRAFT}; ${CALL}`)).toBe(REFUSED);
  });

  test('wants a publication where anything was public, and its words out of search', async () => {
    const live = `${DRAFT}; ${EVENT};
      insert into content.revision values ('${ID}', 'en', 1, 's', '{}', 1, sha256('x'), 'x', null, null, now());
      insert into content.edition values ('${ID}', 'en', 1, 1, 0, 'MAJOR', null)`;
    expect(await refusal('studio', `${live}; ${CALL}`)).toBe(REFUSED);
    const numbered = `${live}; update ledger.head set seq = seq + 1;
      insert into ledger.publication select seq, mark, clock_timestamp(), 'x', 'EXPUNGE', null, null, (select max(number) from ledger.event) from ledger.head`;
    expect(
      await refusal(
        'studio',
        `${numbered}; insert into delivery.search values ('${ID}', 'en', 0, 1, 'fact', 0, '{}', 'x'); ${CALL}`,
      ),
    ).toBe(REFUSED);
    expect(await refusal('studio', `${numbered}; ${CALL}`)).toBeNull();
  });

  test('cannot be bent by what its caller puts in its way', async () => {
    const bent = `create temp table publication (seq int8, kind text, event int8);
      create function pg_temp.array_agg(uuid) returns uuid language sql as 'select $1'; set search_path = pg_temp, content, ledger, delivery`;
    expect(await refusal('studio', `${bent}; ${DRAFT}; ${CALL}`)).toBe(REFUSED);
  });

  test('is not even bypassed by the owner: without a tombstone nothing that was recorded goes', async () => {
    const owner = (sql: string) =>
      as(database.addresses.owner, (client) => client.query(`begin; ${DRAFT}; ${sql}; rollback`));
    const revision = `insert into content.revision values ('${ID}', 'en', 1, 's', '{}', 1, sha256('x'), 'x', null, null, now())`;
    await expect(owner(`${revision}; delete from content.revision`)).rejects.toThrow(
      'what was recorded stays as it was',
    );
    await expect(owner("update ledger.publication set note = 'other words'")).rejects.toThrow(
      'what was recorded stays as it was',
    );
  });
});
