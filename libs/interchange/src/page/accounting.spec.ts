/** Promises that hold for every page: no line is lost, no text is invented, the same page reads the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPage, type Block, type PageItem, type PageReading } from './index.js';
import { labelsFor } from './words.js';

const FOLDER = join(import.meta.dirname, 'fixtures');
const pages = readdirSync(FOLDER).map((file) => {
  const name = file.replace(/\.page$/, '');
  const locale = /\.es\./.test(name) ? 'es' : 'en';
  const bytes = readFileSync(join(FOLDER, file));
  return { name, locale, bytes, raw: new TextDecoder().decode(bytes) };
});
const read = (page: (typeof pages)[number]): PageReading =>
  readPage(page.bytes, { name: page.name, locale: page.locale });

/** Letters and digits only: markup, quotes and white space fall away, words and their order stay. */
const core = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
const ENTITIES: Record<string, string> = {
  amp: '&',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  iacute: 'í',
  uacute: 'ú',
  aacute: 'á',
  eacute: 'é',
  oacute: 'ó',
  ntilde: 'ñ',
  iexcl: '¡',
  iquest: '¿',
};
const visible = (raw: string): string =>
  raw
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? ' ');

function blockTexts(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block._type === 'block') return [block.children.map((span) => span.text).join('')];
    if (block._type === 'callout') return blockTexts(block.content);
    if (block._type === 'table') return block.rows.flatMap((row) => row.cells);
    return [];
  });
}

/** Every string that a reader of the item would see. */
function texts(item: PageItem): string[] {
  switch (item.kind) {
    case 'article':
      return [item.fields.title, ...blockTexts(item.fields.body)];
    case 'myth-fact':
      return [
        item.fields.myth,
        item.fields.fact,
        ...blockTexts(item.fields.explanation ?? []),
        ...(item.fields.otherPhrasings ?? []),
      ];
    case 'fact':
      return [item.fields.statement];
    case 'notice':
      return [item.fields.name, item.fields.message];
    case 'course':
      return [
        item.fields.title,
        item.fields.summary ?? '',
        ...(item.fields.objectives ?? []),
        ...item.fields.modules.flatMap((module) => [
          module.title,
          module.summary ?? '',
          ...module.lessons.flatMap((lesson) => [lesson.title, ...(lesson.objectives ?? [])]),
        ]),
      ];
    case 'topic':
      return [item.fields.name, item.fields.description ?? ''];
    case 'collection':
      return [item.fields.title, ...item.fields.sections.map((section) => section.title)];
  }
}

const sentences = (text: string): string[] =>
  text.split(/(?<=[.!?…]["”’»)]?)\s+|\n/).filter((sentence) => core(sentence) !== '');

describe.each(pages)('$name', (page) => {
  const reading = read(page);
  const rawLines = page.raw.split('\n');
  if (rawLines.at(-1) === '') rawLines.pop();

  test('every line is accounted for, and its parts joined are the line', () => {
    const joined = new Map<number, string>();
    for (const line of reading.lines)
      joined.set(line.number, (joined.get(line.number) ?? '') + line.text.replace(/\s/g, ''));
    expect([...joined.keys()]).toEqual(rawLines.map((_, index) => index + 1));
    expect([...joined.values()]).toEqual(rawLines.map((line) => line.replace(/[\s\ufeff]/g, '')));
  });

  test('every part that is not imported or blank says why', () => {
    for (const line of reading.lines) {
      if (line.outcome === 'held' || line.outcome === 'dropped') expect(line.reason ?? '').not.toBe('');
      if (line.outcome === 'imported' || line.outcome === 'held')
        expect(reading.items.map((item) => item.key)).toContain(line.target);
    }
  });

  test('what counts as markup has no words in it', () => {
    for (const line of reading.lines)
      if (line.reason === 'markup without text') expect(core(visible(line.text))).toBe('');
  });

  test('no item holds a sentence that the page does not', () => {
    const source = core(visible(page.raw));
    const hrefs = page.raw;
    for (const item of reading.items) {
      for (const sentence of texts(item).flatMap(sentences))
        expect({ key: item.key, sentence, found: source.includes(core(sentence)) || hrefs.includes(sentence) }).toEqual(
          { key: item.key, sentence, found: true },
        );
    }
  });

  test('every word of an imported or held part is in its item, labels and times of lessons apart', () => {
    const labels = labelsFor(page.locale);
    const course = [
      ...labels.course.module,
      ...labels.course.lesson,
      ...labels.course.minutes,
      ...labels.course.hours,
      ...labels.course.objectives,
      ...labels.course.level,
      ...labels.course.audience,
      ...labels.course.outline,
      ...labels.course.duration,
      ...Object.values(labels.course.levels).flat(),
      ...Object.values(labels.course.kinds).flat(),
      ...Object.values(labels.course.audiences).flat(),
      'kind',
      'and',
    ];
    const structure = new Set(
      [
        ...labels.myth,
        ...labels.fact,
        ...labels.mythPlural,
        ...labels.factPlural,
        ...labels.mythBeforeColon,
        ...labels.factBeforeColon,
        ...labels.question,
        ...labels.answer,
        ...labels.otherPhrasings,
        'number',
        'no',
      ].flatMap((phrase) => phrase.split(' ')),
    );
    const lost: unknown[] = [];
    for (const line of reading.lines) {
      const item = reading.items.find((one) => one.key === line.target);
      if (!item) continue;
      const free = new Set([
        ...structure,
        ...(item.kind === 'course' ? course.flatMap((phrase) => phrase.split(' ')) : []),
      ]);
      const held = core(texts(item).join(' '));
      const words = visible(line.text).match(/\p{L}{2,}/gu) ?? [];
      for (const word of words)
        if (!free.has(word.toLowerCase()) && !held.includes(core(word)))
          lost.push({ line: line.number, word, target: line.target });
    }
    expect(lost).toEqual([]);
  });

  test('keys are unique, embeds and collections name items of the page', () => {
    const keys = reading.items.map((item) => item.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(reading.items.map((item) => `${item.kind}/${item.slug}`)).size).toBe(keys.length);
    for (const item of reading.items) {
      if (item.kind === 'collection')
        for (const section of item.fields.sections) for (const key of section.items) expect(keys).toContain(key);
      if (item.kind !== 'article') continue;
      const embeds = item.fields.body.flatMap((block) =>
        block._type === 'mythFactEmbed' || block._type === 'noticeEmbed' ? [block.item] : [],
      );
      expect(embeds).toEqual(item.mentions);
      const blockKeys = JSON.stringify(item.fields.body).match(/"_key":"[^"]+"/g) ?? [];
      expect(new Set(blockKeys).size).toBe(blockKeys.length);
    }
  });

  test('no published item repeats a held statement', () => {
    const held = reading.items.flatMap((item) => (item.kind === 'fact' ? [core(item.fields.statement)] : []));
    for (const item of reading.items)
      if (item.kind === 'article')
        for (const statement of held) expect(core(texts(item).join(' '))).not.toContain(statement);
  });

  test('reading it again, or with the line ends of Windows, gives the same items', () => {
    expect(read(page)).toEqual(reading);
    const windows = readPage(new TextEncoder().encode(page.raw.replace(/\n/g, '\r\n')), {
      name: page.name,
      locale: page.locale,
    });
    expect(windows.items).toEqual(reading.items);
  });
});
