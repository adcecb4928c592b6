import { QUERIES } from '../queries.mjs';
import { nameOf } from './names.mjs';

const [ARTICLE, LATEST, TOPIC, COURSE] = QUERIES.map(({ query }) => query);

const SEARCH = /* GraphQL */ `
  query Search($query: String!, $first: Int!, $kinds: [Kind!], $topics: [ID!], $audiences: [String!]) {
    search(query: $query, first: $first, kinds: $kinds, topics: $topics, audiences: $audiences) {
      totalCount
      lowerBound
      approximate
      edges {
        score
        highlights {
          field
          text
        }
        node {
          id
          kind
          slug
        }
      }
      facets {
        lowerBound
        kinds {
          kind
          count
        }
        topics {
          count
          topic {
            slug
          }
        }
        audiences {
          count
        }
      }
    }
  }
`;

/** Cursors of one page after the other, with as little besides as can be asked for. */
export const CURSORS = /* GraphQL */ `
  query Cursors($first: Int!, $after: String) {
    articles(first: $first, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

const each = (list, make) => list.slice(0, 200).map(make);
const pageOfTopic = (id) => ({ first: 20, filter: { topics: [id] } });

/**
 * What is asked of each site, with the sets of variables; `scoped` asks as the partner who sees the narrow topic alone. The
 * narrow scope has at least 200 documents on every site, so that its pages are as full on the small ones.
 */
export const questions = (site) => [
  { name: 'one article by slug', query: ARTICLE, sets: each(site.everywhere.articles, (slug) => ({ slug })) },
  { name: '20 articles by date', query: LATEST, sets: [{ first: 20 }] },
  { name: '20 articles of a large topic', query: LATEST, sets: site.largeTopicIds.map(pageOfTopic) },
  { name: 'a topic with 20 articles and 20 pairs', query: TOPIC, sets: each(site.topics.large, (slug) => ({ slug })) },
  { name: 'an empty topic', query: TOPIC, sets: [{ slug: site.topics.empty }], mayBeEmpty: true },
  { name: 'a course', query: COURSE, sets: each(site.everywhere.courses, (slug) => ({ slug })) },
  {
    name: 'in scope: one article',
    query: ARTICLE,
    scoped: true,
    sets: each(site.inScope.articles, (slug) => ({ slug })),
  },
  { name: 'in scope: 20 articles by date', query: LATEST, scoped: true, sets: [{ first: 20 }] },
  {
    name: 'in scope: 20 articles of a large topic',
    query: LATEST,
    scoped: true,
    sets: site.largeTopicIds.map(pageOfTopic),
  },
  { name: 'in scope: its topic', query: TOPIC, scoped: true, sets: [{ slug: site.topics.narrow }] },
  { name: 'in scope: a course', query: COURSE, scoped: true, sets: each(site.inScope.courses, (slug) => ({ slug })) },
];

export const pageOfArticles = (page, after) => ({
  name: `page ${page.toLocaleString('en-US')}`,
  query: LATEST,
  sets: [{ first: 20, after }],
});

/** Names are words of which the k-th is k times as rare as the first; the others stand in every second or third document. */
const SOUGHT = [
  ['a word that hardly any document has', { query: nameOf(150_000) }],
  ['a word in one of 1,000', { query: nameOf(80) }],
  ['a word in one of 100', { query: nameOf(8) }],
  ['a word in one of 20', { query: nameOf(1) }],
  ['a word in every second or third', { query: 'teacher' }],
  ['two words in very many', { query: 'teacher week' }],
  ['a whole sentence', { query: 'a teacher writes down the first warning sign in the first week' }],
  ['a very common word and a rare one', { query: `teacher ${nameOf(80)}` }],
  ['a typing mistake in a common word', { query: 'taecher' }],
  ['a typing mistake in a rare word', { query: swapped(nameOf(80)) }],
  ['a word that nobody has', { query: 'xylophonist' }],
  ['a common word among courses', { query: 'teacher', kinds: ['COURSE'] }],
  ['a common word for one audience', { query: 'teacher', audiences: ['educators'] }],
];

export const searches = (site) => [
  ...SOUGHT.map(([name, variables]) => ({
    name,
    query: SEARCH,
    sets: [{ first: 20, ...variables }],
    mayBeEmpty: true,
  })),
  {
    name: 'a common word under the narrow topic',
    query: SEARCH,
    sets: [{ first: 20, query: 'teacher', topics: [site.narrowTopicId] }],
  },
  { name: 'in scope: a common word', query: SEARCH, scoped: true, sets: [{ first: 20, query: 'teacher' }] },
  {
    name: 'in scope: a word in one of 100',
    query: SEARCH,
    scoped: true,
    sets: [{ first: 20, query: nameOf(8) }],
    mayBeEmpty: true,
  },
];

function swapped(word) {
  return `${word.slice(0, 3)}${word[4]}${word[3]}${word.slice(5)}`;
}
