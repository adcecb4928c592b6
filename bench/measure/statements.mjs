import { startEmbedded, ReadPool, superuserUrl } from '#platform';

const SETTINGS = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' };
const SPENT = {
  name: 'spent',
  text: `select regexp_replace(left(query, 400), '\\s+', ' ', 'g') as statement, calls::float8, plans::float8, total_plan_time as planning, total_exec_time as executing, rows::float8
         from pg_stat_statements where query not like '%pg_stat_statements%' and query not like 'SET %' order by total_plan_time + total_exec_time desc limit 12`,
};

const TOTAL = {
  name: 'total',
  text: `select coalesce(sum(s.calls), 0)::float8 as calls, coalesce(sum(s.total_plan_time + s.total_exec_time), 0) as milliseconds, coalesce(sum(s.shared_blks_hit + s.shared_blks_read), 0)::float8 as buffers
         from pg_stat_statements s join pg_roles r on r.oid = s.userid where r.rolname = 'almanac_delivery_login'`,
};

/** The same database again, with a server that counts what each statement costs. */
export async function openCounting(folder) {
  const server = await startEmbedded({ dataDir: folder, settings: SETTINGS });
  if (server.adopted)
    throw new Error(`A server runs on ${folder} already, without counting: end process ${server.pid}.`);
  const url = new URL(superuserUrl(server));
  url.pathname = '/almanac';
  const pool = new ReadPool(url.toString(), { max: 1 });
  const run = (text) => pool.rows({ name: text, text });
  await run('create extension if not exists pg_stat_statements');
  return {
    pid: server.pid,
    reset: () => run('select pg_stat_statements_reset()'),
    /** Milliseconds and calls per request; `plans` near `calls` means that every call is planned anew. */
    spent: async (requests) =>
      (await pool.rows(SPENT)).map(({ statement, calls, plans, planning, executing, rows }) => ({
        statement,
        calls: calls / requests,
        plans: plans / requests,
        planning: planning / requests,
        executing: executing / requests,
        rows: rows / calls,
      })),
    /** Of all statements of the delivery login, per request. */
    total: async (requests) => {
      const [found] = await pool.rows(TOTAL);
      return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, value / requests]));
    },
    close: async () => {
      await pool.end();
      await server.stop();
    },
  };
}
