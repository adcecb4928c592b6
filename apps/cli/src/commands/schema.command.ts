import type { Command } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { print } from '../command.js';
import { BUILD, CHECKOUT } from '../places.js';

/** What each part of the build says about itself, and where that is kept in the checkout. */
const GRAPHQL = [
  {
    module: 'apps/delivery-api/src/schema.js',
    printer: 'printDeliverySchema',
    file: 'apps/delivery-api/schema.graphql',
  },
  { module: 'apps/studio-api/src/schema.js', printer: 'printStudioSchema', file: 'apps/studio-api/schema.graphql' },
] as const;
const JSON_SCHEMAS = {
  module: 'libs/content/src/domain/kinds/json-schema.js',
  printer: 'allSchemas',
  folder: 'libs/content/schemas',
} as const;

export function addSchema(almanac: Command): void {
  almanac
    .command('schema')
    .description('write the published contracts again: both schema.graphql files and the JSON Schemas of all kinds')
    .action(async () => {
      for (const { module, printer, file } of GRAPHQL) write(file, (await call(module, printer)) as string);
      const schemas = (await call(JSON_SCHEMAS.module, JSON_SCHEMAS.printer)) as Readonly<Record<string, object>>;
      for (const [name, schema] of Object.entries(schemas))
        write(path.join(JSON_SCHEMAS.folder, name), `${JSON.stringify(schema, null, 2)}\n`);
    });
}

/** By path, at run time: an app is a process of its own, and nothing here depends on what it is made of. */
async function call(module: string, printer: string): Promise<unknown> {
  const loaded = (await import(pathToFileURL(path.join(BUILD, module)).href)) as Readonly<
    Record<string, () => unknown>
  >;
  const print = loaded[printer];
  if (!print) throw new Error(`${module} has no ${printer}`);
  return print();
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(CHECKOUT, file)), { recursive: true });
  writeFileSync(path.join(CHECKOUT, file), text);
  print(file);
}
