import { clausesOf } from './clauses.js';
import type { Language } from './language.js';
import { type ClauseDenials, denialsOf } from './denials.js';
import { type Roles, rolesOf } from './roles.js';
import { isAscribed, isDenied, isHeading, isRemark, isTakenBack, reportsOthers } from './stance.js';
import { segmenter, type Token, tokenise } from './tokens.js';

/** A run of clauses that may stand on its own. */
export interface Passage {
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly Token[];
  readonly denials: readonly ClauseDenials[];
  readonly roles: Roles;
  /** Stems of what stands in a condition that another clause follows. */
  readonly supposed: ReadonlySet<string>;
}

export interface Sentence {
  readonly tokens: readonly Token[];
  /** The whole sentence and every short run of its clauses. */
  readonly passages: readonly Passage[];
  readonly asks: boolean;
  /** Called untrue, in the sentence itself or beside it. A myth that has the stem among its own words may say so. */
  readonly deniedBy: ReadonlySet<string>;
  /** Whether a denial stands beside what is said: then no word of a myth can explain it. */
  readonly deniedBeside: boolean;
}

/** An item of a list, or a row of a table. */
const LIST_ITEM = /^[ \t]*(?:[-*•·–—]|\d{1,3}[.)]|\|)\s+/;
const BARE_NUMBER = /^\s*\d{1,3}[.)]\s*$/;
/** Several words: a word alone is in quotation marks for other reasons. A straight one opens where no word stands before it. */
const QUOTE = /(?:(?<![^\s([{—–:;,])"(?=\S)|[“„«]\s*)[^\s"“”„«»]+(?:\s+[^\s"“”„«»]+){3,60}\s*["”“»]/gu;
/** Words that somebody has struck out. */
const STRUCK = /~~[^~]+~~/gu;
/** A cross before or behind what is said, as on cards that set myths against facts. */
const CROSSED = /^\s*(?:[-*•·|]\s*)?[❌❎✖✗✘☒🚫]|[❌❎✖✗✘☒🚫]\s*$/u;
/** The part of a passage that makes it a quotation. */
const MOSTLY = 0.6;
const LONGEST_RUN = 3;
/** In words. */
const LONGEST_SENTENCE = 80;
const OVERLAP = 30;

/** Sentences with all that has to be known of them before any myth is compared. */
export function readSentences(text: string, locale: string, language: Language): Sentence[] {
  const pieces = [...segmenter(locale, 'sentence').segment(unwrapped(text))].filter(
    ({ segment }) => segment.trim() !== '',
  );
  const sentences: Sentence[] = [];
  const quotes = quotesOf(text);
  const headings = new Headings();
  for (const [at, { segment, index }] of pieces.entries()) {
    const tokens = tokenise(segment, locale, language, index);
    const next = pieces[at + 1]?.segment ?? '';
    const isBeneath = headings.standOver(segment, tokens);
    if (tokens.length === 0) continue;
    const clauses = clausesOf(text, tokens);
    const stance = {
      asks: /[?？]["'”’)\]]*\s*$/u.test(segment),
      deniedBy: new Set([...isDenied(tokens), ...reportsOthers(tokens)]),
      deniedBeside:
        isBeneath ||
        CROSSED.test(segment) ||
        isTakenBack(clauses) ||
        isAscribed(clauses) ||
        language.retracting.test(next),
    };
    for (const stretch of stretches(tokens)) {
      const near = quotes.filter(
        ({ start, end }) => start < (stretch.at(-1)?.end ?? 0) && (stretch[0]?.start ?? 0) < end,
      );
      if (isQuoted(stretch, near)) continue;
      const passages = passagesOf(text, stretch).filter((passage) => !isQuoted(passage.tokens, near));
      sentences.push({ ...stance, tokens: stretch, passages });
    }
  }
  return sentences;
}

/** Whether a heading such as `Common myths` stands over what is read: over what follows it at once, and over the head of each item of its list. */
class Headings {
  private inForce = false;
  private isNext = false;
  private endedLine = true;

  standOver(segment: string, tokens: readonly Token[]): boolean {
    const begins = this.endedLine;
    if (segment.slice(segment.trimEnd().length).includes('\n')) this.endedLine = true;
    else if (tokens.length > 0) this.endedLine = false;
    if (isHeading(segment, tokens)) {
      const beneath = this.isNext;
      this.inForce = this.isNext = true;
      return beneath;
    }
    if (tokens.length === 0) return false;
    const isItem = begins && LIST_ITEM.test(segment);
    if (begins && !isItem && !this.isNext) this.inForce = false;
    const beneath = this.inForce && (this.isNext || isItem);
    // `1.` may be cut off as a sentence of its own.
    this.isNext = beneath && BARE_NUMBER.test(segment);
    return beneath;
  }
}

/** What goes on for pages without a full stop is read a stretch at a time; stretches overlap. */
function stretches(tokens: readonly Token[]): (readonly Token[])[] {
  if (tokens.length <= LONGEST_SENTENCE) return [tokens];
  const count = Math.ceil((tokens.length - OVERLAP) / (LONGEST_SENTENCE - OVERLAP));
  return Array.from({ length: count }, (_, index) => {
    const from = index * (LONGEST_SENTENCE - OVERLAP);
    return tokens.slice(from, from + LONGEST_SENTENCE);
  });
}

/** A line that goes on with a small letter was only broken to fit: its end is no end of a sentence. Keeps every offset. */
function unwrapped(text: string): string {
  return text.replace(
    /([\p{L}\p{N},;])(\r?\n)(?=[ \t]*\p{Ll})/gu,
    (_, before: string, end: string) => before + ' '.repeat(end.length),
  );
}

function passagesOf(text: string, tokens: readonly Token[]): Passage[] {
  const clauses = clausesOf(text, tokens);
  const runs: Token[][][] = [clauses];
  for (let from = 0; from < clauses.length; from += 1) {
    // `In some cases, ...`: such a remark goes with what follows it.
    if (isRemark(clauses[from - 1] ?? []) && !isAnnouncement(text, clauses[from - 1] ?? [])) continue;
    for (let length = 1; length <= LONGEST_RUN && from + length <= clauses.length; length += 1) {
      if (length === clauses.length) continue;
      // A condition alone is not said to be so.
      if (length === 1 && clauses[from]?.[0]?.word.subordinates === true) continue;
      runs.push(clauses.slice(from, from + length));
    }
  }
  const denials = new Map(clauses.map((clause) => [clause, denialsOf(clause)]));
  return runs.flatMap((run) => {
    const tokens = run.flat();
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (!first || !last) return [];
    return [
      {
        start: first.start,
        end: last.end,
        tokens,
        denials: run.flatMap((clause) => denials.get(clause) ?? []),
        roles: rolesOf(tokens),
        supposed: supposedIn(run),
      },
    ];
  });
}

/** `Do not be fooled: ...`: says something, and a colon sets what follows apart. */
function isAnnouncement(text: string, clause: readonly Token[]): boolean {
  return clause.some(({ word }) => word.weight > 0) && /^\s*:/.test(text.slice(clause.at(-1)?.end).slice(0, 8));
}

const NOTHING: ReadonlySet<string> = new Set();

function supposedIn(run: readonly (readonly Token[])[]): ReadonlySet<string> {
  const isSupposed = (clause: readonly Token[]) => clause[0]?.word.conditional === true;
  // `It would be nice if ...`: the condition may stand behind, without a comma.
  const parts = run.flatMap((clause) => {
    const at = clause.findIndex(({ word }, index) => index > 0 && word.conditional && !word.excepts);
    return at < 0 ? [clause] : [clause.slice(0, at), clause.slice(at)];
  });
  if (parts.length < 2 || !parts.some(isSupposed)) return NOTHING;
  const stems = (clauses: readonly (readonly Token[])[]) =>
    clauses.flatMap((clause) => clause.map(({ word }) => word.stem));
  const asserted = new Set(stems(parts.filter((clause) => !isSupposed(clause))));
  return new Set(stems(parts.filter(isSupposed)).filter((stem) => !asserted.has(stem)));
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is struck out, and what stands between quotation marks unless nothing else is there: then that is what is asked about. */
function quotesOf(text: string): readonly Span[] {
  const spansOf = (pattern: RegExp) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ start: index, end: index + found.length }));
  const spans = spansOf(QUOTE);
  const outside = spans.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  return [...spansOf(STRUCK), ...(/\p{L}/u.test(outside) ? spans : [])];
}

function isQuoted(tokens: readonly Token[], quotes: readonly Span[]): boolean {
  if (quotes.length === 0) return false;
  const inside = tokens.filter(({ start }) => quotes.some((quote) => quote.start < start && start < quote.end)).length;
  return inside >= tokens.length * MOSTLY;
}
