import { plainText } from '../rich-text/plain.js';
import { type Bodies, type Body, type Kind, titleOf } from './kinds.js';

/** A body's own words by what they are to a searcher; never the words of what it embeds. */
export interface OwnWords {
  readonly title: string;
  /** What is claimed: a myth and its correction, a statement and its notice. */
  readonly claims: string[];
  readonly summary: string;
  /** Other ways in which people say a myth. */
  readonly phrasings: string[];
  readonly body: string;
}

type Words = Partial<Omit<OwnWords, 'title'>>;

const WORDS: { readonly [K in Kind]: (body: Bodies[K]) => Words } = {
  article: ({ summary, body }) => ({ summary: summary ?? '', body: plainText(body ?? []) }),
  'myth-fact': ({ myth, fact, otherPhrasings, explanation }) => ({
    claims: written(myth, fact),
    phrasings: written(...(otherPhrasings ?? [])),
    body: plainText(explanation ?? []),
  }),
  course: ({ summary, objectives, modules }) => ({
    summary: summary ?? '',
    body: lines(
      ...(objectives ?? []),
      ...(modules ?? []).flatMap((module) => [
        module.title,
        module.summary,
        ...(module.lessons ?? []).flatMap((lesson) => [lesson.title, ...(lesson.objectives ?? [])]),
      ]),
    ),
  }),
  fact: ({ statement, notice, measure, population, place, period }) => ({
    claims: written(statement, notice),
    body: lines(measure?.what, population, place, period),
  }),
  source: ({ publisher, authors }) => ({
    body: lines(
      ...(authors ?? []).map((author) => author.literal ?? written(author.given, author.family).join(' ')),
      publisher,
    ),
  }),
  notice: ({ message, operator, phone, hours }) => ({ summary: message ?? '', body: lines(operator, phone, hours) }),
  topic: ({ description }) => ({ summary: description ?? '' }),
  collection: ({ summary, sections }) => ({
    summary: summary ?? '',
    body: lines(...(sections ?? []).flatMap((section) => [section.title, section.text])),
  }),
};

export function ownWords<K extends Kind>(kind: K, body: Body<K>): OwnWords {
  const words: (body: Body<K>) => Words = WORDS[kind];
  return { title: titleOf(kind, body) ?? '', claims: [], summary: '', phrasings: [], body: '', ...words(body) };
}

function written(...texts: (string | undefined)[]): string[] {
  return texts.filter((text): text is string => text !== undefined && text !== '');
}

function lines(...texts: (string | undefined)[]): string {
  return written(...texts).join('\n');
}
