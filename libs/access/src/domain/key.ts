import { createHmac } from 'node:crypto';

/** A partner key as its holder sends it: `alm_<env>_<id>_<secret>`. The id finds the row; only a hash of the whole is stored. */
export interface ParsedKey {
  readonly env: string;
  readonly id: string;
  readonly secret: string;
}

/** What `Secrets.derive` is asked for to hash partner keys. */
export const KEY_HASH_PURPOSE = 'partner keys';

const KEY = /^alm_([a-z]{1,20})_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

/** The parts of a well-formed key, else null. */
export function parseKey(key: string): ParsedKey | null {
  const [, env, id, secret] = KEY.exec(key) ?? [];
  return env !== undefined && id !== undefined && secret !== undefined ? { env, id, secret } : null;
}

export function formatKey(parts: ParsedKey): string {
  return `alm_${parts.env}_${parts.id}_${parts.secret}`;
}

/** HMAC-SHA256 of the whole key, so that a copy of the table opens nothing without the installation's secret. */
export function hashKey(hashingKey: Buffer, key: string): Buffer {
  return createHmac('sha256', hashingKey).update(key, 'utf8').digest();
}
