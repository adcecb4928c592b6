/** Ids of the rows that a value refers to by `{ "$ref": ... }`. */
export function refsOf(value: unknown, found: Set<string> = new Set()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const entry of value) refsOf(entry, found);
  else if (typeof value === 'object' && value !== null) {
    const ref = refOf(value);
    if (ref !== null) found.add(ref);
    else for (const member of Object.values(value)) refsOf(member, found);
  }
  return found;
}

/** The value with ids of documents in the place of references; `idOf` knows every one. */
export function resolveRefs(value: unknown, idOf: (ref: string) => string): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolveRefs(entry, idOf));
  if (typeof value !== 'object' || value === null) return value;
  const ref = refOf(value);
  if (ref !== null) return idOf(ref);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolveRefs(member, idOf)]));
}

function refOf(value: object): string | null {
  if (!Object.hasOwn(value, '$ref')) return null;
  const ref = (value as { $ref: unknown }).$ref;
  return typeof ref === 'string' || typeof ref === 'number' ? String(ref) : null;
}
