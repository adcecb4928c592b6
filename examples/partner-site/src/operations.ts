import { graphql } from './generated/gql.js';

export const NOTICES = graphql(`
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
`);

export const ARTICLES = graphql(`
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
`);

export const MYTHS = graphql(`
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
`);

export const FACTS = graphql(`
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
`);

/** Why a page of an earlier build is not there any more. */
export const WITHDRAWAL = graphql(`
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
`);
