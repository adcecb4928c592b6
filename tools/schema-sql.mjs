// Writes migrations/schema.sql: the sum of all migrations, for people who want to read the tables in one place.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MIGRATIONS } from '#migrations';

/** Every statement that bringing an empty database up would run. */
export async function schemaSql() {
  const parts = [
    '-- The sum of all migrations, written by `npm run schema`. Read this; change the tables with a migration.\n',
  ];
  for (const Migration of MIGRATIONS) {
    const statements = [];
    await new Migration().up({ query: (sql) => void statements.push(sql) });
    parts.push(`-- ${Migration.name}\n${statements.map(dedent).join('\n\n')}\n`);
  }
  return parts.join('\n');
}

function dedent(sql) {
  const lines = sql.replace(/^\n|\s+$/g, '').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  const text = lines.map((line) => line.slice(indent)).join('\n');
  // A migration may leave it out behind the last of what it sends.
  return text.endsWith(';') ? text : `${text};`;
}

if (process.argv[1] === import.meta.filename) {
  await writeFile(path.join(import.meta.dirname, '../migrations/schema.sql'), await schemaSql());
}
