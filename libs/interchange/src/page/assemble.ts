/** Turns blocks into items through the recognisers, and accounts for every line. */
import type { SectionResult } from './article-result.js';
import { SectionReader } from './article.js';
import type { LabelWords } from './labels/label-words.js';
import type { Fate } from './ledger.js';
import type { PageBlock } from './page-block.js';
import { Page } from './page-items.js';
import type { Passage } from './passage.js';
import { findOutlines } from './recognisers/courses.js';
import { isPairsHeading } from './recognisers/labelled.js';
import { findPairs } from './recognisers/pairs.js';
import { cutSections, type Node, pageTitle, type PageTitle, type Section, shorten } from './sections.js';
import type { CollectionFields, PageItem, PageLine } from './types.js';
import { hasWord } from './words.js';

/** Blocks to items and lines: outlines first, then pairs, then sections with everything else. */
export function assemble(
  raw: string,
  blocks: readonly PageBlock[],
  documentTitle: Passage | null,
  labels: LabelWords,
): { title: string; items: PageItem[]; lines: PageLine[] } {
  const title = pageTitle(blocks, documentTitle, labels);
  const page = new Page(raw, title.text, labels);
  for (const block of blocks) {
    if (block.kind !== 'dropped') continue;
    const fate: Fate = { outcome: 'dropped', reason: block.reason };
    if (block.range) page.ledger.claimRange(block.range[0], block.range[1], fate);
    else page.ledger.claim(block.content, fate);
  }
  const nodes = recognise(blocks, title.text, raw, labels);
  const sections = cutSections(nodes, title, labels);
  const results = new Map<Section, SectionResult>();
  // Lists of facts first: what they hold is held wherever else the page repeats it.
  for (const section of [...sections.filter((one) => one.facts), ...sections.filter((one) => !one.facts)])
    results.set(section, new SectionReader(page, section, labels).read());
  const shown: CollectionFields['sections'] = [];
  let seen = new Set<string>();
  let previous: SectionResult | null = null;
  for (const section of sections) {
    const result = results.get(section);
    if (!result) continue;
    const listed = settle(page, section, result, previous, title);
    const before = shown.at(-1);
    if (listed && before?.title === listed.title) {
      for (const item of listed.items) if (!seen.has(item)) before.items.push(item);
    } else if (listed) {
      shown.push(listed);
      seen = new Set();
    }
    for (const item of listed?.items ?? []) seen.add(item);
    if (result.fate.target !== undefined) previous = result;
  }
  if (title.head) page.ledger.claim(title.head, { outcome: 'imported', target: 'collection/page' });
  else if (documentTitle) page.ledger.claim(documentTitle, { outcome: 'dropped', reason: 'document head' });
  return { title: title.text, items: page.finish(shown), lines: page.ledger.lines() };
}

function recognise(blocks: readonly PageBlock[], title: string, raw: string, labels: LabelWords): Node[] {
  const nodes: Node[] = [];
  let from = 0;
  for (const outline of findOutlines(blocks, title, labels)) {
    for (const node of findPairs(blocks.slice(from, outline.from), raw, labels)) nodes.push(node);
    nodes.push({ at: 'course', course: outline.course });
    from = outline.to;
  }
  return nodes.concat(findPairs(blocks.slice(from), raw, labels));
}

/** Decides what a section's heading becomes, and what the page's collection lists for it. */
function settle(
  page: Page,
  section: Section,
  result: SectionResult,
  previous: SectionResult | null,
  title: PageTitle,
): CollectionFields['sections'][number] | null {
  const full = section.heading?.text ?? title.text;
  // A line of a document holds no more.
  const name = full.length > 300 ? shorten(full) : full;
  const own = result.writer.blocks.some(
    (block) => block._type === 'block' || block._type === 'callout' || block._type === 'table',
  );
  const leftover = (target: SectionResult): void => {
    for (const heading of result.headless.splice(0)) settleHeading(page, heading.content, result, target);
  };
  // A lead with pairs only, or 'Myth vs. fact' with pairs only, needs no article around them.
  const wrapped = own || (result.writer.blocks.length > 0 && !section.lead && !labelsOnly(page, section));
  if (wrapped) {
    const key = page.addArticle(shorten(name), result);
    if (section.heading) page.ledger.claim(section.heading, result.fate);
    leftover(result);
    return { title: name, items: [key, ...result.items] };
  }
  if (section.heading) {
    const heading = section.heading;
    const course = result.items.find((item) => item.startsWith('course/'));
    if (
      section.lead ||
      (section.first && heading.text === title.text) ||
      result.items.some((item) => !item.startsWith('course/'))
    )
      page.ledger.claim(heading, { outcome: 'imported', target: 'collection/page' });
    else if (course !== undefined && result.courses.length > 0) {
      if (hasWord(page.labels, 'course.nouns', page.labels.course.nouns, heading.text))
        page.retitleCourse(course, heading.text);
      page.ledger.claim(heading, { outcome: 'imported', target: 'collection/page' });
    } else settleHeading(page, heading, result, previous);
  }
  leftover(previous ?? result);
  return result.items.length > 0 ? { title: name, items: result.items } : null;
}

function labelsOnly(page: Page, section: Section): boolean {
  return (
    section.nodes.every((node) => node.at === 'pair') &&
    section.heading !== null &&
    isPairsHeading(section.heading.text, page.labels)
  );
}

/** A heading with nothing published under it. */
function settleHeading(page: Page, heading: Passage, result: SectionResult, previous: SectionResult | null): void {
  if (result.held > 0)
    page.ledger.claim(heading, { outcome: 'held', target: page.heldKey, reason: 'the heading of facts that are held' });
  else if (result.dropped > 0 || previous?.fate.target === undefined)
    page.ledger.claim(heading, { outcome: 'dropped', reason: 'a heading with nothing under it' });
  else {
    // Nothing stood under it: it is the last sentence of what stands above.
    previous.writer.blocks.push(previous.writer.text(heading, 'normal', null, []));
    page.ledger.claim(heading, { outcome: 'imported', target: previous.fate.target });
  }
}
