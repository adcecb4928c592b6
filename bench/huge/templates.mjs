import canonicalize from 'canonicalize';
import { BODY_FORMAT, checkDraft, extractReferences, ownWords, renderDocument } from '#content';
import { Problems } from '#platform';
import { paragraph } from '../site/generate.mjs';
import { Random } from '../site/random.mjs';
import { claim, objective, passage, sentence, title } from '../site/words.mjs';

/** What differs from one document of a template to the next. The topics are ids, so that a template passes every check. */
export const PLACES = {
  slug: '@@SLUG@@',
  name: '@@NAME@@',
  topic: '00000000-0000-4000-8000-00000000000a',
  second: '00000000-0000-4000-8000-00000000000b',
};
const HOW_MANY = { article: 400, 'myth-fact': 200, course: 40 };
const AUDIENCES = ['individuals', 'community-groups', 'educators', 'professional-organizations'];
const VERDICTS = ['FALSE', 'MISLEADING', 'LACKS_CONTEXT', 'PARTLY_TRUE'];

/**
 * Bodies of about 1 kB with everything that is made of them by the product's own functions: rendered words, references, words
 * for search, and the canonical text that is hashed. A million documents then are these with other names and topics, put
 * together by the database, and still stand up to `VerifyService`. Each comes twice: under one topic, and under two.
 */
export function makeTemplates({ sources, pairs, topicNames }) {
  const make = { article: articleOf, 'myth-fact': pairOf, course: courseOf };
  return Object.entries(HOW_MANY).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, number) => {
      const random = new Random(7_000_000 + 10_000 * kind.length + number);
      const body = make[kind]({ random, number, sources, pairs, topic: random.pick(topicNames) });
      return [
        template(kind, number, false, { ...body, topics: [PLACES.topic] }),
        template(kind, number, true, { ...body, topics: [PLACES.topic, PLACES.second] }),
      ];
    }).flat(),
  );
}

function template(kind, number, two, given) {
  const checked = checkDraft(kind, given);
  Problems.throwIfAny(checked.problems);
  const { body } = checked;
  const words = ownWords(kind, body);
  return {
    kind,
    number,
    two,
    canonical: canonicalize({ kind, locale: 'en', slug: PLACES.slug, format: BODY_FORMAT, body }),
    body: JSON.stringify(body),
    rendered: renderDocument(kind, body, 'en'),
    references: extractReferences(kind, body).map(({ ordinal, path, role, target }) => ({
      ordinal,
      path: JSON.stringify(path),
      role,
      target,
    })),
    audiences: body.audiences ?? [],
    // Those with a name in them are made into words once per document, the others once.
    title: words.title,
    claims: words.claims.join('\n'),
    summary: words.summary,
    phrasings: words.phrasings.join('\n'),
    text: words.body,
  };
}

function articleOf({ random, number, sources, pairs, topic }) {
  return {
    title: `${title(random, topic, 0).replace(' (0)', '')}: ${PLACES.name}`,
    summary: sentence(random),
    body: [
      paragraph('a', passage(random, 2)),
      ...(number % 4 === 0 ? [{ _type: 'mythFactEmbed', _key: 'e', document: random.pick(pairs) }] : []),
      paragraph('b', passage(random, 2)),
    ],
    audiences: random.several(AUDIENCES, random.below(3)),
    sources: [random.pick(sources)],
  };
}

function pairOf({ random, sources, topic }) {
  return {
    myth: claim(random, `${PLACES.name} in ${topic.toLowerCase()}`),
    fact: sentence(random),
    explanation: [paragraph('a', passage(random, 3))],
    otherPhrasings: [claim(random, topic)],
    verdict: random.pick(VERDICTS),
    sources: [random.pick(sources)],
  };
}

function courseOf({ random, pairs, topic }) {
  const lesson = (key) => ({
    _key: key,
    title: sentence(random).replace(/\.$/, ''),
    minutes: 5 * (1 + random.below(9)),
    kind: 'reading',
    uses: [{ document: random.pick(pairs) }],
  });
  return {
    title: `Teaching ${topic.toLowerCase()}: ${PLACES.name}`,
    summary: sentence(random),
    level: 'introductory',
    objectives: [objective(random)],
    modules: ['m', 'n'].map((key) => ({
      _key: key,
      title: `Part ${key}`,
      lessons: [lesson(`${key}1`), lesson(`${key}2`)],
    })),
  };
}
