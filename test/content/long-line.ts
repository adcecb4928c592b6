import { leastBuffers, settleTables } from '../kit/buffers.js';
import { as } from '../kit/server.js';
import { paragraph, type World } from '../kit/world.js';

/** A variant whose every revision went public once; the first is made by the services, the others are copies of it. */
export async function growLine(world: World, revisions: number): Promise<string> {
  const topic = await world.given.published('topic', { name: `Line of ${revisions}` });
  const { documentId } = await world.given.published('article', {
    title: 'Long',
    body: [paragraph('p', 'A paragraph of some length.')],
    topics: [topic.documentId],
  });
  await as(world.database.superuserUrl, async (client) => {
    const seq = `(select max(seq) from ledger.publication)`;
    await client.query('begin');
    await client.query(
      `insert into ledger.publication (seq, mark, at, actor, kind)
       select ${seq} + n, uuid_send(gen_random_uuid()), clock_timestamp() + n * interval '1 microsecond', 'test', 'PUBLISH' from generate_series(1, $1::int4 - 1) n`,
      [revisions],
    );
    await client.query(`update ledger.head set seq = ${seq}`);
    await client.query(
      `insert into content.revision (document_id, locale, number, slug, body, body_format, hash, author, based_on, created_at)
       select document_id, locale, 1 + n, slug, body || jsonb_build_object('title', 'Long ' || n), body_format, sha256(n::text::bytea), author, n, clock_timestamp()
       from content.revision cross join generate_series(1, $2::int4 - 1) n where document_id = $1 and number = 1`,
      [documentId, revisions],
    );
    await client.query(
      `insert into content.reference select document_id, locale, 1 + n, ordinal, path, role, target, pin_locale, pin_edition
       from content.reference cross join generate_series(1, $2::int4 - 1) n where document_id = $1 and revision = 1`,
      [documentId, revisions],
    );
    await client.query(
      `insert into content.edition (document_id, locale, number, revision, seq, change_kind)
       select document_id, locale, 1 + n, 1 + n, ${seq} - $2 + 1 + n, 'MINOR' from content.edition cross join generate_series(1, $2::int4 - 1) n
       where document_id = $1 and number = 1`,
      [documentId, revisions],
    );
    await client.query(
      'update content.variant set last_revision = $2, last_edition = $2, based_on = $2 where document_id = $1',
      [documentId, revisions],
    );
    await client.query('commit');
    await settleTables(client, 'content.revision', 'content.edition', 'content.reference', 'content.variant');
  });
  return documentId;
}

/** Pages of memory that the statements of the work touch, those that it sends through the unit of work. */
export async function buffersOf(world: World, work: () => Promise<unknown>): Promise<number> {
  const sent: [string, unknown[]][] = [];
  const rows = world.work.rows.bind(world.work);
  world.work.rows = (sql, values = []) => {
    sent.push([sql, values]);
    return rows(sql, values);
  };
  try {
    await work();
  } finally {
    world.work.rows = rows;
  }
  return as(world.database.addresses.studio, async (client) => {
    let touched = 0;
    for (const [sql, values] of sent) touched += await leastBuffers(client, sql, values);
    return touched;
  });
}
