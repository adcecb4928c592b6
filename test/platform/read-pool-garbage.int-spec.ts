import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ReadPool } from '#platform';
import { freshDatabase } from '../kit/server.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;
const oldBytes = () =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? 0;

test('what a statement brought goes with the next minor collection, and does not wait for a major one', async () => {
  const database = await freshDatabase();
  const pool = new ReadPool(database.addresses.delivery, { max: 1 });
  const read = async (times: number) => {
    for (let round = 1; round <= times; round += 1) {
      await pool.texts({ name: 'rows', text: 'select g, md5(g::text) as word from generate_series(1, 50) g' });
      if (round % 50 === 0) collect({ type: 'minor' });
    }
  };
  try {
    await read(200);
    collect();
    const before = oldBytes();
    await read(600);
    // 600 times 50 rows are about 5 MB.
    expect(oldBytes() - before).toBeLessThan(1_000_000);
  } finally {
    await pool.end();
    await database.drop();
  }
});
