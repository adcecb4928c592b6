/** Gathers what the recognisers found into items with stable keys, and accounts for every line. */
import { SectionReader, type SectionResult } from './article.js';
import { fingerprint } from './fingerprint.js';
import type { LabelWords } from './labels/label-words.js';
import { type Fate, Ledger } from './ledger.js';
import type { PageBlock } from './page-block.js';
import type { Passage } from './passage.js';
import { BodyWriter } from './portable-text.js';
import { contactsIn } from './recognisers/contacts.js';
import { type Course, findOutlines } from './recognisers/courses.js';
import { Notices, type NoticePart } from './recognisers/notices.js';
import { isPairsHeading } from './recognisers/labelled.js';
import { claimPair, findPairs, type Pair } from './recognisers/pairs.js';
import { cutSections, type Node, pageTitle, type PageTitle, type Section, shorten } from './sections.js';
import { cutSentences } from './sentences.js';
import type { CollectionFields, ItemContent, MythFactFields, PageItem, PageLine } from './types.js';
import { hasWord, slugOf } from './words.js';

/** What one page gives, while it is being read. Recognisers add to it; keys are given here. */
export class Page {
  readonly ledger: Ledger;
  readonly heldKey = 'collection/held';
  readonly #notices: Notices;
  readonly #items: { key: string; title: string; content: ItemContent }[] = [];
  readonly #held: { title: string; items: string[] }[] = [];
  readonly #heldTexts = new Map<string, string>();
  #counts = new Map<string, number>();
  #block = 0;

  constructor(
    raw: string,
    readonly title: string,
    readonly labels: LabelWords,
  ) {
    this.ledger = new Ledger(raw);
    this.#notices = new Notices(labels);
  }

  nextBlock(): void {
    this.#block += 1;
  }

  readNotices(sentence: Passage): NoticePart[] {
    return this.#notices.read(sentence, this.#block);
  }

  /** Gives a notice the sentences around the one that names it; `extra` are those that are new to it. */
  widenNotice(key: string, known: string, whole: string, extra: readonly Passage[]): void {
    const notice = this.#notices.all.find((one) => one.key === key);
    if (!notice) return;
    this.#notices.widen(notice, known, whole);
    for (const sentence of extra) this.ledger.claim(sentence, { outcome: 'imported', target: key });
  }

  addPair(pair: Pair): string {
    const key = this.#place('pair');
    const fields: MythFactFields = { myth: pair.myth.text, fact: pair.fact.text };
    if (pair.explanation.length > 0) {
      const writer = new BodyWriter(1);
      for (const block of pair.explanation) writer.add(block);
      fields.explanation = writer.blocks;
    }
    if (pair.otherPhrasings.length > 0) fields.otherPhrasings = pair.otherPhrasings.map((phrasing) => phrasing.text);
    claimPair(pair, this.ledger, key);
    this.#items.push({ key, title: fields.myth, content: { kind: 'myth-fact', fields } });
    for (const passage of [pair.fact, ...pair.explanation.map((block) => block.content)]) {
      for (const sentence of cutSentences(passage, this.labels)) if (contactsIn(sentence, this.labels).length > 0) this.readNotices(sentence);
    }
    return key;
  }

  addCourse(course: Course): string {
    const key = this.#place('course');
    for (const passage of course.passages) this.ledger.claim(passage, { outcome: 'imported', target: key });
    for (const passage of course.passages) for (const sentence of cutSentences(passage, this.labels)) this.readNotices(sentence);
    this.#items.push({ key, title: course.fields.title, content: { kind: 'course', fields: course.fields } });
    return key;
  }

  retitleCourse(key: string, title: string): void {
    for (const item of this.#items) {
      if (item.key !== key || item.content.kind !== 'course') continue;
      item.title = title;
      item.content.fields.title = title;
    }
  }

  /** The key of the fact; the same statement twice on a page is one fact. */
  holdFact(statement: string, group: string, reason: string): string {
    const known = this.heldAs(statement);
    if (known !== null) return known;
    const key = this.#place('fact');
    this.#heldTexts.set(folded(statement), key);
    this.#items.push({ key, title: statement, content: { kind: 'fact', fields: { statement }, held: true, reason } });
    const last = this.#held.at(-1);
    if (last && (last.title === group || last.items.length === 0)) last.items.push(key);
    else this.#held.push({ title: group, items: [key] });
    return key;
  }

  heldAs(statement: string): string | null {
    return this.#heldTexts.get(folded(statement)) ?? null;
  }

  openHeldGroup(title: string): void {
    this.#held.push({ title, items: [] });
  }

  addArticle(title: string, result: SectionResult): string {
    const slug = slugOf(title);
    const key = this.#place(`section/${slug}`);
    result.fate.target = key;
    this.#items.push({ key, title, content: { kind: 'article', fields: { title, body: result.writer.blocks }, mentions: result.mentions } });
    return key;
  }

  /** The items in their final order, with slugs and hashes. */
  finish(sections: CollectionFields['sections']): PageItem[] {
    const notices = this.#notices.all.map((notice) => ({ key: notice.key, title: notice.fields.name, content: { kind: 'notice', fields: notice.fields } satisfies ItemContent }));
    const collections: { key: string; title: string; content: ItemContent }[] = [];
    const listed = new Set(sections.flatMap((section) => section.items));
    const rest = notices.filter((notice) => !listed.has(notice.key)).map((notice) => notice.key);
    const all = rest.length > 0 ? [...sections, { title: this.title, items: rest }] : sections;
    collections.push({ key: 'collection/page', title: this.title, content: { kind: 'collection', fields: { title: this.title, sections: all }, held: false } });
    if (this.#held.length > 0) collections.push({ key: this.heldKey, title: this.title, content: { kind: 'collection', fields: { title: this.title, sections: this.#held }, held: true } });
    const slugs = new Map<string, number>();
    return [...notices, ...this.#items, ...collections].map(({ key, title, content }): PageItem => {
      const wanted = slugOf(title) + (key === this.heldKey ? '-held' : '');
      let slug = wanted;
      // Counting on from the last number used keeps a page of equal titles linear.
      for (let count = slugs.get(`${content.kind}/${wanted}`) ?? 0; slugs.has(`${content.kind}/${slug}`); ) {
        count += 1;
        slugs.set(`${content.kind}/${wanted}`, count);
        slug = `${wanted}-${count + 1}`;
      }
      slugs.set(`${content.kind}/${slug}`, 0);
      const hash = fingerprint({ kind: content.kind, fields: content.fields });
      return { key, place: key, hash, slug, title, ...content };
    });
  }

  #place(prefix: string): string {
    const count = (this.#counts.get(prefix) ?? 0) + 1;
    this.#counts.set(prefix, count);
    return `${prefix}/${count}`;
  }
}

function folded(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** Blocks to items and lines: outlines first, then pairs, then sections with everything else. */
export function assemble(raw: string, blocks: readonly PageBlock[], documentTitle: Passage | null, labels: LabelWords): { title: string; items: PageItem[]; lines: PageLine[] } {
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
  for (const section of [...sections.filter((one) => one.facts), ...sections.filter((one) => !one.facts)]) results.set(section, new SectionReader(page, section, labels).read());
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
function settle(page: Page, section: Section, result: SectionResult, previous: SectionResult | null, title: PageTitle): CollectionFields['sections'][number] | null {
  const name = section.heading?.text ?? title.text;
  const own = result.writer.blocks.some((block) => block._type === 'block' || block._type === 'callout' || block._type === 'table');
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
    if (section.lead || (section.first && heading.text === title.text) || result.items.some((item) => !item.startsWith('course/'))) page.ledger.claim(heading, { outcome: 'imported', target: 'collection/page' });
    else if (course !== undefined && result.courses.length > 0) {
      if (hasWord(page.labels, 'course.nouns', page.labels.course.nouns, heading.text)) page.retitleCourse(course, heading.text);
      page.ledger.claim(heading, { outcome: 'imported', target: 'collection/page' });
    } else settleHeading(page, heading, result, previous);
  }
  leftover(previous ?? result);
  return result.items.length > 0 ? { title: name, items: result.items } : null;
}

function labelsOnly(page: Page, section: Section): boolean {
  return section.nodes.every((node) => node.at === 'pair') && section.heading !== null && isPairsHeading(section.heading.text, page.labels);
}

/** A heading with nothing published under it. */
function settleHeading(page: Page, heading: Passage, result: SectionResult, previous: SectionResult | null): void {
  if (result.held > 0) page.ledger.claim(heading, { outcome: 'held', target: page.heldKey, reason: 'the heading of facts that are held' });
  else if (result.dropped > 0 || previous?.fate.target === undefined) page.ledger.claim(heading, { outcome: 'dropped', reason: 'a heading with nothing under it' });
  else {
    // Nothing stood under it: it is the last sentence of what stands above.
    previous.writer.blocks.push(previous.writer.text(heading, 'normal', null, []));
    page.ledger.claim(heading, { outcome: 'imported', target: previous.fate.target });
  }
}
