import { ownWords } from '#content';
import type { PublishedDocument } from '../domain/document.js';
import type { Highlight } from './search.request.js';
import { GAP, MARK, UNMARK } from './search.statements.js';

export interface Passage {
  readonly field: Highlight['field'];
  readonly words: string;
  /** Short enough to be shown whole. */
  readonly whole: boolean;
}

/** The same length as was indexed. */
const LONGEST = 100_000;
const SHORT = 200;

const MARKS = /[\u0002-\u0006]/g;
/** PostgreSQL leaves out what looks like a tag, so angle brackets travel as something else. */
const [LESS, MORE] = ['\u0005', '\u0006'];

/** The document's own words, never those of what it embeds. */
export function passagesOf(document: PublishedDocument): readonly Passage[] {
  const { title, summary, claims, phrasings, body } = ownWords(document.kind, document.body);
  const passage = (field: Highlight['field'], text: string): Passage => {
    const words = text.slice(0, LONGEST).replaceAll(MARKS, ' ').replaceAll('<', LESS).replaceAll('>', MORE);
    return { field, words, whole: field === 'TITLE' || words.length <= SHORT };
  };
  return [
    passage('TITLE', title),
    passage('SUMMARY', summary),
    ...claims.map((claim) => passage('CLAIM', claim)),
    ...phrasings.map((phrasing) => passage('PHRASING', phrasing)),
    passage('BODY', body),
  ].filter(({ words }) => words.trim() !== '');
}

/** One highlight for each stretch of a marked text in which something was found. */
export function highlightsIn(field: Highlight['field'], marked: string): readonly Highlight[] {
  return marked
    .split(GAP)
    .filter((stretch) => stretch.includes(MARK))
    .map((stretch) => ({
      field,
      text: escaped(stretch.trim()).replaceAll(MARK, '<mark>').replaceAll(UNMARK, '</mark>'),
    }));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  [LESS]: '&lt;',
  [MORE]: '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"'\u0005\u0006]/g, (character) => ENTITIES[character] ?? character);
}
