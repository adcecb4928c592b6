import type { Command } from 'commander';
import path from 'node:path';
import { OperationsService } from '#access';
import { callBuilt } from '../call-built.js';
import { onAccess, print, standingIn } from '../command.js';
import { operationsIn } from '../manifest.js';
import { table } from '../report/table.js';
import { OPERATOR } from '../operator.js';

export function define(operations: Command): void {
  operations
    .command('register')
    .description('let clients send the ids of a build instead of its queries')
    .argument('<file...>', 'persisted queries of relay-compiler or graphql-codegen, or an Apollo manifest')
    .action(async (given: string[], _flags: unknown, command: Command) => {
      const folder = standingIn(command);
      // Before anything is started: what cannot run needs no database.
      const checked = await operationsIn(
        given.map((each) => path.resolve(folder, each)),
        // The delivery API judges, so that what is registered is what would run there.
        (texts) => callBuilt('apps/delivery-api/src/check-operations.js', 'checkOperations', texts),
      );
      await onAccess(async (services) => {
        const fresh = await services.get(OperationsService, { strict: false }).register(OPERATOR, checked);
        const known = new Set(checked.map(({ id }) => id)).size - fresh.length;
        print(`Registered ${fresh.length}; ${known} ${known === 1 ? 'was' : 'were'} registered before.`);
      });
    });
  operations
    .command('list')
    .description('every registered operation')
    .action(() =>
      onAccess(async (services) => {
        const all = await services.get(OperationsService, { strict: false }).list(OPERATOR);
        print(
          table([
            ['REGISTERED', 'NAME', 'ID'],
            ...all.map(({ id, name, registeredAt }) => [registeredAt.toISOString().slice(0, 10), name ?? '', id]),
          ]),
        );
      }),
    );
  operations
    .command('remove')
    .description('refuse these ids from now on, everywhere within a second')
    .argument('<id...>')
    .action((ids: string[]) =>
      onAccess(async (services) => {
        await services.get(OperationsService, { strict: false }).remove(OPERATOR, ids);
        print(`Removed ${new Set(ids).size}.`);
      }),
    );
}
