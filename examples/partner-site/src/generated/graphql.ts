/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How an edition differs from the one before. */
export type ChangeKind =
  /** Something that was wrong has been put right. */
  | 'CORRECTION'
  /** New or rewritten. */
  | 'MAJOR'
  /** Small changes that alter no claim. */
  | 'MINOR'
  /** A claim has been taken back. */
  | 'RETRACTION';

/** What a source does for a claim. */
export type CitationRole =
  /** It argues against the claim. */
  | 'CRITIQUES'
  /** It established the claim. */
  | 'PRIMARY'
  /** It repeats the claim without evidence of its own. */
  | 'REPEATS'
  /** It reports the claim from another source, which it names. */
  | 'SECONDARY'
  /** It replaces what the claim was based on. */
  | 'SUPERSEDES';

/** What the evidence allows to say. Show `notice` with anything but SUPPORTED. */
export type FactStatus =
  /** Sources contradict it. */
  | 'DISPUTED'
  /** It has been taken back. */
  | 'RETRACTED'
  /** A newer fact replaces it. */
  | 'SUPERSEDED'
  /** A primary source supports it. */
  | 'SUPPORTED'
  /** It holds within the limits that the notice names. */
  | 'SUPPORTED_WITH_LIMITS'
  /** No source has been found yet. */
  | 'UNVERIFIED';

/** What sort of document it is. */
export type Kind =
  /** An educational article. */
  | 'ARTICLE'
  /** An ordered selection of documents. */
  | 'COLLECTION'
  /** A course outline. */
  | 'COURSE'
  /** A claim with its evidence. */
  | 'FACT'
  /** A myth and the fact that corrects it. */
  | 'MYTH_FACT'
  /** A safety contact. */
  | 'NOTICE'
  /** A bibliographic record. */
  | 'SOURCE'
  /** A topic. */
  | 'TOPIC';

/** What is wrong with a claim. */
export type Verdict =
  /** It is not so. */
  | 'FALSE'
  /** It leaves out what matters. */
  | 'LACKS_CONTEXT'
  /** It leads to a wrong conclusion. */
  | 'MISLEADING'
  /** Some of it is so. */
  | 'PARTLY_TRUE';

/** Why a document is no longer public. */
export type WithdrawalReason =
  /** It was taken away. */
  | 'GONE'
  /** Another document took its place. */
  | 'REPLACED'
  /** It should not have been said; the notice says why. */
  | 'RETRACTED'
  /** It was public by mistake, and that was taken back: it had not been public before. */
  | 'REVERTED';

export type NoticesQueryVariables = Exact<{ [key: string]: never; }>;


export type NoticesQuery = { notices: Array<{ documentId: string, name: string, message: string | null, phone: string | null, chatUrl: string | null, hours: string | null, text: { number: string | null, code: string | null } | null }> };

export type ArticlesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ArticlesQuery = { articles: { edges: Array<{ node: { documentId: string, slug: string, locale: string, title: string, summary: string | null, reviewBy: string | null, readingMinutes: number, body: { html: string }, edition: { number: number, kind: ChangeKind, note: string | null, publishedAt: string }, attribution: { text: string, url: string | null, licence: string | null } | null, sources: Array<{ documentId: string, title: string, publisher: string | null, url: string | null }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type MythsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type MythsQuery = { mythFacts: { edges: Array<{ node: { documentId: string, slug: string, locale: string, myth: string, fact: string, verdict: Verdict | null, explanation: { html: string } | null, edition: { number: number, kind: ChangeKind, note: string | null, publishedAt: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type FactsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FactsQuery = { facts: { edges: Array<{ node: { documentId: string, slug: string, locale: string, statement: string, status: FactStatus, notice: string | null, verifyBy: string | null, edition: { number: number, kind: ChangeKind, note: string | null, publishedAt: string }, citations: Array<{ role: CitationRole | null, source: { title: string, url: string | null } | null }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type WithdrawalQueryVariables = Exact<{
  kind: Kind;
  slug: string;
}>;


export type WithdrawalQuery = { withdrawal: { reason: WithdrawalReason, notice: string | null, at: string, replacedBy:
      | { documentId: string }
      | { documentId: string }
      | { documentId: string }
      | { documentId: string }
      | { documentId: string }
      | { documentId: string }
      | { documentId: string }
      | { documentId: string }
     | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const NoticesDocument = new TypedDocumentString(`
    query Notices {
  notices {
    documentId
    name
    message
    phone
    chatUrl
    hours
    text {
      number
      code
    }
  }
}
    `) as unknown as TypedDocumentString<NoticesQuery, NoticesQueryVariables>;
export const ArticlesDocument = new TypedDocumentString(`
    query Articles($after: String) {
  articles(first: 50, after: $after) {
    edges {
      node {
        documentId
        slug
        locale
        title
        summary
        reviewBy
        readingMinutes
        body {
          html
        }
        edition {
          number
          kind
          note
          publishedAt
        }
        attribution {
          text
          url
          licence
        }
        sources {
          documentId
          title
          publisher
          url
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ArticlesQuery, ArticlesQueryVariables>;
export const MythsDocument = new TypedDocumentString(`
    query Myths($after: String) {
  mythFacts(first: 50, after: $after) {
    edges {
      node {
        documentId
        slug
        locale
        myth
        fact
        verdict
        explanation {
          html
        }
        edition {
          number
          kind
          note
          publishedAt
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<MythsQuery, MythsQueryVariables>;
export const FactsDocument = new TypedDocumentString(`
    query Facts($after: String) {
  facts(first: 50, after: $after) {
    edges {
      node {
        documentId
        slug
        locale
        statement
        status
        notice
        verifyBy
        edition {
          number
          kind
          note
          publishedAt
        }
        citations {
          role
          source {
            title
            url
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<FactsQuery, FactsQueryVariables>;
export const WithdrawalDocument = new TypedDocumentString(`
    query Withdrawal($kind: Kind!, $slug: String!) {
  withdrawal(kind: $kind, slug: $slug) {
    reason
    notice
    at
    replacedBy {
      documentId
    }
  }
}
    `) as unknown as TypedDocumentString<WithdrawalQuery, WithdrawalQueryVariables>;