import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { subgraphSdl } from './federation/subgraph-sdl.js';
import { RESOLVERS } from './resolvers.js';
import { DOCUMENT_TYPES } from './schema/documents.js';

/** The schema of the delivery API, made from the code alone: no database, no server. */
export async function makeDeliverySchema(): Promise<GraphQLSchema> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  try {
    return await app.get(GraphQLSchemaFactory).create([...RESOLVERS], { orphanedTypes: Object.values(DOCUMENT_TYPES) });
  } finally {
    await app.close();
  }
}

/** The same as a gateway composes it. */
export async function printSubgraphSchema(): Promise<string> {
  return subgraphSdl(await makeDeliverySchema());
}

/** The contract with partners as text. */
export async function printDeliverySchema(): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await makeDeliverySchema()))}\n`;
}
