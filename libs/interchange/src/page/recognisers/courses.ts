/** Courses: a paragraph that offers them to audiences (a pitch), and outlines of modules and lessons. */
import type { LabelWords } from '../labels/label-words.js';
import type { PageBlock } from '../page-block.js';
import { Passage } from '../passage.js';
import { sentencesOf } from '../sentences.js';
import type { CourseFields, LessonFields, ModuleFields } from '../types.js';
import { anyOf, bare, END, hasWord, pattern, START } from '../words.js';
import { isCallToAction } from './actions.js';
import { contactsIn } from './contacts.js';
import { labelled, minutesOf, readLesson, stripTime, tableLessons } from './lessons.js';

export interface Course {
  fields: CourseFields;
  /** Everything of the page that the course was made of. */
  passages: Passage[];
  /** Column headings of lesson tables: what they name is in the fields. */
  columns: Passage[];
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
      columns: [],
    };
  }
  return null;
}

/** Audiences that a sentence about the course itself names: `A free course for teachers.` */
function audiencesOffered(passage: Passage, labels: LabelWords): string[] {
  if (passage.text.length > 2500) return [];
  return sentencesOf(passage.text, labels).flatMap(({ text }) => {
    const noun = pattern(labels, 'offered.noun', () => `${START}(?:${anyOf(labels.course.nouns)})${END}`).exec(text);
    if (!noun || text.endsWith('?')) return [];
    const after = text.slice(noun.index + noun[0].length);
    const purpose = pattern(
      labels,
      'offered.purpose',
      () => `^[^.;:]{0,60}?${START}(?:${anyOf(labels.course.purposes)})${END}`,
    ).exec(after);
    return purpose ? audiencesIn(after.slice(purpose[0].length), labels) : [];
  });
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

interface Field {
  name: 'audience' | 'level' | 'objectives' | 'duration';
  value: Passage;
  label: Passage;
  /** False when other words stand before the label: they are text and must be kept. */
  bare: boolean;
}

function field(passage: Passage, labels: LabelWords): Field | null {
  const words = labels.course;
  const head = passage.text.slice(0, 160);
  for (const name of ['objectives', 'audience', 'level', 'duration'] as const) {
    const match = pattern(
      labels,
      `field:${name}`,
      () => `^(?:([^.:!?]{1,60}?)${START})??(?:${anyOf(words[name])})(?:\\s?[:?]\\s?|\\s*$)`,
    ).exec(head);
    if (!match || (!/[:?]/.test(match[0]) && name !== 'objectives')) continue;
    const before = match[1]?.trim() ?? '';
    if (before !== '' && (name === 'duration' || name === 'level')) continue;
    return {
      name,
      value: passage.slice(match[0].length),
      label: passage.slice(0, match[0].length),
      bare:
        before === '' || pattern(labels, 'field.leads', () => `^(?:${anyOf(words.objectiveLeads)})${END}`).test(before),
    };
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
    const parts = blocks.slice(from, to).flatMap((one) => splitFields(one, labels));
    const first = parts.findIndex((one) => one.content.from === block.content.from);
    const course = readOutline(parts, first, title, labels);
    if (course) found.push({ from, to, course });
    index = to - 1;
  }
  return found;
}

/** `Audience: ... Level: ... Duration: ...` on one line is three lines. */
function splitFields(block: PageBlock, labels: LabelWords): PageBlock[] {
  if (block.kind !== 'paragraph' || block.content.text.length > 400 || field(block.content, labels) === null)
    return [block];
  const words = labels.course;
  const inner = pattern(
    labels,
    'field.inner',
    () => `(?<=[\\s|·•;,])(?:${anyOf([...words.audience, ...words.level, ...words.duration])})\\s?:\\s`,
    'giu',
  );
  const cuts = [0, ...[...block.content.text.matchAll(inner)].map((match) => match.index)];
  return cuts.map((from, index) => {
    const part = block.content.slice(from, cuts[index + 1]);
    const tail = /[\s|·•;,]+$/.exec(part.text);
    return { ...block, content: tail ? part.slice(0, tail.index) : part };
  });
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
  // A call, or the number of a service, at the very end speaks for the page.
  for (let last = blocks[at - 1]; last?.kind === 'paragraph' && at - 1 > first; last = blocks[at - 1]) {
    if (
      contactsIn(last.content, labels).length === 0 &&
      !/\d{3}[\s.-]\d{3,4}/.test(last.content.text) &&
      !isCallToAction(last.content, labels) &&
      readPitch(last.content, labels) === null
    )
      break;
    at -= 1;
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
  const announced = head !== undefined && isOutlineHeading(head, labels);
  const generic = head === undefined || announced;
  const fields: CourseFields = { title: generic || !head ? pageTitle : head.content.text, audiences: [], modules: [] };
  const summary: string[] = [];
  const objectives: string[] = [];
  let module: (ModuleFields & { notes: string[] }) | null = null;
  let lesson: LessonFields | null = null;
  /** The block that named the lesson: deeper items below it belong to it. */
  let named: PageBlock | null = null;
  let listing: 'objectives' | 'audience' | null = null;
  let evidence = 0;
  const columns: Passage[] = [];
  const lines = readsLines(blocks, labels);
  const forWhom = (keys: readonly string[]): void =>
    void fields.audiences.push(
      ...keys.filter((key, at) => !fields.audiences.includes(key) && keys.indexOf(key) === at),
    );
  for (const [index, block] of blocks.entries()) {
    if (
      (index === 0 && head && !generic) ||
      (block.kind === 'heading' && !field(block.content, labels) && isOutlineHeading(block, labels))
    )
      continue;
    const text = block.content.text;
    const next = labelled(block.content, 'module', labels);
    const own = field(block.content, labels);
    // An item of the same depth as the lesson, or text below a list of lessons, speaks of more than the last lesson.
    const ofLesson =
      lesson !== null &&
      named !== null &&
      (named.kind !== 'item' || (block.kind === 'item' && block.level > named.level));
    const goals = (): string[] => (lesson && ofLesson ? (lesson.objectives ??= []) : objectives);
    const note = (sentence: string): void => void (module ? module.notes : summary).push(sentence);
    if (next && canLabel(block)) {
      module = { title: stripTime(next.rest, labels).title, lessons: [], notes: [] };
      fields.modules.push(module);
      const time = stripTime(next.rest, labels);
      if (time.cut !== '') module.notes.push(time.cut);
      lesson = null;
      named = null;
      listing = null;
    } else if (own) {
      evidence += 1;
      listing = (own.name === 'objectives' || own.name === 'audience') && own.value.isEmpty ? own.name : null;
      if (!own.bare && own.name === 'objectives') note(own.label.text);
      if (own.name === 'objectives') goals().push(...splitGoals(own.value));
      else if (own.name === 'level') {
        const level = levelOf(own.value.text, labels);
        if (level !== null) fields.level ??= level.key;
        if (level === null || !level.all) note(text);
      } else if (own.name === 'audience') {
        forWhom(audiencesIn(own.value.text, labels));
        if (!own.value.isEmpty && !onlyAudiences(own.value.text, labels)) note(text);
      } else {
        const time = minutesOf(own.value.text, labels);
        if (
          time &&
          ofLesson &&
          lesson &&
          lesson.minutes === undefined &&
          time.start === 0 &&
          time.end >= own.value.text.length
        )
          lesson.minutes = time.minutes;
        else note(text);
      }
    } else if (listing === 'audience' && block.kind === 'item') {
      forWhom(audiencesIn(text, labels));
      if (!onlyAudiences(text, labels)) note(text);
    } else if (listing === 'objectives' && (block.kind === 'item' || block.kind === 'quote')) goals().push(text);
    else if (module && block.kind === 'table') {
      listing = null;
      named = null;
      lesson = null;
      const table = tableLessons(block, labels);
      evidence += table.lessons.length;
      module.lessons.push(...table.lessons);
      module.notes.push(...table.notes);
      columns.push(...table.columns);
    } else if (module && lesson && ofLesson && block.kind === 'item' && !startsLesson(block, labels)) {
      // What stands nested below a lesson is what it is for.
      (lesson.objectives ??= []).push(text);
    } else if (module && (isLesson(block, labels) || (lines && isLine(block)))) {
      listing = null;
      lesson = readLesson(block.content, labels);
      named = block;
      if (labelled(block.content, 'lesson', labels) || lesson.minutes !== undefined) evidence += 1;
      module.lessons.push(lesson);
    } else {
      listing = null;
      note(text);
      if (!module) forWhom(audiencesOffered(block.content, labels));
    }
  }
  if (hasWord(labels, 'course.nouns', labels.course.nouns, fields.title) || announced) evidence += 1;
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
    passages: blocks
      .flatMap((block) => (block.kind === 'table' ? block.rows.flat() : [block.content]))
      .filter((passage) => !columns.includes(passage)),
    columns,
  };
}

/** The level that a text names, and whether it says nothing else. */
function levelOf(text: string, labels: LabelWords): { key: string; all: boolean } | null {
  for (const [key, words] of Object.entries(labels.course.levels)) {
    if (words.includes(bare(text))) return { key, all: true };
    if (hasWord(labels, `level:${key}`, words, text)) return { key, all: false };
  }
  return null;
}

/** True for an outline whose lessons stand on lines of their own, some with their minutes. */
function readsLines(blocks: readonly PageBlock[], labels: LabelWords): boolean {
  return blocks.some((block) => isLine(block) && isLesson(block, labels));
}

function isLine(block: PageBlock): boolean {
  return block.kind === 'paragraph' && block.content.text.length <= 80 && !/[.!?:;,]$/.test(block.content.text);
}

/** An item that says by itself that it is a lesson. */
function startsLesson(block: PageBlock, labels: LabelWords): boolean {
  return labelled(block.content, 'lesson', labels) !== null || stripTime(block.content, labels).cut !== '';
}

function notesOf(module: ModuleFields): string {
  return 'notes' in module && Array.isArray(module.notes) ? module.notes.join('\n') : '';
}

function isLesson(block: PageBlock, labels: LabelWords): boolean {
  // The title of a lesson is a line.
  if (block.content.text.length > 300) return false;
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
