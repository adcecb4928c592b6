import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError } from 'commander';
import {
  type Editor,
  EditorsService,
  type Grant,
  InvitationsService,
  linkAddress,
  LinksService,
  type Role,
  ROLES,
} from '#access';
import { onAccess, print } from '../command.js';
import { editorNamed, WHO } from '../editor-named.js';
import { table } from '../report/table.js';
import { OPERATOR } from '../operator.js';

export function define(editors: Command): void {
  editors
    .command('list')
    .description('every editor, and what they may do')
    .action(() =>
      onAccess(async (services) => {
        const all = await editorsOf(services).list(OPERATOR);
        print(
          table([
            ['ID', 'NAME', 'EMAIL', 'ROLES', ''],
            ...all.map((editor) => [
              editor.id,
              editor.name,
              editor.email ?? '',
              rolesText(editor.grants),
              [editor.disabled ? 'disabled' : '', editor.hasPassword ? '' : 'no password'].filter(Boolean).join(', '),
            ]),
          ]),
        );
      }),
    );
  roleOption(
    editors
      .command('invite')
      .description('let somebody in, who chooses a password by a link')
      .argument('<name>')
      .requiredOption('--email <address>', 'what they sign in with'),
  ).action((name: string, { email, role = [] }: { email: string; role?: Grant[] }) =>
    onAccess(async (services) => {
      const { editor, link } = await services
        .get(InvitationsService, { strict: false })
        .invite(OPERATOR, { name, email: email.trim(), grants: role });
      print(`Invited ${editor.name} (${editor.id}): ${rolesText(editor.grants) || 'no role yet'}.`);
      print(
        link === null
          ? `A link is on its way to ${email.trim()}, once the worker runs.`
          : `Give them this link. It works once, within seven days:\n  ${link}`,
      );
    }),
  );
  editors
    .command('link')
    .description('a fresh link that signs an editor in')
    .argument('[editor]', `${WHO}; may be left out when there is only one editor`)
    .action((wanted: string | undefined) =>
      onAccess(async (services, config) => {
        const { id } = await editorNamed(services, wanted);
        const token = await services.get(LinksService, { strict: false }).issue(OPERATOR, id);
        print(`This link signs in once, within 24 hours:\n  ${linkAddress(config.studioUrl, 'SIGN_IN', token)}`);
      }),
    );
  roleOption(
    editors
      .command('roles')
      .description('what an editor may do from now on; without a role, what they may now')
      .argument('<editor>', WHO)
      .option('--none', 'take all roles away'),
  ).action((wanted: string, { role = [], none }: { role?: Grant[]; none?: true }) =>
    onAccess(async (services) => {
      const editor = await editorNamed(services, wanted);
      if (role.length === 0 && !none) return print(rolesText(editor.grants) || 'no role');
      const changed = await editorsOf(services).changeRoles(OPERATOR, seen(editor), role);
      print(`${changed.name}: ${rolesText(changed.grants) || 'no role'}. Their sessions have ended.`);
    }),
  );
  editors
    .command('disable')
    .description('keep an editor from coming in; what they wrote stays')
    .argument('<editor>', WHO)
    .action((wanted: string) =>
      onAccess(async (services) => {
        const editor = await editorNamed(services, wanted);
        await editorsOf(services).disable(OPERATOR, seen(editor));
        print(`${editor.name} is disabled. Their sessions, links and tokens have ended.`);
      }),
    );
  editors
    .command('enable')
    .description('let a disabled editor in again')
    .argument('<editor>', WHO)
    .action((wanted: string) =>
      onAccess(async (services) => {
        const editor = await editorNamed(services, wanted);
        await editorsOf(services).enable(OPERATOR, seen(editor));
        print(`${editor.name} may come in again, with the password that they had. Tokens stay revoked.`);
      }),
    );
  editors
    .command('reset')
    .description('take the password of an editor away, and print the link by which they choose another')
    .argument('<editor>', WHO)
    .action((wanted: string) =>
      onAccess(async (services) => {
        const editor = await editorNamed(services, wanted);
        const link = await services.get(InvitationsService, { strict: false }).resetByHand(OPERATOR, seen(editor));
        print(`The password, sessions and tokens of ${editor.name} have ended.`);
        print(`Give them this link. It works once, within one hour:\n  ${link}`);
      }),
    );
}

function editorsOf(services: INestApplicationContext): EditorsService {
  return services.get(EditorsService, { strict: false });
}

function seen({ id, version }: Editor) {
  return { editorId: id, expectedVersion: version };
}

function roleOption(command: Command): Command {
  return command.option(
    '--role <role[:locales]>',
    `one of ${ROLES.join(', ')}, for all languages or for some: translator:es,fr. May be given several times`,
    (text: string, before: Grant[] = []) => [...before, grantOf(text)],
  );
}

function grantOf(text: string): Grant {
  const [role = '', locales] = text.split(':');
  if (!isRole(role)) throw new InvalidArgumentError(`Roles are ${ROLES.join(', ')}.`);
  return { role, locales: locales === undefined ? null : locales.split(',').filter((locale) => locale !== '') };
}

function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** As `--role` takes them. */
function rolesText(grants: readonly Grant[]): string {
  return grants.map(({ role, locales }) => (locales ? `${role}:${locales.join(',')}` : role)).join(' ');
}
