import { ENGLISH } from './english.js';
import { plainWords } from './plain-words.js';
import { SPANISH } from './spanish.js';
import type { Vocabulary } from './vocabulary.js';

/** A word's part in the groups: which group, and on which side. */
export interface Membership {
  readonly group: string;
  readonly sign: 1 | -1;
}

export interface Word {
  readonly stem: string;
  readonly isNumber: boolean;
  readonly groups: readonly Membership[];
  /** What it can be found by: its stem, and its groups. */
  readonly names: readonly string[];
  /** 0: says nothing by itself. */
  readonly weight: 0 | 0.35 | 1;
  readonly negates: boolean;
  readonly joins: boolean;
  readonly keeps: boolean;
  readonly off: boolean;
  readonly fronts: boolean;
  readonly coordinates: boolean;
  readonly excepts: boolean;
  readonly conditional: boolean;
  readonly compares: boolean;
  readonly than: boolean;
  readonly causes: boolean;
  readonly dueTo: boolean;
  readonly by: boolean;
  readonly lessens: boolean;
  readonly attributive: boolean;
  readonly reserves: boolean;
  readonly past: boolean;
  readonly dates: boolean;
  readonly exclusive: boolean;
  readonly softlyExclusive: boolean;
  readonly universal: boolean;
  readonly majority: boolean;
  readonly partial: boolean;
  readonly possible: boolean;
  readonly advises: boolean;
  readonly debunks: boolean;
  readonly affirms: boolean;
  readonly introduces: boolean;
  readonly frames: boolean;
  readonly holds: boolean;
  readonly says: boolean;
  readonly leavesOpen: boolean;
  readonly turns: boolean;
  readonly other: boolean;
  readonly reports: boolean;
  readonly own: boolean;
  readonly subordinates: boolean;
}

/** A phrase: stems of its words, and the word that it is read as. */
export interface Phrase {
  readonly stems: readonly string[];
  readonly word: string;
}

const NOTHING: Vocabulary = {
  stem: (word) => word,
  irregular: '',
  phrases: '',
  groups: '',
  empty: '',
  light: '',
  negators: '',
  joining: '',
  keeping: '',
  off: '',
  fronting: '',
  coordinating: '',
  excepting: '',
  conditional: '',
  concord: false,
  comparing: '',
  than: '',
  causing: '',
  dueTo: '',
  by: '',
  lessening: '',
  attributive: '',
  reserved: '',
  past: '',
  dating: '',
  exclusive: '',
  softlyExclusive: '',
  universal: '',
  majority: '',
  partial: '',
  possible: '',
  advising: '',
  debunking: '',
  affirming: '',
  introducing: '',
  framing: '',
  holding: '',
  saying: '',
  leavingOpen: '',
  adversative: '',
  others: '',
  reporting: '',
  own: '',
  subordinating: '',
  retracting: /(?!)/,
};

const VOCABULARIES: Readonly<Record<string, Vocabulary>> = { en: ENGLISH, es: SPANISH };
const KNOWN_WORDS = 20_000;

/** A vocabulary made ready to be asked word by word. */
export class Language {
  /** Whether denial can be told: where it cannot, only near repetition counts. */
  readonly understood: boolean;
  readonly retracting: RegExp;
  readonly concord: boolean;
  /** By the first stem; the longest first. */
  readonly phrases: ReadonlyMap<string, readonly Phrase[]>;
  private readonly irregular: ReadonlyMap<string, string>;
  private readonly groups = new Map<string, Membership[]>();
  private readonly sets: Readonly<Record<'empty' | Marks, ReadonlySet<string>>>;
  private readonly light: ReadonlySet<string>;
  private readonly past: ReadonlySet<string>;
  private readonly known = new Map<string, Word>();
  private readonly written = new Map<string, readonly string[]>();

  private constructor(
    private readonly vocabulary: Vocabulary,
    understood: boolean,
  ) {
    this.understood = understood;
    this.retracting = vocabulary.retracting;
    this.concord = vocabulary.concord;
    this.irregular = new Map(lines(vocabulary.irregular).flatMap((line) => pairsOf(line)));
    const set = (text: string) => new Set(words(text).map((word) => this.stem(word)));
    this.light = set(vocabulary.light);
    this.past = new Set(words(vocabulary.past));
    this.sets = {
      empty: new Set(words(vocabulary.empty)),
      negates: set(vocabulary.negators),
      joins: set(vocabulary.joining),
      keeps: set(vocabulary.keeping),
      off: set(vocabulary.off),
      fronts: set(vocabulary.fronting),
      coordinates: set(vocabulary.coordinating),
      excepts: set(vocabulary.excepting),
      conditional: set(vocabulary.conditional),
      compares: set(vocabulary.comparing),
      than: set(vocabulary.than),
      causes: set(vocabulary.causing),
      dueTo: set(vocabulary.dueTo),
      by: set(vocabulary.by),
      lessens: set(vocabulary.lessening),
      attributive: set(vocabulary.attributive),
      reserves: set(vocabulary.reserved),
      dates: set(vocabulary.dating),
      exclusive: set(vocabulary.exclusive),
      softlyExclusive: set(vocabulary.softlyExclusive),
      universal: set(vocabulary.universal),
      majority: set(vocabulary.majority),
      partial: set(vocabulary.partial),
      possible: set(vocabulary.possible),
      advises: set(vocabulary.advising),
      debunks: set(vocabulary.debunking),
      affirms: set(vocabulary.affirming),
      introduces: set(vocabulary.introducing),
      frames: set(vocabulary.framing),
      holds: set(vocabulary.holding),
      leavesOpen: set(vocabulary.leavingOpen),
      says: set(vocabulary.saying),
      turns: set(vocabulary.adversative),
      other: set(vocabulary.others),
      reports: set(vocabulary.reporting),
      own: set(vocabulary.own),
      subordinates: set(vocabulary.subordinating),
    };
    for (const [index, line] of lines(vocabulary.groups).entries()) {
      const [same = '', opposite = ''] = line.split('|');
      for (const word of words(same)) this.join(word, { group: `=${index}`, sign: 1 });
      for (const word of words(opposite)) this.join(word, { group: `=${index}`, sign: -1 });
    }
    this.phrases = this.readPhrases(vocabulary.phrases);
  }

  /** The language of a BCP 47 tag; one that is not known has words and nothing else. */
  static of(locale: string): Language {
    const [primary = ''] = locale.toLowerCase().split('-');
    const known = LANGUAGES.get(primary);
    if (known) return known;
    const vocabulary = VOCABULARIES[primary];
    const language = vocabulary ? new Language(vocabulary, true) : UNKNOWN;
    if (vocabulary) LANGUAGES.set(primary, language);
    return language;
  }

  static readonly nothing = () => new Language(NOTHING, false);

  stem(word: string): string {
    return this.vocabulary.stem(this.irregular.get(word) ?? word);
  }

  /** The plain words of one written word: `don't` has two. */
  parts(written: string): readonly string[] {
    const known = this.written.get(written);
    if (known) return known;
    const parts = plainWords(written);
    if (this.written.size >= KNOWN_WORDS) this.written.clear();
    this.written.set(written, parts);
    return parts;
  }

  word(text: string): Word {
    const known = this.known.get(text);
    if (known) return known;
    const stem = this.stem(text);
    const groups = this.groups.get(stem) ?? [];
    const marks = Object.fromEntries(MARKS.map((mark) => [mark, this.sets[mark].has(stem)])) as Record<Marks, boolean>;
    const weight =
      this.sets.empty.has(text) || this.sets.empty.has(this.irregular.get(text) ?? text)
        ? 0
        : this.light.has(stem)
          ? 0.35
          : 1;
    const word = {
      stem,
      isNumber: /^\p{N}+$/u.test(stem),
      groups,
      names: [stem, ...groups.map(({ group }) => group)],
      weight,
      past: this.past.has(text),
      ...marks,
    } as const;
    // A page can hold any number of words that nobody has ever written before.
    if (this.known.size >= KNOWN_WORDS) this.known.clear();
    this.known.set(text, word);
    return word;
  }

  private join(word: string, membership: Membership): void {
    const stem = this.stem(word);
    const joined = this.groups.get(stem) ?? [];
    if (!joined.some(({ group }) => group === membership.group)) this.groups.set(stem, [...joined, membership]);
  }

  private readPhrases(text: string): ReadonlyMap<string, readonly Phrase[]> {
    const phrases = lines(text).map((line) => {
      const [said = '', word = ''] = line.split('=');
      return { stems: words(said).map((each) => this.stem(each)), word: word.trim() };
    });
    const byFirst = Map.groupBy(phrases, (phrase) => phrase.stems[0] ?? '');
    for (const group of byFirst.values()) group.sort((a, b) => b.stems.length - a.stems.length);
    return byFirst;
  }
}

const MARKS = [
  'negates',
  'joins',
  'keeps',
  'off',
  'fronts',
  'coordinates',
  'excepts',
  'conditional',
  'compares',
  'than',
  'causes',
  'dueTo',
  'by',
  'lessens',
  'attributive',
  'reserves',
  'dates',
  'exclusive',
  'softlyExclusive',
  'universal',
  'majority',
  'partial',
  'possible',
  'advises',
  'debunks',
  'affirms',
  'introduces',
  'frames',
  'holds',
  'says',
  'leavesOpen',
  'turns',
  'other',
  'reports',
  'own',
  'subordinates',
] as const;
type Marks = (typeof MARKS)[number];

const LANGUAGES = new Map<string, Language>();
const UNKNOWN = Language.nothing();

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** `took taken take`: every form but the last is read as the last. */
function pairsOf(line: string): (readonly [string, string])[] {
  const forms = words(line);
  const base = forms.at(-1) ?? '';
  return forms.slice(0, -1).map((form) => [form, base] as const);
}
