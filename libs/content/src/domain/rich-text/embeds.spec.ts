import { parseFragment, serialize } from 'parse5';
import { type EmbedTarget, renderEmbed } from './embeds.js';
import { labelsFor } from './labels.js';
import { joinSegments } from './segments.js';

const ID = '0190c0de-0000-7000-8000-000000000001';
const en = labelsFor('en');
const show = (format: 'html' | 'markdown' | 'text', target: EmbedTarget, labels = en) =>
  joinSegments(renderEmbed(format, target, labels), () => '');
const fact = (body: Extract<EmbedTarget, { kind: 'fact'; body: object }>['body']): EmbedTarget => ({
  kind: 'fact',
  documentId: ID,
  locale: 'en',
  body,
});

describe('a fact', () => {
  test('that is supported stands by itself', () => {
    const target = fact({ statement: 'Two & two', status: 'SUPPORTED' });
    expect(show('html', target)).toBe(
      `<figure class="almanac-fact" data-almanac-id="${ID}" lang="en"><p class="almanac-statement">Two &amp; two</p></figure>`,
    );
    expect(show('markdown', target)).toBe('Two & two');
    expect(show('text', target)).toBe('Two & two');
  });

  test('that is not says so first, and shows its notice', () => {
    const target = fact({ statement: 'S', status: 'DISPUTED', notice: 'N' });
    expect(show('html', target)).toContain(
      '<p class="almanac-status"><strong>Disputed</strong></p><p class="almanac-statement">S</p><p class="almanac-fact-notice">N</p>',
    );
    expect(show('markdown', target)).toBe('**Disputed**\n\nS\n\nN');
    expect(show('text', target, labelsFor('es-MX'))).toBe('En disputa\n\nS\n\nN');
  });

  test('without a status is shown as unverified, never as true', () => {
    expect(show('text', fact({ statement: 'S' }))).toBe('Unverified\n\nS');
  });
});

describe('a pair', () => {
  const explanation = [
    { _type: 'block' as const, _key: 'a', children: [{ _type: 'span' as const, _key: 's', text: 'why' }] },
    { _type: 'factEmbed' as const, _key: 'f', document: ID },
  ];
  const pair: EmbedTarget = {
    kind: 'myth-fact',
    documentId: ID,
    locale: 'es',
    body: { myth: 'M *x*', fact: 'F', explanation },
  };

  test('names its sides in the words of the locale, and leaves the places of its own embeds open', () => {
    expect(renderEmbed('html', pair, labelsFor('es'))).toEqual([
      `<figure class="almanac-myth-fact" data-almanac-id="${ID}" lang="es"><p class="almanac-myth"><strong>Mito:</strong> M *x*</p>` +
        '<p class="almanac-correction"><strong>Realidad:</strong> F</p><p>why</p>',
      { embed: ID, type: 'factEmbed', key: 'f' },
      '</figure>',
    ]);
    expect(renderEmbed('markdown', pair, en)).toEqual([
      '**Myth:** M \\*x\\*\n\n**Fact:** F\n\nwhy\n\n',
      { embed: ID, type: 'factEmbed', key: 'f' },
    ]);
    expect(renderEmbed('text', pair, en)[0]).toBe('Myth: M *x*\n\nFact: F\n\nwhy\n\n');
  });

  test('takes its explanation as it was rendered before', () => {
    const rendered = { html: ['<p>kept</p>'], markdown: ['kept'], text: ['kept'] };
    expect(show('text', { ...pair, rendered })).toBe('Myth: M *x*\n\nFact: F\n\nkept');
  });
});

describe('a notice', () => {
  const notice: EmbedTarget = {
    kind: 'notice',
    documentId: ID,
    locale: 'en',
    body: {
      name: 'Line',
      message: 'Help',
      phone: '+1 (800) 555-0100',
      text: { number: '12345', code: 'GO' },
      chatUrl: 'https://a.example/c',
      tty: '711',
      hours: '24/7',
    },
  };

  test('shows each channel, and what can be followed is a link', () => {
    expect(show('html', notice)).toBe(
      `<aside class="almanac-notice" data-almanac-id="${ID}" lang="en"><p class="almanac-notice-name"><strong>Line</strong></p><p class="almanac-notice-message">Help</p>` +
        '<p class="almanac-channel"><strong>Call:</strong> <a href="tel:+18005550100">+1 (800) 555-0100</a></p>' +
        '<p class="almanac-channel"><strong>Text:</strong> GO to 12345</p>' +
        '<p class="almanac-channel"><strong>Chat:</strong> <a href="https://a.example/c" rel="noopener noreferrer">https://a.example/c</a></p>' +
        '<p class="almanac-channel"><strong>TTY:</strong> <a href="tel:711">711</a></p><p class="almanac-hours"><strong>Hours:</strong> 24/7</p></aside>',
    );
    expect(show('text', notice)).toBe(
      'Line\n\nHelp\n\nCall: +1 (800) 555-0100\n\nText: GO to 12345\n\nChat: https://a.example/c\n\nTTY: 711\n\nHours: 24/7',
    );
    expect(show('markdown', notice)).toContain('**Call:** [+1 (800) 555-0100](tel:+18005550100)');
  });

  test('a chat address that nobody should follow is words, and so is a number without digits', () => {
    const hostile = show('html', {
      ...notice,
      body: { name: '<b>', chatUrl: 'javascript:alert(1)', phone: 'call us' },
    });
    expect(hostile).not.toContain('href');
    expect(hostile).toContain('<strong>&lt;b&gt;</strong>');
  });
});

test('of a retracted document only the notice is left', () => {
  const target: EmbedTarget = {
    kind: 'fact',
    documentId: ID,
    locale: 'en',
    retracted: true,
    notice: 'Withdrawn <because>',
  };
  expect(show('html', target)).toBe(
    `<figure class="almanac-fact almanac-retracted" data-almanac-id="${ID}" lang="en"><p class="almanac-retraction">Withdrawn &lt;because&gt;</p></figure>`,
  );
  expect(show('text', target)).toBe('Withdrawn <because>');
});

test('an embed is HTML that a parser has nothing to mend in', () => {
  const target = fact({ statement: 'a\nb', status: 'UNVERIFIED', notice: '"q"' });
  const html = show('html', { ...target, locale: '"><script>' });
  expect(html).toContain('lang="&quot;&gt;&lt;script&gt;"');
  expect(serialize(parseFragment(show('html', target)))).toBe(show('html', target).replaceAll('&quot;', '"'));
});

describe('joining', () => {
  const place = { embed: ID, type: 'factEmbed', key: 'f' } as const;

  test('puts what is shown in its place', () => {
    expect(joinSegments(['a\n\n', place, '\n\nb'], ({ embed }) => embed)).toBe(`a\n\n${ID}\n\nb`);
  });

  test('of an embed that shows nothing leaves no gap, at either end or between', () => {
    const nothing = () => '';
    expect(joinSegments(['a\n\n', place, '\n\nb'], nothing)).toBe('a\n\nb');
    expect(joinSegments([place, '\n\nb'], nothing)).toBe('b');
    expect(joinSegments(['a\n\n', place], nothing)).toBe('a');
    expect(joinSegments([place, '\n\n', place, '\n\n', place], nothing)).toBe('');
    expect(joinSegments(['a\n\n', place, '\n\n', place, '\n\nb'], nothing)).toBe('a\n\nb');
    let calls = 0;
    expect(joinSegments(['a\n\n', place, '\n\n', place, '\n\nb'], () => ((calls += 1) === 2 ? 'X' : ''))).toBe(
      'a\n\nX\n\nb',
    );
  });
});

test('a locale without labels speaks English, and a regional one its language', () => {
  expect(labelsFor('tlh').myth).toBe('Myth');
  expect(labelsFor('ES').myth).toBe('Mito');
  expect(labelsFor('en-GB')).toBe(en);
});
