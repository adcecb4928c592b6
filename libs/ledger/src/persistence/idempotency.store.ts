import { UnitOfWork } from '#platform';

export interface KeyedRequest {
  readonly actor: string;
  readonly keyHash: Buffer;
  readonly verb: string;
  readonly inputHash: Buffer;
}

/** All SQL on what was answered to requests with keys. */
export class IdempotencyStore {
  constructor(private readonly work: UnitOfWork) {}

  /** False when the key is taken. Waits for a transaction that has just taken it. */
  async begin({ actor, keyHash, verb, inputHash }: KeyedRequest, at: Date): Promise<boolean> {
    const taken = await this.work.rows(
      `insert into ledger.idempotency (actor, key_hash, verb, input_hash, at) values ($1, $2, $3, $4, $5)
       on conflict on constraint idempotency_pkey do nothing returning 1`,
      [actor, keyHash, verb, inputHash, at],
    );
    return taken.length > 0;
  }

  async get({
    actor,
    keyHash,
  }: KeyedRequest): Promise<{ verb: string; inputHash: Buffer | null; answer: object | null }> {
    const [row] = await this.work.rows<{ verb: string; inputHash: Buffer | null; answer: object | null }>(
      'select verb, input_hash as "inputHash", answer from ledger.idempotency where actor = $1 and key_hash = $2',
      [actor, keyHash],
    );
    if (!row) throw new Error('a key that was taken is gone');
    return row;
  }

  async finish(
    { actor, keyHash }: KeyedRequest,
    { answer, documents }: { readonly answer: object; readonly documents: readonly string[] },
  ): Promise<void> {
    await this.work.rows(
      'update ledger.idempotency set answer = $3, documents = $4::uuid[] where actor = $1 and key_hash = $2',
      [actor, keyHash, JSON.stringify(answer), documents],
    );
  }

  async prune(before: Date): Promise<number> {
    const gone = await this.work.rows('delete from ledger.idempotency where at < $1 returning 1', [before]);
    return gone.length;
  }
}
