/**
 * Numbers that a reader in need is told to call or text. What makes digits a contact is the words around them (label data) or the form of the
 * number; fax numbers, dates, amounts and postcodes are none.
 */
import { anyOf, END, hasWord, pattern, START } from '../words.js';
import type { LabelWords } from '../labels/label-words.js';
import type { Passage } from '../passage.js';

export interface Contact {
  channel: 'phone' | 'text' | 'tty' | 'chat';
  /** As the page shows it; an address for a chat. */
  shown: string;
  /** Digits by which the same number is known again, whatever its punctuation. */
  digits: string;
  /** The phone also takes text messages: `call or text 988`. */
  alsoText: boolean;
  code: string | null;
  emergency: boolean;
  start: number;
  end: number;
}

const DASH = '[\\s.\\u2010-\\u2013-]';
const NUMBERS = new RegExp(
  [
    // 1-800-GET-HELP
    `(?<![\\p{L}\\p{N}])(?:\\+?1${DASH})?\\(?8\\d{2}\\)?${DASH}(?=[A-Z0-9-]{0,12}[A-Z]{2})[A-Z0-9]{2,10}(?:-[A-Z0-9]{1,10}){0,3}(?![\\p{L}\\p{N}])`,
    // +44 20 7946 0000, (314) 555-0100, 1-888-555-0100, 13 11 14
    `(?<![\\p{L}\\p{N}$€£#/]|\\d[.,])(?:\\+?\\d{1,3}${DASH}?)?(?:\\(\\d{1,5}\\)${DASH}?)?\\d{2,5}(?:${DASH}\\d{2,5}){1,4}(?![\\p{L}\\p{N}%])`,
    `(?<![\\p{L}\\p{N}$€£#/.,-])\\d-\\d-\\d(?![\\p{L}\\p{N}-])`,
    `(?<![\\p{L}\\p{N}$€£#/.,-])\\+?\\d{3,15}(?![\\p{L}\\p{N}%/-]|[.,]\\d)`,
  ].join('|'),
  'gu',
);
const ADDRESS =
  /(?:https?:\/\/|www\.)[^\s<>"”)]{3,300}|(?<![\p{L}\p{N}@.])[a-z0-9-]{2,60}(?:\.[a-z0-9-]{2,30}){1,3}\/[^\s<>"”)]{1,200}/giu;
const KEYPAD = '22233344455566677778889999';

export function digitsOf(number: string): string {
  // An extension is no part of the number.
  const keyed = number
    .replace(/[\s,;]*\p{Ll}.*$/u, '')
    .replace(/[A-Z]/g, (letter) => KEYPAD[letter.charCodeAt(0) - 65] ?? '')
    .replace(/\D/g, '');
  const vanity = /[A-Z]/.test(number) ? keyed.slice(0, keyed.startsWith('1') ? 11 : 10) : keyed;
  return vanity.length === 11 && vanity.startsWith('1') ? vanity.slice(1) : vanity;
}

/** Contacts of one sentence, in order. */
export function contactsIn(passage: Passage, labels: LabelWords): Contact[] {
  const text = passage.text.slice(0, 5000);
  if (!/\d{3}|\d-\d-\d|\/|tel:/i.test(text) && passage.pieces.every((piece) => piece.href === null)) return [];
  const contacts: Contact[] = [];
  NUMBERS.lastIndex = 0;
  for (let match = NUMBERS.exec(text); match; match = NUMBERS.exec(text)) {
    const contact = numberContact(text, match[0], match.index, contacts.at(-1)?.end ?? 0, labels);
    if (contact) contacts.push(contact);
  }
  for (const link of passage.links()) {
    if (!/^tel:/i.test(link.href) || contacts.some((contact) => contact.start < link.end && contact.end > link.start))
      continue;
    const shown = decodeURIComponent(link.href.slice(4).replace(/%(?![0-9a-f]{2})/gi, ''));
    contacts.push({
      channel: 'phone',
      shown,
      digits: digitsOf(shown),
      alsoText: false,
      code: null,
      emergency: labels.contact.emergencyNumbers.includes(digitsOf(shown)),
      start: link.start,
      end: link.end,
    });
  }
  contacts.push(...chats(passage, text, labels));
  return contacts.sort((a, b) => a.start - b.start);
}

/** A contact that a person in need uses, not the number of an office. */
export function isServiceContact(contact: Contact, text: string, labels: LabelWords): boolean {
  return (
    contact.emergency ||
    contact.channel === 'text' ||
    contact.alsoText ||
    contact.digits.length === 3 ||
    hasWord(
      labels,
      'contact.services.strict',
      labels.contact.services.filter((word) => /line/.test(word) || word.includes('línea')),
      text,
    )
  );
}

function numberContact(
  text: string,
  shown: string,
  start: number,
  previous: number,
  labels: LabelWords,
): Contact | null {
  const words = labels.contact;
  const end = start + shown.length;
  const extension = pattern(
    labels,
    'contact.extension',
    () => `^[\\s,;]{0,2}\\(?(?:${anyOf(labels.contact.extension)})\\.?\\s?(\\d{1,6})(?!\\d)`,
  ).exec(text.slice(end, end + 30));
  const before = text.slice(Math.max(previous, start - 120), start);
  const after = text.slice(end, end + 40);
  const digits = digitsOf(shown);
  if (isDate(shown) || /^\d{5}-\d{4}$/.test(shown)) return null;
  if (
    pattern(labels, 'contact.fax', () => `${START}(?:${anyOf(words.fax)})${END}[^.;]{0,20}$`).test(before) &&
    !lastIs(before, 'call', labels)
  )
    return null;
  const beside = text.slice(Math.max(0, previous - 1), start);
  const contact = (channel: Contact['channel'], more: Partial<Contact> = {}): Contact => ({
    channel,
    shown: extension && channel === 'phone' ? shown + extension[0].replace(/\($/, '') : shown,
    digits,
    alsoText: false,
    code: null,
    emergency: channel === 'phone' && words.emergencyNumbers.includes(digits),
    start,
    end: end + (extension?.[0].length ?? 0),
    ...more,
  });
  const spaced = /\D/.test(shown.replace(/^\+/, ''));
  const called = pattern(labels, 'contact.called', () => `${START}(?:${anyOf(words.call)})${END}`).test(before);
  const texting = textBefore(before, labels);
  if (isOwn(before, digits, words, labels)) return null;
  if (words.relayNumbers.includes(digits)) return called || /tty|[:(]\s?$/i.test(before) ? contact('tty') : null;
  const tty = pattern(labels, 'contact.tty.before', () => `${START}(?:${anyOf(words.tty)})${END}[^\\d.;]{0,25}$`).exec(
    before,
  );
  if (
    (tty && !hasWord(labels, 'contact.tty.service', words.services, tty[0])) ||
    pattern(labels, 'contact.tty.after', () => `^\\s?[(,]\\s?(?:${anyOf(words.tty)})${END}(?![\\s:]{0,3}\\d)`).test(
      after,
    )
  ) {
    return digits.length >= 3 ? contact('tty') : null;
  }
  if (texting !== null && digits.length >= 3) {
    if (texting.withCall) return contact('phone', { alsoText: true });
    return contact('text', { code: texting.code });
  }
  if (digits.length >= 7 && digits.length <= 15) {
    const formed =
      /^\+/.test(shown) ||
      /^(?:\+?1[\s.\u2010-\u2013-]?)?\(?\d{3}\)?[\s.\u2010-\u2013-]\d{3}[\s.\u2010-\u2013-]\d{4}$/.test(shown) ||
      /[A-Z]/.test(shown);
    const named = called || hasWord(labels, 'contact.services', words.services, before);
    const grouped = /^\d{1,3}(?:\s\d{3})+$/.test(shown) && !/[:(]\s?$/.test(before);
    if (formed || (named && (spaced ? !grouped || called : true))) return contact('phone');
    return null;
  }
  if (digits.length < 3) return null;
  if (spaced && digits.length === 6 && called && !/^\d{4}/.test(shown)) return contact('phone');
  // Europe's harmonised numbers of social value.
  if (/^116\s?\d{3}$/.test(shown) && /(?:\p{Lu}[\p{L}'’]+\s|[:(]\s?)$/u.test(before)) return contact('phone');
  // 'dial 911 (US) or 112 (EU)': the verb stands before the first of them.
  const another =
    previous > 0 &&
    words.emergencyNumbers.includes(digits) &&
    pattern(
      labels,
      'contact.another',
      () => `^\\d?\\s?(?:\\([^()]{1,30}\\)\\s?)?(?:[,/]\\s?)?(?:(?:or|and|o|y|u|e)\\s)?$`,
    ).test(beside);
  return another || isShortCall(before, after, digits, called, labels) ? contact('phone') : null;
}

/** The number of an office, or of whoever writes: `Head office: ...`, `call me at ...`. A hotline or a text line never is. */
function isOwn(before: string, digits: string, words: LabelWords['contact'], labels: LabelWords): boolean {
  if (digits.length < 7) return false;
  const clause = before.slice(
    Math.max(...['.', ';', '|', '\n'].map((sign) => before.lastIndexOf(`${sign} `)), before.lastIndexOf('\n')) + 1,
  );
  const lines = words.services.filter((word) => /line|línea/.test(word));
  if (hasWord(labels, 'contact.lines', lines, clause)) return false;
  return (
    pattern(
      labels,
      'contact.own',
      () =>
        `${START}(?:${anyOf(words.own)})(?:\\s(?:${anyOf([...words.call, 'number', 'at', 'on', 'al', 'en el'])})){0,3}[\\s:(–—-]{0,4}$`,
    ).test(clause) ||
    pattern(
      labels,
      'contact.own.first',
      () => `^[\\s"“(]{0,3}(?:${anyOf(words.own.filter((word) => word.includes(' ')))})${END}`,
    ).test(clause) ||
    // '... these terms: mail@example.org, tel. ...' gives the address of somebody, not of a service.
    /[^\s@]@[^\s@]+\.[a-z]{2,}[,;|·]?\s(?:\p{L}{2,10}(?:\.:?|:)\s)?$/iu.test(before)
  );
}

/** `call 911`, `dial the emergency number 112 if`; not `call 100 people`. */
function isShortCall(before: string, after: string, digits: string, called: boolean, labels: LabelWords): boolean {
  const words = labels.contact;
  if (digits.length > 6) return false;
  const free =
    /^\s*(?:$|[.,;:!?)\]("”’–—-])/.test(after) ||
    pattern(labels, 'contact.after', () => `^\\s(?:${anyOf(words.afterShort)})${END}`).test(after);
  const named = /^\s+(?:the\s+)?\p{Lu}/u.test(after) && digits.length === 3;
  if (!free && !named) return false;
  const directly = pattern(
    labels,
    'contact.directly',
    () =>
      `(?:^|[^\\p{L}])(?:${anyOf([...words.call, ...words.text])})(?:[\\s,/:"“]+(?:${anyOf([...words.beforeShort, ...words.call, ...words.text])})){0,5}[\\s:"“]{0,3}$`,
  ).test(before);
  if (called && directly) return true;
  const service = pattern(
    labels,
    'contact.serviceDirectly',
    () => `(?:${anyOf(words.services)})${END}[^.\\d]{0,12}$`,
  ).test(before);
  if (called && service) return true;
  // 'Emergency: 911'
  return words.emergencyNumbers.includes(digits) && /[:–—(]\s?$/.test(before) && before.length <= 60;
}

interface Texting {
  code: string | null;
  withCall: boolean;
}

function textBefore(before: string, labels: LabelWords): Texting | null {
  const words = labels.contact;
  const text = anyOf(words.text);
  const call = anyOf(words.call);
  const link = `(?:\\s?(?:,|/|\\s(?:or|and|o|y|u|e))\\s?){1,2}`;
  const tail = `(?:[\\s:"“(]{1,3}(?:${anyOf([...words.to, ...words.beforeShort, ...words.services])})){0,5}[\\s:"“(]{0,3}$`;
  if (
    pattern(
      labels,
      'text.both',
      () => `${START}(?:(?:${text})${link}(?:${call})|(?:${call})${link}(?:${text}))${END}[^\\d.]{0,60}$`,
    ).test(before)
  )
    return { code: null, withCall: true };
  const coded = pattern(
    labels,
    'text.coded',
    () =>
      `${START}(?:${text})[\\s:]{1,2}(?:(?:${anyOf(words.code)})\\s)?(["“‘']?)([\\p{L}\\p{N}]{1,20})["”’']?\\s(?:${anyOf(words.to)})(?:[\\s:]{1,2}(?:${anyOf(words.beforeShort)})){0,2}[\\s:]{0,2}$`,
  ).exec(before);
  if (coded && (coded[1] !== '' || /^[\p{Lu}\p{N}]+$/u.test(coded[2] ?? '')))
    return { code: coded[2] ?? null, withCall: false };
  if (
    pattern(labels, 'text.plain', () => `${START}(?:${text})${END}${tail}`).test(before) &&
    !lastIs(before, 'call', labels)
  )
    return { code: null, withCall: false };
  return null;
}

function lastIs(before: string, verb: 'call' | 'text', labels: LabelWords): boolean {
  const last = (name: string, words: readonly string[]): number => {
    let at = -1;
    const all = pattern(labels, `last:${name}`, () => `${START}(?:${anyOf(words)})${END}`, 'giu');
    for (let match = all.exec(before); match; match = all.exec(before)) at = match.index;
    return at;
  };
  const call = last('call', labels.contact.call);
  const other = Math.max(last('text', labels.contact.text), last('fax', labels.contact.fax));
  return verb === 'call' ? call > other : other > call;
}

/** 2020-05-01, 2019–2021, 01-05-2020. */
function isDate(shown: string): boolean {
  if (shown.replace(/\D/g, '').length > 8) return false;
  return (
    /^(?:1[89]|20)\d\d[\s.\u2010-\u2013-]/.test(shown) ||
    (/^\d{1,2}[\s.\u2010-\u2013-]\d{1,2}[\s.\u2010-\u2013-](?:1[89]|20)?\d\d$/.test(shown) &&
      /(?:1[89]|20)\d\d$/.test(shown))
  );
}

function chats(passage: Passage, text: string, labels: LabelWords): Contact[] {
  if (!hasWord(labels, 'contact.chat', labels.contact.chat, text)) return [];
  const contact = (href: string, start: number, end: number): Contact => ({
    channel: 'chat',
    shown: href,
    digits: href.toLowerCase(),
    alsoText: false,
    code: null,
    emergency: false,
    start,
    end,
  });
  const links = passage.links().filter((link) => /^https?:/i.test(link.href));
  const named = links.find((link) =>
    hasWord(labels, 'contact.chat', labels.contact.chat, text.slice(Math.max(0, link.start - 25), link.end)),
  );
  if (named) return [contact(named.href, named.start, named.end)];
  ADDRESS.lastIndex = 0;
  const match = ADDRESS.exec(text);
  if (
    !match ||
    !hasWord(
      labels,
      'contact.chat',
      labels.contact.chat,
      text.slice(Math.max(0, match.index - 60), match.index + match[0].length),
    )
  )
    return [];
  const shown = match[0].replace(/[.,;:!?]+$/, '');
  return [contact(/^https?:/i.test(shown) ? shown : `https://${shown}`, match.index, match.index + shown.length)];
}
