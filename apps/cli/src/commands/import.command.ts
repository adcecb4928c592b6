import { type Command, Option } from 'commander';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LabelsService, SearchIndexService } from '#content';
import {
  ImportRowsService,
  ImportService,
  isRowFile,
  type Mapping,
  pageFiles,
  parseMapping,
  rowsOf,
} from '#interchange';
import { BadInput } from '#platform';
import { onInstallation, print, say, standingIn } from '../command.js';
import { importReport } from '../report/import-report.js';
import { OPERATOR } from '../operator.js';
import { rowReport } from '../report/row-report.js';

interface ImportFlags {
  readonly publish?: true;
  readonly dryRun?: true;
  readonly locale?: string;
  readonly report: 'text' | 'json';
  readonly mapping?: string;
  readonly system?: string;
}

export function define(command: Command): void {
  command
    .argument(
      '<file|folder...>',
      'pages as text, Markdown or HTML (a folder means every page below it); or one file of rows, NDJSON or CSV',
    )
    .option('--publish', 'publish what the import made, in one publication')
    .option('--dry-run', 'show what would happen and keep nothing')
    .option('--locale <tag>', 'language of what does not say its own (default: the first configured one)')
    .option('--mapping <file>', 'rows: how columns become fields (JSON); CSV needs one')
    .option('--system <name>', 'rows without a mapping: where they come from (default: the name of the file)')
    .addOption(new Option('--report <form>', 'for people or for programs').choices(['text', 'json']).default('text'))
    .action(async (given: string[], flags: ImportFlags) => {
      const folder = standingIn(command);
      const files = given.map((each) => path.resolve(folder, each));
      await (files.some(isRowFile) ? importRows(files, folder, flags) : importPages(files, flags));
    });
}

async function importPages(files: readonly string[], flags: ImportFlags): Promise<void> {
  if (flags.mapping !== undefined || flags.system !== undefined)
    throw new BadInput('--mapping and --system are for rows: give a file that ends in .ndjson or .csv.', ['mapping']);
  // Before anything is started: a path that leads nowhere needs no database.
  const pages = await pageFiles(files);
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
}

async function importRows(files: readonly string[], folder: string, flags: ImportFlags): Promise<void> {
  const [file = '', another] = files;
  if (another !== undefined) throw new BadInput('Rows are imported from one file at a time: name one.', ['file']);
  const mapping = flags.mapping === undefined ? null : await readMapping(path.resolve(folder, flags.mapping));
  if (mapping === null && /\.csv$/i.test(file))
    throw new BadInput('CSV needs --mapping <file>, which says what its columns are: docs/how-to/import-rows.md.', [
      'mapping',
    ]);
  const rows = await rowsOf(file);
  await onInstallation(async (services, config) => {
    await services.get(LabelsService, { strict: false }).takeIn(OPERATOR);
    await services.get(SearchIndexService, { strict: false }).takeIn();
    const report = await services.get(ImportRowsService, { strict: false }).importRows(
      OPERATOR,
      { system: flags.system ?? mapping?.system ?? path.parse(file).name, mapping, rows },
      {
        locale: flags.locale ?? config.locales[0],
        publish: flags.publish ?? false,
        dryRun: flags.dryRun ?? false,
        ...(flags.report === 'text' ? { progress: say } : {}),
      },
    );
    print(flags.report === 'json' ? JSON.stringify(report, null, 2) : rowReport(report));
    if (report.problems.length > 0) process.exitCode = 1;
  });
}

async function readMapping(file: string): Promise<Mapping> {
  let mapping: unknown;
  try {
    mapping = JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    throw new BadInput(
      error instanceof SyntaxError ? `${file} is not JSON.` : `There is no mapping ${file}: check the path.`,
      ['mapping'],
    );
  }
  return parseMapping(mapping);
}
