import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { toMarkdown } from 'mdast-util-to-markdown';
import type { RichText, RichTextBlock, TextBlock } from '../kinds/rich-text-shape.js';
import { renderOwnWords } from './render.js';

type Nodes = Parameters<typeof toMarkdown>[0];
type Span = TextBlock['children'][number];
const span = (text: string, ...marks: string[]): Span => ({ _type: 'span', _key: 's', text, marks });
const block = (children: string | Span[], over: Partial<TextBlock> = {}): TextBlock => ({
  _type: 'block',
  _key: 'b',
  children: typeof children === 'string' ? [span(children)] : children,
  ...over,
});
const markdown = (...blocks: RichText) =>
  renderOwnWords(blocks)
    .markdown.filter((segment) => typeof segment === 'string')
    .join('');
const read = (source: string) => fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

/** `paragraph(strong(text))` and the words: what a reader of Markdown makes of it. */
function seen(source: string): { shape: string; words: string } {
  const words: string[] = [];
  const shape = (node: Nodes): string => {
    if (node.type === 'text' || node.type === 'inlineCode') words.push(node.value);
    if (node.type === 'break') words.push('\n');
    return 'children' in node && node.children.length > 0
      ? `${node.type}(${node.children.map(shape).join(' ')})`
      : node.type;
  };
  return { shape: shape(read(source)), words: words.join('') };
}

const LITERAL = [
  '*a* **b** _c_ __d__ ~~e~~',
  '1. x',
  '2) x',
  '- x',
  '+ x',
  '# h',
  '> q',
  '<b>bold</b> <!-- x --> </b>',
  '&amp; &copy; &#42;',
  'a | b\n- | -',
  '`code` ``more``',
  '```\nfence',
  '    indented',
  '[a](b) ![c](d) [e]: f [^1]',
  '[ ] task',
  '---',
  'a\n===',
  'a\\*b\\',
  'two  \nlines',
  'tab\tin',
  'שלום *עולם* 🙂 e\u0301*',
  '!',
  '1986\\. A great year!',
  '$x$ ~a~ ==b==',
];

describe('text that looks like Markdown', () => {
  test.each(LITERAL)('%j is read back as those words, in a paragraph', (text) => {
    expect(seen(markdown(block(text))).words).toBe(text.trim());
    expect(seen(markdown(block(text))).shape).toMatch(/^root\(paragraph\((text|break| )+\)\)$/u);
  });

  test.each(LITERAL.filter((text) => !text.includes('\n')))(
    '%j is read back from a heading, an item, a quotation, a callout, a cell and a link',
    (text) => {
      const blocks: Record<string, RichTextBlock> = {
        'root(heading(text))': block(text, { style: 'h3' }),
        'root(list(listItem(paragraph(text))))': block(text, { listItem: 'bullet' }),
        'root(blockquote(paragraph(text)))': block(text, { style: 'blockquote' }),
        'root(blockquote(paragraph(strong(text)) paragraph(text)))': {
          _type: 'callout',
          _key: 'c',
          tone: 'info',
          title: 'T',
          content: [block(text)],
        },
        'root(table(tableRow(tableCell(text)) tableRow(tableCell(text))))': {
          _type: 'table',
          _key: 't',
          headerRow: true,
          rows: [
            { _key: 'a', cells: ['T'] },
            { _key: 'b', cells: [text] },
          ],
        },
        'root(paragraph(link(text)))': block([span(text, 'l')], {
          markDefs: [{ _type: 'link', _key: 'l', href: 'https://a.example/(b)_c' }],
        }),
      };
      for (const [shape, rich] of Object.entries(blocks)) {
        const found = seen(markdown(rich));
        expect({ shape, words: found.words.replace(/^T/u, '').trim(), found: found.shape }).toEqual({
          shape,
          words: text.trim(),
          found: shape,
        });
      }
    },
  );

  test.each(LITERAL.filter((text) => !text.includes('\n')))('%j is read back from code', (text) => {
    expect(seen(markdown(block([span(text, 'code')])))).toMatchObject({
      words: text,
      shape: 'root(paragraph(inlineCode))',
    });
  });
});

test.each(['https://a.example www.a.example a@b.example', '<https://a.example>'])(
  '%j keeps its words, whether or not a reader links bare addresses',
  (text) => {
    expect(seen(markdown(block(text))).words).toBe(text);
  },
);

describe('marks and blocks', () => {
  test('are those of Markdown where it has them, and of HTML where it has none', () => {
    expect(markdown(block([span('a', 'strong'), span(' b ', 'em'), span('10'), span('6', 'sup')]))).toContain(
      '10<sup>6</sup>',
    );
    expect(markdown(block([span('a '), span(' b ', 'em', 'strong'), span('c'), span(' ', 'em')]))).toBe('a  **_b_** c');
    expect(seen(markdown(block([span('a', 'strong'), span('b', 'em'), span('c', 'strong', 'em')]))).words).toBe('abc');
  });

  test('nested lists are read back nested', () => {
    const item = (text: string, level: number, listItem: 'bullet' | 'number') => block(text, { level, listItem });
    expect(
      seen(markdown(item('a', 1, 'number'), item('b', 2, 'bullet'), item('c', 1, 'number'), item('d', 1, 'bullet')))
        .shape,
    ).toBe(
      'root(list(listItem(paragraph(text) list(listItem(paragraph(text)))) listItem(paragraph(text))) list(listItem(paragraph(text))))',
    );
  });

  test('a table without names, with ragged rows and lines in cells, is still a table', () => {
    const rows = [
      { _key: 'a', cells: ['a|b', 'c\nd'] },
      { _key: 'b', cells: ['e'] },
    ];
    const source = markdown({ _type: 'table', _key: 't', rows });
    expect(seen(source).shape).toBe(
      'root(table(tableRow(tableCell tableCell) tableRow(tableCell(text) tableCell(text)) tableRow(tableCell(text) tableCell)))',
    );
    expect(seen(source).words).toBe('a|bc de');
  });

  test('one long cell does not pad the others', () => {
    const rows = Array.from({ length: 100 }, (_, index) => ({
      _key: `r${index}`,
      cells: ['x'.repeat(index === 0 ? 5_000 : 1), 'y'],
    }));
    expect(markdown({ _type: 'table', _key: 't', rows }).length).toBeLessThan(8_000);
  });
});

test('whatever marks stand next to each other, the words are read back', () => {
  const texts = ['a', ' b', 'c ', '*', '_', '"q"', '(', '.', '日', '`', ' ', '~', '1.', '\n'];
  const marks = ['strong', 'em', 'code', 'l'];
  let state = 7;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let run = 0; run < 800; run += 1) {
    const children = Array.from({ length: 1 + below(6) }, () =>
      span(texts[below(texts.length)] ?? '', ...marks.filter(() => below(3) === 0)),
    );
    const source = markdown(
      block([span('x'), ...children, span('y')], {
        markDefs: [{ _type: 'link', _key: 'l', href: 'https://a.example' }],
      }),
    );
    const words = `x${children.map((child) => child.text).join('')}y`;
    expect({ source, words: seen(source).words }).toEqual({ source, words });
  }
});
