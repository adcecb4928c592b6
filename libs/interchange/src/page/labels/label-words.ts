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
  /** Labels of the same two sides that are common words as well: only a colon or a dash makes labels of them. */
  mythBeforeColon: string[];
  factBeforeColon: string[];
  otherPhrasings: string[];
  /** Labels of a question and of its answer in lists of questions. */
  question: string[];
  answer: string[];
  /** Words that open a question or an instruction: a heading that begins with one states no claim. */
  interrogatives: string[];
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
    /** Short numbers that pass a text telephone's call on; they are the channel of another service. */
    relayNumbers: string[];
    /** Before an extension. */
    extension: string[];
    /** Words before the number of an office or of the writer: no service that answers people in need. */
    own: string[];
    /** Words between a number and the name of the service it reaches. */
    reach: string[];
    /** Words before the name of a country that a number serves. */
    regions: string[];
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
    /** How a line begins that only leads up to the objectives: 'By the end of this workshop, ...'. */
    objectiveLeads: string[];
    duration: string[];
    /** Words for each level that a course can have. */
    levels: { introductory: string[]; intermediate: string[]; advanced: string[] };
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
    /** Whole lines by which a site speaks of itself, and the first words of lines that only date the page. */
    site: string[];
    dates: string[];
  };
  determiners: string[];
  abbreviations: string[];
}
