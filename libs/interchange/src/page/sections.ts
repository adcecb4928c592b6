/** Headings cut the page into sections: what stands under one heading of the page's section level becomes one article. */
import type { LabelWords } from './labels/label-words.js';
import type { PageBlock } from './page-block.js';
import type { Passage } from './passage.js';
import type { Course } from './recognisers/courses.js';
import { isPairsHeading } from './recognisers/labelled.js';
import type { Node as PairNode } from './recognisers/pairs.js';
import { announcesFacts } from './recognisers/statistics.js';
import { sentencesOf } from './sentences.js';

export type Node = PairNode | { at: 'course'; course: Course };

export interface Section {
  /** Null before the first heading when the page has no title of its own there. */
  heading: Passage | null;
  level: number;
  lead: boolean;
  /** The first section with anything in it: a banner may stand below its heading. */
  first: boolean;
  facts: boolean;
  nodes: Node[];
}

export interface PageTitle {
  text: string;
  /** The heading that is only the page's title, so that what stands below it opens the page. */
  block: PageBlock | null;
  /** What the title was taken from, when it stays content as well or stands in the head. */
  head: Passage | null;
}

/** The one top heading, else the document's title, else the first heading, else the first sentence. */
export function pageTitle(blocks: readonly PageBlock[], documentTitle: Passage | null, labels: LabelWords): PageTitle {
  const headings = blocks.filter((block) => block.kind === 'heading');
  const tops = headings.filter((block) => block.level === 1);
  const top =
    tops.length === 1 || (tops.length > 0 && tops[0] === headings[0] && headings.length > tops.length)
      ? tops[0]
      : undefined;
  if (top) return { text: top.content.text, block: top, head: null };
  if (documentTitle && !documentTitle.isEmpty) return { text: documentTitle.text, block: null, head: documentTitle };
  const first = headings[0];
  if (first) return { text: first.content.text, block: null, head: null };
  const content = blocks.find((block) => block.kind !== 'dropped');
  const passage = content?.kind === 'table' ? content.rows[0]?.[0] : content?.content;
  const sentence = passage ? (sentencesOf(passage.text.slice(0, 1000), labels)[0]?.text ?? '') : '';
  return { text: shorten(sentence), block: null, head: null };
}

/** The first words of a text, at most 100 characters, cut between words. */
export function shorten(text: string): string {
  if (text.length <= 100) return text;
  const cut = text.lastIndexOf(' ', 100);
  return text.slice(0, cut > 20 ? cut : 100).replace(/[\s,;:–—-]+$/, '');
}

export function cutSections(nodes: readonly Node[], title: PageTitle, labels: LabelWords): Section[] {
  const levels = nodes.flatMap((node) =>
    node.at === 'block' && node.block.kind === 'heading' && node.block !== title.block ? [node.block.level] : [],
  );
  const level = levels.reduce((least, one) => Math.min(least, one), 6);
  let current: Section = {
    heading: null,
    level: Math.max(1, level - 1),
    lead: true,
    first: true,
    facts: false,
    nodes: [],
  };
  const sections: Section[] = [current];
  let outer = current;
  let filled = false;
  const open = (block: PageBlock, facts: boolean): Section => {
    const section: Section = {
      heading: block.content,
      level: block.level,
      lead: false,
      first: !filled,
      facts,
      nodes: [],
    };
    sections.push(section);
    return section;
  };
  for (const [index, node] of nodes.entries()) {
    if (node.at !== 'block' || node.block.kind !== 'heading') {
      current.nodes.push(node);
      filled ||= node.at !== 'block' || node.block.kind !== 'dropped';
      continue;
    }
    const block = node.block;
    if (block === title.block) {
      // What stood above the title (a banner) keeps its own lead.
      current = {
        heading: block.content,
        level: block.level,
        lead: true,
        first: true,
        facts: announcesFacts(block.content.text, labels),
        nodes: [],
      };
      outer = current;
      sections.push(current);
    } else if (announcesFacts(block.content.text, labels)) {
      current = open(block, true);
      if (block.level <= level) outer = current;
    } else if (
      isPairsHeading(block.content.text, labels) &&
      nodes[index + 1]?.at === 'pair' &&
      outer.heading !== null &&
      outer.nodes.some(isProse)
    ) {
      // 'Myth vs. fact' labels a part of the section it stands in.
      outer.nodes.push(node);
      current = outer;
    } else if (block.level <= level) {
      current = open(block, false);
      outer = current;
    } else {
      outer.nodes.push(node);
      current = outer;
    }
  }
  return sections;
}

function isProse(node: Node): boolean {
  return node.at === 'block' && node.block.kind !== 'dropped' && node.block.kind !== 'heading';
}
