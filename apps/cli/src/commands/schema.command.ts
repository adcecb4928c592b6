import type { Command } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { allSchemas } from '#content';
import { Mapping } from '#interchange';
import { print } from '../command.js';
import { callBuilt } from '../call-built.js';
import { CHECKOUT } from '#platform';

/** What each part of the build says about itself, and where that is kept in the checkout. */
const GRAPHQL = [
  {
    module: 'apps/delivery-api/src/schema.js',
    printer: 'printDeliverySchema',
    file: 'apps/delivery-api/schema.graphql',
  },
  {
    module: 'apps/delivery-api/src/schema.js',
    printer: 'printSubgraphSchema',
    file: 'apps/delivery-api/subgraph.graphql',
  },
  { module: 'apps/studio-api/src/schema.js', printer: 'printStudioSchema', file: 'apps/studio-api/schema.graphql' },
] as const;
const JSON_SCHEMAS = 'libs/content/schemas';
const MAPPING_SCHEMA = 'libs/interchange/schemas/mapping.schema.json';

export function define(command: Command): void {
  command.action(async () => {
    for (const { module, printer, file } of GRAPHQL) write(file, await callBuilt(module, printer));
    for (const [name, schema] of Object.entries(allSchemas()))
      write(path.join(JSON_SCHEMAS, name), `${JSON.stringify(schema, null, 2)}\n`);
    const dialect = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Mapping of rows to documents' };
    write(MAPPING_SCHEMA, `${JSON.stringify({ ...dialect, ...Mapping }, null, 2)}\n`);
  });
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(CHECKOUT, file)), { recursive: true });
  writeFileSync(path.join(CHECKOUT, file), text);
  print(file);
}
