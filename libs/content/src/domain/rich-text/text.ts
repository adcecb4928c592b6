import type { Block, Inline } from './outline.js';
import { SEPARATORS } from './segments.js';

/** For reading where nothing can be marked: paragraphs parted by a blank line, lists with their marks, cells by a bar. */
export function blocksToText(blocks: readonly Block[]): string {
  return blocks.map(blockToText).join(SEPARATORS.text);
}

function blockToText(block: Block): string {
  switch (block.is) {
    case 'paragraph':
    case 'heading':
      return inlinesToText(block.children).trim();
    case 'quote':
      return blocksToText(block.children);
    case 'list':
      return block.entries
        .map((entry, index) =>
          hang(block.ordered ? `${index + 1}. ` : '- ', entry.children.map(blockToText).join('\n')),
        )
        .join('\n');
    case 'callout':
      return [block.title, blocksToText(block.children)].filter((part) => part !== '').join('\n');
    case 'table':
      return [...(block.head ? [block.head] : []), ...block.rows].map((row) => row.join(' | ')).join('\n');
    case 'embed':
      return '';
  }
}

function hang(mark: string, text: string): string {
  return mark + text.replaceAll('\n', `\n${' '.repeat(mark.length)}`);
}

function inlinesToText(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.is === 'text') return inline.text;
      return inline.is === 'break' ? '\n' : inlinesToText(inline.children);
    })
    .join('');
}
