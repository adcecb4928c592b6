/** What surrounds a page and teaches nothing: menus, banners about cookies, captcha sums, sharing links, form fields. */
import { anyOf, bare, END, hasWord, pattern, START } from '../words.js';
import type { LabelWords } from '../labels/label-words.js';
import type { PageBlock } from '../page-block.js';
import { contactsIn, isServiceContact } from './contacts.js';

/** Why a short text standing alone is furniture, or null. */
export function isFurnitureText(text: string, labels: LabelWords): string | null {
  if (text.length > 600) return null;
  const words = labels.furniture;
  const plain = bare(text);
  if (isCaptcha(text, labels)) return 'a captcha sum';
  if (plain !== '' && words.captcha.includes(plain)) return 'a captcha';
  if (words.skip.includes(plain)) return 'a skip link';
  if (words.share.includes(plain)) return 'sharing links';
  if (isCookieBanner(text, labels)) return 'a cookie banner';
  if (isCopyright(text, plain, labels)) return 'a copyright line';
  if (words.site.includes(plain)) return 'a line of the site, not of the page';
  if (isDateLine(text, labels)) return 'the date of the page';
  if (isTrail(text, labels)) return 'a breadcrumb trail';
  if (isMenuLine(text, labels)) return 'a navigation menu';
  if (!/[\p{L}\p{N}]/u.test(text)) return 'a line of signs without words';
  return null;
}

function isCaptcha(text: string, labels: LabelWords): boolean {
  if (text.length > 60) return false;
  return pattern(
    labels,
    'captcha',
    () =>
      `^(?:(?:${anyOf(labels.furniture.captcha)})[\\s:¿]{0,3})?¿?\\d{1,3}\\s?[+\\-−–×xX*]\\s?\\d{1,3}\\s?(?:=\\s?\\??|\\?)[\\s_*]{0,20}$`,
  ).test(text);
}

function isCookieBanner(text: string, labels: LabelWords): boolean {
  return (
    hasWord(labels, 'cookies', labels.furniture.cookies, text) &&
    hasWord(labels, 'consent', labels.furniture.consent, text)
  );
}

function isCopyright(text: string, plain: string, labels: LabelWords): boolean {
  if (text.length > 250) return false;
  if (/^(?:copyright\s*)?(?:©|\(c\)\s)/i.test(text) || /^copyright\s+(?:19|20)\d\d\b/i.test(text)) return true;
  return labels.furniture.copyright.some((phrase) => plain.endsWith(phrase));
}

/** `Last updated 3/4/2009`: nothing but a date, an hour, a count of visits or a name. */
function isDateLine(text: string, labels: LabelWords): boolean {
  return (
    text.length <= 80 &&
    /\d/.test(text) &&
    !/[.!?]$/.test(text) &&
    pattern(labels, 'dates', () => `^(?:${anyOf(labels.furniture.dates)})(?:\\s?:)?\\s`).test(text)
  );
}

/** `Home > Health > Helmets`: it starts at home, or holds two arrows between short names. */
function isTrail(text: string, labels: LabelWords): boolean {
  if (text.length > 150 || /[.!?]$/.test(text)) return false;
  if (pattern(labels, 'trail', () => `^(?:${anyOf(labels.furniture.home)})\\s?[>»›→/]\\s?\\S`).test(text)) return true;
  const parts = text.split(/\s[>»›→]\s/);
  return parts.length >= 3 && parts.every((part) => part.split(' ').length <= 6);
}

function isMenuLine(text: string, labels: LabelWords): boolean {
  if (text.length > 250) return false;
  const parts = text.split(/\s*[|•·]\s*|\s{3,}/).filter((part) => part !== '');
  const known = parts.filter((part) => labels.furniture.menu.includes(bare(part))).length;
  return parts.length >= 3 && known >= 2 && parts.every((part) => part.split(' ').length <= 4);
}

/** Marks the blocks that are furniture as dropped, with the reason. */
export function dropFurniture(blocks: PageBlock[], labels: LabelWords): void {
  const drop = (block: PageBlock | undefined, reason: string): void => {
    if (!block || block.kind === 'dropped') return;
    block.kind = 'dropped';
    block.reason = reason;
  };
  for (const block of blocks) {
    if (block.kind === 'dropped' || block.kind === 'table' || block.kind === 'code') continue;
    const reason = isFurnitureText(block.content.text, labels);
    if (reason !== null && !(block.kind === 'heading' && block.explicit && reason === 'a breadcrumb trail'))
      drop(block, reason);
  }
  dropContents(blocks, labels, drop);
  dropRuns(blocks, labels, drop);
  let titled = false;
  for (const [index, block] of blocks.entries()) {
    if (block.region === 'footer' && block.kind !== 'heading' && !keptContact(block, labels))
      drop(block, 'the page footer');
    if (block.region === 'footer' && block.kind === 'heading') drop(block, 'the page footer');
    if (block.region === 'header' && block.kind === 'item' && isLinkOnly(block)) drop(block, 'a navigation menu');
    if (block.kind === 'heading' && block.region === 'header') titled = true;
    else if (block.region !== 'header') titled = false;
    // The name and the motto of a site, not the words below a page's title.
    else if (
      !titled &&
      block.content.text.length <= 80 &&
      !/[.!?]$/.test(block.content.text) &&
      !keptContact(block, labels)
    )
      drop(block, 'the page header');
    if (block.kind !== 'dropped' || block.reason !== 'a cookie banner') continue;
    for (const next of blocks.slice(index + 1, index + 5))
      if (labels.furniture.cookieButtons.includes(bare(next.content.text))) drop(next, 'a cookie banner');
  }
}

/** A crisis number is content wherever it stands, also in a footer. */
function keptContact(block: PageBlock, labels: LabelWords): boolean {
  if (block.kind === 'dropped' || block.content.text.length > 600) return false;
  return contactsIn(block.content, labels).some((contact) => isServiceContact(contact, block.content.text, labels));
}

function isLinkOnly(block: PageBlock): boolean {
  const links = block.content.links();
  return links.length > 0
    ? links[0]?.start === 0 && links.at(-1)?.end === block.content.text.length
    : block.content.text.split(' ').length <= 3;
}

type Drop = (block: PageBlock | undefined, reason: string) => void;

/** A list that only repeats the page's own headings is its table of contents. */
function dropContents(blocks: readonly PageBlock[], labels: LabelWords, drop: Drop): void {
  const headings = new Set(blocks.filter((block) => block.kind === 'heading').map((block) => bare(block.content.text)));
  const lists = new Map<number, PageBlock[]>();
  for (const block of blocks)
    if (block.kind === 'item') lists.set(block.group, [...(lists.get(block.group) ?? []).slice(-60), block]);
  for (const items of lists.values()) {
    if (items.length < 2 || items.length > 60 || !items.every((item) => headings.has(bare(item.content.text))))
      continue;
    const first = items[0];
    const before = first ? blocks[blocks.indexOf(first) - 1] : undefined;
    for (const item of items) drop(item, 'a table of contents');
    if (before && labels.furniture.contents.includes(bare(before.content.text))) drop(before, 'a table of contents');
  }
}

/** Runs of short lines: three menu words, two form fields, or fields beside a captcha. */
function dropRuns(blocks: readonly PageBlock[], labels: LabelWords, drop: Drop): void {
  const menu = (block: PageBlock | undefined): boolean =>
    isShort(block) && labels.furniture.menu.includes(bare(block?.content.text ?? ''));
  const field = (block: PageBlock | undefined): boolean =>
    isShort(block) && labels.furniture.form.includes(bare(block?.content.text ?? ''));
  const captcha = (block: PageBlock | undefined): boolean =>
    block?.kind === 'dropped' && block.reason.startsWith('a captcha');
  const runs = (test: (block: PageBlock | undefined) => boolean, handle: (from: number, to: number) => void): void => {
    for (let from = 0; from < blocks.length; from += 1) {
      let to = from;
      while (to < blocks.length && test(blocks[to])) to += 1;
      if (to > from) handle(from, to);
      from = Math.max(from, to);
    }
  };
  runs(menu, (from, to) => {
    if (to - from >= 3) for (let at = from; at < to; at += 1) drop(blocks[at], 'a navigation menu');
  });
  runs(field, (from, to) => {
    const beside = captcha(blocks[from - 1]) || captcha(blocks[to]);
    if (to - from >= 2 || beside) for (let at = from; at < to; at += 1) drop(blocks[at], 'a form field');
  });
}

function isShort(block: PageBlock | undefined): boolean {
  return block !== undefined && block.kind !== 'dropped' && block.kind !== 'table' && block.content.text.length <= 40;
}

/** For tests of single words against a label list. */
export function startsWithWord(labels: LabelWords, name: string, words: readonly string[], text: string): boolean {
  return pattern(labels, `starts:${name}`, () => `^[^\\p{L}\\p{N}]{0,3}${START}(?:${anyOf(words)})${END}`).test(text);
}
