import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS } from '#migrations';
import { ensureDatabase, ReadPool, superuserUrl } from '#platform';
import { generateSite, SITE_VERSION } from './generate.mjs';
import { LOADER, loadSite, openContent } from './load.mjs';

const VERSION = {
  name: 'version',
  text: `select current_setting('server_version') as version, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits`,
};
const SIZE = { name: 'size', text: `select pg_size_pretty(pg_database_size('almanac')) as size` };

/** An embedded server of the benchmark's own, with durable settings as in production, holding the generated site. The caller ends it. */
export async function openSite(config, secrets, size, say, started) {
  const database = await ensureDatabase(config, secrets, MIGRATIONS, say);
  // Told at once: an interruption while the site is made must still end the server.
  started(() => database.stop());
  const marker = join(config.dataDir, 'bench-site.json');
  const wanted = { site: SITE_VERSION, size, migrations: MIGRATIONS.map((migration) => migration.name) };
  const kept = existsSync(marker) ? JSON.parse(readFileSync(marker, 'utf8')) : null;
  if (kept && JSON.stringify(kept.wanted) !== JSON.stringify(wanted))
    throw new Error(`${config.dataDir} holds a site of another size or version: delete it or name another folder.`);
  const loaded = kept?.loaded ?? (await fill(database, config, secrets, size, say));
  if (!kept) writeFileSync(marker, JSON.stringify({ wanted, loaded }));
  const pool = new ReadPool(superuserUrl(database.server), { max: 1 });
  const [server] = await pool.rows(VERSION);
  const [{ size: bytes }] = await pool.rows(SIZE);
  await pool.end();
  return {
    site: described(generateSite(size)),
    loaded,
    server: { ...server, databaseSize: bytes, pid: database.server.pid },
    register: (operations) => register(database, config, secrets, operations),
  };
}

/** As `almanac operations register` does; what is registered already stays. */
async function register(database, config, secrets, operations) {
  const content = await openContent(config, secrets, database.addresses.studio);
  try {
    await content.operations.register(LOADER, operations);
  } finally {
    await content.close();
  }
}

/** What the queries ask for, without keeping the bodies. */
function described({ topics, stages }) {
  const slugsOf = (name) => {
    const slugs = [];
    for (const { slug } of stages.find((stage) => stage.name === name).documents()) slugs.push(slug);
    return slugs;
  };
  return { topics, articleSlugs: slugsOf('articles'), courseSlugs: slugsOf('courses') };
}

async function fill(database, config, secrets, size, say) {
  const content = await openContent(config, secrets, database.addresses.studio);
  try {
    const loaded = await loadSite(content, generateSite(size), say);
    await settle(database);
    return loaded;
  } finally {
    await content.close();
  }
}

/** What autovacuum and the checkpointer would otherwise do while we measure. */
export async function settle(database) {
  const server = new URL(superuserUrl(database.server));
  for (const name of ['almanac', 'postgres']) {
    server.pathname = `/${name}`;
    const pool = new ReadPool(server.toString(), { max: 1, statementTimeout: 600_000 });
    if (name === 'almanac') await pool.rows({ name: 'vacuum', text: 'vacuum (analyze)' });
    else await pool.rows({ name: 'checkpoint', text: 'checkpoint' });
    await pool.end();
  }
}
