/** Lessons of a course: their titles, minutes and kinds, as lines, items or rows of a table give them. */
import type { LabelWords } from '../labels/label-words.js';
import type { PageBlock } from '../page-block.js';
import type { Passage } from '../passage.js';
import type { LessonFields, LessonKind } from '../types.js';
import { anyOf, bare, END, hasWord, pattern } from '../words.js';

export interface Labelled {
  rest: Passage;
}

const NUMERAL =
  '(?:\\d{1,2}(?:\\.\\d{1,2})?(?![.]?\\d)|[ivx]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|uno|dos|tres|cuatro|cinco)';

/** `Module 2: ...`, `Lesson 1.2 ...`: what stands after the label. */
export function labelled(passage: Passage, name: 'module' | 'lesson', labels: LabelWords): Labelled | null {
  const match = pattern(
    labels,
    `outline:${name}`,
    () => `^(?:${anyOf(labels.course[name])})\\s#?${NUMERAL}(?:\\s?[:.)–—|-]+\\s?|\\s*$|\\s(?=\\()|\\s(?=[\\p{L}]))`,
  ).exec(passage.text.slice(0, 120));
  // Without a sign between, only a capital begins a title: 'Part 1 of the story' has none.
  if (match && /[\p{L}\p{N}]\s$/u.test(match[0]) && /^\p{Ll}/u.test(passage.text.slice(match[0].length))) return null;
  if (!match) return null;
  const rest = passage.slice(match[0].length);
  return { rest: rest.isEmpty ? passage : rest };
}

export function readLesson(passage: Passage, labels: LabelWords): LessonFields {
  const rest = labelled(passage, 'lesson', labels)?.rest ?? passage;
  const { title, minutes, aside } = stripTime(rest, labels);
  return {
    title,
    ...(minutes === null ? {} : { minutes }),
    kind: kindOf(aside, labels) ?? kindOf(passage.text, labels) ?? 'reading',
  };
}

export function tableLessons(
  block: PageBlock,
  labels: LabelWords,
): { lessons: LessonFields[]; notes: string[]; columns: Passage[] } {
  const rows = block.headerRow ? block.rows.slice(1) : block.rows;
  const notes: string[] = [];
  const lessons = rows.flatMap((row) => {
    const cells = row.filter((cell) => !cell.isEmpty && !/^\d{1,2}\.?$/.test(cell.text));
    const time = row.find((cell) => minutesOf(cell.text, labels) !== null);
    const number = row.find((cell, column) => column > 0 && /^\d{1,3}$/.test(cell.text));
    const name = cells.find((cell) => cell !== time && !kindOnly(cell.text, labels)) ?? cells[0];
    if (!name) return [];
    if (name.text.length > 300) {
      notes.push(...cells.map((cell) => cell.text));
      return [];
    }
    const minutes = time ? minutesOf(time.text, labels)?.minutes : number ? Number(number.text) : undefined;
    const lesson: LessonFields = {
      title: (labelled(name, 'lesson', labels)?.rest ?? name).text,
      kind: kindOf(row.map((cell) => cell.text).join(' '), labels) ?? 'reading',
    };
    if (minutes !== undefined) lesson.minutes = minutes;
    // What the fields of a lesson cannot say is kept in the words of the page.
    for (const cell of cells)
      if (
        cell !== name &&
        cell !== number &&
        !kindOnly(cell.text, labels) &&
        !(cell === time && timeOnly(cell, labels))
      )
        notes.push(cell.text);
    return [lesson];
  });
  return { lessons, notes, columns: block.headerRow ? (block.rows[0] ?? []).filter((cell) => !cell.isEmpty) : [] };
}

function timeOnly(cell: Passage, labels: LabelWords): boolean {
  const time = minutesOf(cell.text, labels);
  return time !== null && time.start === 0 && time.end >= cell.text.length;
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

export function minutesOf(text: string, labels: LabelWords): { minutes: number; start: number; end: number } | null {
  const words = labels.course;
  const match = pattern(
    labels,
    'minutes',
    () =>
      `(?<![\\p{L}\\d.,–-])(\\d{1,3}(?:[.,]\\d{1,2})?)[\\s-]?(?:(${anyOf(words.hours)})(?![\\p{L}])(?:[\\s,]{0,2}(?:(?:and|&|y)\\s)?(\\d{1,2})(?:\\s?(?:${anyOf(words.minutes)})${END}|(?=\\s*(?:[),;.\\]]|$))))?(?!\\d)|(?:${anyOf(words.minutes)})${END})\\.?`,
  ).exec(text);
  if (!match) return null;
  const amount = Number((match[1] ?? '0').replace(',', '.'));
  return {
    minutes: Math.round(match[2] === undefined ? amount : amount * 60 + Number(match[3] ?? 0)),
    start: match.index,
    end: match.index + match[0].length,
  };
}

/** `Spotting hazards (video, 15 min)`: the title, the minutes, and what stood beside them. */
export function stripTime(
  passage: Passage,
  labels: LabelWords,
): { title: string; minutes: number | null; aside: string; cut: string } {
  const text = passage.text;
  const time = minutesOf(text, labels);
  const brackets = /\s?[([]([^()[\]]{1,60})[)\]]\.?$/.exec(text);
  if (
    brackets?.[1] !== undefined &&
    brackets.index > 0 &&
    (time === null ? kindOnly(brackets[1], labels) : time.start >= brackets.index)
  )
    return {
      title: text.slice(0, brackets.index),
      minutes: time?.minutes ?? null,
      aside: brackets[1],
      cut: brackets[1],
    };
  if (time === null) return { title: text, minutes: null, aside: '', cut: '' };
  const tail = /[\s,:–—|-]+$/.exec(text.slice(0, time.start));
  if (tail && time.end >= text.length && time.start > 1)
    return {
      title: text.slice(0, time.start - tail[0].length),
      minutes: time.minutes,
      aside: '',
      cut: text.slice(time.start),
    };
  return { title: text, minutes: time.minutes, aside: '', cut: '' };
}
