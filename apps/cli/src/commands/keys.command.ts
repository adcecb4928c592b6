import type { Command } from 'commander';
import { PartnersService } from '#access';
import { BadInput, Clock } from '#platform';
import { onAccess, print } from '../command.js';
import { table } from '../report/table.js';
import { OPERATOR } from '../operator.js';

export function define(keys: Command): void {
  keys
    .command('list')
    .description('every key of a partner; the keys themselves are not kept')
    .argument('<partner>', 'its handle')
    .action((handle: string) =>
      onAccess(async (services) => {
        const all = await services.get(PartnersService, { strict: false }).keys(handle);
        print(
          table([
            ['ID', 'ISSUED', 'EXPIRES', 'REVOKED'],
            ...all.map((key) => [key.id, day(key.createdAt), day(key.expiresAt), day(key.revokedAt)]),
          ]),
        );
      }),
    );
  keys
    .command('issue')
    .description('a new key; it is shown once')
    .argument('<partner>', 'its handle')
    .option('--expires <date>', 'last day on which it works (2027-01-31)')
    .action((handle: string, flags: { expires?: string }) =>
      onAccess(async (services) => {
        const expiresAt =
          flags.expires === undefined ? null : endOfDay(flags.expires, services.get(Clock, { strict: false }).now());
        const { id, key } = await services
          .get(PartnersService, { strict: false })
          .issueKey(OPERATOR, handle, expiresAt);
        print(
          `Key ${id} of ${handle}. Keep it safe, it is not shown again; send it as the header "authorization: Bearer <key>".\n${key}`,
        );
      }),
    );
  keys
    .command('revoke')
    .description('end a key, everywhere within a second')
    .argument('<id>', 'the 12 characters between the second and third underscore of the key')
    .action((id: string) =>
      onAccess(async (services) => {
        await services.get(PartnersService, { strict: false }).revokeKey(OPERATOR, id);
        print(`Key ${id} is revoked.`);
      }),
    );
}

function day(date: Date | null): string {
  return date ? date.toISOString().slice(0, 10) : '';
}

function endOfDay(text: string, now: Date): Date {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T23:59:59.999Z`) : null;
  if (!date || Number.isNaN(date.getTime()) || date <= now)
    throw new BadInput(`--expires takes a day that is to come, such as 2030-01-31; "${text}" is none.`, ['expires']);
  return date;
}
