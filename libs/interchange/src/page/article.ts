/** One section becomes one article; what is not prose goes to the item it is: notices, held facts, courses, pairs. */
import type { LabelWords } from './labels/label-words.js';
import type { SectionResult } from './article-result.js';
import type { Page } from './page-items.js';
import { pageBlock, type PageBlock } from './page-block.js';
import { Passage } from './passage.js';
import { BodyWriter } from './portable-text.js';
import { isCallToAction } from './recognisers/actions.js';
import { contactsIn } from './recognisers/contacts.js';
import { type Course, readPitch } from './recognisers/courses.js';
import { isReference, isSourced, isSourceLine, isStatistic } from './recognisers/statistics.js';
import type { Section } from './sections.js';
import { cutSentences } from './sentences.js';

export class SectionReader {
  readonly #result: SectionResult;
  readonly #embedded = new Set<string>();
  readonly #listed = new Set<string>();
  #pending: string[] = [];
  #opening = true;
  /** A short line directly above, such as the name of a service over its number. */
  #above: string | null = null;

  constructor(
    readonly page: Page,
    readonly section: Section,
    readonly labels: LabelWords,
  ) {
    this.#result = {
      writer: new BodyWriter(section.level),
      fate: { outcome: 'imported' },
      items: [],
      mentions: [],
      headless: [],
      held: 0,
      dropped: 0,
      courses: [],
    };
  }

  read(): SectionResult {
    const blocks = this.section.nodes;
    if (this.section.heading) this.#above = nameLine(pageBlock('heading', this.section.heading));
    for (const [index, node] of blocks.entries()) {
      this.page.nextBlock();
      if (node.at === 'pair') {
        this.#flush();
        const key = this.page.addPair({ ...node.pair, explanation: this.#explanation(node.pair.explanation) });
        this.#mention('mythFactEmbed', key);
        this.#opening = false;
      } else if (node.at === 'course') {
        this.#flush();
        this.#course(node.course);
      } else {
        const rest = blocks.slice(index + 1, index + 40).map((next) => (next.at === 'block' ? next.block : null));
        this.#block(node.block, rest);
        // An address may stand between a name and its number.
        if (!/\d/.test(node.block.content.text) || node.block.content.text.length > 60)
          this.#above = nameLine(node.block);
      }
    }
    this.#flush();
    return this.#result;
  }

  #block(block: PageBlock, rest: readonly (PageBlock | null)[]): void {
    if (block.kind === 'dropped') {
      this.#result.dropped += 1;
      return;
    }
    if (block.kind !== 'item') this.#flush();
    if (block.kind === 'heading') {
      this.#notices(block.content);
      this.#result.headless = this.#result.headless.filter((waiting) => waiting.level < block.level);
      this.#result.headless.push(block);
      return;
    }
    if (block.kind === 'table') {
      for (const row of block.rows) this.#notices(Passage.join(row));
      this.#keep(block);
      return;
    }
    if (this.#banner(block)) return;
    this.#opening = this.#opening && block.kind !== 'paragraph';
    if (block.kind !== 'code' && isCallToAction(block.content, this.labels)) {
      this.#notices(block.content);
      this.#subheadings();
      this.page.ledger.claim(block.content, this.#result.fate);
      this.#result.writer.action(block.content);
      return;
    }
    const pitch = block.kind === 'paragraph' || block.kind === 'quote' ? readPitch(block.content, this.labels) : null;
    if (pitch) {
      this.#course(pitch);
      return;
    }
    if (block.kind === 'code') {
      this.#keep(block);
      return;
    }
    this.#prose(block, rest);
  }

  /** A crisis banner: before any prose of the page, sentences that give numbers, and what they are followed by. */
  #banner(block: PageBlock): boolean {
    if (block.region === 'main' && !(this.#opening && (this.section.lead || this.section.first))) return false;
    const sentences = cutSentences(block.content, this.labels);
    const giving = sentences.filter((sentence) => contactsIn(sentence, this.labels).length > 0).length;
    if (giving === 0 || giving * 3 < sentences.length || sentences.length > 8) return false;
    // A sentence without a number goes with the one before it, the first ones with the one after them.
    const groups: { giving: Passage; extra: Passage[] }[] = [];
    const early: Passage[] = [];
    for (const sentence of sentences) {
      const group = groups.at(-1);
      if (contactsIn(sentence, this.labels).length > 0) groups.push({ giving: sentence, extra: early.splice(0) });
      else (group?.extra ?? early).push(sentence);
    }
    for (const { giving: sentence, extra } of groups) {
      const parts = this.page.readNotices(sentence, true, this.#above);
      if (parts.length === 0) {
        for (const passage of [sentence, ...extra]) this.#keep({ ...block, content: passage });
        continue;
      }
      for (const { notice, part } of parts) {
        this.page.ledger.claim(part, { outcome: 'imported', target: notice.key });
        this.#item(notice.key);
      }
      const whole = [sentence, ...extra]
        .sort((a, b) => a.from - b.from)
        .map((passage) => passage.text)
        .join(' ');
      for (const [index, { notice }] of parts.entries())
        if (extra.length > 0 && index === 0) this.page.widenNotice(notice.key, sentence.text, whole, extra);
    }
    return true;
  }

  #prose(block: PageBlock, rest: readonly (PageBlock | null)[]): void {
    if (this.section.facts && this.#factItem(block, rest)) return;
    const kept = this.#sift(block, rest);
    if (kept === null) this.#keep(block);
    else if (kept.length > 0) this.#keep({ ...block, content: Passage.join(kept) }, kept);
    for (const sentence of kept ?? cutSentences(block.content, this.labels)) this.#notices(sentence);
  }

  /** Holds the statistics of a block that name no source; the sentences that stay, or null when all do. */
  #sift(block: PageBlock, rest: readonly (PageBlock | null)[]): Passage[] | null {
    if (block.kind === 'code' || block.footnote) return null;
    const sentences = cutSentences(block.content, this.labels);
    let sourcedBelow: boolean | null = null;
    const kept: Passage[] = [];
    for (const [index, sentence] of sentences.entries()) {
      const next = sentences[index + 1];
      const sourced = (): boolean =>
        (sourcedBelow ??= this.#sourcedBelow(block, rest)) ||
        isSourced(sentence, this.labels) ||
        (next !== undefined &&
          ((/^[([¹²³]/.test(next.text) && isSourced(next, this.labels)) || isSourceLine(next.text, this.labels)));
      if (this.page.heldAs(sentence.text) !== null || (isStatistic(sentence.text, this.labels) && !sourced())) {
        this.#hold(
          sentence,
          this.section.heading?.text ?? this.page.title,
          'a statistic without a source: kept as an UNVERIFIED draft fact',
        );
      } else kept.push(sentence);
    }
    return kept.length === sentences.length ? null : kept;
  }

  /** A pair keeps its claim and its correction as they stand; statistics in the paragraphs below them are held like any other. */
  #explanation(blocks: readonly PageBlock[]): PageBlock[] {
    return blocks.flatMap((block, at) => {
      const kept = this.#sift(block, blocks.slice(at + 1));
      return kept === null ? [block] : kept.length === 0 ? [] : [{ ...block, content: Passage.join(kept) }];
    });
  }

  /** One item of a section that announces facts: held whole, unless it is a question, a sourced claim or an introduction. */
  #factItem(block: PageBlock, rest: readonly (PageBlock | null)[]): boolean {
    const text = block.content.text;
    if (block.footnote || this.#sourcedBelow(block, rest) || cutSentences(block.content, this.labels).length > 2)
      return false;
    if (
      text.endsWith('?') ||
      isReference(text) ||
      isSourceLine(text, this.labels) ||
      contactsIn(block.content, this.labels).length > 0
    )
      return false;
    if (isSourced(block.content, this.labels)) return false;
    if (text.endsWith(':')) {
      const next = rest[0];
      if (!next || (next.kind !== 'item' && next.kind !== 'paragraph') || isSourced(next.content, this.labels))
        return false;
      this.page.openHeldGroup(text);
      this.page.ledger.claim(block.content, {
        outcome: 'held',
        target: this.page.heldKey,
        reason: 'introduces facts that are held',
      });
      this.#result.held += 1;
      return true;
    }
    this.#hold(
      block.content,
      this.section.heading?.text ?? this.page.title,
      'listed as a fact without a source: kept as an UNVERIFIED draft fact',
    );
    return true;
  }

  /** `Source: ...` below a list or paragraph speaks for the statistics above it, up to the last heading. */
  #sourcedBelow(block: PageBlock, rest: readonly (PageBlock | null)[]): boolean {
    for (const next of rest) {
      if (!next || next.kind === 'heading' || next.kind === 'dropped') return false;
      if (isSourceLine(next.content.text, this.labels)) return true;
      if (!(block.kind === 'item' && next.kind === 'item' && next.group === block.group) && !this.section.facts)
        return false;
    }
    return false;
  }

  #hold(passage: Passage, group: string, reason: string): void {
    const key = this.page.holdFact(passage.text, group, reason);
    this.page.ledger.claim(passage, { outcome: 'held', target: key, reason });
    this.#result.held += 1;
  }

  #keep(block: PageBlock, kept?: readonly Passage[]): void {
    this.#subheadings();
    this.#result.writer.add(block);
    for (const passage of kept ?? (block.kind === 'table' ? block.rows.flat() : [block.content]))
      this.page.ledger.claim(passage, this.#result.fate);
  }

  /** A sub-heading is written once something stands under it. */
  #subheadings(): void {
    for (const heading of this.#result.headless.splice(0)) {
      this.#result.writer.add(heading);
      this.page.ledger.claim(heading.content, this.#result.fate);
    }
  }

  #course(course: Course): void {
    this.#result.courses.push(course);
    this.#item(this.page.addCourse(course));
  }

  /** The notices a sentence of prose gives; the prose stays, the notice is shown after the paragraph or list. */
  #notices(sentence: Passage): void {
    for (const { notice } of this.page.readNotices(sentence, false, this.#above)) {
      this.#item(notice.key);
      if (!this.#embedded.has(notice.key)) {
        this.#embedded.add(notice.key);
        this.#pending.push(notice.key);
      }
    }
  }

  #flush(): void {
    for (const key of this.#pending.splice(0)) this.#mention('noticeEmbed', key);
  }

  #mention(type: 'mythFactEmbed' | 'noticeEmbed', key: string): void {
    this.#subheadings();
    this.#result.writer.embed(type, key);
    this.#result.mentions.push(key);
    this.#item(key);
  }

  #item(key: string): void {
    if (this.#listed.has(key)) return;
    this.#listed.add(key);
    this.#result.items.push(key);
  }
}

function nameLine(block: PageBlock): string | null {
  const text = block.content.text;
  const short = (block.kind === 'paragraph' || block.kind === 'heading' || block.kind === 'term') && text.length <= 60;
  return short && /^\p{Lu}/u.test(text) && !/[.!?:;,\n]/.test(text) ? text : null;
}
