import { Command } from 'commander';

interface CommandModule {
  /** Gives a command its options, arguments and what it does. */
  define(command: Command): void;
}

/** Every command: its line in the help, and where the rest of it is. */
const COMMANDS: Readonly<Record<string, readonly [description: string, load: () => Promise<CommandModule>]>> = {
  start: [
    'start the database, both APIs and the worker, and keep them running',
    () => import('./commands/start.command.js'),
  ],
  doctor: [
    'look at this installation and say what to do; ends with 1 when something is wrong',
    () => import('./commands/doctor.command.js'),
  ],
  import: [
    'take pages apart into articles, myths and facts, notices and courses',
    () => import('./commands/import.command.js'),
  ],
  verify: [
    'check that everything recorded is as it was recorded; ends with 1 when something is broken',
    () => import('./commands/verify.command.js'),
  ],
  backup: ['write everything that this installation holds into one file', () => import('./commands/backup.command.js')],
  restore: ['put a backup into an empty installation', () => import('./commands/restore.command.js')],
  expunge: [
    'remove a document that must not exist any more, with all that it ever said; cannot be undone',
    () => import('./commands/expunge.command.js'),
  ],
  audit: ['who did what, when', () => import('./commands/audit.command.js')],
  editors: ['who may edit', () => import('./commands/editors.command.js')],
  tokens: ['tokens by which scripts act for editors', () => import('./commands/tokens.command.js')],
  partners: ['who may read, and what', () => import('./commands/partners.command.js')],
  keys: ['the keys of a partner', () => import('./commands/keys.command.js')],
  webhooks: ['where partners are told, and what they were told', () => import('./commands/webhooks.command.js')],
  receipts: ['which partners have received a change', () => import('./commands/receipts.command.js')],
  operations: ['operations that clients send by id', () => import('./commands/operations.command.js')],
  seed: [
    'fill an empty installation with the sample content (the first start does it too)',
    () => import('./commands/seed.command.js'),
  ],
  migrate: [
    'bring the database up to this release (a start does it too)',
    () => import('./commands/migrate.command.js'),
  ],
  schema: [
    'write the published contracts again: the GraphQL schemas and the JSON Schemas of all kinds',
    () => import('./commands/schema.command.js'),
  ],
};

/**
 * The command line for these words. Whole are only the commands that the words may name, as a command or in `help <command>`:
 * what each of them stands on takes longer to read than most of them take to run.
 */
export async function program(words: readonly string[]): Promise<Command> {
  const almanac = new Command('almanac')
    .description('Content that teaches and corrects: the command line of an installation.')
    .option('--from <folder>', 'the folder that relative paths start from')
    .showHelpAfterError('(almanac --help shows what there is)');
  for (const [name, [description, load]] of Object.entries(COMMANDS)) {
    const command = almanac.command(name).description(description);
    if (words.includes(name)) (await load()).define(command);
  }
  return almanac;
}
