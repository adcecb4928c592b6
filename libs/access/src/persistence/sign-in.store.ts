import { createHash, randomBytes } from 'node:crypto';
import { UnitOfWork } from '#platform';
import type { LinkPurpose } from '../domain/link.js';
import { SessionEntity, SignInLinkEntity } from './access.entity.js';

/** An editor who is not disabled, as somebody who comes in is looked up. */
export interface Arriving {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** Null: no password was ever chosen. */
  readonly passwordHash: string | null;
}

const ARRIVING = `e.id, e.name, e.email, p.hash as "passwordHash" from access.editor e left join access.password p on p.editor_id = e.id`;

/** All SQL on links, sessions and passwords. Of tokens only hashes are stored. */
export class SignInStore {
  constructor(private readonly work: UnitOfWork) {}

  /** Earlier unused links of the editor for the same purpose stop working. */
  async insertLink(editorId: string, purpose: LinkPurpose, at: Date, expiresAt: Date): Promise<string> {
    await this.work.rows('delete from access.sign_in_link where editor_id = $1 and purpose = $2 and used_at is null', [
      editorId,
      purpose,
    ]);
    const token = newToken();
    await this.work.manager.insert(SignInLinkEntity, {
      tokenHash: digest(token),
      editorId,
      purpose,
      createdAt: at,
      expiresAt,
      usedAt: null,
    });
    return token;
  }

  /** Whose link it is, if it still works. Looking does not use it up. */
  async findLink(token: string, purposes: readonly LinkPurpose[], at: Date): Promise<string | null> {
    const [link] = await this.work.rows<{ editor_id: string }>(
      'select editor_id from access.sign_in_link where token_hash = $1 and purpose = any ($2::text[]) and used_at is null and expires_at > $3',
      [digest(token), purposes, at],
    );
    return link?.editor_id ?? null;
  }

  /** Of several who use it at once, one gets the editor. */
  async useLink(token: string, purposes: readonly LinkPurpose[], at: Date): Promise<string | null> {
    const [used] = await this.work.rows<{ editor_id: string }>(
      'update access.sign_in_link set used_at = $3 where token_hash = $1 and purpose = any ($2::text[]) and used_at is null and expires_at > $3 returning editor_id',
      [digest(token), purposes, at],
    );
    return used?.editor_id ?? null;
  }

  /** Whose link it once was, for the audit. */
  async ownerOfLink(token: string): Promise<string | null> {
    const [link] = await this.work.rows<{ editor_id: string }>(
      'select editor_id from access.sign_in_link where token_hash = $1',
      [digest(token)],
    );
    return link?.editor_id ?? null;
  }

  async endLinks(editorId: string): Promise<void> {
    await this.work.rows('delete from access.sign_in_link where editor_id = $1 and used_at is null', [editorId]);
  }

  async findByEmail(email: string): Promise<Arriving | null> {
    // PostgreSQL takes no U+0000, and no address has one.
    const [found] = await this.work.rows<Arriving>(
      `select ${ARRIVING} where lower(e.email) = lower($1) and e.disabled_at is null`,
      [email.trim().replaceAll('\0', '')],
    );
    return found ?? null;
  }

  async findArriving(editorId: string): Promise<Arriving | null> {
    const [found] = await this.work.rows<Arriving>(`select ${ARRIVING} where e.id = $1 and e.disabled_at is null`, [
      editorId,
    ]);
    return found ?? null;
  }

  /**
   * Nobody changes what the editor is, may do or has as a password until this unit of work ends: a session that begins here is
   * either seen by whoever ends them all, or does not begin.
   */
  async lockArriving(editorId: string): Promise<Arriving | null> {
    await this.work.rows('select 1 from access.editor where id = $1 for share', [editorId]);
    return this.findArriving(editorId);
  }

  async setPassword(editorId: string, hash: string, at: Date): Promise<void> {
    await this.work.rows(
      `insert into access.password (editor_id, hash, changed_at) values ($1, $2, $3)
       on conflict (editor_id) do update set hash = excluded.hash, changed_at = excluded.changed_at`,
      [editorId, hash, at],
    );
  }

  async removePassword(editorId: string): Promise<void> {
    await this.work.rows('delete from access.password where editor_id = $1', [editorId]);
  }

  /** The token is new each time: nobody can bring a session along and have it become somebody's. */
  async openSession(editorId: string, at: Date, expiresAt: Date): Promise<string> {
    const token = newToken();
    await this.work.manager.insert(SessionEntity, {
      tokenHash: digest(token),
      editorId,
      createdAt: at,
      expiresAt,
      endedAt: null,
    });
    return token;
  }

  /** Whose session it was; null when it had ended. */
  async endSession(token: string, at: Date): Promise<string | null> {
    const [ended] = await this.work.rows<{ editor_id: string }>(
      'update access.session set ended_at = $2 where token_hash = $1 and ended_at is null and expires_at > $2 returning editor_id',
      [digest(token), at],
    );
    return ended?.editor_id ?? null;
  }

  /** All sessions of an editor, wherever they are. */
  async endSessions(editorId: string, at: Date): Promise<number> {
    const ended = await this.work.rows(
      'update access.session set ended_at = $2 where editor_id = $1 and ended_at is null and expires_at > $2 returning 1',
      [editorId, at],
    );
    return ended.length;
  }

  async findSession(token: string, at: Date): Promise<Omit<Arriving, 'passwordHash'> | null> {
    const [row] = await this.work.rows<Omit<Arriving, 'passwordHash'>>(
      `select e.id, e.name, e.email from access.session s join access.editor e on e.id = s.editor_id
       where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and e.disabled_at is null`,
      [digest(token), at],
    );
    return row ?? null;
  }

  async anySession(): Promise<boolean> {
    return (await this.work.manager.count(SessionEntity)) > 0;
  }

  async prune(before: Date): Promise<number> {
    const links = await this.work.rows('delete from access.sign_in_link where expires_at < $1 returning 1', [before]);
    const sessions = await this.work.rows('delete from access.session where expires_at < $1 returning 1', [before]);
    return links.length + sessions.length;
  }
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A token has 256 random bits: a plain hash gives nothing of it away. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
