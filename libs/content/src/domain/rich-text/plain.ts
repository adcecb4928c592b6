import type { RichText, TextBlock } from '../kinds/rich-text-shape.js';

/** The document's own words and nothing else (no list marks, no embeds), a line per paragraph: what search and statistics read. */
export function plainText(blocks: RichText): string {
  return blocks.flatMap(linesOf).filter(isWritten).join('\n').trim();
}

function linesOf(block: RichText[number]): string[] {
  switch (block._type) {
    case 'block':
      return [wordsOf(block)];
    case 'callout':
      return [block.title ?? '', ...block.content.map(wordsOf)];
    case 'table':
      return block.rows.flatMap((row) => row.cells);
    default:
      return [];
  }
}

export function wordsOf(block: TextBlock): string {
  return block.children.map((span) => span.text).join('');
}

export function isWritten(text: string): boolean {
  return text.trim() !== '';
}
