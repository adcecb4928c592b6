/**
 * The words a page uses to announce what follows, for one locale. Data only: adding a language is adding a file. Entries are lower case;
 * a space matches any white space. No entry may name the subject of a page.
 */
export interface LabelWords {
  locale: string;
  /** Labels of a claim and of its correction, and the plural forms that only headings use. */
  myth: string[];
  fact: string[];
  mythPlural: string[];
  factPlural: string[];
  /** Words that may stand between and around them in a heading that is nothing but a label. */
  connectors: string[];
  otherPhrasings: string[];
  statistics: {
    /** Plural nouns that make a heading announce facts, and what may follow them. */
    nouns: string[];
    followers: string[];
    headings: string[];
    /** Words that, with a figure, make a sentence a statistic. */
    percent: string[];
    afterPercent: string[];
    beforePercent: string[];
    averages: string[];
    numbers: string[];
    inWords: string[];
    scales: string[];
    people: string[];
    ranks: string[];
    times: string[];
    periods: string[];
    /** A sentence with one of these sets a rule; its numbers measure nothing. */
    norms: string[];
  };
  /** Words that name where a figure comes from. */
  sources: string[];
  contact: {
    call: string[];
    text: string[];
    code: string[];
    to: string[];
    chat: string[];
    tty: string[];
    fax: string[];
    /** Nouns that end the name of a service. */
    services: string[];
    /** Words of a name that are not capitalised. */
    nameConnectors: string[];
    /** Words that may follow a short number: it is a number to call, not a count. */
    afterShort: string[];
    /** Words between a verb and a short number. */
    beforeShort: string[];
    emergencyNumbers: string[];
  };
  action: { verbs: string[]; urgent: string[]; phrases: string[] };
  course: {
    nouns: string[];
    notAfter: string[];
    offers: string[];
    purposes: string[];
    module: string[];
    /** Headings that only announce the outline. */
    outline: string[];
    lesson: string[];
    minutes: string[];
    hours: string[];
    audience: string[];
    level: string[];
    objectives: string[];
    kinds: { video: string[]; discussion: string[]; activity: string[]; quiz: string[]; reading: string[] };
    /** Words by which a page calls each configured audience. */
    audiences: Record<string, string[]>;
  };
  furniture: {
    skip: string[];
    cookies: string[];
    consent: string[];
    cookieButtons: string[];
    menu: string[];
    home: string[];
    copyright: string[];
    share: string[];
    form: string[];
    contents: string[];
    captcha: string[];
  };
  determiners: string[];
  abbreviations: string[];
}
