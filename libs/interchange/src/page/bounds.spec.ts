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
/** Processor time, not the clock: other tests on the machine must not fail these. */
const cpuSeconds = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
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
    const start = process.cpuUsage();
    expect(refusal(content, name).message).toMatch(sentence);
    expect(cpuSeconds(start)).toBeLessThan(5);
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

describe('any input is read or refused within seconds', () => {
  const words = 'Word after word, and 314-555 or 12% of (some) "quotes" call us. ';
  const long = words.repeat(Math.ceil(2_000_000 / words.length));
  test.each<[string, string, string]>([
    ['a line of 2 MB', long, 'page.txt'],
    ['a line of 2 MB without spaces', 'a'.repeat(2_000_000), 'page.txt'],
    ['2 MB of digits and dashes', '12-'.repeat(700_000), 'page.txt'],
    ['2 MB of digits', '1'.repeat(2_000_000), 'page.txt'],
    ['2 MB of full stops', '. '.repeat(1_000_000), 'page.txt'],
    ['2 MB of white space in text', `a${' '.repeat(2_000_000)}b`, 'page.txt'],
    ['2 MB of capitals', 'Call The National '.repeat(120_000), 'page.txt'],
    ['200,000 short lines', 'Short line\n'.repeat(200_000), 'page.txt'],
    ['50,000 bullets', '- item\n'.repeat(50_000), 'page.txt'],
    ['20,000 spaced lists', 'Items are:\n\nShort item\n\n'.repeat(20_000), 'page.txt'],
    ['20,000 pairs', 'MYTH: It is so.\n\nFACT: It is not.\n\n'.repeat(20_000), 'page.txt'],
    ['labels in one line', 'Myth: a. Fact: b. '.repeat(10_000), 'page.txt'],
    ['a line of 2 MB of Markdown', long, 'page.md'],
    ['200,000 short lines of Markdown', 'Short line\n'.repeat(200_000), 'page.md'],
    ['2 MB of stars', '*a **b '.repeat(280_000), 'page.md'],
    ['2 MB of brackets', '['.repeat(2_000_000), 'page.md'],
    ['2 MB of open links', '[a](b'.repeat(400_000), 'page.md'],
    ['2 MB of backticks', '`a``b'.repeat(400_000), 'page.md'],
    ['a Markdown table of 2 MB', `| Myth | Fact |\n| --- | --- |\n${'| a | b |\n'.repeat(100_000)}`, 'page.md'],
    ['many small paragraphs of stars', `${'*a_ '.repeat(400)}\n\n`.repeat(100), 'page.md'],
    ['a line of 2 MB of HTML', `<p>${long}</p>`, 'page.html'],
    ['30,000 elements in a paragraph', `<p>${'<b>x</b> y. '.repeat(30_000)}</p>`, 'page.html'],
    ['30,000 paragraphs', '<p>One. Two.</p>'.repeat(30_000), 'page.html'],
    ['unclosed formatting', `${'<p><font color=a1><font color=a2><font color=a3>x'.repeat(20_000)}`, 'page.html'],
    ['2 MB of entities', '&amp;'.repeat(400_000), 'page.html'],
    ['2 MB of less-than signs', '<'.repeat(2_000_000), 'page.html'],
  ])('%s', (_, content, name) => {
    const start = process.cpuUsage();
    try {
      expect(read(content, name).lines.length).toBeGreaterThan(0);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(BadInput);
    }
    expect(cpuSeconds(start)).toBeLessThan(15);
  });
});
