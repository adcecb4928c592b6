import { type Command, InvalidArgumentError } from 'commander';
import { isVerb, TOKEN_VERBS, TokensService, type Verb } from '#access';
import { Clock } from '#platform';
import { onAccess, print } from '../command.js';
import { editorNamed, WHO } from '../editor-named.js';
import { OPERATOR } from '../operator.js';
import { table } from '../report/table.js';

const DAY = 24 * 60 * 60 * 1000;
const PAGE = 100;

export function define(tokens: Command): void {
  tokens
    .command('create')
    .description('a token by which a script acts for an editor; shown this once')
    .argument('<editor>', WHO)
    .argument('<name>', 'which script it is for')
    .option(
      '--verb <verb>',
      `what it may do: ${TOKEN_VERBS.join(', ')}. May be given several times; without one it only reads`,
      (text: string, before: Verb[] = []) => [...before, verbOf(text)],
    )
    .option('--locales <locales>', 'in which languages, with commas between them; left out: in all that the editor has')
    .option('--days <days>', 'how long it works', daysOf, 90)
    .action((wanted: string, name: string, { verb = [], locales, days }: CreateFlags) =>
      onAccess(async (services) => {
        const editor = await editorNamed(services, wanted);
        const { token, secret } = await services.get(TokensService, { strict: false }).issueFor(OPERATOR, editor.id, {
          name,
          verbs: verb,
          locales: locales === undefined ? null : locales.split(',').filter((locale) => locale !== ''),
          expiresAt: new Date(services.get(Clock, { strict: false }).now().getTime() + days * DAY),
        });
        print(
          `Token ${token.id} of ${editor.name} works until ${token.expiresAt.toISOString()}. It is shown this once:`,
        );
        print(`  ${secret}`);
      }),
    );
  tokens
    .command('list')
    .description('every token that there is or was, newest first')
    .action(() =>
      onAccess(async (services) => {
        const service = services.get(TokensService, { strict: false });
        const rows: string[][] = [];
        for (let after: string | null = null; ;) {
          const page = await service.list(OPERATOR, { of: 'everybody', first: PAGE, after });
          rows.push(
            ...page.map((token) => [
              token.id,
              token.editorId,
              token.name,
              token.verbs.join(',') || 'reads',
              token.locales?.join(',') ?? 'all',
              token.revokedAt ? 'revoked' : `until ${token.expiresAt.toISOString().slice(0, 10)}`,
              token.lastUsedAt ? token.lastUsedAt.toISOString().slice(0, 10) : 'never',
            ]),
          );
          const last = page.at(-1);
          if (!last || page.length < PAGE) break;
          after = last.id;
        }
        print(table([['ID', 'EDITOR', 'NAME', 'MAY', 'IN', '', 'USED'], ...rows]));
      }),
    );
  tokens
    .command('revoke')
    .description('end a token, from its next request on')
    .argument('<id>')
    .action((id: string) =>
      onAccess(async (services) => {
        await services.get(TokensService, { strict: false }).revoke(OPERATOR, id);
        print(`Token ${id} works no more.`);
      }),
    );
}

interface CreateFlags {
  readonly verb?: readonly Verb[];
  readonly locales?: string;
  readonly days: number;
}

function verbOf(text: string): Verb {
  if (!isVerb(text) || !TOKEN_VERBS.includes(text))
    throw new InvalidArgumentError(`A token may be given ${TOKEN_VERBS.join(', ')}.`);
  return text;
}

function daysOf(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1) throw new InvalidArgumentError('Give a whole number of days.');
  return days;
}
