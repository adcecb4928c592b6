/**
 * The four operations that are measured. `variables(ask, site)` collects the distinct sets of variables, asking the API
 * itself for cursors, so that every request is one that a client could really send.
 */
const WANTED = 1_000;

const ARTICLE = /* GraphQL */ `
  query Article($slug: String!) {
    article(slug: $slug) {
      id
      slug
      title
      summary
      body {
        html
      }
      topics {
        slug
        name
      }
    }
  }
`;

const LATEST = /* GraphQL */ `
  query Latest($first: Int!, $after: String, $filter: ContentFilter) {
    articles(first: $first, after: $after, filter: $filter) {
      edges {
        node {
          id
          slug
          title
          summary
          edition {
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
`;

const TOPIC = /* GraphQL */ `
  query Topic($slug: String!, $articles: String, $pairs: String) {
    topic(slug: $slug) {
      id
      name
      description
      articles(first: 20, after: $articles) {
        edges {
          node {
            id
            slug
            title
            summary
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      mythFacts(first: 20, after: $pairs) {
        edges {
          position
          node {
            id
            slug
            myth
            fact
            verdict
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

const COURSE = /* GraphQL */ `
  query Course($slug: String!) {
    course(slug: $slug) {
      id
      title
      summary
      level
      totalMinutes
      objectives
      modules {
        title
        summary
        lessons {
          title
          minutes
          kind
          objectives
          uses {
            pinned
            document {
              id
              kind
              slug
            }
          }
        }
      }
    }
  }
`;

export const QUERIES = [
  { name: 'one article by slug, with its topics', query: ARTICLE, variables: articleVariables },
  { name: '20 articles by date', query: LATEST, variables: latestVariables },
  { name: 'a topic with 20 articles and 20 pairs', query: TOPIC, variables: topicVariables },
  { name: 'a course with modules and lessons', query: COURSE, variables: courseVariables },
];

/** One line each: what a built client sends. */
export const compact = (query) => query.replace(/\s+/g, ' ').trim();

const EVERY_CURSOR = /* GraphQL */ `
  query Cursors($after: String, $orderBy: ContentOrder) {
    articles(first: 100, after: $after, orderBy: $orderBy) {
      edges {
        cursor
        node {
          slug
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
/** Articles whose cursors are collected: enough for distinct pages, without walking a large site to its end. */
const WALKED = 2_000;

async function walk(ask) {
  const edges = [];
  for (let after = null; edges.length < WALKED;) {
    const { articles } = await ask(EVERY_CURSOR, { after });
    edges.push(...articles.edges);
    if (!articles.pageInfo.hasNextPage) break;
    after = articles.pageInfo.endCursor;
  }
  return edges;
}

async function articleVariables(ask, site) {
  if (site.articleSlugs.length <= WANTED) return site.articleSlugs.map((slug) => ({ slug }));
  return spread(site.articleSlugs, 5 * WANTED).map((slug) => ({ slug }));
}

/** The first page, pages from every place that leaves a full one, and the first pages for each topic and audience. */
async function latestVariables(ask, site) {
  const edges = await walk(ask);
  const places = edges.slice(0, -20).map(({ cursor }) => ({ first: 20, after: cursor }));
  const filters = [
    ...site.topics.map(({ id }) => ({ topics: [id] })),
    ...['individuals', 'educators'].map((audience) => ({ audiences: [audience] })),
  ];
  return [{ first: 20 }, ...places, ...filters.map((filter) => ({ first: 20, filter }))];
}

const TOPIC_CURSORS = /* GraphQL */ `
  query TopicCursors($slug: String!) {
    topic(slug: $slug) {
      articles(first: 100) {
        edges {
          cursor
        }
      }
      mythFacts(first: 100) {
        edges {
          cursor
        }
      }
    }
  }
`;

/** Each topic from its start, and from every place in its first hundred articles and pairs that leaves two full pages. */
async function topicVariables(ask, site) {
  const sets = [];
  for (const { slug } of site.topics) {
    const { topic } = await ask(TOPIC_CURSORS, { slug });
    const [articles, pairs] = [topic.articles.edges, topic.mythFacts.edges].map((edges) =>
      edges.slice(0, -20).map(({ cursor }) => cursor),
    );
    sets.push({ slug });
    for (let place = 0; place < Math.min(articles.length, pairs.length); place++)
      sets.push({ slug, articles: articles[place], pairs: pairs[place] });
  }
  return sets;
}

async function courseVariables(ask, site) {
  return site.courseSlugs.map((slug) => ({ slug }));
}

function spread(list, count) {
  return Array.from(
    { length: Math.min(count, list.length) },
    (_, index) => list[Math.floor((index * list.length) / Math.min(count, list.length))],
  );
}
