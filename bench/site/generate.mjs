import { slugFrom } from '#content';
import { Random, SeededIds } from './random.mjs';
import { claim, FIELDS, heading, objective, passage, sentence, title } from './words.mjs';

/** Generated once, published once, measured: change the number when the words or the shapes change. */
export const SITE_VERSION = 1;
export const SIZES = {
  small: { topics: 20, articles: 1_000, pairs: 2_000, courses: 50, sources: 40, notices: 2 },
  large: { topics: 20, articles: 100_000, pairs: 2_000, courses: 50, sources: 40, notices: 2 },
};
/** Visible characters of an article's body. */
const BODY_LENGTH = 4_000;
/** Pairs that each topic puts in order; the others are only filed under it. */
const ORDERED_PAIRS = 10;
const AUDIENCES = ['individuals', 'community-groups', 'educators', 'professional-organizations'];
const VERDICTS = ['FALSE', 'MISLEADING', 'LACKS_CONTEXT', 'PARTLY_TRUE'];
const LESSON_KINDS = ['reading', 'video', 'discussion', 'activity', 'quiz'];

/**
 * The documents of a site, lazily and in an order in which each stage may be published once the stages before it are:
 * the frame (notices, sources, topics and the pairs that topics order, which refer to each other), pairs, articles, courses.
 * Each document: `{ id, kind, slug, body, later? }`; `later` holds fields that refer to documents further on in its stage.
 */
export function generateSite(size) {
  const ids = new SeededIds(20_260_101);
  const take = (count) => Array.from({ length: count }, () => ids.next());
  const known = {
    notices: take(size.notices),
    sources: take(size.sources),
    topics: topicTree(take(size.topics)),
    pairs: take(size.pairs),
    articles: take(size.articles),
    courses: take(size.courses),
  };
  const ordered = new Set(known.pairs.slice(0, size.topics * ORDERED_PAIRS));
  const pairs = known.pairs.map((id, index) => ({ id, index }));
  return {
    topics: known.topics,
    count: Object.values(size).reduce((sum, count) => sum + count, 0),
    stages: [
      {
        name: 'frame',
        documents: () => [
          ...notices(known),
          ...sources(known),
          ...topics(known),
          ...pairs.filter(({ id }) => ordered.has(id)).map((pair) => mythFact(known, pair)),
        ],
        whole: true,
      },
      { name: 'pairs', documents: () => lazily(pairs.slice(ordered.size), (pair) => mythFact(known, pair)) },
      { name: 'articles', documents: () => lazily(known.articles, (id, index) => article(known, id, index)) },
      { name: 'courses', documents: () => lazily(known.courses, (id, index) => course(known, id, index)) },
    ],
  };
}

function* lazily(list, make) {
  for (const [index, entry] of list.entries()) yield make(entry, index);
}

function topicTree(ids) {
  const names = FIELDS.flatMap((field) => [
    { name: field.name, broader: null },
    ...field.below.map((name) => ({ name, broader: field.name })),
  ]);
  const named = names.map(({ name, broader }, index) => ({ id: ids[index], name, broader, slug: slugFrom(name) }));
  return named.map((topic) => ({ ...topic, broader: named.find((other) => other.name === topic.broader)?.id ?? null }));
}

function notices({ notices: [first, second] }) {
  return [
    {
      id: first,
      kind: 'notice',
      slug: 'advice-line',
      body: {
        name: 'Advice line',
        message: 'Talk to somebody who listens, at any hour.',
        phone: '1-800-555-0100',
        hours: 'At any hour',
        languages: ['en'],
        priority: 10,
        operator: 'A charity of this example',
      },
    },
    {
      id: second,
      kind: 'notice',
      slug: 'advice-by-text',
      body: {
        name: 'Advice by text',
        message: 'Write if you cannot speak freely.',
        text: { number: '555-0101', code: 'ADVICE' },
        languages: ['en'],
        priority: 20,
        operator: 'A charity of this example',
      },
    },
  ];
}

function sources({ sources }) {
  return sources.map((id, index) => {
    const random = new Random(1_000_000 + index);
    const name = sentence(random).replace(/\.$/, '');
    return {
      id,
      kind: 'source',
      slug: `source-${index + 1}`,
      body: {
        type: 'report',
        title: name,
        publisher: 'An institute of this example',
        issued: String(2_010 + random.below(15)),
        url: `https://example.org/reports/${index + 1}`,
      },
    };
  });
}

function topics({ topics: list, pairs }) {
  return list.map(({ id, name, slug, broader }, index) => {
    const random = new Random(2_000_000 + index);
    const own = pairs.slice(index * ORDERED_PAIRS, (index + 1) * ORDERED_PAIRS);
    return {
      id,
      kind: 'topic',
      slug,
      body: { name, description: passage(random, 2), ...(broader ? { broader } : {}) },
      later: { mythFacts: own },
    };
  });
}

function mythFact({ topics: list, sources: known }, { id, index }) {
  const random = new Random(3_000_000 + index);
  const topic =
    list[index < list.length * ORDERED_PAIRS ? Math.floor(index / ORDERED_PAIRS) : random.below(list.length)];
  return {
    id,
    kind: 'myth-fact',
    slug: `${topic.slug}-myth-${index + 1}`,
    body: {
      myth: claim(random, topic.name),
      fact: passage(random, 2),
      explanation: [paragraph('p1', passage(random, 4)), paragraph('p2', passage(random, 3))],
      otherPhrasings: [claim(random, topic.name)],
      verdict: random.pick(VERDICTS),
      topics: [topic.id],
      sources: random.several(known, 1),
    },
  };
}

function article({ topics: list, sources: known, pairs, articles }, id, index) {
  const random = new Random(4_000_000 + index);
  const filed = random.several(list, random.chance(0.5) ? 2 : 1);
  const name = title(random, filed[0].name, index + 1);
  // Only what stands before it: it is published by then.
  const related = index < 2 ? [] : [...new Set([articles[random.below(index)], articles[random.below(index)]])];
  return {
    id,
    kind: 'article',
    // The number first: long slugs are cut.
    slug: slugFrom(`${index + 1} ${name}`),
    body: {
      title: name,
      summary: passage(random, 2),
      body: articleBody(random, index % 4 === 0 ? pairs[random.below(pairs.length)] : null),
      topics: filed.map((topic) => topic.id),
      audiences: random.several(AUDIENCES, random.below(3)),
      sources: random.several(known, 1 + random.below(2)),
      related,
    },
  };
}

/** Headings, paragraphs with marks and links, a list; in every fourth article an embedded pair. */
function articleBody(random, embedded) {
  const blocks = [];
  let length = 0;
  const add = (block) => {
    blocks.push(block);
    length += block.children?.reduce((sum, span) => sum + span.text.length, 0) ?? 0;
  };
  for (let part = 1; length < BODY_LENGTH - 200; part++) {
    add({ ...paragraph(`h${part}`, heading(random)), style: 'h2' });
    add(paragraph(`a${part}`, passage(random, 4)));
    if (length < BODY_LENGTH - 200) add(marked(`b${part}`, random));
    if (part === 2)
      for (const item of ['1', '2', '3'])
        add({ ...paragraph(`l${item}`, sentence(random)), listItem: 'bullet', level: 1 });
    if (part === 2 && embedded) add({ _type: 'mythFactEmbed', _key: 'e1', document: embedded });
  }
  return blocks;
}

function course({ topics: list, articles, pairs }, id, index) {
  const random = new Random(5_000_000 + index);
  const topic = random.pick(list);
  const name = `Teaching ${topic.name.toLowerCase()}, course ${index + 1}`;
  const uses = new Map([
    ['1 1', articles[random.below(articles.length)]],
    ['3 2', pairs[random.below(pairs.length)]],
  ]);
  return {
    id,
    kind: 'course',
    slug: slugFrom(name),
    body: {
      title: name,
      summary: passage(random, 2),
      topics: [topic.id],
      audiences: ['educators'],
      level: random.pick(['introductory', 'intermediate', 'advanced']),
      objectives: [objective(random), objective(random), objective(random)],
      modules: Array.from({ length: 5 }, (_, module) => ({
        _key: `m${module + 1}`,
        title: `Part ${module + 1}: ${heading(random)}`,
        summary: passage(random, 1),
        lessons: Array.from({ length: 4 }, (_, lesson) => {
          const used = uses.get(`${module + 1} ${lesson + 1}`);
          return {
            _key: `m${module + 1}l${lesson + 1}`,
            title: sentence(random).replace(/\.$/, ''),
            minutes: 5 * (1 + random.below(9)),
            kind: random.pick(LESSON_KINDS),
            objectives: [objective(random)],
            ...(used ? { uses: [{ document: used }] } : {}),
          };
        }),
      })),
    },
  };
}

export function paragraph(key, text) {
  return {
    _type: 'block',
    _key: key,
    style: 'normal',
    markDefs: [],
    children: [{ _type: 'span', _key: `${key}s`, text, marks: [] }],
  };
}

function marked(key, random) {
  const span = (name, text, marks) => ({ _type: 'span', _key: `${key}${name}`, text, marks });
  return {
    ...paragraph(key, ''),
    markDefs: [{ _type: 'link', _key: `${key}k`, href: `https://example.org/more/${random.below(1_000)}` }],
    children: [
      span('1', `${passage(random, 1)} `, []),
      span('2', sentence(random), ['strong']),
      span('3', ` ${passage(random, 2)} `, []),
      span('4', 'Read more about it', [`${key}k`]),
      span('5', '.', []),
    ],
  };
}
