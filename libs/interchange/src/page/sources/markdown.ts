/** Markdown (CommonMark with GitHub's tables and footnotes, plus `Term` / `: definition`), in the same flat blocks as the other formats. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { BadInput } from '#platform';
import { pageBlock, type PageBlock } from '../page-block.js';
import { type Passage, PassageBuilder } from '../passage.js';
import { readHtml } from './html.js';
import { safeHref } from './links.js';

/** Quotes and lists nested deeper than this are not writing, and the Markdown parser slows down with every level. */
export const MARKDOWN_DEPTH_LIMIT = 50;
/** The inline parser is not linear, least of all where emphasis signs pile up. Longer paragraphs are none that a person wrote. */
export const MARKDOWN_PARAGRAPH_LIMIT = 300_000;
const SIGNS_LIMIT = 30_000;
const EMPHASIS_PARAGRAPH_LIMIT = 3_000;
const EMPHASIS_LIMIT = 12_000;

export interface MarkdownReading {
  blocks: PageBlock[];
}

export function readMarkdown(raw: string, name: string): MarkdownReading {
  refuseDepth(raw, name);
  const { source, from } = withoutFrontMatter(raw);
  const blocks: PageBlock[] = [];
  if (from > 0)
    blocks.push(
      pageBlock('dropped', new PassageBuilder().build(), { reason: 'settings of a site generator', range: [0, from] }),
    );
  const tree = fromMarkdown(source, {
    extensions: [gfm({ singleTilde: false })],
    mdastExtensions: [gfmFromMarkdown()],
  });
  const reader = new Reader(source, name, blocks);
  reader.define(tree);
  reader.blocksOf(tree, { quote: false, depth: 0, group: 0, ordered: false });
  reader.placeFootnotes();
  return { blocks };
}

/** Front matter is blanked, not cut: offsets stay those of the file. */
function withoutFrontMatter(raw: string): { source: string; from: number } {
  if (!/^---[ \t]*\n/.test(raw)) return { source: raw, from: 0 };
  const end = /\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(raw.slice(3, 20_000));
  if (!end) return { source: raw, from: 0 };
  const head = raw.slice(4, 3 + end.index + 1);
  if (!/^[\w-]+[ \t]*:/.test(head)) return { source: raw, from: 0 };
  const from = 3 + end.index + end[0].length;
  return { source: raw.slice(0, from).replace(/[^\n]/g, ' ') + raw.slice(from), from };
}

function refuseDepth(raw: string, name: string): void {
  const refuse = (sentence: string): never => {
    throw new BadInput(`${name} ${sentence}`, ['file', name]);
  };
  const run = { all: 0, signs: 0, emphasis: 0 };
  let emphasis = 0;
  for (const line of raw.split('\n')) {
    const depth = /^(?:[ \t]{0,8}(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){51}/.test(line);
    const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    if (depth || (indent > MARKDOWN_DEPTH_LIMIT * 4 && /^[ \t]*(?:[-*+>]|\d{1,9}[.)])[ \t]/.test(line))) {
      refuse(`nests quotes or lists more than ${MARKDOWN_DEPTH_LIMIT} deep. Flatten them and import it again.`);
    }
    if (line.trim() === '') Object.assign(run, { all: 0, signs: 0, emphasis: 0 });
    else {
      const stars = dense(line, /[*_~]/g, 10) ? line.length : 0;
      run.all += line.length;
      run.signs += dense(line, /[[\]`<>!&\\]/g, 20) ? line.length : 0;
      run.emphasis += stars;
      emphasis += stars;
    }
    if (run.all > MARKDOWN_PARAGRAPH_LIMIT)
      refuse(
        `has a paragraph of more than ${MARKDOWN_PARAGRAPH_LIMIT} characters. Part it with blank lines, or import it as plain text (.txt).`,
      );
    if (run.signs > SIGNS_LIMIT || run.emphasis > EMPHASIS_PARAGRAPH_LIMIT || emphasis > EMPHASIS_LIMIT)
      refuse('has a paragraph that is full of Markdown signs. Import it as plain text (.txt), or part it.');
  }
}

/** More signs than writing has: one in `share` characters of a long line. */
function dense(line: string, signs: RegExp, share: number): boolean {
  return line.length >= 400 && (line.match(signs)?.length ?? 0) > line.length / share;
}

type Root = ReturnType<typeof fromMarkdown>;
type Content = Root['children'][number];
type Nodes = Root | Content;
type Parent = { children: readonly Content[] };
type PhrasingContent = Extract<Content, { type: 'paragraph' }>['children'][number];
type Table = Extract<Content, { type: 'table' }>;

interface Within {
  quote: boolean;
  depth: number;
  group: number;
  ordered: boolean;
}

class Reader {
  #group = 0;
  readonly footnotes: { id: string; block: PageBlock }[] = [];
  readonly #definitions = new Map<string, string>();

  constructor(
    readonly raw: string,
    readonly name: string,
    readonly blocks: PageBlock[],
  ) {}

  blocksOf(parent: Parent, within: Within): void {
    let first = true;
    for (const child of parent.children) {
      this.#block(child, within, first);
      first = false;
    }
  }

  /** Addresses that reference links use, wherever the page gives them. */
  define(parent: Parent): void {
    for (const child of parent.children) {
      if (child.type === 'definition') {
        const href = safeHref(child.url);
        if (href !== null && !this.#definitions.has(child.identifier)) this.#definitions.set(child.identifier, href);
      } else if ('children' in child) this.define(child);
    }
  }

  #block(node: Nodes, within: Within, first: boolean): void {
    switch (node.type) {
      case 'heading':
        this.blocks.push(pageBlock('heading', this.#inline(node.children), { level: node.depth, explicit: true }));
        return;
      case 'paragraph':
        for (const [index, content] of this.#fields(node).entries())
          this.#paragraph(content, within, first && index === 0);
        return;
      case 'blockquote':
        this.blocksOf(node, { ...within, quote: true });
        return;
      case 'list': {
        const group = within.depth === 0 ? (this.#group += 1) : within.group;
        for (const item of node.children)
          this.blocksOf(item, { ...within, depth: within.depth + 1, group, ordered: node.ordered === true });
        return;
      }
      case 'table':
        this.#table(node);
        return;
      case 'code':
        this.#code(node);
        return;
      case 'html':
        this.#html(node);
        return;
      case 'footnoteDefinition':
        this.#footnote(node);
        return;
      case 'definition':
      case 'thematicBreak':
        return;
      default:
        if ('children' in node) this.blocksOf(node, within);
    }
  }

  /** Lines that each begin with a label and a colon are paragraphs of their own: `**Audience:** ...` above `**Level:** ...`. */
  #fields(node: Extract<Nodes, { type: 'paragraph' }>): Passage[] {
    const content = this.#inline(node.children);
    const from = node.position?.start.offset ?? 0;
    const lines = this.raw.slice(from, Math.min(node.position?.end.offset ?? from, from + 5000)).split('\n');
    if (
      lines.length < 2 ||
      !lines.every(
        (line) =>
          /^[ \t>]*(?:\*\*|__)?[\p{L}][^*_\n:]{0,40}(?::|:?\*\*:?|:?__:?)\s?\S/u.test(line) &&
          line.slice(0, 50).includes(':'),
      )
    )
      return [content];
    const cuts: number[] = [];
    let at = from;
    for (const line of lines) {
      cuts.push(content.indexAt(at));
      at += line.length + 1;
    }
    return cuts.map((cut, index) => content.slice(cut, cuts[index + 1])).filter((part) => !part.isEmpty);
  }

  #paragraph(content: Passage, within: Within, first: boolean): void {
    if (content.isEmpty) return;
    if (within.depth > 0) {
      this.blocks.push(
        pageBlock('item', content, {
          level: within.depth,
          group: within.group,
          ordered: within.ordered,
          continues: !first,
        }),
      );
      return;
    }
    if (!this.#termAndDetails(content)) this.blocks.push(pageBlock(within.quote ? 'quote' : 'paragraph', content));
  }

  /** With its mark, so that a reader finds it from the text. */
  #footnote(node: Extract<Nodes, { type: 'footnoteDefinition' }>): void {
    const from = node.position?.start.offset ?? 0;
    const mark = /^\[\^[^\]]{1,100}\]:?/.exec(this.raw.slice(from, from + 110))?.[0] ?? '';
    for (const [index, child] of node.children.entries()) {
      const builder = new PassageBuilder();
      if (index === 0) builder.add(`${mark} `, from);
      if (child.type === 'paragraph') this.#phrasing(child.children, builder, [], null);
      const content = builder.build();
      if (!content.isEmpty)
        this.footnotes.push({ id: mark.replace(/:$/, ''), block: pageBlock('paragraph', content, { footnote: true }) });
      if (child.type !== 'paragraph') this.#block(child, { quote: false, depth: 0, group: 0, ordered: false }, true);
    }
  }

  /** Each note stands at the end of the section that refers to it, or at the end of the page. */
  placeFootnotes(): void {
    for (const { id, block } of this.footnotes) {
      const user = this.blocks.findIndex(
        (one) =>
          !one.footnote &&
          (one.content.text.includes(id) || one.rows.some((row) => row.some((cell) => cell.text.includes(id)))),
      );
      const next = user === -1 ? -1 : this.blocks.findIndex((one, index) => index > user && one.kind === 'heading');
      this.blocks.splice(next === -1 ? this.blocks.length : next, 0, block);
    }
  }

  /** `Term` and on the next line `: definition`, as several Markdown dialects write them. */
  #termAndDetails(content: Passage): boolean {
    const cuts: number[] = [];
    for (let at = content.text.indexOf(': '); at !== -1; at = content.text.indexOf(': ', at + 1)) {
      if (this.#startsLine(content, at)) cuts.push(at);
    }
    if (cuts.length === 0) return false;
    const previous = this.blocks.at(-1);
    if (cuts[0] === 0) {
      if (previous?.kind === 'paragraph') {
        previous.kind = 'term';
        previous.group = this.#group += 1;
      } else if (previous?.kind !== 'details') return false;
    } else {
      const joins = previous?.kind === 'details';
      if (!joins) this.#group += 1;
      this.blocks.push(pageBlock('term', content.slice(0, cuts[0]), { group: this.#group }));
    }
    for (const [index, cut] of cuts.entries()) {
      const end = cuts[index + 1] ?? content.text.length;
      const details = content.slice(cut + 1, end);
      // A line without a colon directly before the next definition is the next term.
      const term = this.#lastLine(details, index < cuts.length - 1);
      this.blocks.push(pageBlock('details', term === null ? details : details.slice(0, term), { group: this.#group }));
      if (term !== null) this.blocks.push(pageBlock('term', details.slice(term), { group: this.#group }));
    }
    return true;
  }

  #lastLine(passage: Passage, wanted: boolean): number | null {
    if (!wanted) return null;
    for (let at = passage.text.lastIndexOf(' '); at > 0; at = passage.text.lastIndexOf(' ', at - 1)) {
      if (this.#startsLine(passage, at + 1)) return at + 1;
    }
    return null;
  }

  #startsLine(passage: Passage, index: number): boolean {
    const at = passage.rawAt(index);
    const line = this.raw.slice(this.raw.lastIndexOf('\n', at - 1) + 1, at);
    return line.length < 100 && line.trim() === '';
  }

  #table(node: Table): void {
    const rows = node.children.map((row) => row.children.map((cell) => this.#inline(cell.children)));
    const kept = rows.filter((row) => row.some((cell) => !cell.isEmpty));
    if (kept.length === 0) return;
    this.blocks.push(pageBlock('table', new PassageBuilder().build(), { rows: kept, headerRow: kept[0] === rows[0] }));
  }

  #code(node: Extract<Nodes, { type: 'code' }>): void {
    const builder = new PassageBuilder();
    const from = node.position?.start.offset ?? 0;
    const to = node.position?.end.offset ?? from;
    const start = /^\s*(?:`{3,}|~{3,})/.test(this.raw.slice(from, from + 200))
      ? this.raw.indexOf('\n', from) + 1
      : from;
    let at = start;
    for (const line of node.value.split('\n')) {
      const found = this.raw.indexOf(line, at);
      if (found === -1 || found > to) break;
      builder.break(found);
      builder.add(line, found);
      at = found + line.length;
    }
    const content = builder.build();
    if (!content.isEmpty) this.blocks.push(pageBlock('code', content));
  }

  #html(node: Extract<Nodes, { type: 'html' }>): void {
    const from = node.position?.start.offset ?? 0;
    const to = node.position?.end.offset ?? from;
    for (const block of readHtml(this.raw, this.name, from, to).blocks) {
      if (block.group > 0) block.group += 1_000_000 + from;
      this.blocks.push(block);
    }
  }

  #inline(children: readonly PhrasingContent[]): Passage {
    const builder = new PassageBuilder();
    this.#phrasing(children, builder, [], null);
    return builder.build();
  }

  #phrasing(
    children: readonly PhrasingContent[],
    builder: PassageBuilder,
    marks: readonly string[],
    href: string | null,
  ): void {
    for (const child of children) {
      const from = child.position?.start.offset ?? 0;
      const to = child.position?.end.offset ?? from;
      switch (child.type) {
        case 'text':
          builder.addDecoded(child.value, this.raw, from, to, marks, href);
          break;
        case 'strong':
          this.#phrasing(child.children, builder, marks.includes('strong') ? marks : [...marks, 'strong'], href);
          break;
        case 'emphasis':
          this.#phrasing(child.children, builder, marks.includes('em') ? marks : [...marks, 'em'], href);
          break;
        case 'delete':
          this.#phrasing(child.children, builder, marks, href);
          break;
        case 'inlineCode': {
          const at = this.raw.indexOf(child.value, from);
          builder.add(child.value, at === -1 || at > to ? from : at, [...marks, 'code'], href);
          break;
        }
        case 'link':
          this.#phrasing(child.children, builder, marks, safeHref(child.url));
          break;
        case 'linkReference':
          this.#phrasing(child.children, builder, marks, this.#definitions.get(child.identifier) ?? href);
          break;
        case 'footnoteReference':
          builder.add(this.raw.slice(from, to), from, marks, href);
          break;
        case 'break':
          builder.break(from);
          break;
        case 'html':
          if (/^<br\s*\/?>/i.test(child.value)) builder.break(from);
          break;
        case 'image':
        case 'imageReference':
          break;
        default:
          break;
      }
    }
  }
}
