import type { Body } from '../kinds/kinds.js';
import { extractReferences } from '../kinds/references.js';
import { changesOf } from './changes.js';
import { compareBodies } from './compare.js';
import { readableComparison } from './readable.js';
import { compareReferences } from './references.js';

const FACT = '018f0000-0000-7000-8000-00000000000a';
const OTHER = '018f0000-0000-7000-8000-00000000000b';

const text = (key: string, ...spans: (string | { text: string; marks: string[] })[]) => ({
  _type: 'block' as const,
  _key: key,
  children: spans.map((span, index) => ({
    _type: 'span' as const,
    _key: `${key}${index}`,
    ...(typeof span === 'string' ? { text: span } : span),
  })),
});
const factEmbed = (key: string, document: string) => ({ _type: 'factEmbed' as const, _key: key, document });
const article = (body: Body<'article'>) => ({ slug: 'a', body });
const changes = (before: Body<'article'> | null, after: Body<'article'> | null, locale = 'en') =>
  changesOf(compareBodies('article', before && article(before), after && article(after), locale));
/** Each change as `FATE path`, with what it was and is. */
const told = (before: Body<'article'> | null, after: Body<'article'> | null) =>
  changes(before, after).map(
    ({ fate, moved, path, before: was, after: is }) =>
      `${moved ? 'MOVED' : fate} ${path.join('.')}: ${was ?? '-'} > ${is ?? '-'}`,
  );

describe('comparing two versions', () => {
  test('says nothing of what did not change, however it is stored', () => {
    expect(
      told({ title: 'T', body: [text('a', 'One two')] }, { body: [text('a', 'One ', 'two')], title: 'T' }),
    ).toEqual([]);
  });

  test('names fields that came, went and changed, and the words inside them', () => {
    const [title, summary, review] = changes(
      { title: 'What is a myth', reviewBy: '2026-01-01' },
      { title: 'What is really a myth', summary: 'New.' },
    );
    expect(title).toMatchObject({ fate: 'CHANGED', path: ['title'] });
    expect(title?.words).toEqual([
      { change: 'SAME', text: 'What is ' },
      { change: 'ADDED', text: 'really ' },
      { change: 'SAME', text: 'a myth' },
    ]);
    expect(summary).toMatchObject({ fate: 'ADDED', path: ['summary'], before: null, after: 'New.' });
    expect(review).toMatchObject({
      fate: 'REMOVED',
      path: ['reviewBy'],
      before: '2026-01-01',
      after: null,
      words: null,
    });
  });

  test('follows blocks by their keys: moved, rewritten, added and removed, each with its two places', () => {
    const before = { body: [text('a', 'First stays.'), text('b', 'Second one moves.'), text('c', 'Third goes.')] };
    const after = {
      body: [text('b', 'Second one moves.'), text('a', 'First stays here.'), text('d', 'Fresh words entirely.')],
    };
    expect(told(before, after)).toEqual([
      'MOVED body.0: Second one moves. > Second one moves.',
      'CHANGED body.1.text: First stays. > First stays here.',
      'CHANGED body.2.text: Third goes. > Fresh words entirely.',
    ]);
    const [moved] = changes(before, after);
    expect(moved).toMatchObject({ previousPath: ['body', 1], key: 'b', blockType: 'block' });
  });

  test('knows a block again whose key was made anew, and tells one sort of block from another', () => {
    const before = { body: [text('a', 'Same words.'), factEmbed('e', FACT), text('z', 'End.')] };
    const after = { body: [text('n1', 'Same words.'), text('n2', 'Instead of the fact.'), text('z', 'End.')] };
    expect(told(before, after)).toEqual([`REMOVED body.1: ${FACT} > -`, 'ADDED body.1: - > Instead of the fact.']);
  });

  test('sees marks, links, styles and lists, which are no words', () => {
    const link = [{ _type: 'link' as const, _key: 'l', href: 'https://example.org' }];
    const before = { body: [text('a', 'Never ', 'ever')] };
    const after = {
      body: [
        { ...text('a', 'Never ', { text: 'ever', marks: ['strong', 'l'] }), style: 'h2' as const, markDefs: link },
      ],
    };
    expect(told(before, after)).toEqual([
      'CHANGED body.0.style: normal > h2',
      'ADDED body.0.formatting.0: - > strong “ever”',
      'ADDED body.0.formatting.1: - > link to https://example.org “ever”',
    ]);
  });

  test('goes into callouts, tables and modules', () => {
    const callout = (words: string) => ({
      _type: 'callout' as const,
      _key: 'c',
      tone: 'info' as const,
      content: [text('x', words)],
    });
    expect(told({ body: [callout('Call now.')] }, { body: [callout('Call 911 now.')] })).toEqual([
      'CHANGED body.0.content.0.text: Call now. > Call 911 now.',
    ]);
    const course = (minutes: number) => ({
      slug: 'c',
      body: { modules: [{ _key: 'm', lessons: [{ _key: 'l', title: 'L', minutes }] }] },
    });
    expect(changesOf(compareBodies('course', course(5), course(10), 'en'))).toMatchObject([
      { path: ['modules', 0, 'lessons', 0, 'minutes'], before: '5', after: '10', key: 'l' },
    ]);
  });

  test('compares the citations of a fact by their keys, and lists references that came and went by role', () => {
    const citation = (source: string, role: 'PRIMARY' | 'REPEATS') => ({ _key: 'k', source, role });
    const before: Body<'fact'> = { statement: 'S', citations: [citation(FACT, 'REPEATS')] };
    const after: Body<'fact'> = { statement: 'S', citations: [citation(OTHER, 'PRIMARY')] };
    const found = changesOf(compareBodies('fact', { slug: 'f', body: before }, { slug: 'f', body: after }, 'en'));
    expect(found.map(({ path, before: was, after: is }) => [path.join('.'), was, is])).toEqual([
      ['citations.0.source', FACT, OTHER],
      ['citations.0.role', 'REPEATS', 'PRIMARY'],
    ]);
    expect(compareReferences(extractReferences('fact', before), extractReferences('fact', after))).toEqual([
      { fate: 'ADDED', role: 'CITATION', target: OTHER, pinLocale: null, pinEdition: null },
      { fate: 'REMOVED', role: 'CITATION', target: FACT, pinLocale: null, pinEdition: null },
    ]);
  });

  test('finds words in scripts that set no spaces', () => {
    const [change] = changes({ title: '人身売買とは何ですか' }, { title: '人身売買とは何でしょうか' }, 'ja');
    expect(change?.words?.[0]).toEqual({ change: 'SAME', text: expect.stringContaining('人身売買') as string });
  });

  test('puts words back together as both versions had them', () => {
    const [older, newer] = ['one two three four five six', 'zero one  three four five 6 six!'];
    const [change] = changes({ title: older }, { title: newer });
    const side = (without: string) =>
      change?.words
        ?.filter((part) => part.change !== without)
        .map((part) => part.text)
        .join('');
    const squeezed = (words: string | undefined) => words?.replaceAll(/\s+/gu, ' ');
    expect(squeezed(side('ADDED'))).toBe(squeezed(older));
    expect(side('REMOVED')).toBe(newer);
  });

  test('shows everything as added where there was nothing before', () => {
    expect(told(null, { title: 'T', body: [text('a', 'Words.')] })).toEqual([
      'ADDED slug: - > a',
      'ADDED title: - > T',
      'ADDED body.0: - > Words.',
    ]);
  });
});

describe('a comparison for people', () => {
  const before = { title: 'Old <b>', body: [text('a', 'Stays.'), text('b', 'Was here.'), factEmbed('e', FACT)] };
  const after = { title: 'New <b>', body: [text('a', 'Stays.'), factEmbed('e', FACT), text('b', 'Is here.')] };
  const { html, text: plain } = readableComparison(
    compareBodies('article', article(before), article(after), 'en'),
    new Map([[FACT, 'A claim']]),
  );

  test('marks what came and went, says it in words too, and leaves out what stayed', () => {
    expect(plain.trim().split('\n')).toEqual([
      'Title: changed',
      '  [removed: Old][added: New] <b>',
      '',
      'Body: changed',
      '  (1 unchanged.)',
      '  (Fact 2 was moved here from place 3: “A claim”)',
      '  Paragraph 3: [removed: Was][added: Is] here.',
    ]);
    expect(html).toContain(
      '<del><span class="almanac-spoken">[removed: </span>Old<span class="almanac-spoken">]</span></del>',
    );
    expect(html).toContain('<ins>');
  });

  test('keeps what editors wrote as text', () => {
    expect(html).not.toContain('<b>');
  });

  test('says so when nothing differs', () => {
    expect(readableComparison([], new Map()).text).toContain('Nothing differs.');
  });
});

test('an article that was written anew from end to end is compared without looking for what it has in common', () => {
  const words = (seed: number) => Array.from({ length: 9_000 }, (_, index) => `w${(index * seed) % 7919}`).join(' ');
  const [change] = changes({ body: [text('a', words(3))] }, { body: [text('a', words(5))] });
  expect(change?.words?.map((part) => part.change)).toEqual(['REMOVED', 'ADDED']);
});
