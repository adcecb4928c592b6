/** Each service is one notice: its phone number, and the text code, chat and TTY that the page gives for the same service. Known again by number. */
import type { LabelWords } from '../labels/label-words.js';
import type { Passage } from '../passage.js';
import type { NoticeFields } from '../types.js';
import { anyOf, END, pattern, START } from '../words.js';
import { contactsIn, digitsOf, type Contact } from './contacts.js';

export interface Notice {
  key: string;
  fields: NoticeFields;
  /** True when `name` is the name of a service and not only the words before its number. */
  named: boolean;
  /** The last block that gave a channel of it. */
  block: number;
}

/** A part of a sentence and the notice it belongs to. */
export interface NoticePart {
  notice: Notice;
  part: Passage;
}

export class Notices {
  readonly all: Notice[] = [];
  #last: Notice | null = null;

  constructor(readonly labels: LabelWords) {}

  /** The notices a sentence gives, each with its part of the sentence; empty when it gives none. `block` counts up over the page. */
  read(sentence: Passage, block: number): NoticePart[] {
    const contacts = contactsIn(sentence, this.labels);
    if (contacts.length === 0) return [];
    const parts: { notice: Notice; contact: Contact }[] = [];
    const sentenceNotices = new Map<Contact, Notice>();
    let previous = 0;
    for (const contact of contacts.filter((one) => one.channel === 'phone')) {
      sentenceNotices.set(contact, this.#phone(contact, sentence.text, previous, block));
      previous = contact.end;
    }
    for (const contact of contacts) {
      let notice = sentenceNotices.get(contact) ?? null;
      if (contact.channel !== 'phone') {
        const phones = [...sentenceNotices].filter(([, found]) => !found.fields.emergency);
        const near = phones.filter(([phone]) => phone.start < contact.start).at(-1) ?? phones[0];
        notice = this.#channel(contact, near?.[1] ?? null, sentence.text, block);
      }
      if (!notice) continue;
      notice.block = block;
      if (!notice.fields.emergency) this.#last = notice;
      parts.push({ notice, contact });
    }
    for (const { notice } of parts) addMessage(notice, sentence.text);
    return cut(sentence, parts);
  }

  /** Sentences of a banner that stand together: `whole` takes the place of those that the notice already has. */
  widen(notice: Notice, known: string, whole: string): void {
    if (!notice.fields.message.includes(whole))
      notice.fields.message = notice.fields.message.replace(known, () => whole);
  }

  #phone(contact: Contact, text: string, from: number, block: number): Notice {
    const known =
      this.all.find(
        (notice) => notice.fields.phone !== undefined && digitsOf(notice.fields.phone) === contact.digits,
      ) ??
      this.all.find(
        (notice) => notice.fields.text !== undefined && digitsOf(notice.fields.text.number) === contact.digits,
      );
    const name = nameOf(text, contact, from, this.labels);
    const waiting =
      this.#last &&
      this.#last.fields.phone === undefined &&
      block - this.#last.block <= 1 &&
      !(this.#last.named && name.named && this.#last.fields.name !== name.name)
        ? this.#last
        : null;
    const notice = known ?? (contact.emergency ? null : waiting) ?? this.#open(contact, name);
    notice.fields.phone ??= contact.shown;
    if (contact.alsoText) notice.fields.text ??= { number: contact.shown };
    if (name.named && !notice.named) {
      notice.named = true;
      notice.fields.name = name.name;
    }
    return notice;
  }

  #channel(contact: Contact, near: Notice | null, text: string, block: number): Notice | null {
    const free = (notice: Notice): boolean => {
      if (contact.channel === 'text')
        return notice.fields.text === undefined || digitsOf(notice.fields.text.number) === contact.digits;
      if (contact.channel === 'tty')
        return notice.fields.tty === undefined || digitsOf(notice.fields.tty) === contact.digits;
      return notice.fields.chatUrl === undefined || notice.fields.chatUrl === contact.shown;
    };
    const name = nameOf(text, contact, 0, this.labels);
    const same = this.all.find(
      (notice) =>
        (contact.channel === 'text' && notice.fields.text && digitsOf(notice.fields.text.number) === contact.digits) ||
        (contact.channel === 'chat' && notice.fields.chatUrl === contact.shown),
    );
    const namesake = name.named
      ? this.all.find((notice) => notice.named && notice.fields.name.toLowerCase() === name.name.toLowerCase())
      : undefined;
    const last =
      this.#last &&
      block - this.#last.block <= 1 &&
      !(name.named && this.#last.named && this.#last.fields.name !== name.name)
        ? this.#last
        : null;
    const notice =
      same ??
      [near, namesake ?? null, last].find((candidate) => candidate !== null && free(candidate)) ??
      (contact.channel === 'tty' && contact.digits.length < 7 ? null : this.#open(contact, name));
    if (!notice) return null;
    if (contact.channel === 'text')
      notice.fields.text ??=
        contact.code === null ? { number: contact.shown } : { number: contact.shown, code: contact.code };
    else if (contact.channel === 'tty') notice.fields.tty ??= contact.shown;
    else notice.fields.chatUrl ??= contact.shown;
    if (
      contact.channel === 'text' &&
      notice.fields.text &&
      notice.fields.text.code === undefined &&
      contact.code !== null &&
      digitsOf(notice.fields.text.number) === contact.digits
    )
      notice.fields.text.code = contact.code;
    return notice;
  }

  #open(contact: Contact, name: { name: string; named: boolean }): Notice {
    const mark = contact.channel === 'chat' ? `chat-${this.all.length + 1}` : contact.digits;
    let key = `notice/${mark}`;
    for (let count = 2; this.all.some((notice) => notice.key === key); count += 1) key = `notice/${mark}-${count}`;
    const notice: Notice = {
      key,
      fields: { name: name.name, message: '', emergency: contact.emergency },
      named: name.named,
      block: 0,
    };
    this.all.push(notice);
    return notice;
  }
}

/** Messages are whole sentences of the page, one per line where they did not stand together. */
function addMessage(notice: Notice, sentence: string): void {
  if (notice.fields.message.includes(sentence)) return;
  notice.fields.message = notice.fields.message === '' ? sentence : `${notice.fields.message}\n${sentence}`;
}

/** One part per notice: a sentence with two numbers is cut at the last comma or word before the second. */
function cut(sentence: Passage, found: readonly { notice: Notice; contact: Contact }[]): NoticePart[] {
  const parts: NoticePart[] = [];
  let from = 0;
  for (const [index, { notice, contact }] of found.entries()) {
    const next = found[index + 1];
    if (next && next.notice === notice) continue;
    let to = sentence.text.length;
    if (next) {
      const between = sentence.text.slice(contact.end, next.contact.start);
      const comma = /[,;—–](?=\s)/.exec(between);
      to = contact.end + (comma ? comma.index + 1 : 0);
    }
    const part = sentence.slice(from, to);
    if (!part.isEmpty) parts.push({ notice, part });
    from = to;
  }
  return parts;
}

/** What the page calls the service, else the words with which it gives the number. */
export function nameOf(
  text: string,
  contact: Contact,
  from: number,
  labels: LabelWords,
): { name: string; named: boolean } {
  const words = labels.contact;
  const window = text.slice(Math.max(from, contact.start - 160), contact.start);
  const title = `(?:\\p{Lu}[\\p{L}\\p{N}'’&.-]{0,30})`;
  const run = `${title}(?:\\s(?:${title}|${anyOf(words.nameConnectors)})){0,8}?`;
  const noun = `(?:${anyOf(words.services)})`;
  const service = pattern(
    labels,
    'name.service',
    () =>
      `(?<![\\p{L}\\p{N}])(?:(${run})\\s)?(${caseless(words.services)})${END}(?:\\s(?:${anyOf(words.nameConnectors)})\\s${title}(?:\\s${title}){0,3})?`,
    'gu',
  );
  const pick = (part: string): string | null => {
    let best: string | null = null;
    service.lastIndex = 0;
    for (let match = service.exec(part); match; match = service.exec(part)) {
      const name = withoutVerbs(match[0], labels);
      if (/\p{Lu}/u.test(name) && name.split(' ').length > 1) best = name;
    }
    return best;
  };
  const before = pick(window);
  if (before !== null) return { name: before, named: true };
  const after = new RegExp(`^\\s?[,(–—-]?\\s?(?:\\p{Ll}{1,4}\\s)?(?=\\p{Lu})`, 'u').exec(
    text.slice(contact.end, contact.end + 80),
  );
  if (after) {
    const tail = text.slice(contact.end + after[0].length, contact.end + 90);
    const name = pick(tail.split(/[.,;:()]/)[0] ?? '');
    if (name !== null && tail.startsWith(name)) return { name, named: true };
  }
  const verb = pattern(
    labels,
    'name.at',
    () =>
      `${START}(?:${anyOf(words.call)})\\s(?:(?:${anyOf(labels.determiners)})\\s)?(\\p{Lu}[^.,;:!?\\d]{1,60}?)\\s(?:at|on|al|en el)(?:\\s\\p{Ll}{1,10}){0,2}\\s?:?\\s?$`,
  ).exec(window);
  if (verb?.[1] !== undefined && /^\p{Lu}/u.test(verb[1])) return { name: verb[1], named: true };
  const label = /^([^.!?\d]{2,60}?)\s?[:–—(-]\s?$/.exec(window.trimStart());
  if (
    label?.[1] !== undefined &&
    !pattern(
      labels,
      'name.verb',
      () => `^(?:${anyOf([...words.call, ...words.text, ...words.chat, ...words.tty])})$`,
    ).test(label[1].trim())
  ) {
    return { name: label[1].trim(), named: new RegExp(noun, 'iu').test(label[1]) || /\s/.test(label[1]) };
  }
  return { name: wordsWithNumber(text, contact, window, labels), named: false };
}

/** `Call 911`, `Text HOME to 741741`. */
function wordsWithNumber(text: string, contact: Contact, window: string, labels: LabelWords): string {
  const verbs = pattern(
    labels,
    'name.verbs',
    () => `${START}(?:${anyOf([...labels.contact.call, ...labels.contact.text, ...labels.contact.chat])})${END}`,
    'giu',
  );
  let start = -1;
  for (let match = verbs.exec(window); match; match = verbs.exec(window)) {
    if (start === -1 || window.slice(start, match.index).split(' ').length > 4) start = match.index;
  }
  const words = start === -1 ? window.trim().split(' ').slice(-8).join(' ') : window.slice(start).trimEnd();
  const head = words === '' ? '' : `${words} `;
  const number = text.slice(contact.start, contact.end);
  const name = (head + number).replace(/^[^\p{L}\p{N}+(]+/u, '');
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Service nouns as written in names and in running text, without making the whole pattern blind to case. */
function caseless(words: readonly string[]): string {
  return anyOf([
    ...words,
    ...words.map((word) => word.replace(/(?:^|\s)\p{L}/gu, (letter) => letter.toUpperCase())),
    ...words.map((word) => word.toUpperCase()),
  ]);
}

/** `Call the National Line` is named National Line. */
function withoutVerbs(name: string, labels: LabelWords): string {
  const lead = pattern(
    labels,
    'name.lead',
    () =>
      `^(?:(?:${anyOf([...labels.contact.call, ...labels.contact.text, ...labels.contact.chat, ...labels.determiners, ...labels.contact.nameConnectors, 'a', 'or', 'o'])})\\s)`,
  );
  let rest = name.trim();
  for (let match = lead.exec(rest); match; match = lead.exec(rest)) rest = rest.slice(match[0].length);
  return rest;
}
