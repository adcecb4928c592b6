import type { UnitOfWork } from '#platform';
import { type CheckResult, type RowCheck, runRowCheck } from './checks.js';

/**
 * Where a document that was expunged is still named: by the tombstones themselves, and by what keeps numbers and ids alone. A
 * webhook's message says that it was, a request who wanted it and who agreed, a receipt which partner had it.
 */
export const NAMED_STILL = [
  'content.expunge_request',
  'content.tombstone',
  'delivery.tombstone',
  'delivery.topic_node',
  'traffic.served',
  'webhook.delivery',
];

/** The ways to expunge: executable by `studio`, by nobody else; with the owner's rights, and a path that nobody can bend. */
const FUNCTIONS = ['content.expunge(uuid, text, jsonb)', 'content.forget_samples()'];
const list = (values: readonly string[]) => values.map((value) => `('${value}')`).join(', ');

export const EXPUNGED_ROW_CHECKS: readonly RowCheck[] = [
  {
    name: 'what was expunged is in the audit, and what the audit says was expunged is',
    looked: 'select count(*) from ledger.event',
    sql: `select 'the tombstone of ' || t.document_id || coalesce(' (' || t.locale || ')', '') || ' has no event of its own' as broken from content.tombstone t
            where not exists (select from ledger.event e where e.number = t.event and e.verb = 'document.expunge' and e.subject = t.document_id and e.data ->> 'locale' is not distinct from t.locale)
          union all select 'event ' || e.number || ' says that ' || e.subject || ' was expunged, and it has no tombstone' from ledger.event e
            where e.verb = 'document.expunge' and not exists (select from content.tombstone t where t.event = e.number)
          union all select 'publication ' || p.seq || ' expunged nothing' from ledger.publication p where p.kind = 'EXPUNGE' and not exists (select from content.tombstone t where t.seq = p.seq and t.event = p.event)
          union all select 'the public tombstone of ' || d.document_id || ' (' || d.locale || ') has none in content' from delivery.tombstone d
            where not exists (select from content.tombstone t where t.document_id = d.document_id and t.seq = d.seq and (t.locale is null or t.locale = d.locale))`,
  },
  {
    name: 'one function expunges, and only studio may call it',
    looked: `select ${FUNCTIONS.length}`,
    sql: `select f.name || ' is missing, or does not run as its owner with a fixed path' as broken from (values ${list(FUNCTIONS)}) as f (name)
            where not exists (select from pg_proc p where p.oid = to_regprocedure(f.name) and p.prosecdef and p.proconfig @> array['search_path=pg_catalog, pg_temp'])
          union all select l.login || ' may call ' || f.name from (values ${list(FUNCTIONS)}) as f (name), (values ('almanac_delivery'), ('almanac_preview')) as l (login)
            where has_function_privilege(l.login, to_regprocedure(f.name), 'execute')`,
  },
];

/**
 * No table that says which document a row is about has a row about one that was expunged. The tables come from the catalog, so
 * one that a later release adds is looked at without being named here.
 */
export async function checkNothingIsLeft(work: UnitOfWork): Promise<CheckResult> {
  const tables = await work.rows<{ name: string; located: boolean }>(
    `select format('%I.%I', n.nspname, c.relname) as name, l.attname is not null as located
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute d on d.attrelid = c.oid and d.attname = 'document_id' and not d.attisdropped
     left join pg_attribute l on l.attrelid = c.oid and l.attname = 'locale' and not l.attisdropped
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and has_table_privilege(c.oid, 'select')
     order by 1`,
  );
  const looked = tables.filter(({ name }) => !NAMED_STILL.includes(name));
  // Without a locale a row is about the document as a whole.
  const left = looked.map(
    ({ name, located }) =>
      `select '${name} still has ' || count(*) || ' of ' || t.document_id || coalesce(' (' || t.locale || ')', '') as broken
       from content.tombstone t join ${name} x on x.document_id = t.document_id and ${located ? '(t.locale is null or x.locale = t.locale)' : 't.locale is null'}
       group by t.document_id, t.locale`,
  );
  return runRowCheck(work, {
    name: 'nothing is left of what was expunged',
    looked: `select ${looked.length}`,
    sql: left.join(' union all '),
  });
}
