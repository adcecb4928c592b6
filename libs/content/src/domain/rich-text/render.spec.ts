import { growth, LINEAR } from '../../../../../test/kit/growth.js';
import { parseFragment, serialize } from 'parse5';
import type { RichText, RichTextBlock, TextBlock } from '../kinds/rich-text-shape.js';
import { plainText } from './plain.js';
import { renderOwnWords } from './render.js';

const ID = '0190c0de-0000-7000-8000-000000000001';
type Span = TextBlock['children'][number];

let keys = 0;
const key = () => `k${(keys += 1)}`;
const span = (text: string, ...marks: string[]): Span => ({ _type: 'span', _key: key(), text, marks });
const block = (children: string | Span[], over: Partial<TextBlock> = {}): TextBlock => ({
  _type: 'block',
  _key: key(),
  children: typeof children === 'string' ? [span(children)] : children,
  ...over,
});
const item = (text: string, level = 1, listItem: 'bullet' | 'number' = 'bullet') => block(text, { listItem, level });
const fact: RichTextBlock = { _type: 'factEmbed', _key: 'f', document: ID };
const html = (...blocks: RichText) =>
  renderOwnWords(blocks)
    .html.filter((segment) => typeof segment === 'string')
    .join('¶');
const text = (...blocks: RichText) => renderOwnWords(blocks).text.filter(isText).join('');
const linked = (href: string) => html(block([span('words', 'l')], { markDefs: [{ _type: 'link', _key: 'l', href }] }));

describe('own words', () => {
  test('of nothing are nothing', () => {
    expect(renderOwnWords([])).toEqual({ html: [], markdown: [], text: [] });
    expect(renderOwnWords([block(' \n'), item(''), block([])])).toEqual({ html: [], markdown: [], text: [] });
  });

  test('are cut at embeds, in every format, and joined where nothing parts them', () => {
    const place = { embed: ID, type: 'factEmbed', key: 'f' };
    const rendered = renderOwnWords([block('a'), block('b', { style: 'h2' }), fact, fact, block('c')]);
    expect(rendered.html).toEqual(['<p>a</p><h2>b</h2>', place, place, '<p>c</p>']);
    expect(rendered.markdown).toEqual(['a\n\n## b\n\n', place, '\n\n', place, '\n\nc']);
    expect(rendered.text).toEqual(['a\n\nb\n\n', place, '\n\n', place, '\n\nc']);
  });

  test('an embed inside a list leaves a whole list on either side', () => {
    expect(html(item('a'), item('b', 2), fact, item('c', 2), item('d'))).toBe(
      '<ul><li>a<ul><li>b</li></ul></li></ul>¶<ul><li>c</li><li>d</li></ul>',
    );
  });

  test('reserved assets and blocks of a later version show nothing', () => {
    const later = { _type: 'poll', _key: 'p' } as unknown as RichTextBlock;
    expect(html({ _type: 'assetEmbed', _key: 'a' }, later, block('x'))).toBe('<p>x</p>');
  });

  test('runs of quotations are one quotation', () => {
    expect(html(block('a', { style: 'blockquote' }), block('b', { style: 'blockquote' }))).toBe(
      '<blockquote><p>a</p><p>b</p></blockquote>',
    );
  });

  test('a callout carries its tone and title', () => {
    const callout: RichTextBlock = {
      _type: 'callout',
      _key: 'c',
      tone: 'action',
      title: 'Do <it>',
      content: [block('now'), item('x')],
    };
    expect(html(callout)).toBe(
      '<aside class="almanac-callout" data-tone="action"><p class="almanac-callout-title">Do &lt;it&gt;</p><p>now</p><ul><li>x</li></ul></aside>',
    );
    expect(text(callout)).toBe('Do <it>\nnow\n\n- x');
  });

  test('a table has heads, a body and rows of one width', () => {
    const table: RichTextBlock = {
      _type: 'table',
      _key: 't',
      headerRow: true,
      rows: [
        { _key: 'a', cells: ['A', 'B'] },
        { _key: 'b', cells: ['1\n2'] },
      ],
    };
    expect(html(table)).toBe(
      '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody><tr><td>1<br>2</td><td></td></tr></tbody></table>',
    );
    expect(html({ ...table, headerRow: false })).toMatch(/^<table><tbody><tr><td>A<\/td>/u);
  });
});

describe('lists', () => {
  test('nest by level, and mixed lists stand inside the item above', () => {
    expect(html(item('a'), item('b', 2, 'number'), item('c', 2, 'number'), item('d', 3), item('e'))).toBe(
      '<ul><li>a<ol><li>b</li><li>c<ul><li>d</li></ul></li></ol></li><li>e</li></ul>',
    );
    expect(html(item('a'), item('b', 2, 'number'), item('c', 2, 'bullet'))).toBe(
      '<ul><li>a<ol><li>b</li></ol><ul><li>c</li></ul></li></ul>',
    );
    expect(html(item('a'), item('b', 1, 'number'))).toBe('<ul><li>a</li></ul><ol><li>b</li></ol>');
  });

  test('that skip levels hold no empty items', () => {
    expect(html(item('a', 3), item('b', 5), item('c', 2), item('d'))).toBe(
      '<ul><li>a<ul><li>b</li></ul></li><li>c</li><li>d</li></ul>',
    );
  });

  test('end where a paragraph stands between', () => {
    expect(html(item('a'), block('p'), item('b'))).toBe('<ul><li>a</li></ul><p>p</p><ul><li>b</li></ul>');
  });

  test('are marked and indented in text', () => {
    expect(text(item('a', 1, 'number'), item('b', 2), item('c\nd', 1, 'number'))).toBe('1. a\n   - b\n2. c\n   d');
  });
});

describe('marks', () => {
  test('fold into the fewest elements, links outside', () => {
    const children = [span('a', 'em'), span('b', 'strong', 'em'), span('c', 'l', 'strong', 'em'), span('d', 'l')];
    expect(html(block(children, { markDefs: [{ _type: 'link', _key: 'l', href: 'https://a.example' }] }))).toBe(
      '<p><em>a</em><strong><em>b</em></strong><a href="https://a.example" rel="noopener noreferrer"><strong><em>c</em></strong>d</a></p>',
    );
  });

  test('that are unknown, repeated or defined nowhere mark nothing', () => {
    expect(html(block([span('a', 'l', 'gone', '__proto__', 'constructor', 'em', 'em')]))).toBe('<p><em>a</em></p>');
  });

  test('a link to a document names the document, and has no address', () => {
    const rendered = renderOwnWords([
      block([span('a', 'd')], { markDefs: [{ _type: 'documentLink', _key: 'd', document: ID }] }),
    ]);
    expect(rendered).toEqual({ html: [`<p><a data-almanac-document="${ID}">a</a></p>`], markdown: ['a'], text: ['a'] });
  });

  test('a link never stands inside another', () => {
    const markDefs: TextBlock['markDefs'] = [
      { _type: 'link', _key: 'l', href: 'tel:1' },
      { _type: 'documentLink', _key: 'd', document: ID },
    ];
    expect(html(block([span('a', 'l', 'd')], { markDefs }))).toBe('<p><a href="tel:1">a</a></p>');
  });
});

describe('nothing that is written runs', () => {
  test.each([
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '"><svg/onload=alert(1)>',
    '&lt;b&gt;',
    "' onclick='x",
    '<!--',
    ']]>',
    '</p><p>',
  ])('%s is text, wherever it stands', (attack) => {
    const rich: RichText = [
      block(attack),
      block([span(attack, 'code', 'strong')], { style: 'h3' }),
      item(attack),
      { _type: 'callout', _key: 'c', tone: 'info', title: attack, content: [block(attack)] },
      {
        _type: 'table',
        _key: 't',
        headerRow: true,
        rows: [
          { _key: 'r', cells: [attack] },
          { _key: 's', cells: [attack] },
        ],
      },
    ];
    const { tags, words } = parse(html(...rich));
    expect(words.split(attack)).toHaveLength(8);
    expect([...tags].sort()).toEqual([
      'aside',
      'code',
      'h3',
      'li',
      'p',
      'strong',
      'table',
      'tbody',
      'td',
      'th',
      'thead',
      'tr',
      'ul',
    ]);
  });

  test.each([
    'javascript:alert(1)',
    'JaVa\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'java\u200dscript:x',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///x',
    '//a.example',
    '',
  ])('an address like %j is no link, and its words stay', (href) => expect(linked(href)).toBe('<p>words</p>'));

  test('an address cannot leave its quotes', () => {
    expect(linked('https://a.example/"onmouseover="x')).toBe(
      '<p><a href="https://a.example/&quot;onmouseover=&quot;x" rel="noopener noreferrer">words</a></p>',
    );
  });

  test('mail and telephone links stay, without a rel that says nothing there', () => {
    expect(linked('mailto:a@b.example')).toBe('<p><a href="mailto:a@b.example">words</a></p>');
    expect(linked('tel:+1-800')).toBe('<p><a href="tel:+1-800">words</a></p>');
  });

  test('a tone that was never checked cannot leave its attribute', () => {
    const callout = { _type: 'callout', _key: 'c', tone: '"><script>' as 'info', content: [block('x')] } as const;
    expect(html({ ...callout, content: [...callout.content] })).toContain('data-tone="&quot;&gt;&lt;script&gt;"');
  });
});

test('right-to-left, combining and emoji text is passed through untouched', () => {
  const words = 'שלום \u200fעולם e\u0301 👩‍👩‍👧 مرحبا';
  expect(renderOwnWords([block(words)])).toEqual({ html: [`<p>${words}</p>`], markdown: [words], text: [words] });
});

describe('any body', () => {
  const bodies = Array.from({ length: 150 }, (_, seed) => randomBody(seed + 1));

  test('shows every span in its text, and in its HTML, in order', () => {
    for (const body of bodies) {
      const rendered = renderOwnWords(body);
      const words = wordsOf(body);
      for (const shown of [rendered.text.filter(isText).join(''), parse(rendered.html.filter(isText).join('')).words]) {
        let at = 0;
        for (const word of words) {
          at = shown.indexOf(word, at);
          expect({ word, found: at >= 0 }).toEqual({ word, found: true });
          at += word.length;
        }
      }
    }
  });

  test('gives segments of HTML that a parser has nothing to mend in', () => {
    for (const body of bodies) {
      for (const segment of renderOwnWords(body).html.filter(isText)) {
        const unnamed = segment.replaceAll('&#39;', "'").replace(/(>[^<]*)/gu, (run) => run.replaceAll('&quot;', '"'));
        expect(serialize(parseFragment(segment))).toBe(unnamed);
      }
    }
  });

  test('shows its embeds in order, once in each format, and never twice the same kind of segment in a row but embeds', () => {
    for (const body of bodies) {
      const embeds = body.filter((entry) => entry._type === 'factEmbed').map((entry) => entry._key);
      for (const segments of Object.values(renderOwnWords(body))) {
        expect(
          segments.filter((segment) => !isText(segment)).map((segment) => (isText(segment) ? '' : segment.key)),
        ).toEqual(embeds);
        expect(
          segments.some((segment, index) => isText(segment) && (segment === '' || isText(segments[index + 1] ?? {}))),
        ).toBe(false);
      }
    }
  });
});

test('a body at its limits renders in the time of its length', () => {
  const marks = ['strong', 'em', 'code', 'sub', 'sup', 'underline'];
  const times = growth(2_000, (spans) => {
    const big = Array.from({ length: 8 }, () =>
      block(Array.from({ length: spans }, (_, index) => span('*', ...marks.slice(index % 6)))),
    );
    renderOwnWords(big);
    plainText(big);
  });
  expect(times).toBeLessThan(LINEAR);
});

function isText(segment: unknown): segment is string {
  return typeof segment === 'string';
}

interface Node {
  readonly nodeName: string;
  readonly value?: string;
  readonly childNodes?: readonly Node[];
}

function parse(source: string): { tags: Set<string>; words: string } {
  const tags = new Set<string>();
  const read = (node: Node): string => {
    if (node.nodeName === '#text') return node.value ?? '';
    if (node.nodeName === 'br') return '\n';
    if (!node.nodeName.startsWith('#document')) tags.add(node.nodeName);
    return (node.childNodes ?? []).map(read).join('');
  };
  return { words: read(parseFragment(source)), tags };
}

/** A small generator with a seed, so that a failure can be seen again. */
function randomBody(seed: number): RichText {
  let state = seed * 2_654_435_761;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const pick = <T>(values: readonly [T, ...T[]]): T => values[below(values.length)] ?? values[0];
  let serial = 0;
  const word = () =>
    `${pick(['a', '<b>', '&', '"q"', "it's", '*', '1.', '#', '日本', 'é', '🙂', ' x '])}~${(serial += 1)}~`;
  const randomBlock = (): TextBlock => {
    const children = Array.from({ length: below(4) }, () =>
      span(word(), ...Array.from({ length: below(3) }, () => pick(['strong', 'em', 'code', 'sup', 'l', 'nowhere']))),
    );
    const style = pick(['normal', 'h2', 'blockquote'] as const);
    const list = pick([{}, { listItem: pick(['bullet', 'number'] as const), level: 1 + below(5) }]);
    return block(children, {
      style,
      ...list,
      markDefs: [{ _type: 'link', _key: 'l', href: 'https://a.example/?b=1&c=2' }],
    });
  };
  return Array.from({ length: below(12) }, (): RichTextBlock => {
    const kind = below(8);
    if (kind === 0) return { ...fact, _key: key() };
    if (kind === 1)
      return { _type: 'callout', _key: key(), tone: 'info', title: word(), content: [randomBlock(), randomBlock()] };
    if (kind === 2)
      return {
        _type: 'table',
        _key: key(),
        headerRow: below(2) === 0,
        rows: [
          { _key: 'r', cells: [word(), word()] },
          { _key: 's', cells: [word()] },
        ],
      };
    return randomBlock();
  });
}

/** What must be seen: the numbered part of every word, which no rendering may touch. */
function wordsOf(body: RichText): string[] {
  return plainText(body).match(/~\d+~/gu) ?? [];
}
