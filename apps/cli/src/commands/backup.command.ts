import type { Command } from 'commander';
import path from 'node:path';
import { BackupService } from '#interchange';
import { loadConfig, loadSecrets } from '#platform';
import { print, progressOf, say, standingIn } from '../command.js';
import { withDatabase } from '../database.js';
import { OPERATOR } from '../operator.js';
import { backupReport } from '../report/archive-report.js';
import { openServices } from '../services.js';

export function define(command: Command): void {
  command
    .argument('<file>', 'a file that does not exist yet; packed when its name ends in .gz')
    .action(async (given: string) => {
      const file = path.resolve(standingIn(command), given);
      const config = loadConfig();
      const secrets = loadSecrets(config);
      await withDatabase(config, secrets, progressOf(config), async ({ addresses }) => {
        const services = await openServices(config, secrets, addresses.studio);
        try {
          print(backupReport(file, await services.get(BackupService).backUp(OPERATOR, addresses.owner, file, say)));
        } finally {
          await services.close();
        }
      });
    });
}
