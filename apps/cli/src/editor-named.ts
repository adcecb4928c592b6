import type { INestApplicationContext } from '@nestjs/common';
import { type Editor, EditorNotFound, EditorsService } from '#access';
import { OPERATOR } from './operator.js';

/** How an argument names an editor. */
export const WHO = 'id, name or e-mail address';

/** The one editor whom these words name: ids and addresses are unique, a name may not be. */
export async function editorNamed(services: INestApplicationContext, wanted: string | undefined): Promise<Editor> {
  const matching = (await services.get(EditorsService, { strict: false }).list(OPERATOR)).filter(
    ({ id, name, email, disabled }) =>
      (wanted === undefined && !disabled) ||
      (wanted !== undefined && ([id, name].includes(wanted) || email?.toLowerCase() === wanted.toLowerCase())),
  );
  const [editor] = matching;
  if (!editor || matching.length > 1) throw new EditorNotFound();
  return editor;
}
