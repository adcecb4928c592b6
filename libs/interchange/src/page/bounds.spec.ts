import { growth, LINEAR } from '../../../../test/kit/growth.js';
import { BadInput } from '#platform';
import { PAGE_LIMIT_BYTES, readPage } from './index.js';

const read = (content: string | Uint8Array, name = 'page.txt') =>
  readPage(typeof content === 'string' ? new TextEncoder().encode(content) : content, { name, locale: 'en' });
const refusal = (content: string | Uint8Array, name = 'page.txt'): BadInput => {
  try {
    read(content, name);
  } catch (thrown) {
    if (thrown instanceof BadInput) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
};
const utf16 = (text: string, big: boolean): Uint8Array => {
  const bytes = new Uint8Array(2 + text.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, !big);
  for (let index = 0; index < text.length; index += 1) view.setUint16(2 + index * 2, text.charCodeAt(index), !big);
  return bytes;
};

describe('what is no page is refused with a sentence and the file it is about', () => {
  test.each<[string, Uint8Array | string, RegExp]>([
    ['10 MB', new Uint8Array(PAGE_LIMIT_BYTES).fill(97), /smaller than 10 MB/],
    ['an empty file', '', /empty/],
    ['white space only', ' \r\n\t\u00a0\n\ufeff', /empty/],
    ['a PDF', '%PDF-1.7 text', /a PDF/],
    ['a Word file', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]), /ZIP archive/],
    ['a PNG', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10]), /PNG/],
    ['NUL bytes', 'some\0thing', /binary/],
    ['UTF-16 without a mark', utf16('some text', false).subarray(2), /UTF-16 without/],
    ['broken UTF-16', new Uint8Array([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]), /UTF-16/],
    [
      'random bytes',
      Uint8Array.from({ length: 4000 }, (_, index) => ((index * 7919) % 254) + 1),
      /neither UTF-8|binary/,
    ],
    [
      'Cyrillic in its old encoding',
      Uint8Array.from('Ýòî ïðîñòîé òåêñò íà ðóññêîì ÿçûêå, êîòîðûé íå ÿâëÿåòñÿ àíãëèéñêèì. '.repeat(5), (char) =>
        char.charCodeAt(0),
      ),
      /neither UTF-8/,
    ],
    [
      'Japanese in Shift_JIS',
      new Uint8Array([
        0x82, 0xb1, 0x82, 0xea, 0x82, 0xcd, 0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xc5, 0x82, 0xb7, 0x81, 0x42,
        0x0a,
      ]),
      /neither UTF-8/,
    ],
  ])('%s', (_, content, sentence) => {
    const problem = refusal(content);
    expect(problem.message).toMatch(sentence);
    expect(problem.path).toEqual(['file', 'page.txt']);
  });

  test('just under 10 MB is read', () => {
    expect(read(new Uint8Array(PAGE_LIMIT_BYTES - 1).fill(97)).items.length).toBeGreaterThan(0);
  });

  test.each([
    ['HTML elements', '<div>'.repeat(5000) + 'x', 'deep.html', /500 deep/],
    ['HTML that is inline only', '<i><b>'.repeat(5000) + 'x', 'deep.html', /500 deep/],
    ['Markdown quotes', `${'>'.repeat(5000)} x`, 'deep.md', /50 deep/],
    ['Markdown lists', `${'- '.repeat(5000)} x`, 'deep.md', /50 deep/],
    [
      'Markdown lists by indent',
      Array.from({ length: 5000 }, (_, index) => `${' '.repeat(index * 2)}- x`)
        .join('\n')
        .slice(0, 9_000_000),
      'deep.md',
      /50 deep/,
    ],
  ])('too deep: %s', (_, content, name, sentence) => {
    expect(refusal(content, name).message).toMatch(sentence);
  });
});

describe('the same text in another encoding is the same page', () => {
  const text = 'What is it?\n\nA “quoted” text – with a dash, café and niño.\n\nMYTH: It’s so.\n\nFACT: It isn’t.\n';
  const plain = JSON.stringify(read(text));
  test.each<[string, Uint8Array]>([
    ['UTF-8 with a byte order mark', new TextEncoder().encode(`\ufeff${text}`)],
    ['UTF-16, little end first', utf16(text, false)],
    ['UTF-16, big end first', utf16(text, true)],
    ['line ends of Windows', new TextEncoder().encode(text.replace(/\n/g, '\r\n'))],
    [
      'Windows-1252',
      Uint8Array.from(text, (char) => ({ '“': 0x93, '”': 0x94, '’': 0x92, '–': 0x96 })[char] ?? char.charCodeAt(0)),
    ],
  ])('%s', (_, bytes) => {
    expect(JSON.stringify(read(bytes))).toBe(plain);
  });
});

describe('four times the page costs about four times the work', () => {
  const words = 'Word after word, and 314-555 or 12% of (some) "quotes" call us. ';
  const numbered = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join('');
  test.each<[string, number, (count: number) => string, string]>([
    ['a long line', 2_000, (count) => words.repeat(count), 'page.txt'],
    ['a long line without spaces', 400_000, (count) => 'a'.repeat(count), 'page.txt'],
    ['digits and dashes', 150_000, (count) => '12-'.repeat(count), 'page.txt'],
    ['digits', 400_000, (count) => '1'.repeat(count), 'page.txt'],
    ['full stops', 100_000, (count) => '. '.repeat(count), 'page.txt'],
    ['white space', 400_000, (count) => `a${' '.repeat(count)}b`, 'page.txt'],
    ['capitals', 30_000, (count) => 'Call The National '.repeat(count), 'page.txt'],
    ['short lines', 2_000, (count) => 'Short line\n'.repeat(count), 'page.txt'],
    ['bullets', 2_000, (count) => '- item\n'.repeat(count), 'page.txt'],
    ['spaced lists', 1_500, (count) => 'Items are:\n\nShort item\n\n'.repeat(count), 'page.txt'],
    ['pairs', 1_000, (count) => 'MYTH: It is so.\n\nFACT: It is not.\n\n'.repeat(count), 'page.txt'],
    ['myths without facts', 2_000, (count) => 'MYTH: It is so.\n\n'.repeat(count), 'page.txt'],
    ['labels in one line', 2_000, (count) => 'Myth: a. Fact: b. '.repeat(count), 'page.txt'],
    ['questions and answers', 800, (count) => 'Q: Is it so?\nA: No.\n\n'.repeat(count), 'page.txt'],
    [
      'services',
      600,
      (count) => numbered(count, (index) => `Call the Big Line at 1-800-555-${1000 + index}.\n\n`),
      'page.txt',
    ],
    [
      'listed facts',
      1_000,
      (count) => `The facts\n\n${numbered(count, (index) => `Fact ${index} is so.\n\n`)}`,
      'page.txt',
    ],
    ['a long line of Markdown', 600, (count) => words.repeat(count), 'page.md'],
    ['headings of Markdown', 400, (count) => '# A b c d\n\nText.\n\n'.repeat(count), 'page.md'],
    ['a long line of HTML', 1_000, (count) => `<p>${words.repeat(count)}</p>`, 'page.html'],
    ['elements in a paragraph', 2_000, (count) => `<p>${'<b>x</b> y. '.repeat(count)}</p>`, 'page.html'],
    ['line breaks in a paragraph', 7_500, (count) => `<p>${'x<br>'.repeat(count)}</p>`, 'page.html'],
    ['paragraphs', 1_200, (count) => '<p>One. Two.</p>'.repeat(count), 'page.html'],
    ['cards', 800, (count) => '<div>Myth</div><div>It is.</div>'.repeat(count), 'page.html'],
    [
      'definitions under a heading',
      1_000,
      (count) => `<h2>Myths and facts</h2><dl>${'<dt>It is</dt><dd>Not</dd>'.repeat(count)}</dl>`,
      'page.html',
    ],
    [
      'unclosed formatting',
      400,
      (count) => '<p><font color=a1><font color=a2><font color=a3>x'.repeat(count),
      'page.html',
    ],
    ['entities', 20_000, (count) => '&amp;'.repeat(count), 'page.html'],
    ['less-than signs', 200_000, (count) => '<'.repeat(count), 'page.html'],
  ])('%s', (_, count, make, name) => {
    const made = new Map([count, count / 4].map((size) => [size, make(size)]));
    const times = growth(count, (size) => expect(read(made.get(size) ?? '', name).lines.length).toBeGreaterThan(0));
    expect(times).toBeLessThan(LINEAR);
  });

  test.each<[string, string]>([
    ['stars', '*a **b '.repeat(40_000)],
    ['brackets', '['.repeat(400_000)],
    ['open links', '[a](b'.repeat(100_000)],
    ['backticks', '`a``b'.repeat(100_000)],
    ['a table in one paragraph', `| Myth | Fact |\n| --- | --- |\n${'| a | b |\n'.repeat(50_000)}`],
    ['many small paragraphs of stars', `${'*a_ '.repeat(400)}\n\n`.repeat(40)],
    ['a line longer than any paragraph', words.repeat(6_000)],
  ])('Markdown that its parser could not read in time is refused at once: %s', (_, content) => {
    expect(refusal(content, 'page.md').message).toMatch(/plain text|blank lines/);
  });
});
