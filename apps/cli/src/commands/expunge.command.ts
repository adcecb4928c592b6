import { type Command, Option } from 'commander';
import { createInterface } from 'node:readline/promises';
import { EXPUNGE_REASONS, type ExpungeReason, ExpungingService } from '#content';
import { loadConfig, loadSecrets, vacuumSchemas } from '#platform';
import { print, progressOf, say } from '../command.js';
import { withDatabase } from '../database.js';
import { OPERATOR } from '../operator.js';
import { expungeReport, whatIsThere } from '../report/expunge-report.js';
import { openServices } from '../services.js';

interface ExpungeFlags {
  readonly locale?: string;
  readonly reason?: ExpungeReason;
  readonly yes?: true;
}

/** Where rows were deleted. */
const SCHEMAS = ['content', 'delivery', 'interchange', 'ledger'];

export function define(command: Command): void {
  command
    .argument('<documentId>', 'the document')
    .option('--locale <tag>', 'in this language only (default: in all of them)')
    .addOption(new Option('--reason <word>', 'for the audit, which takes no other words').choices([...EXPUNGE_REASONS]))
    .option('--yes', 'do not ask')
    .action(async (documentId: string, { locale, reason, yes }: ExpungeFlags) => {
      const config = loadConfig();
      const secrets = loadSecrets(config);
      await withDatabase(config, secrets, progressOf(config), async ({ addresses }) => {
        const services = await openServices(config, secrets, addresses.studio);
        try {
          const expunging = services.get(ExpungingService, { strict: false });
          const asked = { documentId, ...(locale === undefined ? {} : { locale }) };
          const found = await expunging.look(asked);
          if (found.variants.length > 0 && !yes) {
            say(whatIsThere(found));
            if ((await answerTo(`Type the id of the document to expunge it: `)) !== found.documentId) {
              print('That is not its id. Nothing was expunged.');
              process.exitCode = 1;
              return;
            }
          }
          const expunged = await expunging.expunge(OPERATOR, { ...asked, ...(reason === undefined ? {} : { reason }) });
          print(expungeReport(expunged));
          // From here on it is gone for every reader; what follows is about leftovers in the files of the database.
          say('clearing away what the database still keeps of deleted rows');
          try {
            await expunging.forgetSamples();
            await vacuumSchemas(addresses.owner, SCHEMAS);
          } catch (error) {
            say('That did not succeed, and nothing of it is lost: run the same command again to clear away the rest.');
            throw error;
          }
        } finally {
          await services.close();
        }
      });
    });
}

/** One line of standard input, typed or piped. */
async function answerTo(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  process.stderr.write(question);
  try {
    for await (const line of lines) return line.trim().toLowerCase();
    return '';
  } finally {
    lines.close();
  }
}
