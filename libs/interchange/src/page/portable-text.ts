/** Page blocks to Portable Text. Keys count up within a document: the same page gives the same keys. */
import type { PageBlock } from './page-block.js';
import type { Passage } from './passage.js';
import type { Block, CalloutBlock, LinkDefinition, Span, TableBlock, TextBlock } from './types.js';

export class BodyWriter {
  readonly blocks: Block[] = [];
  #count = 0;

  constructor(
    /** Level of the heading that titles the document: headings below it become h2 and deeper. */
    readonly level: number,
  ) {}

  add(block: PageBlock): void {
    if (block.kind === 'table') this.blocks.push(this.#table(block));
    else
      this.blocks.push(
        this.text(
          block.content,
          styleOf(block, this.level),
          block.kind === 'item' && !block.continues ? block : null,
          block.kind === 'code' ? ['code'] : block.kind === 'term' ? ['strong'] : [],
        ),
      );
  }

  embed(type: 'mythFactEmbed' | 'noticeEmbed', item: string): void {
    const last = this.blocks.at(-1);
    if (last?._type === type && last.item === item) return;
    this.blocks.push({ _type: type, _key: this.#key(), item });
  }

  /** Calls that follow one another share one callout. */
  action(content: Passage): void {
    const last = this.blocks.at(-1);
    const block = this.text(content, 'normal', null, []);
    if (last?._type === 'callout' && last.tone === 'action') last.content.push(block);
    else
      this.blocks.push({
        _type: 'callout',
        _key: this.#key(),
        tone: 'action',
        content: [block],
      } satisfies CalloutBlock);
  }

  text(content: Passage, style: TextBlock['style'], item: PageBlock | null, marks: readonly string[]): TextBlock {
    const key = this.#key();
    const children: Span[] = [];
    const links: LinkDefinition[] = [];
    for (const piece of content.pieces) {
      let link: string | null = null;
      if (piece.href !== null) {
        const known = links.find((definition) => definition.href === piece.href);
        link = known?._key ?? `${key}l${links.length + 1}`;
        if (!known) links.push({ _key: link, _type: 'link', href: piece.href });
      }
      const all = [...new Set([...marks, ...piece.marks, ...(link === null ? [] : [link])])];
      const last = children.at(-1);
      if (last && sameMarks(last.marks, all)) last.text += piece.text;
      else children.push({ _type: 'span', _key: `${key}s${children.length + 1}`, text: piece.text, marks: all });
    }
    return {
      _type: 'block',
      _key: key,
      style,
      ...(item === null
        ? {}
        : { listItem: item.ordered ? ('number' as const) : ('bullet' as const), level: item.level }),
      children,
      markDefs: links,
    };
  }

  #table(block: PageBlock): TableBlock {
    const key = this.#key();
    return {
      _type: 'table',
      _key: key,
      headerRow: block.headerRow,
      rows: block.rows.map((row, index) => ({ _key: `${key}r${index + 1}`, cells: row.map((cell) => cell.text) })),
    };
  }

  #key(): string {
    this.#count += 1;
    return `b${this.#count}`;
  }
}

function styleOf(block: PageBlock, level: number): TextBlock['style'] {
  if (block.kind === 'quote') return 'blockquote';
  if (block.kind !== 'heading') return 'normal';
  const depth = Math.min(4, Math.max(2, block.level - level + 1));
  return depth === 2 ? 'h2' : depth === 3 ? 'h3' : 'h4';
}

function sameMarks(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((mark, index) => mark === b[index]);
}
