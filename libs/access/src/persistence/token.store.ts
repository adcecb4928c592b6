import { UnitOfWork } from '#platform';
import { isVerb, type TokenScope, type Verb } from '../domain/permission.js';

/** A token of a script, without what it is made of. */
export interface Token extends TokenScope {
  readonly id: string;
  readonly editorId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  /** To the hour; null: never. */
  readonly lastUsedAt: Date | null;
}

export interface TokenPosition {
  readonly createdAt: string;
  readonly id: string;
}

type TokenRow = Omit<Token, 'verbs'> & { readonly verbs: readonly string[]; readonly hash: Buffer };

const TOKEN = `t.id, t.editor_id as "editorId", t.name, t.verbs, t.locales, t.created_at as "createdAt", t.expires_at as "expiresAt",
  t.revoked_at as "revokedAt", t.last_used_at as "lastUsedAt"`;

/** All SQL on tokens of scripts. */
export class TokenStore {
  constructor(private readonly work: UnitOfWork) {}

  async insert(token: Omit<Token, 'revokedAt' | 'lastUsedAt'> & { readonly hash: Buffer }): Promise<void> {
    const { id, editorId, name, hash, verbs, locales, createdAt, expiresAt } = token;
    await this.work.rows(
      'insert into access.token (id, editor_id, name, hash, verbs, locales, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [id, editorId, name, hash, verbs, locales, createdAt, expiresAt],
    );
  }

  async find(id: string): Promise<(Token & { readonly hash: Buffer }) | null> {
    const [row] = await this.work.rows<TokenRow>(`select ${TOKEN}, t.hash from access.token t where t.id = $1`, [id]);
    return row ? { ...row, verbs: knownVerbs(row.verbs) } : null;
  }

  /** Newest first; of one editor, or of all. */
  async list(filter: { editorId: string | null; first: number; after: string | null }): Promise<readonly Token[]> {
    const rows = await this.work.rows<TokenRow>(
      `select ${TOKEN} from access.token t
       where ($1::uuid is null or t.editor_id = $1)
         and ($3::text is null or (t.created_at, t.id) < (select a.created_at, a.id from access.token a where a.id = $3))
       order by t.created_at desc, t.id desc limit $2`,
      [filter.editorId, filter.first, filter.after],
    );
    return rows.map((row) => ({ ...row, verbs: knownVerbs(row.verbs) }));
  }

  async countActive(editorId: string, at: Date): Promise<number> {
    const rows = await this.work.rows(
      'select 1 from access.token where editor_id = $1 and revoked_at is null and expires_at > $2',
      [editorId, at],
    );
    return rows.length;
  }

  /** False when it did not work any more. */
  async revoke(id: string, at: Date): Promise<boolean> {
    const rows = await this.work.rows(
      'update access.token set revoked_at = $2 where id = $1 and revoked_at is null and expires_at > $2 returning 1',
      [id, at],
    );
    return rows.length > 0;
  }

  async revokeAll(editorId: string, at: Date): Promise<void> {
    await this.work.rows('update access.token set revoked_at = $2 where editor_id = $1 and revoked_at is null', [
      editorId,
      at,
    ]);
  }

  /** Not with every request: that it is used at all is what somebody wants to know. */
  async noteUse(id: string, at: Date): Promise<void> {
    await this.work.rows(
      `update access.token set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 hour')`,
      [id, at],
    );
  }
}

/** A verb that this release does not know any more allows nothing. */
function knownVerbs(verbs: readonly string[]): readonly Verb[] {
  return verbs.filter(isVerb);
}
