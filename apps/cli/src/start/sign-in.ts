import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Actor, type EditorsService } from '#access';
import type { Config } from '#platform';

/** Where an editor's one-time link leads. Opening it changes nothing yet: the page asks first, so a mail scanner does not use it up. */
export function signInUrl(config: Pick<Config, 'studioHost' | 'studioPort'>, token: string): string {
  const loopback = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(config.studioHost);
  return `http://${loopback ? 'localhost' : config.studioHost}:${config.studioPort}/sign-in?token=${token}`;
}

/** A fresh link for the first editor at each start, until somebody has signed in; null from then on. */
export async function firstLink(editors: EditorsService, actor: Actor, config: Config): Promise<string | null> {
  await editors.ensureFirst(actor, 'First editor');
  if (await editors.anySession()) return null;
  const first = (await editors.list()).find((editor) => !editor.disabled);
  return first ? signInUrl(config, await editors.issueLink(actor, first.id)) : null;
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
