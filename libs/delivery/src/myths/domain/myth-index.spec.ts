import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Myth, MythIndex } from './myth-index.js';

interface LabelledSentence {
  readonly text: string;
  readonly locale: string;
  readonly sort: string;
  readonly repeats: readonly string[];
}

const folder = path.resolve(import.meta.dirname, '../../../../../test/matching');
const read = <T>(name: string) =>
  readFileSync(path.join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
const myths = read<Myth & { locale: string }>('myths.ndjson');
const indexesOf = (of: readonly (Myth & { locale: string })[]) =>
  new Map(
    ['en', 'es'].map((locale) => [
      locale,
      new MythIndex(
        locale,
        of.filter((myth) => myth.locale === locale),
      ),
    ]),
  );
const indexes = indexesOf(myths);
const found = (text: string, locale = 'en') => indexes.get(locale)?.repetitions(text) ?? [];
const keys = (text: string, locale = 'en') => found(text, locale).map(({ key }) => key);

describe('the labelled sentences', () => {
  const isHeldOut = (text: string) => (createHash('sha256').update(text).digest()[0] ?? 0) % 2 === 1;
  const sentences = read<LabelledSentence>('labelled.ndjson');

  const mythsOf = (name: string) => read<Myth & { locale: string }>(name);
  const all = [...myths, ...mythsOf('strangers-myths.ndjson')];
  const afterwards = [...all, ...mythsOf('afterwards-myths.ndjson')];
  const misleading = [...afterwards, ...mythsOf('misleading-myths.ndjson')];

  const parts: Readonly<
    Record<string, readonly [readonly (Myth & { locale: string })[], readonly LabelledSentence[]]>
  > = {
    tuning: [myths, sentences.filter(({ text }) => !isHeldOut(text))],
    'held-out': [myths, sentences.filter(({ text }) => isHeldOut(text))],
    'strangers’': [all, read<LabelledSentence>('strangers.ndjson')],
    afterwards: [afterwards, read<LabelledSentence>('afterwards.ndjson')],
    'open misleading': [afterwards, read<LabelledSentence>('misleading-open.ndjson')],
    misleading: [misleading, read<LabelledSentence>('misleading.ndjson')],
    'last misleading': [
      [...misleading, ...mythsOf('misleading-last-myths.ndjson')],
      read<LabelledSentence>('misleading-last.ndjson'),
    ],
  };
  /** What each sentence of a part repeats, as the matcher has it. */
  const matchedIn = (name: string) => {
    const [of, part] = parts[name] ?? [[], []];
    const among = indexesOf(of);
    return part.map((sentence) => ({
      ...sentence,
      matched: (among.get(sentence.locale)?.repetitions(sentence.text) ?? []).map(({ key }) => key),
    }));
  };

  test.each([
    ['tuning', 90, 80],
    ['held-out', 90, 80],
    ['strangers’', 95, 60],
    ['afterwards', 90, 59],
    ['open misleading', 90, 85],
    ['misleading', 90, 75],
    ['last misleading', 85, 65],
  ])(
    'of the %s part, %i in a hundred matches are right and %i in a hundred repetitions are found',
    (name, right100, found100) => {
      const part = matchedIn(name);
      let [positives, right, wrong] = [0, 0, 0];
      for (const { repeats, matched } of part) {
        positives += repeats.length;
        right += matched.filter((key) => repeats.includes(key)).length;
        wrong += matched.filter((key) => !repeats.includes(key)).length;
      }
      expect(part.length).toBeGreaterThan(100);
      expect(right / (right + wrong)).toBeGreaterThanOrEqual(right100 / 100);
      expect(right / positives).toBeGreaterThanOrEqual(found100 / 100);
    },
  );

  // A ratchet: lower a figure when the matcher has become better, and never raise one. They are those of bench/RESULTS-matching.md.
  test.each([
    ['tuning', 71, 0],
    ['held-out', 73, 4],
    ['strangers’', 257, 0],
    ['afterwards', 68, 1],
    ['open misleading', 159, 2],
    ['misleading', 63, 0],
    ['last misleading', 82, 2],
  ])('of the %s part’s denials, %i or more, at most %i match', (name, least, most) => {
    const denials = matchedIn(name).filter(({ sort }) => sort === 'negated');
    expect(denials.length).toBeGreaterThanOrEqual(least);
    expect(denials.filter(({ matched }) => matched.length > 0).length).toBeLessThanOrEqual(most);
  });

  test('every myth and every other phrasing is found in its own words', () => {
    for (const { key, locale, myth, otherPhrasings } of myths)
      for (const text of [myth, ...otherPhrasings])
        expect([text, keys(text, locale)]).toEqual([text, expect.arrayContaining([key])]);
  });

  test('no fact matches a myth', () => {
    for (const { fact, locale } of myths) expect([fact, keys(fact, locale)]).toEqual([fact, []]);
  });

  test.each([
    (myth: string) => `It is not true that ${lower(myth)}`,
    (myth: string) => `It isn’t true that ${lower(myth)}`,
    (myth: string) => `MYTH: ${myth}`,
    (myth: string) => `Myth\n${myth}`,
    (myth: string) => `Contrary to what many people think, this is not so: ${lower(myth)}`,
    (myth: string) => `The myth that ${lower(myth).replace(/\.$/, '')} is false.`,
    (myth: string) => `There is no evidence that ${lower(myth)}`,
    (myth: string) => `Some people wrongly believe that ${lower(myth)}`,
    (myth: string) => `${myth} This is false.`,
    (myth: string) => `${myth} In reality, it is otherwise.`,
    (myth: string) => `Common misconceptions\n\n- Something else entirely.\n- ${myth}\n`,
    (myth: string) => `Is it true that ${lower(myth).replace(/\.$/, '')}?`,
    (myth: string) => `Nobody believes that ${lower(myth)}`,
    (myth: string) => `Do not think that ${lower(myth)}`,
    (myth: string) => `Stop saying that ${lower(myth)}`,
    (myth: string) => `I used to think that ${lower(myth)}`,
    (myth: string) => `The idea that ${lower(myth).replace(/\.$/, '')} persists.`,
    (myth: string) => `Not a single study shows that ${lower(myth)}`,
    (myth: string) => `${myth} Actually, no.`,
    (myth: string) => `${myth} Fact: it is otherwise.`,
    (myth: string) => `My sister says that ${lower(myth)} Is she right?`,
    (myth: string) => `| Myth | Fact |\n| --- | --- |\n| ${myth} | Something else. |`,
  ])('no myth matches when it is denied: %#', (deny) => {
    for (const { myth, locale } of myths.filter((each) => each.locale === 'en'))
      expect([deny(myth), keys(deny(myth), locale)]).toEqual([deny(myth), []]);
  });
});

describe('what is said around a myth does not hide it', () => {
  test.each([
    (myth: string) => `It is a fact that ${lower(myth)}`,
    (myth: string) => `Everybody knows that ${lower(myth)}`,
    (myth: string) => `There is no doubt that ${lower(myth)}`,
    (myth: string) => `Honestly, ${lower(myth)}`,
    (myth: string) => `Remember: ${lower(myth)}`,
    (myth: string) => myth.toUpperCase(),
  ])('%#', (assert) => {
    for (const { myth, key, locale } of myths.filter((each) => each.locale === 'en'))
      expect([assert(myth), keys(assert(myth), locale)]).toEqual([assert(myth), expect.arrayContaining([key])]);
  });
});

const index = (myth: string, otherPhrasings: readonly string[] = [], locale = 'en') =>
  new MythIndex(locale, [{ key: 'it', myth, fact: 'Nothing else is known.', otherPhrasings }]);
const repeats = (of: MythIndex, text: string) => of.repetitions(text).length > 0;

describe('the same words in other roles say something else', () => {
  test('what exceeds and what is exceeded', () => {
    const volcanoes = index('Volcanoes release more carbon dioxide than humans.');
    expect(repeats(volcanoes, 'Volcanoes emit more carbon dioxide than humans do.')).toBe(true);
    expect(repeats(volcanoes, 'Humans release less carbon dioxide than volcanoes.')).toBe(true);
    expect(repeats(volcanoes, 'Humans release more carbon dioxide than volcanoes.')).toBe(false);
    expect(repeats(volcanoes, 'Volcanoes release less carbon dioxide than humans.')).toBe(false);
    expect(repeats(volcanoes, 'Volcanoes release carbon dioxide and sulphur.')).toBe(false);
  });

  test('cause and effect', () => {
    const drinking = index('Domestic violence is caused by drinking.');
    expect(repeats(drinking, 'Drinking causes domestic violence.')).toBe(true);
    expect(repeats(drinking, 'Domestic violence comes from drinking.')).toBe(true);
    expect(repeats(drinking, 'Domestic violence causes drinking.')).toBe(false);
    const hotline = index('Calling the hotline brings the police to your door.');
    expect(repeats(hotline, 'Call the hotline and it brings the police to your door.')).toBe(true);
    expect(repeats(hotline, 'Calling the police brings somebody to your door.')).toBe(false);
    const cold = index('El frío causa resfriados.', [], 'es');
    expect(repeats(cold, 'Los resfriados los causa el frío.')).toBe(true);
    expect(repeats(cold, 'Los resfriados causan frío.')).toBe(false);
  });

  test('what is kept off is denied, once', () => {
    const shots = index('The flu shot gives you the flu.');
    expect(repeats(shots, 'A flu shot keeps the flu from getting you.')).toBe(false);
    const helmets = index('Bicycle helmets cause neck injuries.');
    expect(repeats(helmets, 'Bicycle helmets protect you from neck injuries.')).toBe(false);
    const visa = index('Someone with a valid work visa cannot be a victim of trafficking.');
    expect(repeats(visa, 'A valid work visa protects anyone from being a victim of trafficking.')).toBe(true);
    expect(repeats(visa, 'A valid work visa does not protect anyone from being a victim of trafficking.')).toBe(false);
    const papers = index('Quien tiene los papeles en regla no puede ser víctima de trata.', [], 'es');
    expect(repeats(papers, 'Tener los papeles en regla no impide ser víctima de trata.')).toBe(false);
  });

  test('`nor` denies nothing anew', () => {
    const border = index('Human trafficking requires the crossing of an international border.');
    const text = 'Human trafficking requires neither movement nor the crossing of an international border.';
    expect(repeats(border, text)).toBe(false);
  });

  test('an opposite beside a thing, and one that it is compared with', () => {
    const men = index('Men cannot be victims of domestic violence.');
    expect(repeats(men, 'A man is never a victim of domestic violence.')).toBe(true);
    expect(repeats(men, 'Men and women are victims of domestic violence.')).toBe(false);
    const boys = index('Teenage boys can protect themselves from traffickers.');
    expect(repeats(boys, 'Teenage boys cannot protect themselves from traffickers any better than girls can.')).toBe(
      false,
    );
  });

  test('what is denied and what is not', () => {
    const unwilling = index('Most people on benefits do not want to work.');
    expect(repeats(unwilling, 'Most people on benefits are unwilling to work.')).toBe(true);
    expect(repeats(unwilling, 'Most people on benefits want to work but cannot find a job.')).toBe(false);
  });

  test('what is the same, and what is done by the same one', () => {
    const smuggling = index('Smuggling and human trafficking are the same.');
    expect(repeats(smuggling, 'Human trafficking and smuggling are the same thing.')).toBe(true);
    expect(repeats(smuggling, 'Smuggling and human trafficking are punished under the same statute.')).toBe(false);
  });

  test('more of it and less of it', () => {
    const gun = index('Keeping a gun at home makes the family safer.');
    expect(repeats(gun, 'A gun in the home makes your family safer.')).toBe(true);
    expect(repeats(gun, 'A gun at home makes the family less safe.')).toBe(false);
  });

  test('a condition that is only supposed', () => {
    const shots = index('Vaccines cause autism.');
    expect(repeats(shots, 'If vaccines caused autism, doctors would know.')).toBe(false);
  });
});

test('a heading stands over every item of its list, and over none of its answers', () => {
  const page = (answer: string) =>
    `# Five things people get wrong about vaccines\n\n1. "Vaccines cause autism." A study that said so was withdrawn.\n2. "The flu shot gives you the flu." ${answer}\n`;
  expect(keys(page('There is no live virus in it.'))).toEqual([]);
  expect(keys(page('But sugar makes children hyperactive.'))).toEqual(['sugar']);
});

test('a few words of a heading are no statement', () => {
  const password = index('You should change your password every month.');
  expect(repeats(password, 'Changing passwords')).toBe(false);
  expect(repeats(password, 'Change your password every month!')).toBe(true);
});

test('`only these` is said by denying the others too, and not by naming them besides', () => {
  const women = index('Only women and girls are trafficked.');
  expect(repeats(women, 'Men and boys do not get trafficked.')).toBe(true);
  expect(repeats(women, 'Men and boys, not only women and girls, are trafficked.')).toBe(false);
  expect(repeats(women, 'Women and girls are trafficked.')).toBe(false);
});

test('a sentence that denies one phrasing does not repeat another one', () => {
  const violent = index('People with mental illness are violent.', ['The mentally ill are dangerous.']);
  expect(repeats(violent, 'People with mental illness are dangerous.')).toBe(true);
  expect(repeats(violent, 'Most people with mental illness are not violent.')).toBe(false);
  const incognito = index('Incognito mode makes you anonymous.', ['Nobody can see what you do in incognito mode.']);
  expect(repeats(incognito, 'Incognito mode makes you anonymous.')).toBe(true);
  expect(repeats(incognito, 'Incognito mode does not make you anonymous.')).toBe(false);
});

test('two negators of a Spanish clause are one denial', () => {
  const border = index('Para que haya trata hay que cruzar una frontera.', [], 'es');
  expect(repeats(border, 'La trata siempre implica cruzar una frontera.')).toBe(true);
  expect(repeats(border, 'Para que haya trata no hace falta cruzar ninguna frontera.')).toBe(false);
});

describe('what the writer only passes on is not said', () => {
  test.each([
    'My neighbour is convinced that vaccines cause autism.',
    'The old leaflet stated that vaccines cause autism.',
    'Before you repeat that vaccines cause autism, ask a nurse.',
    'Vaccines cause autism, he told his sister.',
    'Vaccines cause autism, according to the man on the bus.',
    'I used to post that vaccines cause autism. I was wrong.',
    'In the film vaccines cause autism.',
    'Talk about this in pairs: "Vaccines cause autism, as everybody knows."',
    'Life would be simple if vaccines caused autism.',
    'Few nurses agree that vaccines cause autism.',
    'The film tells us that vaccines cause autism.',
    'Vaccines cause autism: so ran the headline.',
    '❌ Vaccines cause autism. ✅ They protect against measles.',
    '- Vaccines cause autism ✗',
    '~~Vaccines cause autism.~~ Corrected in May.',
    'Were it true that vaccines cause autism, clinics would have noticed.',
  ])('%s', (text) => expect(keys(text)).toEqual([]));

  test.each([
    'I am sure that vaccines cause autism.',
    'Let me tell you that vaccines cause autism.',
    'Believe me, vaccines cause autism.',
    'It is no secret that vaccines cause autism.',
    'Make no mistake, vaccines cause autism.',
    'Vaccines cause autism, and the papers will not tell you that.',
    '"Vaccines cause autism, as everybody knows."',
    '⚠️ Vaccines cause autism.',
    'The "experts" are silent, but vaccines cause autism, and the "media" look away.',
  ])('but this is: %s', (text) => expect(keys(text)).toEqual(['vaccines-autism']));

  test('so in Spanish', () => {
    for (const text of [
      'Mi tía juraba que las vacunas causan autismo.',
      'Antes de repetir que las vacunas causan autismo, pregunte a su pediatra.',
      'Las vacunas causan autismo, según un folleto viejo.',
      'Mi abuela decía que las vacunas causan autismo, y el médico lo desmintió.',
    ])
      expect(keys(text, 'es')).toEqual([]);
    expect(keys('No se deje engañar: las vacunas causan autismo.', 'es')).toEqual(['vacunas-autismo']);
    expect(keys('Los ciudadanos cometen más delitos que los inmigrantes.', 'es')).toEqual([]);
    expect(keys('Los ciudadanos cometen menos delitos que los inmigrantes.', 'es')).toEqual(['inmigrantes']);
  });
});

describe('whole pages', () => {
  const page = (name: string) => readFileSync(path.resolve(folder, '../..', name), 'utf8');

  test('a page that sets myths against facts repeats none of them', () => {
    expect(keys(page('samples/what-is-human-trafficking.md'))).toEqual([]);
    expect(keys(page('samples/course-for-educators.md'))).toEqual([]);
  });

  test('a page that corrects five myths and repeats a sixth is told of the sixth', () => {
    expect(found(page('test/fixtures/pages/what-is-human-trafficking.txt'))).toMatchObject([
      { key: 'age-13', quote: 'The average age of a sex trafficking victim is 13' },
    ]);
  });
});

test('a corpus of thousands is searched as a small one is', () => {
  const others = Array.from({ length: 3_000 }, (_, number) => ({
    key: `other-${number}`,
    myth: `Water number${number % 40} makes thing${number} stronger.`,
    fact: `Nothing is known of thing${number}.`,
    otherPhrasings: [],
  }));
  const large = new MythIndex('en', [...others, ...myths.filter(({ locale }) => locale === 'en')]);
  const text =
    'You get the flu from the flu shot. Water number7 makes thing47 stronger. Water does not make thing48 stronger.';
  expect(
    large
      .repetitions(text)
      .map(({ key }) => key)
      .sort(),
  ).toEqual(['flu-shot', 'other-47']);
});

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

test('the span is where the text says it, whatever stands around it', () => {
  const text =
    '  Welcome 👋 to our page.\r\n\r\n(Everyone knows it: vaccines cause autism.) So they say; the weather is fine.';
  const [match, ...others] = found(text);
  expect(others).toEqual([]);
  expect(match).toMatchObject({ key: 'vaccines-autism', quote: 'vaccines cause autism' });
  expect(text.slice(match?.start, match?.end)).toBe(match?.quote);
});

test('a myth that is said twice is returned once, where it is said best, and the best match comes first', () => {
  const text =
    'Sugar makes kids very hyperactive at parties. Sugar makes children hyperactive. You get the flu from the flu shot.';
  const matches = found(text);
  expect(matches.map(({ key }) => key)).toEqual(['sugar', 'flu-shot']);
  expect(matches[0]).toMatchObject({ quote: 'Sugar makes children hyperactive', score: 1 });
  expect(matches[1]?.score).toBeLessThan(1);
});

test('a sentence that was broken into lines is one sentence', () => {
  expect(keys('It is not so that\nlightning never strikes the same place twice.')).toEqual([]);
  expect(keys('Lightning never\nstrikes the same\nplace twice.')).toEqual(['lightning']);
});

test('to say that a myth is no myth is to repeat it', () => {
  expect(keys('It is not a myth that vaccines cause autism.')).toEqual(['vaccines-autism']);
});

test('a text without a full stop is read to its end', () => {
  const filler = 'garden '.repeat(1_500);
  expect(keys(`${filler}, vaccines cause autism, ${filler}`)).toEqual(['vaccines-autism']);
});

test('nothing is found in nothing', () => {
  for (const text of ['', ' \n ', '!!!', '\u0000', '👋', '\ud800']) expect(keys(text)).toEqual([]);
  expect(new MythIndex('en', []).repetitions('Vaccines cause autism.')).toEqual([]);
});

test('in a language that it does not know, only near repetition counts', () => {
  const index = new MythIndex('th', [{ key: 'k', myth: 'วัคซีนทำให้เกิดออทิซึม', fact: 'ไม่จริง', otherPhrasings: [] }]);
  expect(index.repetitions('วัคซีนทำให้เกิดออทิซึม').map(({ key }) => key)).toEqual(['k']);
  expect(index.repetitions('ออทิซึม')).toEqual([]);
});
