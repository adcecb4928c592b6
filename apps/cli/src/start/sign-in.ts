import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { type Actor, EditorsService, linkAddress, LinksService, SessionsService } from '#access';
import type { Config } from '#platform';

/** A fresh link for the first editor at each start, until somebody has signed in; null from then on. */
export async function firstLink(
  services: INestApplicationContext,
  actor: Actor,
  config: Config,
): Promise<string | null> {
  const editors = services.get(EditorsService, { strict: false });
  await editors.ensureFirst(actor, 'First editor');
  if (await services.get(SessionsService, { strict: false }).anySession()) return null;
  const first = (await editors.list(actor)).find((editor) => !editor.disabled);
  if (!first) return null;
  const token = await services.get(LinksService, { strict: false }).issue(actor, first.id);
  return linkAddress(config.studioUrl, 'SIGN_IN', token);
}

/** A link opens the studio, so it goes to a person's terminal, or else into a file that only this user reads. */
export function showLink(link: string | null, dataDir: string, terminal: boolean): readonly string[] {
  const file = path.join(dataDir, 'sign-in-link');
  rmSync(file, { force: true });
  if (link === null) return [];
  if (terminal) return ['Sign in (works once, within 24 hours):', `  ${link}`];
  writeFileSync(file, `${link}\n`, { mode: 0o600, flag: 'wx' });
  return ['Sign in with the link in this file (works once, within 24 hours):', `  ${file}`];
}
