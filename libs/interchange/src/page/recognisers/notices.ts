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
  readonly #keys = new Map<string, Notice>();
  readonly #phones = new Map<string, Notice>();
  readonly #texts = new Map<string, Notice>();
  readonly #chats = new Map<string, Notice>();
  readonly #names = new Map<string, Notice>();
  #last: Notice | null = null;
  /** The last block gave several services: what follows belongs to none of them for certain. */
  #ambiguous = false;

  constructor(readonly labels: LabelWords) {}

  /**
   * The notices a sentence gives, each with its part of the sentence; empty when it gives none. `block` counts up over the page; `moved`
   * when the sentence goes to the notice, so that its message must hold it. `above` is a short line that stands over a number.
   */
  read(sentence: Passage, block: number, moved: boolean, above: string | null): NoticePart[] {
    const contacts = contactsIn(sentence, this.labels);
    if (contacts.length === 0) return [];
    const parts: { notice: Notice; contact: Contact }[] = [];
    const sentenceNotices = new Map<Contact, Notice>();
    let previous = 0;
    // A sentence with its own text line, or about a country of its own, does not go on with the service before it.
    const texts =
      contacts.some((one) => one.channel === 'text') ||
      pattern(
        this.labels,
        'notice.region.first',
        () =>
          `^(?:${anyOf([...this.labels.contact.regions, ...this.labels.contact.regions.map(capital)])})\\s(?:the\\s|el\\s|la\\s)?\\p{Lu}`,
        'u',
      ).test(sentence.text);
    for (const contact of contacts.filter((one) => one.channel === 'phone')) {
      sentenceNotices.set(contact, this.#phone(contact, sentence.text, previous, block, !texts));
      previous = contact.end;
    }
    for (const contact of contacts) {
      let notice = sentenceNotices.get(contact) ?? null;
      if (contact.channel !== 'phone') {
        const phones = [...sentenceNotices].filter(([, found]) => !found.fields.emergency);
        const region = regionOf(sentence.text, contact, this.labels);
        const here = phones.filter(([phone]) => {
          const other = regionOf(sentence.text, phone, this.labels);
          return region === null || other === null || region === other;
        });
        const near = here.filter(([phone]) => phone.start < contact.start).at(-1) ?? here[0];
        notice = this.#channel(contact, near?.[1] ?? null, sentence.text, block);
      }
      if (!notice) continue;
      notice.block = block;
      if (!notice.fields.emergency) this.#last = notice;
      parts.push({ notice, contact });
    }
    const [first] = parts;
    if (
      first &&
      above !== null &&
      !first.notice.named &&
      !first.notice.fields.emergency &&
      startsWithNumber(sentence.text, first.contact)
    ) {
      first.notice.fields.name = above;
      first.notice.named = true;
    }
    for (const { notice } of parts) if (moved || notice.fields.message === '') addMessage(notice, sentence.text);
    this.#ambiguous = new Set(parts.map(({ notice }) => notice).filter((notice) => !notice.fields.emergency)).size > 1;
    return cut(sentence, parts);
  }

  byKey(key: string): Notice | undefined {
    return this.#keys.get(key);
  }

  /** Sentences of a banner that stand together: `whole` takes the place of those that the notice already has. */
  widen(notice: Notice, known: string, whole: string): void {
    if (!notice.fields.message.includes(whole))
      notice.fields.message = notice.fields.message.replace(known, () => whole);
  }

  #phone(contact: Contact, text: string, from: number, block: number, joins: boolean): Notice {
    const known = this.#phones.get(contact.digits) ?? this.#texts.get(contact.digits);
    const name = nameOf(text, contact, from, this.labels);
    const waiting =
      joins &&
      this.#last &&
      this.#last.fields.phone === undefined &&
      (this.#last.fields.text !== undefined || this.#last.fields.chatUrl !== undefined) &&
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
    this.#index(notice);
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
    const same =
      contact.channel === 'text'
        ? this.#texts.get(contact.digits)
        : contact.channel === 'chat'
          ? this.#chats.get(contact.shown)
          : undefined;
    const namesake = name.named ? this.#names.get(name.name.toLowerCase()) : undefined;
    const last =
      this.#last &&
      !(this.#ambiguous && contact.channel === 'tty') &&
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
    this.#index(notice);
    return notice;
  }

  /** The first notice that gives a number keeps it. */
  #index(notice: Notice): void {
    const keep = (map: Map<string, Notice>, key: string | undefined): void => {
      if (key !== undefined && !map.has(key)) map.set(key, notice);
    };
    const { phone, text, chatUrl, name } = notice.fields;
    keep(this.#phones, phone === undefined ? undefined : digitsOf(phone));
    keep(this.#texts, text === undefined ? undefined : digitsOf(text.number));
    keep(this.#chats, chatUrl);
    if (notice.named) keep(this.#names, name.toLowerCase());
  }

  #open(contact: Contact, name: { name: string; named: boolean }): Notice {
    const mark = contact.channel === 'chat' ? `chat-${this.all.length + 1}` : contact.digits;
    let key = `notice/${mark}`;
    for (let count = 2; this.#keys.has(key); count += 1) key = `notice/${mark}-${count}`;
    const notice: Notice = {
      key,
      fields: { name: name.name, message: '', emergency: contact.emergency },
      named: name.named,
      block: 0,
    };
    this.all.push(notice);
    this.#keys.set(key, notice);
    return notice;
  }
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The number stands on a line of its own. */
function startsWithNumber(text: string, contact: Contact): boolean {
  return contact.start <= 2 && !/\p{L}/u.test(text.slice(0, contact.start));
}

/** `... in the UK`: the country that follows a number. */
function regionOf(text: string, contact: Contact, labels: LabelWords): string | null {
  return (
    pattern(
      labels,
      'notice.region',
      () =>
        `^,?\\s(?:${anyOf(labels.contact.regions)})\\s(?:the\\s|el\\s|la\\s|los\\s)?(\\p{Lu}[\\p{L}.]*(?:\\s\\p{Lu}\\p{L}+)?)`,
      'u',
    ).exec(text.slice(contact.end, contact.end + 50))?.[1] ?? null
  );
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
  const window = text
    .slice(Math.max(from, contact.start - 160), contact.start)
    // Of 'dial 911 (US) or 112' the second number has no words of its own.
    .replace(
      pattern(labels, 'name.joined', () => `^\\s?(?:\\([^()]{1,30}\\)\\s?)?(?:or|and|o|y|u|e)\\s$`),
      '',
    );
  const title = `(?:\\p{Lu}[\\p{L}\\p{N}'’&.-]{0,30}|24[/-](?:7|[Hh]our|h))`;
  const run = `${title}(?:\\s(?:${title}|${anyOf(words.nameConnectors)})){0,8}?`;
  const noun = `(?:${anyOf(words.services)})`;
  const service = pattern(
    labels,
    'name.service',
    () =>
      `(?<![\\p{L}\\p{N}])(?:(${run})\\s)?(${caseless(words.services)})${END}(?:\\s(?:${anyOf(words.nameConnectors)})\\s${title}(?:\\s${title}){0,3}){0,2}`,
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
  const reached = pattern(
    labels,
    'name.reach',
    () => `^\\s(?:${anyOf(words.reach)})\\s(?:(?:${anyOf(labels.determiners)})\\s)?`,
  ).exec(text.slice(contact.end, contact.end + 60));
  if (reached) {
    const tail =
      text.slice(contact.end + reached[0].length, contact.end + reached[0].length + 90).split(/[.,;:()]/)[0] ?? '';
    const name = pick(tail);
    if (name !== null && tail.startsWith(name)) return { name, named: true };
  }
  // 'Samaritans 116 123'
  const alone = /(?:^|[.!?,;:|\n]\s?)(\p{Lu}[\p{L}'’&]+(?:\s\p{Lu}[\p{L}'’&]+){0,4})\s$/u.exec(window);
  if (
    alone?.[1] !== undefined &&
    !pattern(
      labels,
      'name.alone',
      () => `${START}(?:${anyOf([...words.call, ...words.text, ...words.tty, ...words.own])})${END}`,
    ).test(alone[1])
  )
    return { name: alone[1], named: true };
  const verb = pattern(
    labels,
    'name.at',
    () =>
      `${START}(?:${anyOf(words.call)})\\s(?:(?:${anyOf(labels.determiners)})\\s)?(\\p{Lu}[^.,;:!?\\d]{1,60}?)\\s(?:at|on|al|en el)(?:\\s\\p{Ll}{1,10}){0,2}\\s?:?\\s?$`,
  ).exec(window);
  if (verb?.[1] !== undefined && /^\p{Lu}/u.test(verb[1])) return { name: verb[1], named: true };
  // 'Crisis support 24/7: Call ...' is labelled before its verb.
  const lead = window.trimStart().replace(
    pattern(labels, 'name.call', () => `(?<=[:–—-]\\s)(?:${anyOf([...words.call, ...words.text])})\\s?:?\\s?$`),
    '',
  );
  const label = /^((?:[^.!?\d]|24\/7){2,60}?)\s?[:–—(-]\s?$/.exec(lead);
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
