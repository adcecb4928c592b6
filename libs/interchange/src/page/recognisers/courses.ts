/** Courses: a paragraph that offers them to audiences (a pitch), and outlines of modules and lessons. */
import type { LabelWords } from '../labels/label-words.js';
import type { PageBlock } from '../page-block.js';
import { Passage } from '../passage.js';
import { sentencesOf } from '../sentences.js';
import type { CourseFields, LessonFields, LessonKind, ModuleFields } from '../types.js';
import { anyOf, bare, END, hasWord, pattern, START } from '../words.js';

export interface Course {
  fields: CourseFields;
  /** Everything of the page that the course was made of. */
  passages: Passage[];
}

/** Keys of the configured audiences that a text names, in their configured order. */
export function audiencesIn(text: string, labels: LabelWords): string[] {
  return Object.entries(labels.course.audiences)
    .filter(([key, words]) => hasWord(labels, `audience:${key}`, words, text))
    .map(([key]) => key);
}

/** A paragraph that offers courses or training to at least one audience: `Our workshops are designed for teachers.` */
export function readPitch(passage: Passage, labels: LabelWords): Course | null {
  const text = passage.text;
  if (text.length > 2500) return null;
  for (const sentence of sentencesOf(text, labels)) {
    const phrase = pitchPhrase(sentence.text, labels);
    if (phrase === null) continue;
    return {
      fields: { title: phrase, summary: text, audiences: audiencesIn(text, labels), modules: [] },
      passages: [passage],
    };
  }
  return null;
}

function pitchPhrase(sentence: string, labels: LabelWords): string | null {
  const words = labels.course;
  const noun = pattern(
    labels,
    'pitch.noun',
    () =>
      `(?<!${START}(?:${anyOf(words.notAfter)})\\s)${START}(?:${anyOf(words.nouns)})${END}(?:\\s(?:and|or|&|y|o|e)\\s(?:\\p{Ll}+\\s){0,2}?(?:${anyOf(words.nouns)})${END})?`,
  ).exec(sentence);
  if (!noun || /\?$/.test(sentence) || !hasWord(labels, 'pitch.offers', words.offers, sentence)) return null;
  const after = sentence.slice(noun.index + noun[0].length);
  const purpose = pattern(labels, 'pitch.purpose', () => `${START}(?:${anyOf(words.purposes)})${END}`).exec(after);
  if (!purpose || audiencesIn(after.slice(purpose.index), labels).length === 0) return null;
  const end = noun.index + noun[0].length;
  // From the start of the sentence when it begins with what is offered: `Our courses and training programs`.
  const head = sentence.slice(0, noun.index);
  return head.trim().split(/\s+/).length <= 4 && !/[,;:]/.test(head)
    ? sentence.slice(0, end)
    : sentence.slice(noun.index, end);
}

interface Labelled {
  rest: Passage;
}

const NUMERAL =
  '(?:\\d{1,2}(?:\\.\\d{1,2})?|[ivx]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|uno|dos|tres|cuatro|cinco)';

function labelled(passage: Passage, name: 'module' | 'lesson', labels: LabelWords): Labelled | null {
  const match = pattern(
    labels,
    `outline:${name}`,
    () => `^(?:${anyOf(labels.course[name])})\\s#?${NUMERAL}(?:\\s?[:.)–—|-]+\\s?|\\s*$|\\s(?=\\())`,
  ).exec(passage.text.slice(0, 120));
  if (!match) return null;
  const rest = passage.slice(match[0].length);
  return { rest: rest.isEmpty ? passage : rest };
}

interface Field {
  name: 'audience' | 'level' | 'objectives' | 'duration';
  value: Passage;
  /** False when other words stand before the label: they are text and must be kept. */
  bare: boolean;
}

function field(passage: Passage, labels: LabelWords): Field | null {
  const words = labels.course;
  const head = passage.text.slice(0, 160);
  for (const name of ['objectives', 'audience', 'level'] as const) {
    const match = pattern(
      labels,
      `field:${name}`,
      () => `^([^.:!?]{0,60}?${START})?(?:${anyOf(words[name])})(?:\\s?:\\s?|\\s*$)`,
    ).exec(head);
    if (match && (match[0].includes(':') || name === 'objectives'))
      return { name, value: passage.slice(match[0].length), bare: match[1] === undefined || match[1].trim() === '' };
  }
  return null;
}

/** True for a line of text that begins a part of an outline, so that lines are not run together. */
export function isOutlineStart(text: string, labels: LabelWords): boolean {
  const passage = new Passage([{ text: text.slice(0, 160), at: 0, marks: [], href: null }]);
  return (
    labelled(passage, 'module', labels) !== null ||
    labelled(passage, 'lesson', labels) !== null ||
    field(passage, labels) !== null
  );
}

export interface OutlineFound {
  from: number;
  to: number;
  course: Course;
}

/** Every outline: a heading, what introduces it, and at least two modules or one with lessons. */
export function findOutlines(blocks: readonly PageBlock[], title: string, labels: LabelWords): OutlineFound[] {
  const found: OutlineFound[] = [];
  for (let index = 0; index < blocks.length; index += 1) {
    const block = blocks[index];
    if (!block || !canLabel(block) || !labelled(block.content, 'module', labels)) continue;
    const from = outlineStart(blocks, index, found.at(-1)?.to ?? 0, block, labels);
    const to = outlineEnd(blocks, index, labels);
    const course = readOutline(blocks.slice(from, to), index - from, title, labels);
    if (course) found.push({ from, to, course });
    index = to - 1;
  }
  return found;
}

function canLabel(block: PageBlock): boolean {
  return block.kind !== 'dropped' && block.kind !== 'table' && block.kind !== 'code' && block.content.text.length < 300;
}

/** A heading that announces a part of any outline names no course. */
function isOutlineHeading(block: PageBlock, labels: LabelWords): boolean {
  return labels.course.outline.includes(bare(block.content.text)) || field(block.content, labels) !== null;
}

/** Back to the heading above the first module, unless that leads through another section. */
function outlineStart(
  blocks: readonly PageBlock[],
  first: number,
  floor: number,
  module: PageBlock,
  labels: LabelWords,
): number {
  let start = first;
  for (let at = first - 1; at >= floor && first - at <= 40; at -= 1) {
    const block = blocks[at];
    if (!block || block.kind === 'dropped' || block.kind === 'table') break;
    if (block.kind !== 'heading') continue;
    if (isOutlineHeading(block, labels)) start = at;
    else if (module.kind !== 'heading' || !module.explicit || block.level < module.level) return at;
    else break;
  }
  return start;
}

function outlineEnd(blocks: readonly PageBlock[], first: number, labels: LabelWords): number {
  const module = blocks[first];
  let at = first + 1;
  for (; at < blocks.length; at += 1) {
    const block = blocks[at];
    if (!block || !module) break;
    if (block.kind === 'dropped') break;
    if (
      block.kind !== 'heading' ||
      labelled(block.content, 'module', labels) ||
      labelled(block.content, 'lesson', labels) ||
      field(block.content, labels)
    )
      continue;
    if (!block.explicit && minutesOf(block.content.text, labels)) continue;
    if (module.kind !== 'heading' || block.level <= module.level) break;
  }
  return at;
}

function readOutline(
  blocks: readonly PageBlock[],
  firstModule: number,
  pageTitle: string,
  labels: LabelWords,
): Course | null {
  const head = firstModule > 0 && blocks[0]?.kind === 'heading' ? blocks[0] : undefined;
  const generic = head === undefined || isOutlineHeading(head, labels);
  const fields: CourseFields = { title: generic || !head ? pageTitle : head.content.text, audiences: [], modules: [] };
  const summary: string[] = [];
  const objectives: string[] = [];
  let module: (ModuleFields & { notes: string[] }) | null = null;
  let lesson: LessonFields | null = null;
  let listing = false;
  let evidence = 0;
  for (const [index, block] of blocks.entries()) {
    if (
      (index === 0 && head && !generic) ||
      (block.kind === 'heading' && !field(block.content, labels) && isOutlineHeading(block, labels))
    )
      continue;
    const text = block.content.text;
    const next = labelled(block.content, 'module', labels);
    const own = field(block.content, labels);
    const goals = (): string[] => (lesson ? (lesson.objectives ??= []) : objectives);
    const note = (sentence: string): void => void (module ? module.notes : summary).push(sentence);
    if (next && canLabel(block)) {
      module = { title: stripTime(next.rest, labels).title, lessons: [], notes: [] };
      fields.modules.push(module);
      const time = stripTime(next.rest, labels);
      if (time.minutes !== null && time.title !== next.rest.text) module.notes.push(next.rest.text);
      lesson = null;
      listing = false;
    } else if (own) {
      evidence += 1;
      listing = own.name === 'objectives' && own.value.isEmpty;
      if (!own.bare) note(own.value.isEmpty ? text : text.slice(0, text.length - own.value.text.length).trim());
      if (own.name === 'objectives') goals().push(...splitGoals(own.value));
      else if (own.name === 'level' && !own.value.isEmpty) fields.level = own.value.text;
      else if (own.name === 'audience') {
        const named = audiencesIn(own.value.text, labels);
        fields.audiences.push(...named.filter((key) => !fields.audiences.includes(key)));
        if (!onlyAudiences(own.value.text, labels)) note(text);
      }
    } else if (listing && (block.kind === 'item' || block.kind === 'quote')) goals().push(text);
    else if (module && block.kind === 'table') {
      listing = false;
      const lessons = tableLessons(block, labels);
      evidence += lessons.length;
      module.lessons.push(...lessons);
    } else if (module && isLesson(block, labels)) {
      listing = false;
      lesson = readLesson(block.content, labels);
      if (labelled(block.content, 'lesson', labels) || lesson.minutes !== undefined) evidence += 1;
      module.lessons.push(lesson);
    } else {
      listing = false;
      note(text);
      if (!module)
        fields.audiences.push(
          ...audiencesIn(text, labels).filter(
            (key) => !fields.audiences.includes(key) && readPitch(block.content, labels) !== null,
          ),
        );
    }
  }
  if (hasWord(labels, 'course.nouns', labels.course.nouns, fields.title) || generic) evidence += 1;
  const lessons = fields.modules.reduce((sum, one) => sum + one.lessons.length, 0);
  if (!(lessons > 0 && evidence > 0) && !(fields.modules.length >= 2 && evidence > 0)) return null;
  if (summary.length > 0) fields.summary = summary.join('\n');
  if (objectives.length > 0) fields.objectives = objectives;
  fields.modules = fields.modules.map((one) => ({
    title: one.title,
    ...(notesOf(one) === '' ? {} : { summary: notesOf(one) }),
    lessons: one.lessons,
  }));
  return {
    fields,
    passages: blocks.flatMap((block) => (block.kind === 'table' ? block.rows.flat() : [block.content])),
  };
}

function notesOf(module: ModuleFields): string {
  return 'notes' in module && Array.isArray(module.notes) ? module.notes.join('\n') : '';
}

function isLesson(block: PageBlock, labels: LabelWords): boolean {
  if (labelled(block.content, 'lesson', labels)) return true;
  if (block.kind === 'item') return !block.continues;
  if (block.kind === 'heading' || block.kind === 'term') return true;
  return (
    block.kind === 'paragraph' &&
    block.content.text.length <= 160 &&
    minutesOf(block.content.text, labels) !== null &&
    !/[.!]$/.test(block.content.text)
  );
}

function readLesson(passage: Passage, labels: LabelWords): LessonFields {
  const rest = labelled(passage, 'lesson', labels)?.rest ?? passage;
  const { title, minutes, aside } = stripTime(rest, labels);
  return {
    title,
    ...(minutes === null ? {} : { minutes }),
    kind: kindOf(aside, labels) ?? kindOf(passage.text, labels) ?? 'reading',
  };
}

function tableLessons(block: PageBlock, labels: LabelWords): LessonFields[] {
  const rows = block.headerRow ? block.rows.slice(1) : block.rows;
  return rows.flatMap((row) => {
    const cells = row.filter((cell) => !cell.isEmpty && !/^\d{1,2}\.?$/.test(cell.text));
    const time = row.find((cell) => minutesOf(cell.text, labels) !== null);
    const number = row.find((cell, column) => column > 0 && /^\d{1,3}$/.test(cell.text));
    const name = cells.find((cell) => cell !== time && !kindOnly(cell.text, labels)) ?? cells[0];
    if (!name) return [];
    const minutes = time ? minutesOf(time.text, labels)?.minutes : number ? Number(number.text) : undefined;
    const lesson: LessonFields = {
      title: (labelled(name, 'lesson', labels)?.rest ?? name).text,
      kind: kindOf(row.map((cell) => cell.text).join(' '), labels) ?? 'reading',
    };
    if (minutes !== undefined) lesson.minutes = minutes;
    return [lesson];
  });
}

function kindOnly(text: string, labels: LabelWords): boolean {
  return Object.values(labels.course.kinds).some((words) => words.includes(bare(text)));
}

export function kindOf(text: string, labels: LabelWords): LessonKind | null {
  if (text === '') return null;
  for (const kind of ['quiz', 'video', 'discussion', 'activity', 'reading'] as const)
    if (hasWord(labels, `kind:${kind}`, labels.course.kinds[kind], text)) return kind;
  return null;
}

function minutesOf(text: string, labels: LabelWords): { minutes: number; start: number; end: number } | null {
  const words = labels.course;
  const match = pattern(
    labels,
    'minutes',
    () =>
      `(?<![\\p{L}\\d.,-])(\\d{1,3}(?:[.,]5)?)[\\s-]?(?:(${anyOf(words.hours)})|(?:${anyOf(words.minutes)}))${END}\\.?`,
  ).exec(text);
  if (!match) return null;
  const amount = Number((match[1] ?? '0').replace(',', '.'));
  return {
    minutes: Math.round(match[2] === undefined ? amount : amount * 60),
    start: match.index,
    end: match.index + match[0].length,
  };
}

/** `Spotting hazards (video, 15 min)`: the title, the minutes, and what stood beside them. */
function stripTime(passage: Passage, labels: LabelWords): { title: string; minutes: number | null; aside: string } {
  const text = passage.text;
  const time = minutesOf(text, labels);
  const brackets = /\s?[([]([^()[\]]{1,60})[)\]]\.?$/.exec(text);
  if (
    brackets?.[1] !== undefined &&
    brackets.index > 0 &&
    (time === null ? kindOnly(brackets[1], labels) : time.start >= brackets.index)
  )
    return { title: text.slice(0, brackets.index), minutes: time?.minutes ?? null, aside: brackets[1] };
  if (time === null) return { title: text, minutes: null, aside: '' };
  const tail = /[\s,:–—|-]+$/.exec(text.slice(0, time.start));
  if (tail && time.end >= text.length && time.start > 1)
    return { title: text.slice(0, time.start - tail[0].length), minutes: time.minutes, aside: '' };
  return { title: text, minutes: time.minutes, aside: '' };
}

function splitGoals(passage: Passage): string[] {
  return passage.text
    .split(/;\s/)
    .map((goal) => goal.trim())
    .filter((goal) => goal !== '');
}

/** Nothing but names of configured audiences, so the keys say it all. */
function onlyAudiences(text: string, labels: LabelWords): boolean {
  const words = Object.values(labels.course.audiences).flat();
  const rest = text.replace(
    pattern(labels, 'audience.all', () => `${START}(?:${anyOf(words)})${END}`, 'giu'),
    ' ',
  );
  return /^(?:[\s,;.&]|and|or|y|e|o)*$/i.test(rest);
}
