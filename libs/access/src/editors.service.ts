import { Inject, Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { type Actor, LedgerService } from '#ledger';
import { BadInput, Clock, CONFIG, type Config, constraintOf, Ids, isUuid, Problems, UnitOfWork } from '#platform';
import { EditorNotFound, EmailTaken, SignInRefused } from './domain/refusals.js';
import { EVERY_ROLE, type Grant, strangeGrants } from './domain/roles.js';
import { EditorEntity, SessionEntity, SignInLinkEntity } from './persistence/access.entity.js';

const HOUR = 60 * 60 * 1000;
export const LINK_LIFETIME = 24 * HOUR;
export const SESSION_LIFETIME = 12 * HOUR;

export interface Editor {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly disabled: boolean;
}

export interface Session {
  /** What the browser keeps; only its hash is stored. */
  readonly token: string;
  readonly editor: Editor;
  readonly expiresAt: Date;
}

/** Editors, the one-time links by which they come in, and their sessions. No password exists yet, default or otherwise. */
@Injectable()
export class EditorsService {
  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Makes the first editor when there is none; null when there is. Two starts at once make one. */
  async ensureFirst(actor: Actor, name: string): Promise<Editor | null> {
    return this.work.run(async () => {
      await this.work.rows('select pg_advisory_xact_lock(7105405)');
      if ((await this.work.manager.count(EditorEntity)) > 0) return null;
      return this.add(actor, { name, email: null, grants: EVERY_ROLE });
    });
  }

  async add(actor: Actor, editor: { name: string; email: string | null; grants: readonly Grant[] }): Promise<Editor> {
    Problems.throwIfAny(strangeGrants(editor.grants, this.config.locales));
    if (editor.name.trim() === '') throw new BadInput('Give the editor a name.', ['name']);
    if (editor.email?.trim() === '') throw new BadInput('Give an address, or leave it out.', ['email']);
    return this.work.run(async () => {
      const id = this.ids.next();
      try {
        await this.work.manager.insert(EditorEntity, {
          id,
          name: editor.name,
          email: editor.email,
          createdAt: this.clock.now(),
          disabledAt: null,
        });
      } catch (error) {
        throw constraintOf(error) === 'editor_email_key' ? new EmailTaken() : error;
      }
      await this.work.rows(
        'insert into access.role_grant (editor_id, role, locales) select $1, role, locales from jsonb_to_recordset($2) as g (role text, locales text[])',
        [id, JSON.stringify(editor.grants)],
      );
      await this.ledger.record(actor, [{ verb: 'editor.add', subject: id, data: { grants: editor.grants } }]);
      return { id, name: editor.name, email: editor.email, disabled: false };
    });
  }

  async list(): Promise<readonly Editor[]> {
    const rows = await this.work.manager.find(EditorEntity, { order: { createdAt: 'ASC' } });
    return rows.map(editorOf);
  }

  /** Whether anybody has ever signed in: until then a start shows a fresh link. */
  async anySession(): Promise<boolean> {
    return (await this.work.manager.count(SessionEntity)) > 0;
  }

  /** A token that signs this editor in once, within 24 hours; earlier unused links of the editor stop working. */
  async issueLink(actor: Actor, editorId: string): Promise<string> {
    return this.work.run(async () => {
      const editor = isUuid(editorId) ? await this.work.manager.findOneBy(EditorEntity, { id: editorId }) : null;
      if (!editor || editor.disabledAt) throw new EditorNotFound();
      const token = randomBytes(32).toString('base64url');
      const now = this.clock.now();
      await this.work.rows('delete from access.sign_in_link where editor_id = $1 and used_at is null', [editorId]);
      await this.work.manager.insert(SignInLinkEntity, {
        tokenHash: digest(token),
        editorId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + LINK_LIFETIME),
        usedAt: null,
      });
      await this.ledger.record(actor, [{ verb: 'editor.link', subject: editorId, data: {} }]);
      return token;
    });
  }

  /** Exchanges a link for a session; the same link never works twice, however many try at once. */
  async signIn(token: string): Promise<Session> {
    return this.work.run(async () => {
      const now = this.clock.now();
      const [used] = await this.work.rows<{ editor_id: string }>(
        'update access.sign_in_link set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2 returning editor_id',
        [digest(token), now],
      );
      const editor = used ? await this.work.manager.findOneBy(EditorEntity, { id: used.editor_id }) : null;
      if (!editor || editor.disabledAt) throw new SignInRefused();
      const session = randomBytes(32).toString('base64url');
      const expiresAt = new Date(now.getTime() + SESSION_LIFETIME);
      await this.work.manager.insert(SessionEntity, {
        tokenHash: digest(session),
        editorId: editor.id,
        createdAt: now,
        expiresAt,
        endedAt: null,
      });
      await this.ledger.record({ type: 'editor', id: editor.id }, [
        { verb: 'session.start', subject: editor.id, data: {} },
      ]);
      return { token: session, editor: editorOf(editor), expiresAt };
    });
  }

  async signOut(token: string): Promise<void> {
    await this.work.run(async () => {
      const [ended] = await this.work.rows<{ editor_id: string }>(
        'update access.session set ended_at = $2 where token_hash = $1 and ended_at is null returning editor_id',
        [digest(token), this.clock.now()],
      );
      if (ended)
        await this.ledger.record({ type: 'editor', id: ended.editor_id }, [
          { verb: 'session.end', subject: ended.editor_id, data: {} },
        ]);
    });
  }

  /** The editor of a session that is neither ended nor expired, else null. */
  async whoIs(token: string): Promise<Editor | null> {
    const [row] = await this.work.rows<{ id: string; name: string; email: string | null }>(
      `select e.id, e.name, e.email from access.session s join access.editor e on e.id = s.editor_id
       where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and e.disabled_at is null`,
      [digest(token), this.clock.now()],
    );
    return row ? { ...row, disabled: false } : null;
  }

  /** Removes links and sessions that ended more than a week ago. */
  async prune(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - 7 * 24 * HOUR);
    const links = await this.work.rows('delete from access.sign_in_link where expires_at < $1 returning 1', [before]);
    const sessions = await this.work.rows('delete from access.session where expires_at < $1 returning 1', [before]);
    return links.length + sessions.length;
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function editorOf(row: EditorEntity): Editor {
  return { id: row.id, name: row.name, email: row.email, disabled: row.disabledAt !== null };
}
