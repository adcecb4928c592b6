/** The extensions of a request that are understood here. */
export interface RequestExtensions {
  /** SHA-256 in hex, when the caller uses automatic persisted queries. */
  readonly persisted: string | null;
  /** The answer is to say what the operation cost. */
  readonly cost: boolean;
}

/** Null: extensions that are not understood here. */
export function readExtensions(extensions: unknown): RequestExtensions | null {
  if (!isObject(extensions)) return null;
  // Apollo Client names its library in every request; it changes nothing.
  const { persistedQuery, cost = false, clientLibrary: _named, ...unknown } = extensions;
  if (Object.keys(unknown).length > 0 || typeof cost !== 'boolean') return null;
  if (persistedQuery === undefined) return { persisted: null, cost };
  if (!isObject(persistedQuery) || persistedQuery['version'] !== 1) return null;
  const { sha256Hash } = persistedQuery;
  return typeof sha256Hash === 'string' && /^[0-9a-f]{64}$/.test(sha256Hash) ? { persisted: sha256Hash, cost } : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
