/** HTML through parse5, which accepts anything that browsers accept. Every text keeps its place in the file. */
import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5';
import { pageBlock, type PageBlock } from '../page-block.js';
import { Passage, PassageBuilder } from '../passage.js';
import {
  furnitureReason,
  insideContent,
  isAside,
  isBox,
  isLayout,
  isStrip,
  opensPanel,
  textOf,
} from './html-furniture.js';
import { boundedAdapter } from './html-tree.js';
import { safeHref } from './links.js';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const BLOCKS = new Set([
  'address',
  'article',
  'aside',
  'blockquote',
  'body',
  'center',
  'dd',
  'details',
  'dialog',
  'dir',
  'div',
  'dl',
  'dt',
  'fieldset',
  'figcaption',
  'figure',
  'footer',
  'form',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hgroup',
  'hr',
  'html',
  'li',
  'main',
  'menu',
  'nav',
  'ol',
  'p',
  'pre',
  'search',
  'section',
  'summary',
  'table',
  'ul',
  'caption',
  'tbody',
  'thead',
  'tfoot',
  'tr',
  'td',
  'th',
]);
const MARKS: Record<string, string> = {
  b: 'strong',
  strong: 'strong',
  i: 'em',
  em: 'em',
  cite: 'em',
  code: 'code',
  kbd: 'code',
  samp: 'code',
};
export interface HtmlReading {
  blocks: PageBlock[];
  /** The text of the title element, when there is one. */
  title: Passage | null;
}

/** `raw` between two offsets; offsets of the result count from the start of `raw`. */
export function readHtml(raw: string, name: string, from = 0, to = raw.length): HtmlReading {
  const source = from === 0 && to === raw.length ? raw : raw.slice(from, to);
  const options = { sourceCodeLocationInfo: true, treeAdapter: boundedAdapter(name) };
  const root = /<(?:html|head|body|!doctype)[\s>]/i.test(source.slice(0, 100_000))
    ? parse(source, options)
    : parseFragment(source, options);
  const walker = new Walker(raw, from);
  walker.children(root);
  walker.finish();
  return { blocks: walker.blocks, title: walker.title };
}

class Walker {
  readonly blocks: PageBlock[] = [];
  title: Passage | null = null;
  #builder = new PassageBuilder();
  #marks: string[] = [];
  #href: string | null = null;
  #group = 0;
  #lists: { ordered: boolean; group: number }[] = [];
  #kind: PageBlock['kind'] = 'paragraph';
  #level = 1;
  #inItem = false;
  #itemOpened = false;
  #region: PageBlock['region'] = 'main';
  #heading = false;
  #raised = false;
  readonly #beside: PageBlock[] = [];
  #box = 0;
  #boxes = 0;

  constructor(
    readonly raw: string,
    readonly base: number,
  ) {}

  children(parent: Node): void {
    if ('childNodes' in parent) for (const child of parent.childNodes) this.#node(child);
  }

  finish(): void {
    this.flush();
    this.blocks.push(...this.#beside.splice(0));
  }

  flush(): void {
    const content = this.#builder.build();
    if (content.isEmpty) return;
    const list = this.#lists.at(-1);
    const item = this.#inItem && this.#kind === 'paragraph' && list !== undefined;
    const kind = item ? 'item' : this.#kind;
    this.blocks.push(
      pageBlock(kind, content, {
        level: kind === 'item' ? this.#lists.length : this.#level,
        ordered: list?.ordered ?? false,
        group: item ? list.group : kind === 'term' || kind === 'details' ? this.#group : 0,
        continues: item && this.#itemOpened,
        region: this.#region,
        box: this.#box,
        explicit: kind === 'heading',
      }),
    );
    if (item) this.#itemOpened = true;
  }

  #node(node: Node): void {
    if (node.nodeName === '#text' && 'value' in node) {
      const place = node.sourceCodeLocation;
      const from = this.base + (place?.startOffset ?? 0);
      this.#builder.addDecoded(
        this.#raised ? raise(node.value) : node.value,
        this.raw,
        from,
        this.base + (place?.endOffset ?? 0),
        this.#marks,
        this.#href,
      );
    } else if ('tagName' in node) this.#element(node);
  }

  #element(element: Element): void {
    const tag = element.tagName;
    const place = element.sourceCodeLocation;
    const reason = furnitureReason(element);
    if (reason !== null) {
      // Furniture inside a paragraph must not cut it in two.
      if (BLOCKS.has(tag)) this.flush();
      this.#drop(element, reason);
      return;
    }
    if (tag === 'head') return this.#head(element);
    if (tag === 'br') return this.#lineBreak(this.base + (place?.startOffset ?? 0));
    if (tag === 'button') return this.#button(element);
    if (/^h[1-6]$/.test(tag) || tag === 'summary')
      return this.#as('heading', element, tag === 'summary' ? 3 : Number(tag[1]));
    if (tag === 'dt' || tag === 'dd') return this.#as(tag === 'dt' ? 'term' : 'details', element, 1);
    if (tag === 'dl') return this.#inGroup(element);
    if (tag === 'ul' || tag === 'ol' || tag === 'menu' || tag === 'dir') return this.#list(element, tag === 'ol');
    if (tag === 'li') return this.#item(element);
    if (tag === 'pre') return this.#as('code', element, 1);
    if (tag === 'blockquote') return this.#as('quote', element, 1);
    if (tag === 'table' && !isLayout(element)) return this.#table(element);
    if (tag === 'header' || tag === 'footer') return this.#inRegion(element, tag);
    if (isAside(element) && this.#region === 'main') return this.#aside(element);
    if (BLOCKS.has(tag) && this.#region === 'main' && isStrip(element)) return this.#inRegion(element, 'header');
    if (tag === 'p') return this.#paragraph(element);
    if (BLOCKS.has(tag)) {
      this.flush();
      const box = this.#box;
      if (isBox(element)) this.#box = this.#boxes += 1;
      this.children(element);
      this.flush();
      this.#box = box;
      return;
    }
    this.#inline(element);
  }

  #drop(element: Element, reason: string): void {
    const place = element.sourceCodeLocation;
    if (!place) return;
    this.blocks.push(
      pageBlock('dropped', Passage.empty, {
        reason,
        range: [this.base + place.startOffset, this.base + place.endOffset],
      }),
    );
  }

  #head(element: Element): void {
    for (const child of element.childNodes) {
      if ('tagName' in child && child.tagName === 'title') {
        this.children(child);
        this.title = this.#builder.build();
      } else if ('tagName' in child) this.#drop(child, 'document head');
    }
  }

  #lineBreak(at: number): void {
    const before = this.raw.slice(Math.max(0, at - 40), at);
    // Two breaks in a row are how old pages wrote paragraphs.
    if (/<br\s*\/?>(?:\s|&nbsp;)*$/i.test(before) && !this.#heading) this.flush();
    else this.#builder.break(at);
  }

  #button(element: Element): void {
    if (this.#heading) return this.#inline(element);
    const text = new PassageBuilder();
    text.add(textOf(element), 0);
    if (text.build().text.endsWith('?') || opensPanel(element)) return this.#as('heading', element, 3);
    this.#drop(element, 'a button');
  }

  #as(kind: PageBlock['kind'], element: Element, level: number): void {
    this.flush();
    const before = { kind: this.#kind, level: this.#level, heading: this.#heading, inItem: this.#inItem };
    this.#kind = kind;
    this.#level = level;
    this.#heading = kind === 'heading';
    if (kind !== 'quote') this.#inItem = false;
    this.children(element);
    this.flush();
    this.#kind = before.kind;
    this.#level = before.level;
    this.#heading = before.heading;
    this.#inItem = before.inItem;
  }

  #inGroup(element: Element): void {
    this.flush();
    this.#group += 1;
    this.children(element);
    this.flush();
  }

  #list(element: Element, ordered: boolean): void {
    this.flush();
    this.#group += 1;
    const kept = { kind: this.#kind, inItem: this.#inItem, opened: this.#itemOpened };
    this.#kind = 'paragraph';
    const outer = this.#lists[0];
    this.#lists.push({ ordered, group: outer?.group ?? this.#group });
    this.children(element);
    this.flush();
    this.#lists.pop();
    this.#kind = kept.kind;
    this.#inItem = kept.inItem;
    this.#itemOpened = kept.opened;
  }

  #item(element: Element): void {
    this.flush();
    const orphan = this.#lists.length === 0;
    if (orphan) this.#lists.push({ ordered: false, group: (this.#group += 1) });
    const before = { inItem: this.#inItem, opened: this.#itemOpened };
    this.#inItem = true;
    this.#itemOpened = false;
    this.children(element);
    this.flush();
    this.#inItem = before.inItem;
    this.#itemOpened = before.opened;
    if (orphan) this.#lists.pop();
  }

  /** What stands beside the page comes after it when it has a heading of its own; its top headings are as good as the page's. */
  #aside(element: Element): void {
    this.flush();
    const from = this.blocks.length;
    this.#region = 'aside';
    this.children(element);
    this.flush();
    this.#region = 'main';
    const blocks = this.blocks.splice(from);
    for (const block of blocks) if (block.kind === 'heading') block.level = Math.min(2, block.level);
    (blocks.some((block) => block.kind === 'heading') ? this.#beside : this.blocks).push(...blocks);
  }

  /** Word keeps titles and lists in the names of its styles. */
  #paragraph(element: Element): void {
    const style = element.attrs.find((attr) => attr.name === 'class')?.value ?? '';
    if (style === 'MsoTitle') return this.#as('heading', element, 1);
    const from = this.blocks.length;
    this.flush();
    this.children(element);
    this.flush();
    if (!style.startsWith('MsoListParagraph')) return;
    for (const block of this.blocks.slice(from)) {
      const mark =
        block.kind === 'paragraph' ? /^(?:[·•▪§o–-]|\(?(\d{1,3}|[a-z])[.)])\s/.exec(block.content.text) : null;
      if (!mark) continue;
      block.kind = 'item';
      block.ordered = mark[1] !== undefined;
      block.group = -1;
      block.content = block.content.slice(mark[0].length);
    }
  }

  #inRegion(element: Element, region: 'header' | 'footer'): void {
    this.flush();
    const before = this.#region;
    // A footer inside an article is the article's; only the page's own is furniture.
    if (before === 'main' && !insideContent(element)) this.#region = region;
    this.children(element);
    this.flush();
    this.#region = before;
  }

  #inline(element: Element): void {
    const mark = MARKS[element.tagName];
    const href =
      element.tagName === 'a' ? (element.attrs.find((attr) => attr.name === 'href')?.value.trim() ?? null) : null;
    const before = { marks: this.#marks, href: this.#href };
    if (mark !== undefined && !this.#marks.includes(mark)) this.#marks = [...this.#marks, mark];
    if (href !== null) this.#href = safeHref(href);
    if (element.tagName === 'sup') this.#raised = true;
    this.children(element);
    if (element.tagName === 'sup') this.#raised = false;
    this.#marks = before.marks;
    this.#href = before.href;
  }

  #table(element: Element): void {
    this.flush();
    const rows: Passage[][] = [];
    let headerRow = false;
    const visit = (node: Element): void => {
      for (const child of node.childNodes) {
        if (!('tagName' in child)) continue;
        if (child.tagName === 'tr') {
          const cells = child.childNodes.filter(
            (cell): cell is Element => 'tagName' in cell && (cell.tagName === 'td' || cell.tagName === 'th'),
          );
          if (rows.length === 0 && cells.length > 0 && cells.every((cell) => cell.tagName === 'th')) headerRow = true;
          const row = cells.map((cell) => this.#cell(cell));
          if (row.some((cell) => !cell.isEmpty)) rows.push(row);
          else if (rows.length === 0) headerRow = false;
        } else if (child.tagName === 'caption') {
          this.children(child);
          this.flush();
        } else visit(child);
      }
    };
    visit(element);
    if (rows.length > 0) this.blocks.push(pageBlock('table', Passage.empty, { rows, headerRow, region: this.#region }));
  }

  #cell(cell: Element): Passage {
    const inline = (node: Node): void => {
      if ('tagName' in node && (BLOCKS.has(node.tagName) || node.tagName === 'br')) {
        this.#builder.break(this.base + (node.sourceCodeLocation?.startOffset ?? 0));
        if ('childNodes' in node) node.childNodes.forEach(inline);
      } else this.#node(node);
    };
    cell.childNodes.forEach(inline);
    return this.#builder.build();
  }
}

/** Raised digits stay raised without markup: a note's number must not run into the word before it. */
function raise(text: string): string {
  return text.replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? digit);
}
