import type { Command } from 'commander';
import path from 'node:path';
import { BackupService, checkArchive, restoreArchive } from '#interchange';
import { MIGRATIONS } from '#migrations';
import { loadConfig, loadSecrets } from '#platform';
import { print, progressOf, say, standingIn } from '../command.js';
import { withServer } from '../database.js';
import { OPERATOR } from '../operator.js';
import { checkedReport, restoreReport } from '../report/archive-report.js';
import { openServices } from '../services.js';

interface RestoreFlags {
  readonly check?: true;
  readonly newSecret?: true;
}

export function define(command: Command): void {
  command
    .argument('<file>', 'what `almanac backup` wrote')
    .option('--check', 'only see whether the file is whole and could be restored here')
    .option('--new-secret', 'accept a backup that was made under another secret: every key has to be issued again')
    .action(async (given: string, { check, newSecret }: RestoreFlags) => {
      const file = path.resolve(standingIn(command), given);
      const config = loadConfig();
      const secrets = loadSecrets(config);
      const otherSecret = newSecret === true ? 'accept' : 'refuse';
      const asked = { file, secrets, migrations: MIGRATIONS, otherSecret } as const;
      // Before anything is started: a file that cannot be restored needs no database.
      const checked = await checkArchive(asked);
      if (check === true) return print(checkedReport(file, checked));
      await withServer(config, secrets, progressOf(config), async ({ addresses }) => {
        const restored = await restoreArchive({ ...asked, ownerUrl: addresses.owner, progress: say });
        const services = await openServices(config, secrets, addresses.studio);
        try {
          await services.get(BackupService).recordRestored(OPERATOR, restored);
        } finally {
          await services.close();
        }
        print(restoreReport(restored));
      });
    });
}
