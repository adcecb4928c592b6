import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPage, type PageItem, type PageReading } from './index.js';

const text = (content: string, name = 'page.txt', locale = 'en'): PageReading =>
  readPage(new TextEncoder().encode(content), { name, locale });
const page = (name: string, locale = 'en'): PageReading =>
  readPage(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.page`)), { name, locale });
function of<K extends PageItem['kind']>(reading: PageReading, kind: K): Extract<PageItem, { kind: K }>[] {
  return reading.items.filter((item): item is Extract<PageItem, { kind: K }> => item.kind === kind);
}
const pairs = (reading: PageReading) => of(reading, 'myth-fact').map((item) => [item.fields.myth, item.fields.fact]);
const outcomeOf = (reading: PageReading, part: string) =>
  reading.lines.find((line) => line.text.includes(part))?.outcome;

describe('a page with a banner, questions, pairs, unsourced facts, a pitch and a captcha', () => {
  const reading = page('well-water.txt');

  test('gives the emergency number and the hotline as two notices, in two parts of one line', () => {
    expect(of(reading, 'notice').map((item) => [item.fields.name, item.fields.phone, item.fields.emergency])).toEqual([
      ['Call 911', '911', true],
      ['State Well Water Hotline', '1-800-555-0136', false],
    ]);
    expect(reading.lines.filter((line) => line.number === 1).map((line) => line.target)).toEqual([
      'notice/911',
      'notice/8005550136',
    ]);
  });
  test('gives one article per question and embeds the pairs where they stood', () => {
    expect(of(reading, 'article').map((item) => [item.title, item.mentions])).toEqual([
      ['What is a private well?', ['pair/1', 'pair/2']],
      ['Who is at risk?', []],
      ['How can you help?', []],
    ]);
  });
  test('holds every unsourced fact and leaves ages in rules and vague amounts in the prose', () => {
    expect(of(reading, 'fact').map((item) => item.fields.statement)).toEqual([
      'The average age of a well is 27 years.',
      'Wells near farms often hold nitrate.',
      'Our county is a top-ten place for wells.',
    ]);
    expect(outcomeOf(reading, 'billions of dollars')).toBe('imported');
    expect(of(reading, 'collection').find((item) => item.held)?.fields.sections).toEqual([
      { title: 'The facts.', items: ['fact/1', 'fact/2', 'fact/3'] },
    ]);
  });
  test('reads single sentences after a colon as a list', () => {
    const body = of(reading, 'article')[1]?.fields.body ?? [];
    expect(body.map((block) => (block._type === 'block' ? (block.listItem ?? block.style) : block._type))).toEqual([
      'normal',
      'bullet',
      'bullet',
      'bullet',
    ]);
  });
  test('gives the pitch as a course for the four configured audiences', () => {
    expect(of(reading, 'course').map((item) => [item.title, item.fields.audiences])).toEqual([
      ['Our classes and workshops', ['individuals', 'community-groups', 'educators', 'professional-organizations']],
    ]);
  });
  test('keeps the calls to action as one callout and drops the captcha', () => {
    const callout = of(reading, 'article')[2]?.fields.body.find((block) => block._type === 'callout');
    expect(callout?._type === 'callout' ? callout.content.map((block) => block.children[0]?.text) : []).toEqual([
      'Take action now!',
      'Questions? Contact us.',
    ]);
    expect(reading.lines.at(-1)).toMatchObject({ outcome: 'dropped', reason: 'a captcha sum' });
  });
});

describe('a pair is recognised', () => {
  const expected = [['It is so.', 'It is not.']];
  test.each<[string, string, string]>([
    ['by capitals', 'MYTH: It is so.\nFACT: It is not.', 'a.txt'],
    ['by number signs', 'Myth #1: It is so.\n\nFact #1: It is not.', 'a.txt'],
    ['as Myth 1 and Reality 1', 'Myth 1: It is so.\n\nReality 1: It is not.', 'a.txt'],
    ['as Truth', 'Myth – It is so.\n\nTruth – It is not.', 'a.txt'],
    ['in curly quotes', 'Myth: “It is so.”\n\nFact: It is not.', 'a.txt'],
    ['in one line', 'Myth: It is so. Fact: It is not.', 'a.txt'],
    ['with labels on lines of their own', 'Myth\n\nIt is so.\n\nFact\n\nIt is not.', 'a.txt'],
    ['with labels directly above the text', 'Myth\nIt is so.\nFact\nIt is not.', 'a.txt'],
    ['in bold type', '**Myth** It is so.\n\n**Fact** It is not.', 'a.md'],
    ['in bold type with colons, line below line', '**Myth:** It is so.  \n**Fact:** It is not.', 'a.md'],
    ['as headings', '# A\n\n### Myth\n\nIt is so.\n\n### Fact\n\nIt is not.', 'a.md'],
    ['as a numbered heading with its text', '# A\n\n## Myth #1: It is so.\n\nIt is not.', 'a.md'],
    ['under a heading of myths and facts', '# A\n\n## Myths and facts\n\n### It is so.\n\nIt is not.', 'a.md'],
    ['as a table', '| Myth | Fact |\n|--|--|\n| It is so. | It is not. |', 'a.md'],
    ['as a table with its columns turned', '| Fact | Myth |\n|--|--|\n| It is not. | It is so. |', 'a.md'],
    [
      'as a table of labelled rows',
      '<table><tr><td>Myth</td><td>It is so.</td></tr><tr><td>Fact</td><td>It is not.</td></tr></table>',
      'a.html',
    ],
    [
      'as a definition list of labels',
      '<dl><dt>Myth</dt><dd>It is so.</dd><dt>Fact</dt><dd>It is not.</dd></dl>',
      'a.html',
    ],
    [
      'as a definition list under its heading',
      '<h2>Myth vs. fact</h2><dl><dt>It is so.</dt><dd>It is not.</dd></dl>',
      'a.html',
    ],
    ['as a definition list of Markdown', 'Myth\n: It is so.\n\nFact\n: It is not.', 'a.md'],
    ['in list items', '- Myth: It is so.\n- Fact: It is not.', 'a.md'],
    ['with breaks in HTML', '<p><b>MYTH</b><br>It is so.<br><b>FACT</b><br>It is not.</p>', 'a.html'],
  ])('%s', (_, content, name) => {
    expect(pairs(text(content, name))).toEqual(expected);
  });
  test.each([
    ['Mito: Es así.\n\nRealidad: No lo es.'],
    ['MITO 1: Es así.\nHECHO 1: No lo es.'],
    ['Mito: Es así.\n\nVerdad: No lo es.'],
  ])('in Spanish: %j', (content) => {
    expect(pairs(text(content, 'a.txt', 'es'))).toEqual([['Es así.', 'No lo es.']]);
  });
  test('with further paragraphs as its explanation', () => {
    const pair = of(
      text(
        'MYTH: It is so.\n\nFACT: It is not.\n\nOne reason.\n\nAnother one.\n\nWhat next?\n\nRead on, there is more.',
      ),
      'myth-fact',
    )[0];
    expect(pair?.fields.explanation).toHaveLength(2);
  });
  test('by number when myths and facts are listed apart', () => {
    expect(pairs(text('Myth 1: A is so.\n\nMyth 2: B is so.\n\nFact 1: A is not.\n\nFact 2: B is not.'))).toEqual([
      ['A is so.', 'A is not.'],
      ['B is so.', 'B is not.'],
    ]);
  });
});

describe('nothing is recognised that is not there', () => {
  test.each([
    ['an essay on a myth', page('sisyphus.txt')],
    ['a recipe with numbers', page('bread.md')],
    ['one line', page('one-line.txt')],
    [
      'sentences that begin with the words',
      text('In fact, it rained. The truth is that nobody knew. Fact-checking took a week. Myths live long.'),
    ],
    ['a fact sheet', text('# Notes\n\n## Fact sheet\n\nThe fact sheet is in the hall.', 'a.md')],
    ['a myth without its fact', text('Myth: a story that a people tells of its gods.')],
    [
      'dates, years and postcodes',
      text(
        'It was built in 1950-1960, opened on 2020-05-01 and stands in 63101-1234. Call 12 people and text 3 friends.',
      ),
    ],
    ['a fax number', text('Our office is open. Fax: 314-555-0100.')],
    ['text that only alternates', text('# A\n\n## Myth vs. fact\n\nOne thing.\n\nAnother thing.', 'a.md')],
  ])('%s', (_, reading) => {
    expect(
      reading.items.map((item) => item.kind).filter((kind) => kind !== 'article' && kind !== 'collection'),
    ).toEqual([]);
    expect(of(reading, 'article')).toHaveLength(1);
  });
});

test('a text code, a chat and a TTY join the phone number of their service', () => {
  const notices = of(
    text(
      'Call the Storm Helpline at 1-800-555-0199 or text HELP to 55555.\n\nChat: https://storm.example.org/chat\n\nTTY: 1-800-555-0198',
    ),
    'notice',
  );
  expect(notices.map((item) => item.fields)).toMatchObject([
    {
      name: 'Storm Helpline',
      phone: '1-800-555-0199',
      text: { number: '55555', code: 'HELP' },
      chatUrl: 'https://storm.example.org/chat',
      tty: '1-800-555-0198',
      emergency: false,
    },
  ]);
});

test('a number that comes back makes no second notice, and prose that gives it stays prose', () => {
  const reading = text('Call 1-800-555-0199 for help.\n\nWhat to do?\n\nStay calm. Then call (800) 555-0199 and wait.');
  expect(of(reading, 'notice')).toHaveLength(1);
  expect(of(reading, 'article')[0]?.mentions).toEqual(['notice/8005550199']);
  expect(outcomeOf(reading, 'Then call')).toBe('imported');
});

test('a statistic with a source stays, one without is held, in the same paragraph', () => {
  const reading = text(
    'How common is it?\n\nIt is common. According to the Health Office, 7 in 10 teens sleep badly. About 20 percent of teens nap daily.',
  );
  expect(of(reading, 'fact').map((item) => item.fields.statement)).toEqual(['About 20 percent of teens nap daily.']);
  expect(outcomeOf(reading, '7 in 10')).toBe('imported');
});

test('an outline is one course with modules, lessons, minutes, audiences and objectives', () => {
  const course = of(page('digital-course.md'), 'course');
  expect(course).toHaveLength(1);
  expect(course[0]?.fields).toMatchObject({
    title: 'Digital safety for schools',
    level: 'introductory',
    audiences: ['educators'],
    objectives: ['Spot a phishing mail', 'Protect an account'],
  });
  expect(
    course[0]?.fields.modules.map((module) => [
      module.title,
      module.lessons.map((lesson) => [lesson.minutes, lesson.kind]),
    ]),
  ).toEqual([
    [
      'Passwords',
      [
        [10, 'reading'],
        [20, 'activity'],
      ],
    ],
    [
      'Phishing',
      [
        [15, 'video'],
        [25, 'discussion'],
      ],
    ],
    [
      'Practice',
      [
        [60, 'reading'],
        [5, 'quiz'],
      ],
    ],
  ]);
});

test('scripts, menus, cookie banners, forms and footers of HTML are dropped, each with its reason', () => {
  const reasons = new Set(
    page('helmets.html').lines.flatMap((line) => (line.outcome === 'dropped' ? [line.reason] : [])),
  );
  for (const reason of [
    'a navigation menu',
    'a cookie banner',
    'a skip link',
    'a form',
    'the page footer',
    'a copyright line',
    'document head',
  ])
    expect(reasons).toContain(reason);
});

test('only safe addresses stay links, their text always stays', () => {
  const body = JSON.stringify(
    of(
      text(
        '# A\n\n[one](https://example.org) [two](javascript:x) [three](data:x) [four](mailto:a@example.org)',
        'a.md',
      ),
      'article',
    )[0]?.fields.body,
  );
  expect(body).toContain('https://example.org');
  expect(body).toContain('mailto:a@example.org');
  expect(body).not.toMatch(/javascript:|data:/);
  for (const word of ['one', 'two', 'three', 'four']) expect(body).toContain(word);
});
