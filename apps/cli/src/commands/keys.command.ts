import type { Command } from 'commander';
import { type IssuedKey, KeysService, PartnersService } from '#access';
import { BadInput, Clock } from '#platform';
import { onAccess, print } from '../command.js';
import { table } from '../report/table.js';
import { OPERATOR } from '../operator.js';

const USUAL_OVERLAP = 7;
const DAY = 24 * 60 * 60 * 1000;

export function define(keys: Command): void {
  keys
    .command('list')
    .description('every key of a partner, newest first; the keys themselves are not kept')
    .argument('<partner>', 'its handle')
    .action((handle: string) =>
      onAccess(async (services) => {
        const { id } = await services.get(PartnersService, { strict: false }).getByHandle(OPERATOR, handle);
        const all = await services.get(KeysService, { strict: false }).list(OPERATOR, id);
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
        const { id } = await services.get(PartnersService, { strict: false }).getByHandle(OPERATOR, handle);
        const expiresAt = lastDay('expires', flags.expires, services.get(Clock, { strict: false }).now());
        print(shownOnce(await services.get(KeysService, { strict: false }).issue(OPERATOR, id, expiresAt), handle));
      }),
    );
  keys
    .command('rotate')
    .description(`a new key in the place of one that works; the old one goes on for ${USUAL_OVERLAP} days`)
    .argument('<id>', 'of the old key: the 12 characters between its second and third underscore')
    .option('--old-ends <date>', 'last day on which the old key works')
    .option('--expires <date>', 'last day on which the new key works')
    .action((id: string, flags: { oldEnds?: string; expires?: string }) =>
      onAccess(async (services) => {
        const now = services.get(Clock, { strict: false }).now();
        const oldEndsAt = lastDay('old-ends', flags.oldEnds, now) ?? new Date(now.getTime() + USUAL_OVERLAP * DAY);
        const issued = await services
          .get(KeysService, { strict: false })
          .rotate(OPERATOR, id, { oldEndsAt, expiresAt: lastDay('expires', flags.expires, now) });
        print(
          `${shownOnce(issued, 'the same partner')}\nThe key ${id} works until ${oldEndsAt.toISOString()} at the latest.`,
        );
      }),
    );
  keys
    .command('end')
    .description('let a key end on a day')
    .argument('<id>', 'the 12 characters between the second and third underscore of the key')
    .requiredOption('--on <date>', 'last day on which it works')
    .action((id: string, flags: { on: string }) =>
      onAccess(async (services) => {
        const at = lastDay('on', flags.on, services.get(Clock, { strict: false }).now());
        if (at === null) return;
        await services.get(KeysService, { strict: false }).end(OPERATOR, id, at);
        print(`Key ${id} works until ${at.toISOString()}.`);
      }),
    );
  keys
    .command('revoke')
    .description('end a key, everywhere within a second')
    .argument('<id>', 'the 12 characters between the second and third underscore of the key')
    .action((id: string) =>
      onAccess(async (services) => {
        await services.get(KeysService, { strict: false }).revoke(OPERATOR, id);
        print(`Key ${id} is revoked.`);
      }),
    );
}

function shownOnce({ id, key }: IssuedKey, of: string): string {
  return `Key ${id} of ${of}. Keep it safe, it is not shown again; send it as the header "authorization: Bearer <key>".\n${key}`;
}

function day(date: Date | null): string {
  return date ? date.toISOString().slice(0, 10) : '';
}

/** The end of the day; null where none is named. */
function lastDay(option: string, text: string | undefined, now: Date): Date | null {
  if (text === undefined) return null;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T23:59:59.999Z`) : null;
  if (!date || Number.isNaN(date.getTime()) || date <= now)
    throw new BadInput(`--${option} takes a day that is to come, such as 2030-01-31; "${text}" is none.`, [option]);
  return date;
}
