import type { Kind } from '#content';
import type { ReadPool } from '#platform';
import { ALL_AUDIENCES, boundsOf, maskOf } from '../domain/scope.js';
import { expandTopics } from '../domain/topics.js';
import type { View } from '../domain/view.js';
import type { DocumentStore } from '../persistence/document.store.js';
import type { ScopedStatement } from '../persistence/fragments.js';
import type { SnapshotStore } from '../persistence/snapshot.store.js';
import { asText, inScope } from '../persistence/values.js';
import { mistakes, mistakesAllowed } from './distance.js';
import { countFacets } from './facets.js';
import { highlightsIn, passagesOf } from './highlight.js';
import {
  type Highlight,
  type HighlightRequest,
  SEARCH_CAP,
  type SearchHit,
  type SearchPage,
  type SearchPosition,
  type SearchRequest,
} from './search.request.js';
import {
  FIND_COMMON,
  FIND_IN_SEGMENTS,
  FIND_RARE,
  HEADLINES,
  NEAR,
  WORDS,
  WORDS_IN_NARROW_SCOPE,
  WORDS_IN_SCOPE,
} from './search.statements.js';
import { allOf, isKey, narrowed, plainQuery, quoted } from './words.js';

interface WordRow {
  readonly place: number;
  readonly lexeme: string;
  readonly documents: number;
  /** Live documents of other locales that have it. */
  readonly elsewhere: number;
}

interface NearRow extends Omit<WordRow, 'place'> {
  readonly ord: number;
  readonly likeness: number;
}

interface FoundRow {
  readonly documentId: string;
  readonly kind: Kind;
  readonly audience: number;
  readonly topics: readonly number[];
  readonly place: number;
  readonly score: number;
}

/** One word of a query: its spellings, and in how many live documents they are, at most. */
interface Word {
  readonly lexemes: readonly string[];
  readonly documents: number;
  readonly elsewhere: number;
}

/** What a document must be besides having the words: exact conditions, and the same as index keys. */
interface Narrowing {
  readonly mask: number;
  /** Topics of the filter with everything below them. */
  readonly filed: readonly number[] | null;
  /** Sets of keys of which a document has at least one each. */
  readonly filter: readonly (readonly string[])[];
  readonly scope: readonly (readonly string[])[];
}

/** How to find out whether something in scope has a word. */
interface WithinScope {
  readonly keys: Narrowing['scope'];
  readonly statement: ScopedStatement;
}

interface Understood {
  readonly words: readonly Word[];
  /** Live documents of the locale. */
  readonly documents: number;
  readonly approximate: boolean;
  /** Of `filter` and `scope`, the sets that few enough documents have, and how many have the rarest. */
  readonly useful: readonly (readonly string[])[];
  readonly within: number;
}

/** Words that a query may have; those after them are not looked for. */
const MOST_WORDS = 16;
/**
 * Up to this many documents, every match is read; more where several lists of the index meet, because fewer documents are in
 * all of them. Where more than one document in five has a word, documents are walked. Keys that more than one in five have
 * are left out: looking them up costs more than the documents that they exclude.
 */
const RARE = 1_000;
const RARE_TOGETHER = 5_000;
const COMMON = 1 / 5;
const NEAREST = 3;
const LAST_PLACE = Number.MAX_SAFE_INTEGER;
const NOTICES = ' knotice';

const NOTHING: SearchPage = {
  hits: [],
  hasNext: false,
  total: 0,
  facets: { kinds: [], topics: [], audiences: [] },
  lowerBound: false,
  approximate: false,
  sought: '',
};

/** Finds live documents by their words. Answers at the head: what a document says now, never what it said. */
export class SearchStore {
  constructor(
    private readonly pool: ReadPool,
    private readonly snapshots: SnapshotStore,
    private readonly documents: DocumentStore,
    private readonly locales: readonly string[],
  ) {}

  async search(view: View, request: SearchRequest): Promise<SearchPage> {
    if (request.kinds?.length === 0 || request.topics?.length === 0) return NOTHING;
    const narrowing = await this.narrowing(view, request);
    if (narrowing.filed?.length === 0) return NOTHING;
    const understood = await this.understand(view, request, narrowing);
    if (understood.words.length === 0 || understood.words.some((word) => word.lexemes.length === 0)) return NOTHING;
    const sought = allOf(understood.words.map((word) => word.lexemes));
    const read = await this.find(view, request, narrowing, understood, sought);
    const found = read.slice(0, SEARCH_CAP);
    const newest = request.after?.newest ?? found[0]?.place ?? LAST_PLACE;
    const ranked = [...found].sort(byScore);
    const { after } = request;
    const rest = after === null ? ranked : ranked.filter((row) => byScore(row, after) > 0);
    const rows = rest.slice(0, request.first);
    const documents = await this.documents.byKeys(
      view,
      rows.map(({ documentId }) => ({ documentId, locale: request.locale, carried: true })),
    );
    return {
      hits: rows.flatMap(({ score, place }, index): SearchHit[] => {
        const document = documents[index];
        // Withdrawn since the words were read, or of a publication after the view's.
        return document ? [{ document, score, at: { score, place, newest } }] : [];
      }),
      hasNext: rest.length > rows.length,
      total: found.length,
      facets: countFacets(found, await this.snapshots.topics(view.snapshot), view.audienceBits),
      lowerBound: read.length > SEARCH_CAP,
      approximate: understood.approximate,
      sought,
    };
  }

  async highlights(requests: readonly HighlightRequest[]): Promise<readonly (readonly Highlight[])[]> {
    const passages = requests.flatMap(({ document, sought }, index) =>
      passagesOf(document).map((passage) => ({ ...passage, index, sought, locale: document.locale })),
    );
    const answers = requests.map((): Highlight[] => []);
    if (passages.length === 0) return answers;
    const rows = await this.pool.rows<{ ord: number; text: string }>(HEADLINES, [
      passages.map((passage) => passage.locale),
      passages.map((passage) => passage.sought),
      passages.map((passage) => passage.words),
      passages.map((passage) => passage.whole),
    ]);
    for (const { ord, text } of rows.sort((a, b) => a.ord - b.ord)) {
      const passage = passages[ord - 1];
      if (passage) answers[passage.index]?.push(...highlightsIn(passage.field, text));
    }
    return answers;
  }

  private async narrowing(view: View, { locale, kinds, topics, audiences }: SearchRequest): Promise<Narrowing> {
    const filed = topics ? expandTopics(await this.snapshots.topics(view.snapshot), topics) : null;
    const mask = audiences ? maskOf(view.audienceBits, audiences) : ALL_AUDIENCES;
    const filter = [
      ...(kinds ? [kinds.map((kind) => ` k${kind}`)] : []),
      ...(filed ? [filed.map((topic) => ` t${topic}`)] : []),
      ...(audiences ? [audienceKeys(mask)] : []),
    ];
    return { mask, filed, filter, scope: scopeKeys(view, locale) };
  }

  /** The words of a text, each in its spellings; a word that nothing in scope has becomes the nearest ones that something has. */
  private async understand(
    view: View,
    { text, locale }: SearchRequest,
    { filter, scope }: Narrowing,
  ): Promise<Understood> {
    const rows = await this.pool.rows<WordRow>(WORDS, [
      asText(locale),
      plainQuery(text),
      [...filter, ...scope].flat(),
      this.others(locale),
    ]);
    const documents = rows.find((row) => row.place === 0)?.documents ?? 0;
    const keys = new Map(rows.filter((row) => row.place === -1).map((row) => [row.lexeme, row.documents]));
    const holders = (set: readonly string[]) => set.reduce((sum, key) => sum + (keys.get(key) ?? 0), 0);
    const isUseful = (set: readonly string[]) => isKey(set) && holders(set) <= documents * COMMON;
    const places = Map.groupBy(
      rows.filter((row) => row.place > 0),
      (row) => row.place,
    );
    const asked = distinct([...places.values()]).slice(0, MOST_WORDS);
    const narrow = scope.filter(isUseful);
    // Of a narrow scope everything is looked at together; a wide one has the word in one of the first stretches.
    const isFew = Math.min(...narrow.map(holders)) <= RARE_TOGETHER;
    const within = { keys: narrow, statement: isFew ? WORDS_IN_NARROW_SCOPE : WORDS_IN_SCOPE };
    const present = await this.present(view, locale, asked.flat(), within);
    const missing = asked.filter((spellings) => !spellings.some(({ lexeme }) => present.has(lexeme)));
    const nearest = await this.nearest(
      view,
      locale,
      missing.map((spellings) => spellings.map(({ lexeme }) => lexeme)),
      within,
    );
    const words = asked.map((spellings) => {
      const place = missing.indexOf(spellings);
      return wordOf(place >= 0 ? (nearest[place] ?? []) : spellings);
    });
    const useful = [...filter.filter(isUseful), ...narrow];
    return {
      words,
      documents,
      approximate: nearest.some((lexemes) => lexemes.length > 0),
      useful,
      within: Math.min(...useful.map(holders)),
    };
  }

  private others(locale: string): readonly string[] {
    return this.locales.filter((other) => other !== locale);
  }

  /** Which words something in scope has. What lies outside must not even show in whether a word is taken for a mistake. */
  private async present(
    view: View,
    locale: string,
    words: readonly Omit<WordRow, 'place'>[],
    { keys, statement }: WithinScope,
  ): Promise<ReadonlySet<string>> {
    const known = words.filter((word) => word.documents > 0);
    if (known.length === 0 || boundsOf(view).open) return new Set(known.map((word) => word.lexeme));
    const foreign = known.some(isForeign) ? [[` l${locale}`]] : [];
    const rows = await this.pool.rows<{ ord: number }>(
      ...inScope(statement, view, [
        known.map((word) => narrowed(quoted(word.lexeme), [...foreign, ...keys])),
        asText(locale),
      ]),
    );
    return new Set(rows.flatMap(({ ord }) => known[ord - 1]?.lexeme ?? []));
  }

  private async nearest(
    view: View,
    locale: string,
    missing: readonly (readonly string[])[],
    within: WithinScope,
  ): Promise<NearRow[][]> {
    const asked = missing.flatMap((spellings, index) => spellings.map((word) => ({ word, index })));
    if (asked.length === 0) return [];
    const rows = await this.pool.rows<NearRow>(NEAR, [
      asText(locale),
      asked.map(({ word }) => word),
      this.others(locale),
    ]);
    const guesses = rows.flatMap((row) => {
      const { word = '', index = -1 } = asked[row.ord - 1] ?? {};
      const wrong = mistakes(word, row.lexeme, mistakesAllowed(word));
      // A word that is there, but not in scope, is no mistake of itself.
      return wrong > 0 && wrong <= mistakesAllowed(word) ? [{ ...row, index, wrong }] : [];
    });
    const present = await this.present(view, locale, guesses, within);
    return missing.map((_, index) => {
      const near = guesses.filter((guess) => guess.index === index && present.has(guess.lexeme));
      const least = Math.min(...near.map((guess) => guess.wrong));
      const best = near.filter((guess) => guess.wrong === least).sort((a, b) => b.likeness - a.likeness);
      return [...new Map(best.map((guess) => [guess.lexeme, guess])).values()].slice(0, NEAREST);
    });
  }

  private async find(
    view: View,
    { locale, kinds, after }: SearchRequest,
    { mask, filed, filter, scope }: Narrowing,
    understood: Understood,
    sought: string,
  ): Promise<FoundRow[]> {
    const isNarrowed = filter.length + scope.length > 0;
    const foreign = understood.words.every(isForeign) ? [[` l${locale}`]] : [];
    const rows = await this.pool.rows<FoundRow>(
      ...inScope(statementFor(understood, isNarrowed), view, [
        sought,
        narrowed(sought, [...foreign, ...understood.useful]),
        asText(locale),
        after?.newest ?? LAST_PLACE,
        mask,
        kinds ?? null,
        filed,
      ]),
    );
    return rows.sort((a, b) => b.place - a.place);
  }
}

function wordOf(spellings: readonly Omit<WordRow, 'place'>[]): Word {
  return {
    lexemes: spellings.map(({ lexeme }) => lexeme),
    documents: spellings.reduce((sum, spelling) => sum + spelling.documents, 0),
    elsewhere: spellings.reduce((sum, spelling) => sum + spelling.elsewhere, 0),
  };
}

/**
 * Whether most documents that have the word are of other locales: only then is the locale worth a key. A key that nearly all
 * of the word's documents have leaves out none of them, and made the index look it up for each: 465 ms instead of 16.
 */
function isForeign({ documents, elsewhere }: Pick<Word, 'documents' | 'elsewhere'>): boolean {
  return elsewhere > Math.max(documents, RARE);
}

/** By how many documents have the rarest of the words, or of the keys beside them. */
function statementFor({ words, documents, useful, within }: Understood, isNarrowed: boolean): ScopedStatement {
  const rarest = Math.min(within, ...words.map((word) => word.documents));
  if (rarest <= (words.length + useful.length > 1 ? RARE_TOGETHER : RARE)) return FIND_RARE;
  return words.length === 1 && !isNarrowed && rarest > documents * COMMON ? FIND_COMMON : FIND_IN_SEGMENTS;
}

/** What the scopes of a view admit, as keys. Notices are for everybody, so each set has them. */
function scopeKeys(view: View, locale: string): (readonly string[])[] {
  const { open, kinds, locales, audiences, topics } = boundsOf(view);
  if (open) return [];
  return [
    ...(kinds ? [kinds.map((kind) => ` k${kind}`)] : []),
    ...(locales && !locales.includes(locale) ? [[]] : []),
    ...topics.flatMap((set) => (set ? [set.map((topic) => ` t${topic}`)] : [])),
    ...audiences.flatMap((mask) => (mask === ALL_AUDIENCES ? [] : [audienceKeys(mask)])),
  ].map((set) => [...set, NOTICES]);
}

function audienceKeys(mask: number): readonly string[] {
  const bits = Array.from({ length: 15 }, (_, bit) => bit).filter((bit) => (mask & (1 << bit)) !== 0);
  return [' a*', ...bits.map((bit) => ` a${bit}`)];
}

/** Best first; of equals the newest. A total order, so that pages neither repeat nor skip. */
function byScore(a: Pick<SearchPosition, 'score' | 'place'>, b: Pick<SearchPosition, 'score' | 'place'>): number {
  return b.score - a.score || b.place - a.place;
}

function distinct(words: readonly (readonly WordRow[])[]): (readonly WordRow[])[] {
  const known = new Map(words.map((spellings) => [spellings.map(({ lexeme }) => lexeme).join(' '), spellings]));
  return [...known.values()];
}
