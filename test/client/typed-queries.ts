import { type Connection, query } from '../../libs/client/src/index.js';
import type { TypedDocumentNode } from '@apollo/client/core';
import { ARTICLES, NOTICES, WITHDRAWAL } from '../../examples/partner-site/src/operations.js';

/**
 * What must and must not compile of operations that graphql-codegen has typed: `npm run check:types` reads it, and an
 * expectation that is not met is an error there.
 */
export async function typedQueries(connection: Connection): Promise<readonly string[]> {
  const withdrawn = await query(connection, WITHDRAWAL, { kind: 'ARTICLE', slug: 'page' });
  const reason: 'GONE' | 'REPLACED' | 'RETRACTED' | 'REVERTED' | undefined = withdrawn.withdrawal?.reason;
  // Variables that may be left out, and operations that have none.
  const { articles } = await query(connection, ARTICLES);
  const title: string | undefined = articles.edges[0]?.node.title;
  const { notices } = await query(connection, NOTICES, {}, new AbortController().signal);

  // @ts-expect-error It needs its variables.
  await query(connection, WITHDRAWAL);
  // @ts-expect-error One is missing.
  await query(connection, WITHDRAWAL, { kind: 'ARTICLE' });
  // @ts-expect-error There is no such kind.
  await query(connection, WITHDRAWAL, { kind: 'DRAGON', slug: 'page' });
  const others = await query(connection, NOTICES);
  // @ts-expect-error It was not asked for.
  void others.articles;
  // @ts-expect-error It may be absent.
  const always: string = withdrawn.withdrawal.reason;
  // @ts-expect-error Neither a text nor a document.
  await query(connection, {});

  const asDocument = {} as TypedDocumentNode<{ readonly article: { readonly slug: string } }, { readonly id: string }>;
  const document = await query(connection, asDocument, { id: 'x' });
  // @ts-expect-error It takes a string.
  await query(connection, asDocument, { id: 1 });
  const untyped: unknown = await query(connection, '{ __typename }');
  return [reason, title, notices[0]?.name, document.article.slug, always, String(untyped)].map(String);
}
