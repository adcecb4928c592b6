import { Inject, Injectable } from '@nestjs/common';
import { type Actor, LedgerService, stateHash } from '#ledger';
import { BadInput, Clock, Ids, type Problem, Problems, UnitOfWork } from '#platform';
import { strangeEmail } from './domain/credentials.js';
import { may } from './domain/permission.js';
import { EditorNotFound, LastAdmin, StaleEditor } from './domain/refusals.js';
import { EVERY_ROLE, type Grant } from './domain/roles.js';
import { type Editor, type EditorPage, EditorStore } from './persistence/editor.store.js';
import { SignInStore } from './persistence/sign-in.store.js';
import { TokenStore } from './persistence/token.store.js';
import { PermissionsService } from './permissions.service.js';

export type { Editor } from './persistence/editor.store.js';

export interface NewEditor {
  readonly name: string;
  readonly email: string | null;
  readonly grants: readonly Grant[];
}

/** An editor, as somebody saw them who now changes them. */
export interface SeenEditor {
  readonly editorId: string;
  readonly expectedVersion: number;
}

const LONGEST_NAME = 200;
const ALL: EditorPage = { first: null, after: null };

/**
 * Who the editors are and what they may do. Every change of either ends the sessions of the editor, wherever they are: with
 * the next request, not the next day.
 */
@Injectable()
export class EditorsService {
  private readonly store: EditorStore;
  private readonly signIns: SignInStore;
  private readonly tokens: TokenStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(LedgerService) private readonly ledger: LedgerService,
    @Inject(PermissionsService) private readonly permissions: PermissionsService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {
    this.store = new EditorStore(work);
    this.signIns = new SignInStore(work);
    this.tokens = new TokenStore(work);
  }

  /** Makes the first editor when there is none, who may do everything; null when there is. Two starts at once make one. */
  async ensureFirst(actor: Actor, name: string): Promise<Editor | null> {
    return this.work.run(async () => {
      await this.store.lockAll();
      return (await this.store.any()) ? null : this.add(actor, { name, email: null, grants: EVERY_ROLE });
    });
  }

  async add(actor: Actor, { name, email, grants }: NewEditor): Promise<Editor> {
    return this.work.run(async () => {
      await this.permissions.require(actor, 'editor.invite');
      Problems.throwIfAny([
        ...strangeName(name),
        ...(email === null ? [] : strangeEmail(email)),
        ...this.permissions.strangeGrants(grants),
      ]);
      const id = this.ids.next();
      await this.store.insert({ id, name: name.trim(), email, at: this.clock.now() });
      await this.store.replaceGrants(id, grants);
      const editor = await this.get(id);
      await this.ledger.record(actor, [
        { verb: 'editor.add', subject: id, data: { grants, before: null, after: hashOf(editor) } },
      ]);
      return editor;
    });
  }

  /** What the editor may do from now on, and nothing else. */
  async changeRoles(actor: Actor, seen: SeenEditor, grants: readonly Grant[]): Promise<Editor> {
    return this.change(actor, seen, 'editor.roles', { grants }, async (editor) => {
      Problems.throwIfAny(this.permissions.strangeGrants(grants));
      await this.store.replaceGrants(editor.id, grants);
    });
  }

  /** Their tokens stop working for good; what they wrote stays theirs. */
  async disable(actor: Actor, seen: SeenEditor): Promise<Editor> {
    return this.change(actor, seen, 'editor.disable', {}, async ({ id }) => {
      await this.store.setDisabled(id, this.clock.now());
      await this.signIns.endLinks(id);
      await this.tokens.revokeAll(id, this.clock.now());
    });
  }

  async enable(actor: Actor, seen: SeenEditor): Promise<Editor> {
    return this.change(actor, seen, 'editor.enable', {}, ({ id }) => this.store.setDisabled(id, null));
  }

  /** Takes the password away, with every link and token: somebody else may have had them. */
  async reset(actor: Actor, seen: SeenEditor): Promise<Editor> {
    return this.change(actor, seen, 'editor.reset', {}, async ({ id }) => {
      await this.signIns.removePassword(id);
      await this.signIns.endLinks(id);
      await this.tokens.revokeAll(id, this.clock.now());
    });
  }

  /** Everybody sees who their colleagues are and what they are for; addresses are for admins. */
  async list(actor: Actor, page: EditorPage = ALL): Promise<readonly Editor[]> {
    const shown = await this.shownTo(actor);
    return (await this.store.list(page)).map(shown);
  }

  async find(actor: Actor, editorId: string): Promise<Editor | null> {
    const editor = await this.store.find(editorId);
    return editor && (await this.shownTo(actor))(editor);
  }

  async get(editorId: string): Promise<Editor> {
    const editor = await this.store.find(editorId);
    if (!editor) throw new EditorNotFound();
    return editor;
  }

  /** Somebody who has been invited and has chosen no password yet, for whoever may invite them again. */
  async getInvited(actor: Actor, editorId: string): Promise<Editor> {
    await this.permissions.require(actor, 'editor.invite');
    const editor = await this.get(editorId);
    if (editor.hasPassword)
      throw new BadInput(`${editor.name} has chosen a password already: reset it instead.`, ['editorId']);
    return editor;
  }

  private async shownTo(actor: Actor): Promise<(editor: Editor) => Editor> {
    const { allowed } = may(await this.permissions.rightsOf(actor), 'editor.read', { locale: null });
    const own = actor.type === 'editor' ? actor.id : null;
    return (editor) => (allowed || editor.id === own ? editor : { ...editor, email: null });
  }

  private async change(
    actor: Actor,
    { editorId, expectedVersion }: SeenEditor,
    verb: string,
    data: Readonly<Record<string, unknown>>,
    write: (editor: Editor) => Promise<void>,
  ): Promise<Editor> {
    return this.work.run(async () => {
      await this.permissions.require(actor, 'editor.change');
      await this.store.lockAll();
      const before = await this.store.lock(editorId);
      if (!before) throw new EditorNotFound();
      if (before.version !== expectedVersion) throw new StaleEditor(expectedVersion, before.version);
      const hadAdmin = await this.store.anyAdmin();
      await write(before);
      if (hadAdmin && !(await this.store.anyAdmin())) throw new LastAdmin();
      await this.store.countUp(editorId);
      const sessions = await this.signIns.endSessions(editorId, this.clock.now());
      const after = await this.get(editorId);
      await this.ledger.record(actor, [
        { verb, subject: editorId, data: { ...data, sessions, before: hashOf(before), after: hashOf(after) } },
      ]);
      return after;
    });
  }
}

export function strangeName(name: string): readonly Problem[] {
  const length = [...name.trim()].length;
  return length >= 1 && length <= LONGEST_NAME && !/\p{Cc}/u.test(name)
    ? []
    : [new BadInput(`Give the editor a name of at most ${LONGEST_NAME} characters.`, ['name'])];
}

/** Without name and address: the audit must not be a way to try out which they were. */
function hashOf({ id, disabled, grants, version, hasPassword }: Editor): string {
  return stateHash({ id, disabled, grants, version, hasPassword });
}
