import type { Command } from 'commander';
import { environmentWith } from '#platform';
import { start } from '../start/supervisor.js';

interface StartFlags {
  readonly deliveryPort?: string;
  readonly studioPort?: string;
  readonly dataDir?: string;
  readonly publicUrl?: string;
  readonly watch?: true;
}

export function define(command: Command): void {
  command
    .option('--delivery-port <number>', 'as ALMANAC_DELIVERY_PORT; 0 for any free one')
    .option('--studio-port <number>', 'as ALMANAC_STUDIO_PORT; 0 for any free one')
    .option('--data-dir <folder>', 'as ALMANAC_DATA_DIR')
    .option('--public-url <url>', 'as ALMANAC_PUBLIC_URL')
    .option('--watch', 'start the processes again when the build changes')
    .action(async (flags: StartFlags) => {
      const given = {
        ALMANAC_DELIVERY_PORT: flags.deliveryPort,
        ALMANAC_STUDIO_PORT: flags.studioPort,
        ALMANAC_DATA_DIR: flags.dataDir,
        ALMANAC_PUBLIC_URL: flags.publicUrl,
      };
      const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      // The database's own process keeps handles open; the code of a clean end is that of the supervisor.
      process.exit(await start(environmentWith(said), { watch: flags.watch ?? false }));
    });
}
