import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';

/** Below this many bytes a compressed answer saves no packet. */
const WORTH_COMPRESSING = 1_000;

const compress = {
  // Made once and sent often, but while somebody waits: 5 is where the size still falls and the time has not yet risen.
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 6 }),
} as const;

export interface AnswerParts {
  readonly body: Buffer;
  readonly contentType: string;
  /** 200 when absent. Only a 200 has a validator. */
  readonly status?: number;
  /** Fixed by the request itself when it asks for a past state, empty for one before the first publication; null when it is the head's. */
  readonly asOf: string | null;
  /** `Cache-Control` for everybody's answers as of the head. */
  readonly shared: string;
  /** What caches in between may be told to drop it by. */
  readonly tags: readonly string[];
  /** Headers of its own: names and values in turn. */
  readonly headers?: readonly string[];
}

/** The bytes of one complete answer, with what follows from the bytes alone. */
export class Answer {
  readonly body: Buffer;
  readonly contentType: string;
  readonly status: number;
  readonly asOf: string | null;
  readonly shared: string;
  readonly tags: readonly string[];
  readonly headers: readonly string[];
  /** Two media types of one address may have the same bytes, and are still two. */
  private readonly tag: string;
  private readonly variants = new Map<Encoding, Buffer | Promise<Buffer>>();

  constructor({ body, contentType, status = 200, asOf, shared, tags, headers = [] }: AnswerParts) {
    this.body = body;
    this.contentType = contentType;
    this.status = status;
    this.asOf = asOf;
    this.shared = shared;
    this.tags = tags;
    this.headers = headers;
    this.tag = createHash('sha256').update(contentType).update('\n').update(body).digest('base64url').slice(0, 27);
  }

  /** Bytes in memory before any variant, with what is kept beside the body to send it. */
  get bytes(): number {
    return this.headers.reduce((sum, text) => sum + 2 * text.length, this.body.length + 1_000);
  }

  /** Made once; `made` hears how many bytes that added. A promise only until it has been made. */
  variant(encoding: Encoding, made: (bytes: number) => void): Buffer | Promise<Buffer> {
    if (encoding === 'identity') return this.body;
    const known = this.variants.get(encoding);
    if (known) return known;
    const making = compress[encoding](this.body);
    this.variants.set(encoding, making);
    making.then(
      (bytes) => {
        this.variants.set(encoding, bytes);
        made(bytes.length);
      },
      () => this.variants.delete(encoding),
    );
    return making;
  }

  /** A variant that has been made; undefined before. */
  made(encoding: Encoding): Buffer | undefined {
    if (encoding === 'identity') return this.body;
    const known = this.variants.get(encoding);
    return Buffer.isBuffer(known) ? known : undefined;
  }

  encodingFor(accepted: string | undefined): Encoding {
    return accepted === undefined || this.body.length < WORTH_COMPRESSING ? 'identity' : chooseEncoding(accepted);
  }

  /** A strong validator names bytes, and each encoding has its own. */
  etagIn(encoding: Encoding): string {
    return encoding === 'identity' ? `"${this.tag}"` : `"${this.tag}-${encoding}"`;
  }

  /** If-None-Match compares weakly, and whoever holds one encoding holds the content of all. */
  isHeldBy(ifNoneMatch: string): boolean {
    if (this.status !== 200) return false;
    if (ifNoneMatch.trim() === '*') return true;
    return ifNoneMatch.split(',').some((each) => {
      const [, tag] = /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(each) ?? [];
      return tag === this.tag || tag === `${this.tag}-br` || tag === `${this.tag}-gzip`;
    });
  }
}

const CHOICES = new Map<string, Encoding>();

/** br where it is taken, else gzip, else as it is; `q=0` refuses. Clients send few different values, so they are remembered. */
export function chooseEncoding(accepted: string): Encoding {
  const known = CHOICES.get(accepted);
  if (known) return known;
  const chosen = takesEncoding(accepted, 'br') ? 'br' : takesEncoding(accepted, 'gzip') ? 'gzip' : 'identity';
  if (CHOICES.size < 100) CHOICES.set(accepted, chosen);
  return chosen;
}

/** Whether an `Accept-Encoding` allows it: by its name, or else by `*`. */
export function takesEncoding(accepted: string, encoding: Encoding): boolean {
  const taken = new Map(
    accepted.split(',').map((each) => {
      const [name = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
      return [name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))] as const;
    }),
  );
  return taken.get(encoding) ?? taken.get('*') ?? false;
}
