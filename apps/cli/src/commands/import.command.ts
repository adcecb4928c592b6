import { type Command, Option } from 'commander';
import path from 'node:path';
import { LabelsService, SearchIndexService } from '#content';
import { ImportService, pageFiles } from '#interchange';
import { onInstallation, print, say, standingIn } from '../command.js';
import { importReport } from '../report/import-report.js';
import { OPERATOR } from '../operator.js';

interface ImportFlags {
  readonly publish?: true;
  readonly dryRun?: true;
  readonly locale?: string;
  readonly report: 'text' | 'json';
}

export function define(command: Command): void {
  command
    .argument('<file|folder...>', 'pages as text, Markdown or HTML; a folder means every page below it')
    .option('--publish', 'publish what the import made, in one publication')
    .option('--dry-run', 'show what would happen and keep nothing')
    .option('--locale <tag>', 'language of the pages (default: the first configured one)')
    .addOption(new Option('--report <form>', 'for people or for programs').choices(['text', 'json']).default('text'))
    .action(async (given: string[], flags: ImportFlags) => {
      const folder = standingIn(command);
      // Before anything is started: a path that leads nowhere needs no database.
      const pages = await pageFiles(given.map((each) => path.resolve(folder, each)));
      await onInstallation(async (services, config) => {
        await services.get(LabelsService, { strict: false }).takeIn(OPERATOR);
        await services.get(SearchIndexService, { strict: false }).takeIn();
        const report = await services.get(ImportService, { strict: false }).importPages(OPERATOR, pages, {
          locale: flags.locale ?? config.locales[0],
          publish: flags.publish ?? false,
          dryRun: flags.dryRun ?? false,
          ...(flags.report === 'text' ? { progress: say } : {}),
        });
        print(flags.report === 'json' ? JSON.stringify(report, null, 2) : importReport(report));
      });
    });
}
