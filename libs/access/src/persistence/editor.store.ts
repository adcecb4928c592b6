import { constraintOf, isUuid, UnitOfWork } from '#platform';
import { EmailTaken } from '../domain/refusals.js';
import type { Grant } from '../domain/roles.js';
import { EditorEntity } from './access.entity.js';

export interface Editor {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly disabled: boolean;
  readonly grants: readonly Grant[];
  /** Counts changes of what the editor is and may do. */
  readonly version: number;
  readonly hasPassword: boolean;
}

export interface EditorPage {
  /** Null: all of them. */
  readonly first: number | null;
  readonly after: string | null;
}

const EDITOR = `e.id, e.name, e.email, e.disabled_at is not null as disabled, e.version,
  exists (select from access.password p where p.editor_id = e.id) as "hasPassword",
  coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'locales', g.locales) order by g.role) from access.role_grant g where g.editor_id = e.id), '[]') as grants`;

/** All SQL on editors and their roles. */
export class EditorStore {
  constructor(private readonly work: UnitOfWork) {}

  /** Whoever adds, removes or changes editors waits here: the first and the last of something are judged over all of them. */
  async lockAll(): Promise<void> {
    await this.work.rows('select pg_advisory_xact_lock(7105405)');
  }

  async any(): Promise<boolean> {
    return (await this.work.manager.count(EditorEntity)) > 0;
  }

  async insert(editor: { id: string; name: string; email: string | null; at: Date }): Promise<void> {
    const { id, name, email, at } = editor;
    await takenEmail(() =>
      this.work.manager.insert(EditorEntity, { id, name, email, createdAt: at, disabledAt: null, version: 1 }),
    );
  }

  async find(id: string): Promise<Editor | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.work.rows<Editor>(`select ${EDITOR} from access.editor e where e.id = $1`, [id]);
    return row ?? null;
  }

  /** In the order in which they came; `after` is the id of the last one of the page before. */
  async list({ first, after }: EditorPage): Promise<readonly Editor[]> {
    return this.work.rows<Editor>(
      `select ${EDITOR} from access.editor e
       where $2::uuid is null or (e.created_at, e.id) > (select a.created_at, a.id from access.editor a where a.id = $2)
       order by e.created_at, e.id limit $1`,
      [first, after],
    );
  }

  /** Sessions that begin wait for the end of this unit of work, or are seen by it. */
  async lock(id: string): Promise<Editor | null> {
    if (!isUuid(id)) return null;
    await this.work.rows('select 1 from access.editor where id = $1 for no key update', [id]);
    return this.find(id);
  }

  async replaceGrants(editorId: string, grants: readonly Grant[]): Promise<void> {
    await this.work.rows('delete from access.role_grant where editor_id = $1', [editorId]);
    await this.work.rows(
      'insert into access.role_grant (editor_id, role, locales) select $1, role, locales from jsonb_to_recordset($2) as g (role text, locales text[])',
      [editorId, JSON.stringify(grants)],
    );
  }

  async setDisabled(editorId: string, at: Date | null): Promise<void> {
    await this.work.rows('update access.editor set disabled_at = $2 where id = $1', [editorId, at]);
  }

  async setProfile(editorId: string, profile: { name: string; email: string | null }): Promise<void> {
    await takenEmail(() =>
      this.work.rows('update access.editor set name = $2, email = $3 where id = $1', [
        editorId,
        profile.name,
        profile.email,
      ]),
    );
  }

  async countUp(editorId: string): Promise<void> {
    await this.work.rows('update access.editor set version = version + 1 where id = $1', [editorId]);
  }

  /** Whether anybody who may come in is an admin. */
  async anyAdmin(): Promise<boolean> {
    const rows = await this.work.rows(
      `select 1 from access.role_grant g join access.editor e on e.id = g.editor_id where g.role = 'admin' and e.disabled_at is null limit 1`,
    );
    return rows.length > 0;
  }
}

async function takenEmail(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw constraintOf(error) === 'editor_email_key' ? new EmailTaken() : error;
  }
}
