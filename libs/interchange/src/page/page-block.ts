import { Passage } from './passage.js';

/** What all three formats come down to: a flat run of blocks in reading order. Recognisers know nothing of the format. */
export interface PageBlock {
  kind: 'heading' | 'paragraph' | 'quote' | 'item' | 'term' | 'details' | 'code' | 'table' | 'dropped';
  content: Passage;
  /** Heading 1-6; nesting of an item from 1. */
  level: number;
  ordered: boolean;
  /** Names the list, definition list or item a block belongs to; 0 outside. */
  group: number;
  /** A further paragraph of the same list item. */
  continues: boolean;
  rows: Passage[][];
  headerRow: boolean;
  /** Why, and which stretch of the file, when dropped. */
  reason: string;
  range: readonly [number, number] | null;
  /** A note that gives a source. */
  footnote: boolean;
  /** Names the panel or card that the block stands in; 0 outside. */
  box: number;
  region: 'main' | 'header' | 'footer' | 'aside';
  /** The source itself said that this is a heading (markup), as opposed to our reading of plain text. */
  explicit: boolean;
}

export function pageBlock(kind: PageBlock['kind'], content: Passage, more: Partial<PageBlock> = {}): PageBlock {
  return {
    kind,
    content,
    level: 1,
    ordered: false,
    group: 0,
    continues: false,
    rows: [],
    headerRow: false,
    reason: '',
    range: null,
    footnote: false,
    box: 0,
    region: 'main',
    explicit: false,
    ...more,
  };
}
