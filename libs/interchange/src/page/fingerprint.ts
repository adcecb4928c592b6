import { createHash, type Hash } from 'node:crypto';

/**
 * SHA-256 (hex) of a JSON value with sorted keys, as RFC 8785 orders them: the order in which our code happens to build an object must not
 * make an unchanged item look changed. Fed to the hash piece by piece, so a page of 10 MB needs no second copy of itself.
 */
export function fingerprint(value: unknown): string {
  const hash = createHash('sha256');
  const pieces: string[] = [];
  write(value, pieces, hash);
  return hash.update(pieces.join('')).digest('hex');
}

function write(value: unknown, pieces: string[], hash: Hash): void {
  if (pieces.length > 4096) hash.update(pieces.splice(0).join(''));
  if (Array.isArray(value)) {
    pieces.push('[');
    for (const [index, entry] of value.entries()) {
      if (index > 0) pieces.push(',');
      write(entry, pieces, hash);
    }
    pieces.push(']');
  } else if (typeof value === 'object' && value !== null) {
    pieces.push('{');
    let first = true;
    for (const key of Object.keys(value).sort()) {
      const entry = (value as Record<string, unknown>)[key];
      if (entry === undefined) continue;
      pieces.push(first ? '' : ',', JSON.stringify(key), ':');
      first = false;
      write(entry, pieces, hash);
    }
    pieces.push('}');
  } else pieces.push(JSON.stringify(value) ?? 'null');
}
