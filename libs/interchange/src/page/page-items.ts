import type { SectionResult } from './article-result.js';
import { fingerprint } from './fingerprint.js';
import type { LabelWords } from './labels/label-words.js';
import { Ledger } from './ledger.js';
import type { Passage } from './passage.js';
import { BodyWriter } from './portable-text.js';
import { contactsIn } from './recognisers/contacts.js';
import type { Course } from './recognisers/courses.js';
import { Notices, type NoticePart } from './recognisers/notices.js';
import { claimPair, type Pair } from './recognisers/pairs.js';
import { cutSentences } from './sentences.js';
import type { CollectionFields, ItemContent, MythFactFields, PageItem } from './types.js';
import { slugOf } from './words.js';

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

  /** `moved`: the sentence goes to its notices instead of a body. */
  readNotices(sentence: Passage, moved = false, above: string | null = null): NoticePart[] {
    return this.#notices.read(sentence, this.#block, moved, above);
  }

  /** Gives a notice the sentences around the one that names it; `extra` are those that are new to it. */
  widenNotice(key: string, known: string, whole: string, extra: readonly Passage[]): void {
    const notice = this.#notices.byKey(key);
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
      for (const sentence of cutSentences(passage, this.labels))
        if (contactsIn(sentence, this.labels).length > 0) this.readNotices(sentence);
    }
    return key;
  }

  addCourse(course: Course): string {
    const key = this.#place('course');
    for (const passage of course.passages) this.ledger.claim(passage, { outcome: 'imported', target: key });
    for (const column of course.columns)
      this.ledger.claim(column, { outcome: 'dropped', reason: 'a column heading of a table of lessons' });
    for (const passage of course.passages)
      for (const sentence of cutSentences(passage, this.labels)) this.readNotices(sentence);
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
    this.#items.push({
      key,
      title,
      content: { kind: 'article', fields: { title, body: result.writer.blocks }, mentions: result.mentions },
    });
    return key;
  }

  /** The items in their final order, with slugs and hashes. */
  finish(sections: CollectionFields['sections']): PageItem[] {
    const notices = this.#notices.all.map((notice) => ({
      key: notice.key,
      title: notice.fields.name,
      content: { kind: 'notice', fields: notice.fields } satisfies ItemContent,
    }));
    const collections: { key: string; title: string; content: ItemContent }[] = [];
    const listed = new Set(sections.flatMap((section) => section.items));
    const rest = notices.filter((notice) => !listed.has(notice.key)).map((notice) => notice.key);
    const all = rest.length > 0 ? [...sections, { title: this.title, items: rest }] : sections;
    collections.push({
      key: 'collection/page',
      title: this.title,
      content: { kind: 'collection', fields: { title: this.title, sections: all }, held: false },
    });
    if (this.#held.length > 0)
      collections.push({
        key: this.heldKey,
        title: this.title,
        content: { kind: 'collection', fields: { title: this.title, sections: this.#held }, held: true },
      });
    const slugs = new Map<string, number>();
    return [...notices, ...this.#items, ...collections].map(({ key, title, content }): PageItem => {
      const wanted = slugOf(title) + (key === this.heldKey ? '-held' : '');
      let slug = wanted;
      // Counting on from the last number used keeps a page of equal titles linear.
      for (let count = slugs.get(`${content.kind}/${wanted}`) ?? 0; slugs.has(`${content.kind}/${slug}`);) {
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
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
