import type {
  DECORATORS,
  EmbedBlock,
  LIST_ITEMS,
  RichText,
  Table,
  TextBlock,
  TONES,
} from '../kinds/rich-text-shape.js';
import type { Static } from 'typebox';
import { isWritten, wordsOf } from './plain.js';
import { safeHref } from './web-address.js';

export type Decorator = (typeof DECORATORS)[number];
export type Tone = (typeof TONES)[number];
type ListItem = (typeof LIST_ITEMS)[number];

export type Inline =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'break' }
  | { readonly is: 'decorated'; readonly by: Decorator; readonly children: Inline[] }
  | { readonly is: 'link'; readonly href: string; readonly children: Inline[] }
  | { readonly is: 'documentLink'; readonly document: string; readonly children: Inline[] };

export interface ListEntry {
  readonly children: Block[];
}

export type Block =
  | { readonly is: 'paragraph'; readonly children: Inline[] }
  | { readonly is: 'heading'; readonly depth: 1 | 2 | 3 | 4; readonly children: Inline[] }
  | { readonly is: 'quote'; readonly children: Block[] }
  | { readonly is: 'list'; readonly ordered: boolean; readonly entries: ListEntry[] }
  | { readonly is: 'callout'; readonly tone: Tone; readonly title: string; readonly children: Block[] }
  | { readonly is: 'table'; readonly head: string[] | null; readonly rows: string[][] }
  | { readonly is: 'embed'; readonly block: EmbedBlock };

/** Links stand outside, so that one link stays one link; code stands inside, because nothing in it is marked further. */
const NESTING: readonly Decorator[] = ['strong', 'em', 'underline', 'sub', 'sup', 'code'];

/**
 * The one reading of Portable Text that all formats share: spans folded into nested marks, list items into nested lists, runs
 * of quotations into one, blank blocks left out. Takes time linear in the text (the tree builders of @portabletext compare
 * each span with all later ones, which a body of two megabytes turns into minutes).
 */
export function outline(blocks: RichText): Block[] {
  const result: Block[] = [];
  let lists: OpenList[] = [];
  for (const block of blocks) {
    if (block._type === 'block' && block.listItem) {
      if (isWritten(wordsOf(block))) lists = addToList(result, lists, block, block.listItem);
      continue;
    }
    const next = blockOf(block);
    if (!next) continue;
    lists = [];
    const last = result.at(-1);
    if (next.is === 'quote' && last?.is === 'quote') last.children.push(...next.children);
    else result.push(next);
  }
  return result;
}

function blockOf(block: RichText[number]): Block | null {
  switch (block._type) {
    case 'block':
      return isWritten(wordsOf(block)) ? textBlockOf(block) : null;
    case 'callout': {
      const title = block.title ?? '';
      const children = outline(block.content);
      return isWritten(title) || children.length > 0 ? { is: 'callout', tone: block.tone, title, children } : null;
    }
    case 'table':
      return tableOf(block);
    case 'assetEmbed':
      return null;
    case 'factEmbed':
    case 'mythFactEmbed':
    case 'noticeEmbed':
      return { is: 'embed', block };
    default:
      // A block of a type that only a later version knows.
      return null;
  }
}

function textBlockOf(block: TextBlock): Block {
  const children = inlinesOf(block);
  switch (block.style) {
    case 'h2':
      return { is: 'heading', depth: 2, children };
    case 'h3':
      return { is: 'heading', depth: 3, children };
    case 'h4':
      return { is: 'heading', depth: 4, children };
    case 'blockquote':
      return { is: 'quote', children: [{ is: 'paragraph', children }] };
    default:
      return { is: 'paragraph', children };
  }
}

interface OpenList {
  readonly level: number;
  readonly type: ListItem;
  readonly entries: ListEntry[];
}

/** Levels that are skipped (a first item at level 3) nest by one: a list must never hold an empty item only to be deep. */
function addToList(result: Block[], open: readonly OpenList[], block: TextBlock, type: ListItem): OpenList[] {
  const level = block.level ?? 1;
  const lists = [...open];
  let top = lists.at(-1);
  while (top && top.level > level && lists.length > 1) {
    lists.pop();
    top = lists.at(-1);
  }
  const entry: ListEntry = { children: [textBlockOf(block)] };
  if (top && top.level >= level) {
    if (top.type === type) {
      top.entries.push(entry);
      return lists;
    }
    lists.pop();
  }
  const entries = [entry];
  const list: Block = { is: 'list', ordered: type === 'number', entries };
  const above = lists.at(-1)?.entries.at(-1);
  (above ? above.children : result).push(list);
  return [...lists, { level, type, entries }];
}

function tableOf(table: Static<typeof Table>): Block | null {
  const width = Math.max(0, ...table.rows.map((row) => row.cells.length));
  if (!table.rows.some((row) => row.cells.some(isWritten))) return null;
  const rows = table.rows.map((row) => [...row.cells, ...Array<string>(width - row.cells.length).fill('')]);
  return table.headerRow
    ? { is: 'table', head: rows[0] ?? [], rows: rows.slice(1) }
    : { is: 'table', head: null, rows };
}

type Mark = { readonly name: string; readonly open: (children: Inline[]) => Inline };

function inlinesOf(block: TextBlock): Inline[] {
  const root: Inline[] = [];
  let stack: { name: string; children: Inline[] }[] = [];
  const links = linksOf(block);
  for (const span of block.children) {
    if (span.text === '') continue;
    const marks = marksOf(span.marks ?? [], links);
    const shared = marks.findIndex((mark, index) => stack[index]?.name !== mark.name);
    stack = stack.slice(0, shared === -1 ? marks.length : shared);
    for (const mark of marks.slice(stack.length)) {
      const children: Inline[] = [];
      (stack.at(-1)?.children ?? root).push(mark.open(children));
      stack.push({ name: mark.name, children });
    }
    pushText(stack.at(-1)?.children ?? root, span.text);
  }
  return root;
}

function pushText(into: Inline[], text: string): void {
  text.split('\n').forEach((line, index) => {
    if (index > 0) into.push({ is: 'break' });
    const last = into.at(-1);
    if (line === '') return;
    if (last?.is === 'text') into[into.length - 1] = { is: 'text', text: last.text + line };
    else into.push({ is: 'text', text: line });
  });
}

/** The links of a block by key. One that nobody should follow is no link, and its words stay. */
function linksOf(block: TextBlock): ReadonlyMap<string, Mark> {
  const links = new Map<string, Mark>();
  for (const definition of block.markDefs ?? []) {
    const name = `link ${definition._key}`;
    if (definition._type === 'documentLink') {
      links.set(definition._key, {
        name,
        open: (children) => ({ is: 'documentLink', document: definition.document, children }),
      });
    } else if (definition._type === 'link') {
      const href = safeHref(definition.href);
      if (href !== null) links.set(definition._key, { name, open: (children) => ({ is: 'link', href, children }) });
    }
  }
  return links;
}

/** A link cannot hold another, so the first one counts; marks that name nothing mark nothing. */
function marksOf(names: readonly string[], links: ReadonlyMap<string, Mark>): Mark[] {
  const link = names.map((name) => links.get(name)).find((found) => found !== undefined);
  const decorators = NESTING.filter((by) => names.includes(by)).map((by): Mark => ({
    name: by,
    open: (children) => ({ is: 'decorated', by, children }),
  }));
  return link ? [link, ...decorators] : decorators;
}
