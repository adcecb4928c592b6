import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { CONFIG, type Config, Secrets } from '#platform';
import { formatKey, hashKey, KEY_HASH_PURPOSE } from './domain/key.js';

const ENVIRONMENTS = { development: 'dev', production: 'live', test: 'test' } as const;

export interface MadeKey {
  readonly id: string;
  /** What the partner sends. */
  readonly key: string;
  /** What is kept of it. */
  readonly hash: Buffer;
}

/** Where keys come from. Their name says which environment they are of, so that one of another is noticed. */
@Injectable()
export class KeyMaker {
  constructor(
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  make(): MadeKey {
    const id = randomBytes(6).toString('hex');
    const key = formatKey({ env: ENVIRONMENTS[this.config.env], id, secret: randomBytes(32).toString('base64url') });
    return { id, key, hash: hashKey(this.secrets.derive(KEY_HASH_PURPOSE), key) };
  }
}
