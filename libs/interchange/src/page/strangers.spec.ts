/** Pages as strangers write them: site builders, word processors, old HTML, forums. Each promise is what an editor would expect of the page. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPage, type PageItem, type PageReading } from './index.js';

const page = (name: string): PageReading =>
  readPage(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.page`)), {
    name,
    locale: name.includes('.es.') ? 'es' : 'en',
  });
const text = (content: string, name = 'page.txt'): PageReading =>
  readPage(new TextEncoder().encode(content), { name, locale: 'en' });
function of<K extends PageItem['kind']>(reading: PageReading, kind: K): Extract<PageItem, { kind: K }>[] {
  return reading.items.filter((item): item is Extract<PageItem, { kind: K }> => item.kind === kind);
}
const myths = (reading: PageReading) => of(reading, 'myth-fact').map((item) => item.fields.myth);
const facts = (reading: PageReading) => of(reading, 'myth-fact').map((item) => item.fields.fact);
const held = (reading: PageReading) => of(reading, 'fact').map((item) => item.fields.statement);
const titles = (reading: PageReading) => of(reading, 'article').map((item) => item.title);
const services = (reading: PageReading) =>
  of(reading, 'notice').map(({ fields }) => [fields.name, fields.phone ?? fields.text?.number ?? fields.tty]);
const reasonOf = (reading: PageReading, part: string) => reading.lines.find((line) => line.text.includes(part))?.reason;
const course = (reading: PageReading) => of(reading, 'course')[0]?.fields;
const lessons = (reading: PageReading) =>
  course(reading)?.modules.map((module) => module.lessons.map((lesson) => [lesson.title, lesson.minutes, lesson.kind]));

describe('pairs', () => {
  test('numbered headings with unlabelled text below, a label on one of them, and a list that stays with its fact', () => {
    const reading = page('vaccination.html');
    expect(myths(reading)).toEqual([
      'Vaccines cause the illness they prevent.',
      'Natural immunity is always better.',
      'Children get too many vaccines at once.',
    ]);
    expect(facts(reading)[1]).toBe(
      'Getting the disease can mean weeks in hospital. A vaccine gives protection without that risk.',
    );
    expect(of(reading, 'myth-fact').map((item) => item.fields.explanation?.length)).toEqual([1, 2, undefined]);
  });
  test('two myths that one fact corrects are two pairs with that fact', () => {
    const reading = page('earthquake.html');
    expect(myths(reading)).toHaveLength(3);
    expect(facts(reading)[1]).toBe(facts(reading)[2]);
  });
  test('cards side by side, and nothing of the next card', () => {
    expect(myths(page('cards.html'))).toEqual([
      'I only ride around the block, so I need no helmet.',
      'Any helmet will do.',
    ]);
    expect(of(page('bites.html'), 'myth-fact').map((item) => item.fields.explanation?.length)).toEqual([undefined, 1]);
  });
  test('a third column of a table keeps its heading with its words, and an ordinary table stays a table', () => {
    const reading = page('kitchen.html');
    expect(JSON.stringify(of(reading, 'myth-fact')[0]?.fields.explanation)).toMatch(
      /Why it matters.*Cooking kills them/,
    );
    expect(JSON.stringify(of(reading, 'article')[1]?.fields.body)).toContain('165 °F');
    expect(myths(reading)).toHaveLength(2);
  });
  test('claims in quotes below a heading of myths, and numbered claims below a title of myths', () => {
    expect(myths(page('pregnancy.txt')).slice(3)).toEqual(['A big bump means a big baby', 'Spicy food starts labour']);
    expect(myths(page('alcohol.md'))).toEqual([
      'Coffee sobers you up',
      'Beer before liquor, never been sicker',
      "I can hold my drink, so I'm fine.",
    ]);
  });
  test('numbered myths on lines of plain text, where no fact has a label', () => {
    expect(facts(page('wolf-valleys.txt'))).toEqual([
      'Wolves kill to eat. Sometimes they store what is left.',
      'They live in three valleys.',
      'Fences and dogs do.',
    ]);
  });
  test('claims quoted or bold below a heading of myths; bold questions below a heading of questions', () => {
    const reading = page('organic.md');
    expect(myths(reading)).toEqual(['Organic food has no pesticides.', 'You can taste the difference.']);
    expect(JSON.stringify(of(reading, 'article')[1]?.fields.body)).toMatch(/"style":"h2".*What does the label mean/);
  });
  test('labels between line breaks, and both sides in one paragraph', () => {
    expect(facts(page('rabies.html'))).toEqual([
      'Bats, foxes and raccoons do too.\nAny mammal can.',
      'Four are enough today.',
      'Many never feel it.',
    ]);
  });
  test('accordions are their own pairs below a heading of myths and facts', () => {
    expect(myths(page('coaches.html'))).toHaveLength(2);
  });
  test('in lists and quotes, several paragraphs each', () => {
    expect(facts(page('lead.html'))).toEqual([
      'Old layers remain under new paint.',
      'Dust is the main danger.',
      'Most children show no signs.',
    ]);
  });
  test('False and True, Falso and Verdadero: labels only before a colon', () => {
    expect(myths(page('tenants.txt'))).toHaveLength(2);
    expect(facts(page('fraude.es.md'))).toEqual(['Cualquiera puede caer.', 'Ningún banco la pide.']);
    expect(myths(text('False alarm today.\n\nTrue, it was loud. True or false? Nobody knows.'))).toEqual([]);
  });
  test('a number to call after the last pair is no part of its explanation', () => {
    expect(JSON.stringify(of(page('crisis.txt'), 'myth-fact'))).not.toContain('741741');
  });
});

describe('questions', () => {
  test.each([
    ['labels on lines of their own', 'Q: Is it safe?\nA: Yes.\n', 'page.txt'],
    ['letters with full stops', 'Q. Is it safe?\nA. Yes.\n', 'page.txt'],
    ['bold type and a line break', '<p><b>Q: Is it safe?</b><br>A: Yes.</p>', 'page.html'],
    ['Markdown with a soft line break', '**Q: Is it safe?**\nA: Yes.', 'page.md'],
    ['numbers', 'Question 1: Is it safe?\n\nAnswer: Yes.', 'page.txt'],
  ])('become headings with their answers: %s', (_, content, name) => {
    const reading = text(`${content}`, name);
    expect(JSON.stringify(reading.items)).toContain('"text":"Yes."');
    expect(
      [...titles(reading), ...of(reading, 'article').map((item) => JSON.stringify(item.fields.body))].join(),
    ).toContain('Is it safe?');
    expect(JSON.stringify(reading.items)).not.toMatch(/"(?:Q|Question 1|A|Answer)[:.] /);
  });
  test('a list by letters is a list, and a conversation has no headings', () => {
    const reading = text('Choose one:\n\nA. Soup\nB. Salad\nC. Bread');
    expect(JSON.stringify(of(reading, 'article')[0]?.fields.body)).toContain('listItem');
    expect(titles(page('transcript.txt'))).toEqual(['Interview with Dr. Ana Ruiz']);
    expect(held(page('transcript.txt'))).toEqual([]);
  });
});

describe('services', () => {
  test('office, fax and private numbers are none; a text line joins its phone', () => {
    expect(services(page('elections.txt'))).toEqual([['Election Protection Hotline', '1-866-687-8683']]);
    expect(services(page('soup.txt'))).toEqual([]);
    expect(services(text('Questions? info@example.org, tel. 314-555-0101. Head office: 314-555-0102.'))).toEqual([]);
  });
  test('each service of a page once, whatever its channels and country', () => {
    expect(new Map(services(page('crisis.txt')).map(([name, number]) => [number, name]))).toEqual(
      new Map([
        ['988', 'Call or text 988'],
        ['741741', 'Crisis Text Line'],
        ['13 11 14', 'Call 13 11 14'],
        ['85258', 'Text SHOUT to 85258'],
        ['1-800-799-4889', 'For the hard of hearing: TTY 1-800-799-4889'],
        ['1-866-488-7386', 'The Trevor Project'],
        ['877-565-8860', 'Trans Lifeline'],
        ['911', 'Call 911'],
      ]),
    );
  });
  test('numbers of other countries, a relay number that is no service, and an extension', () => {
    expect(services(page('hearing.html'))).toEqual([
      ['Deaf Crisis Line', '1-321-555-0100'],
      ['UK', '+44 20 7946 0123'],
      ['Samaritans', '116 123'],
      ['Europe', '112'],
    ]);
    expect(services(page('bites.html'))).toContainEqual(['Animal Control', '(314) 555-0150 ext. 3']);
  });
  test('a name on the line above its number', () => {
    expect(services(page('tenants.txt')).slice(0, 2)).toEqual([
      ['Tenant Helpline', '1-877-555-0188'],
      ['Legal Aid Office', '(314) 555-0190'],
    ]);
  });
  test('a crisis line in a footer beside the copyright', () => {
    expect(services(page('vaccination.html'))).toEqual([['Call or text 988', '988']]);
  });
  test('a banner of several lines keeps them apart, and knows a second emergency number', () => {
    expect(of(page('abuse.txt'), 'notice').map((item) => item.fields)).toMatchObject([
      { name: '24/7 Crisis Line', text: { number: '88788', code: 'START' }, tty: '1-800-787-3224' },
      { phone: '911', message: 'If you are in danger, dial 911 (US) or 112 (EU).' },
      { phone: '112', emergency: true },
      { name: 'National Hotline' },
    ]);
  });
  test('in Spanish, with a word to send', () => {
    expect(of(page('breastfeeding.es.html'), 'notice')[0]?.fields).toMatchObject({
      name: 'Línea de Lactancia',
      phone: '01 800 555 0123',
      text: { number: '55566', code: 'LECHE' },
    });
  });
});

describe('statistics', () => {
  test('a footnote mark after the full stop ends the sentence and sources only that one', () => {
    expect(held(page('vaccination.html'))).toEqual([
      'One in five unvaccinated people who get measles is hospitalized.',
    ]);
    expect(held(text('# A\n\nOver 100,000 people wait.[1] About 17 people die each day waiting.\n', 'a.md'))).toEqual([
      'About 17 people die each day waiting.',
    ]);
  });
  test('a figure in large type belongs to the sentence below it', () => {
    expect(JSON.stringify(of(page('coaches.html'), 'article')[0]?.fields.body)).toContain('3.8M');
    expect(held(text('<h2>Statistics</h2><div>50%</div><p>go unreported.</p>', 'a.html'))).toEqual([
      '50% go unreported.',
    ]);
  });
  test('a question that ends with a word such as data announces no facts', () => {
    expect(held(page('fraude.es.md'))).toEqual(['3 de cada 10 personas han recibido una llamada falsa.']);
  });
});

describe('courses', () => {
  test('nested items are the objectives of their lesson', () => {
    const reading = page('citizens.html');
    expect(lessons(reading)).toEqual([
      [
        ['Words hurt', 15, 'reading'],
        ['Standing up', 20, 'reading'],
      ],
      [
        ['Video: Passwords', 5, 'video'],
        ['Quiz', undefined, 'quiz'],
      ],
    ]);
    expect(course(reading)?.modules[0]?.lessons[0]?.objectives).toEqual(['Explain how words hurt', 'Give one example']);
    expect(course(reading)).toMatchObject({ level: 'introductory', audiences: ['educators'] });
  });
  test('lesson numbers with points, hours with minutes, levels in any words', () => {
    const reading = page('phishing.md');
    expect(lessons(reading)?.[0]).toEqual([
      ['The anatomy of a fake', 15, 'video'],
      ['Links and senders', 90, 'activity'],
    ]);
    expect(course(reading)).toMatchObject({
      level: 'introductory',
      audiences: ['community-groups', 'educators', 'professional-organizations'],
    });
    expect(reasonOf(reading, '| Lesson | Duration')).toBe('a column heading of a table of lessons');
  });
  test('objectives below a heading or a lead, lessons on plain lines, times of sessions', () => {
    const reading = page('course-session.txt');
    expect(course(reading)?.objectives).toHaveLength(3);
    expect(course(reading)?.modules.map((module) => module.summary)).toEqual(['45 minutes', '1 h 30', '30 minutes']);
    expect(lessons(reading)?.[2]).toEqual([
      ['Map your local services', undefined, 'reading'],
      ['Quiz', undefined, 'quiz'],
    ]);
  });
  test('an outline in a table, with whom it is for', () => {
    expect(course(page('course-table.html'))).toMatchObject({
      level: 'intermediate',
      audiences: ['community-groups', 'educators', 'individuals'],
      objectives: ['Name five hazards', 'Run a safe session', 'List hazards at a beach'],
    });
  });
  test('a pitch below an outline is not its last module', () => {
    expect(of(page('cribs.txt'), 'course').map((item) => item.title)).toEqual([
      'Safe Sleep Training for Caregivers',
      'We offer workshops',
    ]);
  });
  test('chapters of a story are no course', () => {
    expect(of(page('novel.txt'), 'course')).toEqual([]);
    expect(titles(page('novel.txt'))).toEqual(['Chapter 1', 'Chapter 2']);
  });
});

describe('layout', () => {
  test('bold lines above text are headings, and bullets of a word processor are lists', () => {
    const reading = page('earthquake.html');
    expect(titles(reading)).toEqual(['Before the shaking', 'After the shaking']);
    expect(JSON.stringify(of(reading, 'article')[0]?.fields.body)).toContain('"listItem":"bullet"');
  });
  test('a panel that opens on a click is content, though hidden', () => {
    const reading = page('bites.html');
    expect(JSON.stringify(reading.items)).toContain('Be a tree: stand still.');
    expect(JSON.stringify(reading.items)).toContain('Look at the whole body.');
  });
  test('mottoes, announcements, forms and dates of a site are dropped with their reason', () => {
    expect(reasonOf(page('vaccination.html'), 'Caring for you')).toBe('the page header');
    expect(reasonOf(page('vaccination.html'), 'Posted on')).toBe('a line of date and author');
    expect(reasonOf(page('cards.html'), 'Free shipping')).toBe('the page header');
    expect(reasonOf(page('wolves.html'), 'Last updated')).toBe('the date of the page');
    expect(reasonOf(page('elections.txt'), '4 + 5')).toBe('a captcha sum');
  });
  test('a subtitle with nothing under it stays a line of text', () => {
    expect(JSON.stringify(of(page('soup.txt'), 'article')[0]?.fields.body)).toContain('Serves 4 | Prep: 10 minutes');
  });
  test('a language whose labels are unknown becomes one article', () => {
    expect(page('french.html').items.map((item) => item.kind)).toEqual(['article', 'collection']);
  });
});
