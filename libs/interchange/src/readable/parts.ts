import { type Block, type Inline, safeHref } from '#content';
import type { Linked } from './readable.js';
import { nameOf } from './readable.js';
import type { ReadingWords } from './words.js';

/** A piece of a page: blocks that every format can write, or a rich-text field, which is rendered already. */
export type Part = { readonly blocks: readonly Block[] } | { readonly field: string };

export const words = (text: string): Inline[] =>
  text
    .split('\n')
    .flatMap((line, index): Inline[] => [...(index > 0 ? [{ is: 'break' } as const] : []), { is: 'text', text: line }]);
export const strong = (text: string): Inline => ({ is: 'decorated', by: 'strong', children: words(text) });
export const paragraph = (children: Inline[]): Block => ({ is: 'paragraph', children });
export const heading = (depth: 1 | 2 | 3 | 4, text: string): Block => ({ is: 'heading', depth, children: words(text) });
export const list = (entries: readonly Block[][], ordered = false): Block => ({
  is: 'list',
  ordered,
  entries: entries.map((children) => ({ children })),
});

export function plainParagraph(text: string | undefined): Block[] {
  return text === undefined || text.trim() === '' ? [] : [paragraph(words(text))];
}

/** **Label:** words. */
export function labelled(label: string, value: string | number | undefined | null): Block[] {
  return value === undefined || value === null || value === ''
    ? []
    : [paragraph([strong(`${label}:`), ...words(` ${value}`)])];
}

export function labelledInlines(label: string, children: readonly Inline[]): Block[] {
  return children.length === 0 ? [] : [paragraph([strong(`${label}:`), ...words(' '), ...children])];
}

/** An address that somebody typed: followed only if anybody may follow it. */
export function linkTo(address: string, shown: string = address): Inline {
  const href = safeHref(address);
  return href === null ? { is: 'text', text: shown } : { is: 'link', href, children: words(shown) };
}

export function linkToDocument({ document, url }: Linked, said: ReadingWords): Inline[] {
  const name = nameOf(document, said);
  return url === null ? words(name) : [{ is: 'link', href: url, children: words(name) }];
}

/** A heading with a list below it; nothing at all when the list is empty. */
export function listSection(depth: 2 | 3, title: string, entries: readonly Block[][]): Block[] {
  return entries.length === 0 ? [] : [heading(depth, title), list(entries)];
}

export function linkSection(depth: 2 | 3, title: string, linked: readonly Linked[], said: ReadingWords): Block[] {
  return listSection(
    depth,
    title,
    linked.map((each) => [paragraph(linkToDocument(each, said))]),
  );
}
