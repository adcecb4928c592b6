/* eslint-disable */
import * as types from './graphql.js';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Notices {\n    notices {\n      documentId\n      name\n      message\n      phone\n      chatUrl\n      hours\n      text {\n        number\n        code\n      }\n    }\n  }\n": typeof types.NoticesDocument,
    "\n  query Articles($after: String) {\n    articles(first: 50, after: $after) {\n      edges {\n        node {\n          documentId\n          slug\n          locale\n          title\n          summary\n          reviewBy\n          readingMinutes\n          body {\n            html\n          }\n          edition {\n            number\n            kind\n            note\n            publishedAt\n          }\n          attribution {\n            text\n            url\n            licence\n          }\n          sources {\n            documentId\n            title\n            publisher\n            url\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.ArticlesDocument,
    "\n  query Myths($after: String) {\n    mythFacts(first: 50, after: $after) {\n      edges {\n        node {\n          documentId\n          slug\n          locale\n          myth\n          fact\n          verdict\n          explanation {\n            html\n          }\n          edition {\n            number\n            kind\n            note\n            publishedAt\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.MythsDocument,
    "\n  query Facts($after: String) {\n    facts(first: 50, after: $after) {\n      edges {\n        node {\n          documentId\n          slug\n          locale\n          statement\n          status\n          notice\n          verifyBy\n          edition {\n            number\n            kind\n            note\n            publishedAt\n          }\n          citations {\n            role\n            source {\n              title\n              url\n            }\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.FactsDocument,
    "\n  query Withdrawal($kind: Kind!, $slug: String!) {\n    withdrawal(kind: $kind, slug: $slug) {\n      reason\n      notice\n      at\n      replacedBy {\n        documentId\n      }\n    }\n  }\n": typeof types.WithdrawalDocument,
};
const documents: Documents = {
    "\n  query Notices {\n    notices {\n      documentId\n      name\n      message\n      phone\n      chatUrl\n      hours\n      text {\n        number\n        code\n      }\n    }\n  }\n": types.NoticesDocument,
    "\n  query Articles($after: String) {\n    articles(first: 50, after: $after) {\n      edges {\n        node {\n          documentId\n          slug\n          locale\n          title\n          summary\n          reviewBy\n          readingMinutes\n          body {\n            html\n          }\n          edition {\n            number\n            kind\n            note\n            publishedAt\n          }\n          attribution {\n            text\n            url\n            licence\n          }\n          sources {\n            documentId\n            title\n            publisher\n            url\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.ArticlesDocument,
    "\n  query Myths($after: String) {\n    mythFacts(first: 50, after: $after) {\n      edges {\n        node {\n          documentId\n          slug\n          locale\n          myth\n          fact\n          verdict\n          explanation {\n            html\n          }\n          edition {\n            number\n            kind\n            note\n            publishedAt\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.MythsDocument,
    "\n  query Facts($after: String) {\n    facts(first: 50, after: $after) {\n      edges {\n        node {\n          documentId\n          slug\n          locale\n          statement\n          status\n          notice\n          verifyBy\n          edition {\n            number\n            kind\n            note\n            publishedAt\n          }\n          citations {\n            role\n            source {\n              title\n              url\n            }\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.FactsDocument,
    "\n  query Withdrawal($kind: Kind!, $slug: String!) {\n    withdrawal(kind: $kind, slug: $slug) {\n      reason\n      notice\n      at\n      replacedBy {\n        documentId\n      }\n    }\n  }\n": types.WithdrawalDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Notices {\n    notices {\n      documentId\n      name\n      message\n      phone\n      chatUrl\n      hours\n      text {\n        number\n        code\n      }\n    }\n  }\n"): typeof import('./graphql.js').NoticesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Articles($after: String) {\n    articles(first: 50, after: $after) {\n      edges {\n        node {\n          documentId\n          slug\n          locale\n          title\n          summary\n          reviewBy\n          readingMinutes\n          body {\n            html\n          }\n          edition {\n            number\n            kind\n            note\n            publishedAt\n          }\n          attribution {\n            text\n            url\n            licence\n          }\n          sources {\n            documentId\n            title\n            publisher\n            url\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.js').ArticlesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Myths($after: String) {\n    mythFacts(first: 50, after: $after) {\n      edges {\n        node {\n          documentId\n          slug\n          locale\n          myth\n          fact\n          verdict\n          explanation {\n            html\n          }\n          edition {\n            number\n            kind\n            note\n            publishedAt\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.js').MythsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Facts($after: String) {\n    facts(first: 50, after: $after) {\n      edges {\n        node {\n          documentId\n          slug\n          locale\n          statement\n          status\n          notice\n          verifyBy\n          edition {\n            number\n            kind\n            note\n            publishedAt\n          }\n          citations {\n            role\n            source {\n              title\n              url\n            }\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.js').FactsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Withdrawal($kind: Kind!, $slug: String!) {\n    withdrawal(kind: $kind, slug: $slug) {\n      reason\n      notice\n      at\n      replacedBy {\n        documentId\n      }\n    }\n  }\n"): typeof import('./graphql.js').WithdrawalDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
