import { gfmToMarkdown } from 'mdast-util-gfm';
import { type Options, toMarkdown } from 'mdast-util-to-markdown';
import type { Block, Decorator, Inline } from './outline.js';

/** The types of mdast, taken from the serializer: `mdast` itself is a package of types that no program can import. */
type Nodes = Parameters<typeof toMarkdown>[0];
type Node<T extends Nodes['type']> = Extract<Nodes, { type: T }>;
type PhrasingContent = Node<'paragraph'>['children'][number];
type BlockContent = Node<'blockquote'>['children'][number];
type RootContent = Node<'root'>['children'][number];

const OPTIONS: Options = {
  bullet: '-',
  emphasis: '*',
  rule: '-',
  listItemIndent: 'one',
  // Cells padded to the widest would turn one long cell into megabytes of blanks.
  extensions: [gfmToMarkdown({ tablePipeAlign: false })],
};

/** Markdown has no word for these; HTML inside it has, and 10<sup>6</sup> must not become 106. */
const AS_HTML: Partial<Record<Decorator, string>> = { underline: 'u', sub: 'sub', sup: 'sup' };

/** GitHub-flavoured Markdown. The serializer, not we, decides what must be escaped where. */
export function blocksToMarkdown(blocks: readonly Block[]): string {
  return write({ type: 'root', children: blocks.flatMap(blockToMdast) });
}

/** `**Label:** words`, the words linked when there is somewhere to go. */
export function labelledToMarkdown(label: string, words: string, href?: string | null): string {
  const shown: PhrasingContent[] = href ? [{ type: 'link', url: href, children: plain(words) }] : plain(words);
  const blank: PhrasingContent[] = label === '' || words === '' ? [] : [{ type: 'text', value: ' ' }];
  return write(
    paragraph([
      ...(label === '' ? [] : [{ type: 'strong', children: plain(label) } as PhrasingContent]),
      ...blank,
      ...shown,
    ]),
  );
}

function write(node: Nodes): string {
  return toMarkdown(node, OPTIONS).replace(/\n$/u, '');
}

const paragraph = (children: PhrasingContent[]): Node<'paragraph'> => ({ type: 'paragraph', children });

function blockToMdast(block: Block): RootContent[] {
  switch (block.is) {
    case 'paragraph':
      return [paragraph(inlinesToMdast(block.children))];
    case 'heading':
      return [{ type: 'heading', depth: block.depth, children: inlinesToMdast(block.children) }];
    case 'quote':
      return [quote(block.children.flatMap(blockToMdast))];
    case 'list':
      return [
        listToMdast(
          block.ordered,
          block.entries.map((entry) => entry.children.flatMap(blockToMdast)),
        ),
      ];
    case 'callout': {
      const title = block.title === '' ? [] : [paragraph([{ type: 'strong', children: plain(block.title) }])];
      return [quote([...title, ...block.children.flatMap(blockToMdast)])];
    }
    case 'table':
      return [tableToMdast(block.head, block.rows)];
    case 'embed':
      return [];
  }
}

function quote(children: RootContent[]): Node<'blockquote'> {
  return { type: 'blockquote', children: children as BlockContent[] };
}

function listToMdast(ordered: boolean, entries: readonly RootContent[][]): Node<'list'> {
  const children = entries.map((entry): Node<'listItem'> => ({
    type: 'listItem',
    spread: false,
    children: entry as BlockContent[],
  }));
  return { type: 'list', ordered, spread: false, children };
}

/** A table of GitHub's Markdown begins with a row of names; without one it stays blank. */
function tableToMdast(head: readonly string[] | null, rows: readonly (readonly string[])[]): Node<'table'> {
  const names = head ?? (rows[0] ?? []).map(() => '');
  const row = (cells: readonly string[]): Node<'tableRow'> => ({
    type: 'tableRow',
    children: cells.map((cell) => ({
      type: 'tableCell',
      children: [{ type: 'text', value: cell.replaceAll('\n', ' ') }],
    })),
  });
  return { type: 'table', children: [row(names), ...rows.map(row)] };
}

function plain(text: string): PhrasingContent[] {
  const parts = text
    .split('\n')
    .flatMap((line, index): PhrasingContent[] => [
      ...(index > 0 ? [{ type: 'break' } as Node<'break'>] : []),
      { type: 'text', value: line },
    ]);
  return parts.filter((part) => part.type !== 'text' || part.value !== '');
}

function inlinesToMdast(inlines: readonly Inline[]): PhrasingContent[] {
  // Blanks and breaks at either end of a paragraph show nothing anywhere.
  return partBlanks(inlines.flatMap(inlineToMdast)).inside;
}

function inlineToMdast(inline: Inline): PhrasingContent[] {
  switch (inline.is) {
    case 'text':
      return [{ type: 'text', value: inline.text }];
    case 'break':
      return [{ type: 'break' }];
    case 'link':
      return [{ type: 'link', url: inline.href, children: inline.children.flatMap(inlineToMdast) }];
    case 'documentLink':
      return inline.children.flatMap(inlineToMdast);
    case 'decorated':
      return decoratedToMdast(inline.by, inline.children);
  }
}

function decoratedToMdast(by: Decorator, children: readonly Inline[]): PhrasingContent[] {
  const element = AS_HTML[by];
  if (element !== undefined) {
    return [
      { type: 'html', value: `<${element}>` },
      ...children.flatMap(inlineToMdast),
      { type: 'html', value: `</${element}>` },
    ];
  }
  if (by === 'code')
    return children.flatMap((child) =>
      child.is === 'text' ? [{ type: 'inlineCode', value: child.text }] : inlineToMdast(child),
    );
  const { before, inside, after } = partBlanks(children.flatMap(inlineToMdast));
  const marked: PhrasingContent[] =
    inside.length === 0 ? [] : [{ type: by === 'strong' ? 'strong' : 'emphasis', children: inside }];
  return [...before, ...marked, ...after];
}

/** Markdown has no strong blanks: those at either end of a mark stand outside it (or they would be written as `&#x20;`). */
function partBlanks(content: readonly PhrasingContent[]): {
  before: PhrasingContent[];
  inside: PhrasingContent[];
  after: PhrasingContent[];
} {
  const inside = [...content];
  const before: PhrasingContent[] = [];
  const after: PhrasingContent[] = [];
  for (let first = inside[0]; first; first = inside[0]) {
    const [blank, rest] =
      first.type === 'text' ? splitAt(first.value, first.value.length - first.value.trimStart().length) : ['', ''];
    if (first.type !== 'break' && blank === '') break;
    before.push(first.type === 'break' ? first : { type: 'text', value: blank });
    inside.splice(0, 1, ...(rest === '' ? [] : [{ type: 'text', value: rest } as const]));
  }
  for (let last = inside.at(-1); last; last = inside.at(-1)) {
    const [rest, blank] = last.type === 'text' ? splitAt(last.value, last.value.trimEnd().length) : ['', ''];
    if (last.type !== 'break' && blank === '') break;
    after.unshift(last.type === 'break' ? last : { type: 'text', value: blank });
    inside.splice(-1, 1, ...(rest === '' ? [] : [{ type: 'text', value: rest } as const]));
  }
  return { before, inside, after };
}

function splitAt(text: string, place: number): [string, string] {
  return [text.slice(0, place), text.slice(place)];
}
