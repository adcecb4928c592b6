import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/**
 * Opaque values that callers carry for us: as-of values, cursors, tokens. AES-256-GCM whose nonce is an HMAC of the
 * plaintext under a second key, so equal content gives equal values (pages stay cacheable) and nothing can be forged.
 */
export class Seal {
  private readonly encryption: KeyObject;
  private readonly nonces: KeyObject;

  /** @param purpose separates values of different use: one sealed for a cursor never opens as a token. */
  constructor(
    secret: Buffer,
    private readonly purpose: string,
  ) {
    this.encryption = createSecretKey(
      Buffer.from(hkdfSync('sha256', secret, 'almanac', `seal encryption ${purpose}`, 32)),
    );
    this.nonces = createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'almanac', `seal nonce ${purpose}`, 32)));
  }

  close(value: unknown): string {
    const plain = Buffer.from(JSON.stringify(value));
    const nonce = createHmac('sha256', this.nonces).update(plain).digest().subarray(0, 12);
    const cipher = createCipheriv('aes-256-gcm', this.encryption, nonce).setAAD(Buffer.from(this.purpose));
    return Buffer.concat([
      Buffer.from([KEY_ID]),
      nonce,
      cipher.update(plain),
      cipher.final(),
      cipher.getAuthTag(),
    ]).toString('base64url');
  }

  /** The value, or null for anything that this installation did not seal for this purpose. Never throws. */
  open(sealed: string): unknown {
    const bytes = Buffer.from(sealed, 'base64url');
    // Re-encoding refuses the many other spellings that base64url decoding tolerates.
    if (bytes.length < 1 + 12 + 16 || bytes[0] !== KEY_ID || bytes.toString('base64url') !== sealed) return null;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.encryption, bytes.subarray(1, 13)).setAAD(
        Buffer.from(this.purpose),
      );
      decipher.setAuthTag(bytes.subarray(-16));
      return JSON.parse(
        Buffer.concat([decipher.update(bytes.subarray(13, -16)), decipher.final()]).toString('utf8'),
      ) as unknown;
    } catch {
      return null;
    }
  }
}

/** Names the key that sealed a value, so that keys can be changed without breaking values that are out there. */
const KEY_ID = 1;
