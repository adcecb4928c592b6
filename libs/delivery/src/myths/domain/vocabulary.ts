/** What the matcher knows of a language, as data. Words are lower case and without accents; lists are separated by blanks. */
export interface Vocabulary {
  readonly stem: (word: string) => string;
  /** Forms that no ending explains: `took take`, one pair per line. */
  readonly irregular: string;
  /** Several words that say one thing: `take place = happen`, one per line. */
  readonly phrases: string;
  /** Words that may stand for each other, one group per line; behind `|` those that say the opposite. */
  readonly groups: string;
  /** Carry no content. */
  readonly empty: string;
  /** Carry little: found in many sentences about anything. */
  readonly light: string;
  /** Turn what is said into its opposite. */
  readonly negators: string;
  /** Go on with the negator before them, and deny nothing anew: `neither this nor that`. */
  readonly joining: string;
  /** With a word of holding off behind them, these keep something from being so: `protect from`, `keep from`. */
  readonly keeping: string;
  /** Stand between who is kept and what is kept off. */
  readonly off: string;
  /** Take up what stands before them as what is done to, directly before a verb: `el autismo lo causan ...`. */
  readonly fronting: string;
  /** Join two of a kind: `men and women`. */
  readonly coordinating: string;
  /** Negators that make a condition: two denials with one of them among them are an assertion. */
  readonly excepting: string;
  /** Begin a condition: `if not this, not that` is an assertion too. */
  readonly conditional: string;
  /** Whether several negators of one clause are one denial: `no hace falta ninguna`. */
  readonly concord: boolean;
  /** Set two things against each other by measure. */
  readonly comparing: string;
  /** The one that the second of the two stands behind. Where it also introduces what is said, it does so only behind a word of measure. */
  readonly than: string;
  /** Stand between a cause and what it causes. */
  readonly causing: string;
  /** Stand between what is caused and its cause. */
  readonly dueTo: string;
  /** Behind a word of causing: the cause follows. */
  readonly by: string;
  /** Turn the measure that they stand before. */
  readonly lessening: string;
  /** Say something of what they stand before (`the same man`), and something else behind it (`are the same`). */
  readonly attributive: string;
  /** May, perhaps: leave open whether it is so. */
  readonly reserved: string;
  /** Forms that tell of what was. */
  readonly past: string;
  /** Date what happened once. */
  readonly dating: string;
  /** Only, solely. */
  readonly exclusive: string;
  /** Say `only` in some sentences and nothing in others: enough where a myth says `only`, never asked for. */
  readonly softlyExclusive: string;
  /** All, always, must. */
  readonly universal: string;
  /** Most, usually. */
  readonly majority: string;
  /** Some, sometimes. */
  readonly partial: string;
  /** May, could, many. */
  readonly possible: string;
  /** Should, you can: says what is to be done or offered, not what is so. */
  readonly advising: string;
  /** Call what a sentence says untrue. */
  readonly debunking: string;
  /** Say that something is so: after a negator, a denial. */
  readonly affirming: string;
  /** Leave open what they stand before. */
  readonly leavingOpen: string;
  /** Stand between who says or holds something and what is said. */
  readonly introducing: string;
  /** As verbs of saying, holding and affirming do, these stand before what is said to be so, and say nothing of it. */
  readonly framing: string;
  /** Report what others hold to be so. */
  readonly holding: string;
  /** Report what others say: not the writer's own word when the sentence also turns against it. */
  readonly saying: string;
  /** Behind what is said, with somebody before them, they name who said it: `..., he said`. */
  readonly reporting: string;
  /** Whoever writes: what they say and hold is their own word. */
  readonly own: string;
  /** Turn against what was said before. */
  readonly adversative: string;
  /** Those others: a verb of holding with one of them as its subject is not the writer's own word. */
  readonly others: string;
  /** Begin a clause that is not said to be so by itself. */
  readonly subordinating: string;
  /** Openings of a sentence that takes back the one before. */
  readonly retracting: RegExp;
}
