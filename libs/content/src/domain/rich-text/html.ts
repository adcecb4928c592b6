import type { Block, Decorator, Inline, ListEntry } from './outline.js';
import { leavesTheSite } from './web-address.js';

const ELEMENTS: Readonly<Record<Decorator, string>> = {
  strong: 'strong',
  em: 'em',
  underline: 'u',
  code: 'code',
  sub: 'sub',
  sup: 'sup',
};
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe in text and in quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? '');
}

export function plainToHtml(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br>');
}

/** `<a>` for a checked address. */
export function linkToHtml(href: string, words: string): string {
  return `<a href="${escapeHtml(href)}"${leavesTheSite(href) ? ' rel="noopener noreferrer"' : ''}>${words}</a>`;
}

export function blocksToHtml(blocks: readonly Block[]): string {
  return blocks.map(blockToHtml).join('');
}

function blockToHtml(block: Block): string {
  switch (block.is) {
    case 'paragraph':
      return `<p>${inlinesToHtml(block.children)}</p>`;
    case 'heading':
      return `<h${block.depth}>${inlinesToHtml(block.children)}</h${block.depth}>`;
    case 'quote':
      return `<blockquote>${blocksToHtml(block.children)}</blockquote>`;
    case 'list': {
      const element = block.ordered ? 'ol' : 'ul';
      return `<${element}>${block.entries.map(entryToHtml).join('')}</${element}>`;
    }
    case 'callout': {
      const title = block.title === '' ? '' : `<p class="almanac-callout-title">${plainToHtml(block.title)}</p>`;
      return `<aside class="almanac-callout" data-tone="${escapeHtml(block.tone)}">${title}${blocksToHtml(block.children)}</aside>`;
    }
    case 'table':
      return tableToHtml(block.head, block.rows);
    case 'embed':
      return '';
  }
}

/** The first paragraph of an item stands bare, as a writer of HTML would have it. */
function entryToHtml(entry: ListEntry): string {
  const [first, ...rest] = entry.children;
  const words = first?.is === 'paragraph' ? inlinesToHtml(first.children) : blocksToHtml(first ? [first] : []);
  return `<li>${words}${blocksToHtml(rest)}</li>`;
}

function tableToHtml(head: readonly string[] | null, rows: readonly (readonly string[])[]): string {
  const heading =
    head === null
      ? ''
      : `<thead><tr>${head.map((cell) => `<th scope="col">${plainToHtml(cell)}</th>`).join('')}</tr></thead>`;
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${plainToHtml(cell)}</td>`).join('')}</tr>`).join('');
  return `<table>${heading}<tbody>${body}</tbody></table>`;
}

function inlinesToHtml(inlines: readonly Inline[]): string {
  return inlines.map(inlineToHtml).join('');
}

function inlineToHtml(inline: Inline): string {
  switch (inline.is) {
    case 'text':
      return escapeHtml(inline.text);
    case 'break':
      return '<br>';
    case 'decorated':
      return `<${ELEMENTS[inline.by]}>${inlinesToHtml(inline.children)}</${ELEMENTS[inline.by]}>`;
    case 'link':
      return linkToHtml(inline.href, inlinesToHtml(inline.children));
    case 'documentLink':
      return `<a data-almanac-document="${escapeHtml(inline.document)}">${inlinesToHtml(inline.children)}</a>`;
  }
}
