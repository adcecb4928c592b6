import pg from 'pg';
import type { ReadPool, Statement } from '#platform';
import { leastBuffers } from '../kit/buffers.js';

/** Buffers of each statement that the work sends, by name, under the plan that long-lived connections keep. */
export async function buffersOf(
  pool: ReadPool,
  owner: pg.Client,
  work: () => Promise<unknown>,
  reword: (text: string) => string = (text) => text,
): Promise<Map<string, number>> {
  const sent: [Statement, readonly unknown[]][] = [];
  const stop = pool.onStatement((statement, values) => sent.push([statement, values]));
  await work().finally(stop);
  await owner.query('set plan_cache_mode = force_generic_plan');
  const touched = new Map<string, number>();
  for (const [{ name, text }, values] of sent) {
    await owner.query(`prepare measured as ${reword(text)}`);
    const given = values.length > 0 ? `(${values.map(literal).join(', ')})` : '';
    touched.set(name, await leastBuffers(owner, `execute measured ${given}`));
    await owner.query('deallocate measured');
  }
  return touched;
}

type Value = string | number | boolean | null | undefined;

function literal(value: unknown): string {
  const given = value as Value | readonly Value[];
  if (given === null || given === undefined) return 'null';
  if (typeof given !== 'object') return pg.escapeLiteral(String(given));
  const entries = given.map((entry) =>
    entry === null ? 'null' : `"${String(entry).replaceAll(/["\\]/g, String.raw`\$&`)}"`,
  );
  return pg.escapeLiteral(`{${entries.join(',')}}`);
}
