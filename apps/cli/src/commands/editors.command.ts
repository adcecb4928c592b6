import type { Command } from 'commander';
import { EditorNotFound, EditorsService, EVERY_ROLE } from '#access';
import { onAccess, print } from '../command.js';
import { table } from '../report/table.js';
import { OPERATOR } from '../operator.js';
import { signInUrl } from '../start/sign-in.js';

export function define(editors: Command): void {
  editors
    .command('list')
    .description('every editor')
    .action(() =>
      onAccess(async (services) => {
        const all = await services.get(EditorsService, { strict: false }).list();
        print(
          table([
            ['ID', 'NAME', 'EMAIL', ''],
            ...all.map((editor) => [editor.id, editor.name, editor.email ?? '', editor.disabled ? 'disabled' : '']),
          ]),
        );
      }),
    );
  editors
    .command('add')
    .description('add an editor, and print the link that signs them in once')
    .argument('<name>')
    .option('--email <address>')
    .action((name: string, flags: { email?: string }) =>
      onAccess(async (services, config) => {
        const service = services.get(EditorsService, { strict: false });
        const editor = await service.add(OPERATOR, { name, email: flags.email ?? null, grants: EVERY_ROLE });
        print(`Added ${editor.name} (${editor.id}).`);
        print(linkText(signInUrl(config, await service.issueLink(OPERATOR, editor.id))));
      }),
    );
  editors
    .command('link')
    .description('a fresh sign-in link for an editor')
    .argument('[editor]', 'id, name or email; may be left out when there is only one editor')
    .action((wanted: string | undefined) =>
      onAccess(async (services, config) => {
        const service = services.get(EditorsService, { strict: false });
        const matching = (await service.list()).filter(
          (editor) =>
            !editor.disabled && (wanted === undefined || [editor.id, editor.name, editor.email].includes(wanted)),
        );
        const [editor] = matching;
        if (!editor || matching.length > 1) throw new EditorNotFound();
        print(linkText(signInUrl(config, await service.issueLink(OPERATOR, editor.id))));
      }),
    );
}

function linkText(link: string): string {
  return `This link signs in once, within 24 hours:\n  ${link}`;
}
