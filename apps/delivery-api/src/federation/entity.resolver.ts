import { Inject } from '@nestjs/common';
import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLError, GraphQLResolveInfo } from 'graphql';
import { BadInput, type ProblemPath } from '#platform';
import { isDocumentId } from '../read/document-id.js';
import { goneOrNull, orGone } from '../read/expunged.js';
import { findNode } from '../read/find-node.js';
import type { ReadSession } from '../read/read-session.js';
import { Session } from '../read/session.decorator.js';
import type { ContentDocument } from '../schema/content-document.js';
import { DOCUMENT_TYPES, documentOf } from '../schema/documents.js';
import { AnyScalar, Entity, type Representation, Service } from './federation-types.js';
import { subgraphSdl } from './subgraph-sdl.js';

/** Whether callers may ask for the schema; in production it is a file. */
export const SHOWS_SCHEMA = Symbol('SHOWS_SCHEMA');

const TYPES: ReadonlyMap<string, (typeof DOCUMENT_TYPES)[keyof typeof DOCUMENT_TYPES]> = new Map(
  Object.values(DOCUMENT_TYPES).map((type) => [type.name, type]),
);

/** What a gateway asks that has this API as a subgraph: documents by their keys, in the scope of the key that it sends. */
@Resolver()
export class EntityResolver {
  constructor(@Inject(SHOWS_SCHEMA) private readonly showsSchema: boolean) {}

  @Query(() => Service, { name: '_service', description: 'The schema of this subgraph, for composition.' })
  service(@Info() { schema }: GraphQLResolveInfo): Service {
    if (!this.showsSchema)
      throw new BadInput('The schema is not shown here: compose the published file subgraph.graphql.', ['_service']);
    return { sdl: subgraphSdl(schema) };
  }

  @Query(() => [Entity], { name: '_entities', nullable: 'items', description: 'Documents by their keys, in order.' })
  async entities(
    @Args('representations', { type: () => [AnyScalar], description: 'Up to 100.' }) given: Representation[],
    @Session() session: ReadSession,
  ): Promise<(ContentDocument | null | GraphQLError)[]> {
    if (given.length > 100) throw new BadInput('"representations" may hold up to 100.', ['representations']);
    return Promise.all(given.map((each, index) => orGone(this.find(session, each, ['representations', index]))));
  }

  private async find(session: ReadSession, given: Representation, path: ProblemPath): Promise<ContentDocument | null> {
    const type = TYPES.get(given.__typename);
    if (!type) throw new BadInput('No entity of this API has that "__typename".', [...path, '__typename']);
    const { id, documentId, locale } = given;
    const found =
      typeof id === 'string'
        ? await findNode(session, id, [...path, 'id'])
        : typeof documentId === 'string' && typeof locale === 'string'
          ? await findVariant(session, documentId, locale, [...path, 'documentId'])
          : null;
    if (found === null && typeof id !== 'string' && (typeof documentId !== 'string' || typeof locale !== 'string'))
      throw new BadInput('A representation needs "id", or "documentId" and "locale".', path);
    // A key of another kind names nothing of this one.
    return found instanceof type ? found : null;
  }
}

async function findVariant(
  session: ReadSession,
  documentId: string,
  locale: string,
  path: ProblemPath,
): Promise<ContentDocument | null> {
  if (!isDocumentId(documentId)) throw new BadInput('A documentId is a UUID.', path);
  if (!session.rules.locales.includes(locale)) return null;
  const read = await session.current();
  const published = await read.load.byKey.load({ documentId: documentId.toLowerCase(), locale });
  return published
    ? documentOf(published, read)
    : goneOrNull(read, { documentId: documentId.toLowerCase() }, locale, path);
}
