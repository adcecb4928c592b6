import type { Fate } from './ledger.js';
import type { PageBlock } from './page-block.js';
import type { BodyWriter } from './portable-text.js';
import type { Course } from './recognisers/courses.js';

export interface SectionResult {
  writer: BodyWriter;
  /** Where the kept prose of the section goes; its target is known once the article has its key. */
  fate: Fate;
  /** Keys in reading order: what the section holds beside its article. */
  items: string[];
  mentions: string[];
  /** Sub-headings still waiting for something to stand under them. */
  headless: PageBlock[];
  held: number;
  dropped: number;
  courses: Course[];
}
