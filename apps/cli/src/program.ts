import { Command } from 'commander';
import { addDoctor } from './commands/doctor.command.js';
import { addEditors } from './commands/editors.command.js';
import { addExpunge } from './commands/expunge.command.js';
import { addImport } from './commands/import.command.js';
import { addKeys } from './commands/keys.command.js';
import { addMigrate } from './commands/migrate.command.js';
import { addOperations } from './commands/operations.command.js';
import { addPartners } from './commands/partners.command.js';
import { addSchema } from './commands/schema.command.js';
import { addSeed } from './commands/seed.command.js';
import { addStart } from './commands/start.command.js';
import { addVerify } from './commands/verify.command.js';

export function program(): Command {
  const almanac = new Command('almanac')
    .description('Content that teaches and corrects: the command line of an installation.')
    .option('--from <folder>', 'the folder that relative paths start from')
    .showHelpAfterError('(almanac --help shows what there is)');
  for (const add of [
    addStart,
    addDoctor,
    addImport,
    addVerify,
    addExpunge,
    addEditors,
    addPartners,
    addKeys,
    addOperations,
    addSeed,
    addMigrate,
    addSchema,
  ])
    add(almanac);
  return almanac;
}
