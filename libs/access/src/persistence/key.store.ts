import { UnitOfWork } from '#platform';

/** A key of a partner, without what it is made of. */
export interface PartnerKey {
  /** 12 characters that are a part of the key: logs and the audit name it so. */
  readonly id: string;
  readonly partnerId: string;
  readonly createdAt: Date;
  /** When it stops working; null: never. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

const KEY = `k.id, k.partner_id as "partnerId", k.created_at as "createdAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt"`;

/** All SQL on keys. Whoever writes has locked the partner. */
export class KeyStore {
  constructor(private readonly work: UnitOfWork) {}

  async insert({ id, partnerId, createdAt, expiresAt, hash }: PartnerKey & { readonly hash: Buffer }): Promise<void> {
    await this.work.rows(
      'insert into access.key (id, partner_id, hash, created_at, expires_at) values ($1, $2, $3, $4, $5)',
      [id, partnerId, hash, createdAt, expiresAt],
    );
  }

  async find(id: string): Promise<PartnerKey | null> {
    const [row] = await this.work.rows<PartnerKey>(`select ${KEY} from access.key k where k.id = $1`, [id]);
    return row ?? null;
  }

  /** Newest first; `after` is the id of the last one of the page before. `first` null: all of them. */
  async list(
    partnerId: string,
    { first, after }: { readonly first: number | null; readonly after: string | null },
  ): Promise<readonly PartnerKey[]> {
    return this.work.rows<PartnerKey>(
      `select ${KEY} from access.key k
       where k.partner_id = $1
         and ($3::text is null or (k.created_at, k.id) < (select a.created_at, a.id from access.key a where a.id = $3))
       order by k.created_at desc, k.id desc limit $2`,
      [partnerId, first, after],
    );
  }

  async countActive(partnerId: string, at: Date): Promise<number> {
    const rows = await this.work.rows(
      'select 1 from access.key where partner_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)',
      [partnerId, at],
    );
    return rows.length;
  }

  async setEnd(id: string, at: Date): Promise<void> {
    await this.work.rows('update access.key set expires_at = $2 where id = $1', [id, at]);
    await this.tell(id);
  }

  async revoke(id: string, at: Date): Promise<void> {
    await this.work.rows('update access.key set revoked_at = $2 where id = $1', [id, at]);
    await this.tell(id);
  }

  /** Every key of the partner that works: their ids. */
  async revokeAll(partnerId: string, at: Date): Promise<readonly string[]> {
    const rows = await this.work.rows<{ id: string }>(
      'update access.key set revoked_at = $2 where partner_id = $1 and revoked_at is null returning id',
      [partnerId, at],
    );
    const ids = rows.map(({ id }) => id).sort();
    for (const id of ids) await this.tell(id);
    return ids;
  }

  /** Every process lets go of the key at once; one whose listening connection is broken does within a second. */
  private async tell(id: string): Promise<void> {
    await this.work.rows(`select pg_notify('almanac_keys', $1)`, [id]);
  }
}
