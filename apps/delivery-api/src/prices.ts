import type { Prices } from '#edge';

/** One is one document, or one part of it that is an object. Dearer is what takes statements or a walk of its own. */
export const PRICES: Prices = {
  limit: 5_000,
  fields: {
    'Query.search': 20,
    'SearchConnection.facets': 10,
    'Query.matchMyths': 50,
    'Query.pull': 20,
    'Query.sync': 20,
    // With the documents that the text embeds, and those within them.
    'RichText.html': 5,
    'RichText.markdown': 5,
    'RichText.text': 5,
  },
  lengths: {
    // Of a region, read once for all documents of an answer.
    notices: 3,
    'CourseModule.lessons': 4,
    'Lesson.uses': 2,
    'SearchFacets.topics': 20,
  },
};
