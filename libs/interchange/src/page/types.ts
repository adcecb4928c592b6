/** The contract between the pure page reader and the service that turns its items into documents. */
export type PageFormat = 'text' | 'markdown' | 'html';

export interface PageReading {
  title: string;
  format: PageFormat;
  items: PageItem[];
  lines: PageLine[];
}

export type LineOutcome = 'imported' | 'held' | 'dropped' | 'blank';

/** One part of a physical line. The parts of a line, joined in order, are the line (without the white space around it). */
export interface PageLine {
  /** 1-based physical line in the file. */
  number: number;
  text: string;
  outcome: LineOutcome;
  /** The `PageItem.key` that carries the text. */
  target?: string;
  /** Why, when held or dropped. */
  reason?: string;
}

export interface Span {
  _type: 'span';
  _key: string;
  text: string;
  marks: string[];
}
export interface LinkDefinition {
  _key: string;
  _type: 'link';
  href: string;
}
export interface TextBlock {
  _type: 'block';
  _key: string;
  style: 'normal' | 'h2' | 'h3' | 'h4' | 'blockquote';
  listItem?: 'bullet' | 'number';
  level?: number;
  children: Span[];
  markDefs: LinkDefinition[];
}
export interface EmbedBlock {
  _type: 'mythFactEmbed' | 'noticeEmbed';
  _key: string;
  /** `PageItem.key`; the service replaces it with a document id. */
  item: string;
}
export interface CalloutBlock {
  _type: 'callout';
  _key: string;
  tone: 'action' | 'info' | 'warning';
  title?: string;
  content: TextBlock[];
}
export interface TableBlock {
  _type: 'table';
  _key: string;
  headerRow: boolean;
  rows: { _key: string; cells: string[] }[];
}
export type Block = TextBlock | EmbedBlock | CalloutBlock | TableBlock;

export type LessonKind = 'reading' | 'video' | 'discussion' | 'activity' | 'quiz';
export interface LessonFields {
  title: string;
  minutes?: number;
  kind: LessonKind;
  objectives?: string[];
}
export interface ModuleFields {
  title: string;
  summary?: string;
  lessons: LessonFields[];
}
export interface CourseFields {
  title: string;
  summary?: string;
  /** Keys of configured audiences. */
  audiences: string[];
  level?: string;
  objectives?: string[];
  modules: ModuleFields[];
}
export interface MythFactFields {
  myth: string;
  fact: string;
  explanation?: Block[];
  otherPhrasings?: string[];
}
export interface NoticeFields {
  name: string;
  message: string;
  phone?: string;
  text?: { number: string; code?: string };
  chatUrl?: string;
  tty?: string;
  emergency: boolean;
}
export interface CollectionFields {
  title: string;
  sections: { title: string; items: string[] }[];
}

export interface Placed {
  /** Unique in the page and stable from run to run: the place. */
  key: string;
  place: string;
  /** SHA-256 (hex) of the canonical JSON of kind and fields. */
  hash: string;
  slug: string;
  title: string;
}

export type PageItem = Placed & ItemContent;
export type ItemContent =
  | {
      kind: 'article';
      fields: { title: string; summary?: string; body: Block[] };
      /** Keys of the pairs and notices that the body embeds, in reading order. */
      mentions: string[];
    }
  | { kind: 'myth-fact'; fields: MythFactFields }
  | { kind: 'fact'; fields: { statement: string }; held: true; reason: string }
  | { kind: 'notice'; fields: NoticeFields }
  | { kind: 'course'; fields: CourseFields }
  | { kind: 'topic'; fields: { name: string; description?: string } }
  /** `held`: the draft collection of the held facts; the other one is the page itself. */
  | { kind: 'collection'; fields: CollectionFields; held: boolean };
