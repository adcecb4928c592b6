import { Random } from './site/random.mjs';
import { passage } from './site/words.mjs';

const SEARCH = /* GraphQL */ `
  query Search($query: String!, $kinds: [Kind!]) {
    search(query: $query, kinds: $kinds, first: 20) {
      totalCount
      lowerBound
      edges {
        score
        node {
          id
          kind
          slug
        }
        highlights {
          field
          text
        }
      }
      facets {
        kinds {
          kind
          count
        }
        topics {
          count
          topic {
            slug
            name
          }
        }
        audiences {
          audience {
            key
          }
          count
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

const MATCH_MYTHS = /* GraphQL */ `
  query MatchMyths($text: String!) {
    matchMyths(text: $text, first: 10) {
      start
      end
      quote
      score
      mythFact {
        id
        slug
        myth
        fact
        verdict
      }
    }
  }
`;

const MYTHS = /* GraphQL */ `
  query Myths {
    mythFacts(first: 100) {
      edges {
        node {
          myth
        }
      }
    }
  }
`;

const WORDS = [
  'neighbour',
  'teacher',
  'volunteer',
  'invoice',
  'agreement',
  'habit',
  'witness',
  'evening',
  'patience',
  'label',
];
const TEXTS = 200;
const ADDRESSES = 1_000;

/** What is measured beside the four queries. Of each text one sentence in about ten is a myth of the site. */
export const READS = [
  { name: 'one article over plain HTTP, as JSON', addresses: (site) => articleAddresses(site, 'json') },
  { name: 'one article over plain HTTP, as HTML', addresses: (site) => articleAddresses(site, 'html') },
  { name: 'a search with highlights and facets', query: SEARCH, variables: searchVariables },
  { name: 'matchMyths: a sentence', query: MATCH_MYTHS, variables: (ask) => textVariables(ask, 100) },
  { name: 'matchMyths: a paragraph', query: MATCH_MYTHS, variables: (ask) => textVariables(ask, 1_000) },
  { name: 'matchMyths: a page of 20 kB', query: MATCH_MYTHS, variables: (ask) => textVariables(ask, 20_000) },
];

function articleAddresses({ articleSlugs }, format) {
  return articleSlugs.slice(0, ADDRESSES).map((slug) => `/v1/article/${slug}.${format}`);
}

function searchVariables() {
  const pairs = WORDS.flatMap((one) => WORDS.map((other) => (one === other ? one : `${one} ${other}`)));
  return pairs.flatMap((query) => [{ query }, { query, kinds: ['ARTICLE'] }, { query, kinds: ['MYTH_FACT'] }]);
}

async function textVariables(ask, length) {
  const { mythFacts } = await ask(MYTHS, {});
  const myths = mythFacts.edges.map(({ node }) => node.myth);
  return Array.from({ length: TEXTS }, (_, index) => {
    const random = new Random(8_000_000 + length + index);
    let text = random.pick(myths);
    for (;;) {
      const more = random.chance(0.1) ? random.pick(myths) : passage(random, 1);
      // What is too long by a byte is refused.
      if (Buffer.byteLength(`${text} ${more} `) > length) break;
      text += ` ${more}`;
    }
    return { text: `${text} ` };
  });
}
