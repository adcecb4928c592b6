import type { Command } from 'commander';
import { loadConfig, loadSecrets } from '#platform';
import { print, progressOf } from '../command.js';
import { withDatabase } from '../database.js';

export function define(command: Command): void {
  command.action(async () => {
    const config = loadConfig();
    await withDatabase(config, loadSecrets(config), progressOf(config), ({ migrationsRun }) => {
      print(
        migrationsRun.length === 0
          ? 'The database is up to date.'
          : `The database is up to date; it took in:\n${migrationsRun.map((name) => `  ${name}`).join('\n')}`,
      );
      return Promise.resolve();
    });
  });
}
