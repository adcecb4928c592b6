/** Texts whose names are held: all of ours, and some that a mapper makes of how many rows it is given. */
const MOST = 2_000;
const names = new Map<string, string>();

/**
 * What a statement that nobody named is called in metrics and traces: what it does, and the first table or function of a schema
 * in it, as in `update content.variant`. Of its text nothing else, so no value can be in it.
 */
export function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = nameOf(text);
  if (names.size < MOST) names.set(text, name);
  return name;
}

function nameOf(text: string): string {
  const verb = /^[\s(]*([a-z]+)/i.exec(text)?.[1]?.toLowerCase() ?? 'other';
  const [, schema, table] =
    /\b(?:from|into|update|join)\s+(?:only\s+)?"?([a-z_]+)"?\."?([a-z_]+)"?/i.exec(text) ??
    /\b([a-z_]+)\.([a-z_]+)\s*\(/i.exec(text) ??
    [];
  return table === undefined ? verb : `${verb} ${schema}.${table}`;
}
