import type { Body } from '../kinds/kinds.js';
import { escapeHtml, linkToHtml, plainToHtml } from './html.js';
import type { Labels } from './labels.js';
import { labelledToMarkdown } from './markdown.js';
import { renderOwnWords } from './render.js';
import { type Format, type Rendered, type Segment, separate } from './segments.js';
import { safeHref } from './web-address.js';

type EmbeddableKind = 'fact' | 'myth-fact' | 'notice';

interface Place<K extends EmbeddableKind> {
  readonly kind: K;
  readonly documentId: string;
  /** The locale in which the target is shown: the host's, or the default one. */
  readonly locale: string;
}

interface Shown<K extends EmbeddableKind> extends Place<K> {
  readonly body: Body<K>;
  /** A pair's explanation, rendered before; without it it is rendered here. */
  readonly rendered?: Rendered;
  readonly retracted?: false;
}

/** What stays of a document that was retracted: its notice. */
export interface RetractedTarget extends Place<EmbeddableKind> {
  readonly retracted: true;
  readonly notice: string;
}

export type EmbedTarget = Shown<'fact'> | Shown<'myth-fact'> | Shown<'notice'> | RetractedTarget;

/** A line of an embed: words in a role. The role is a class in HTML, a label in bold in Markdown, a label in text. */
interface Line {
  readonly role: string;
  readonly label?: string;
  readonly words: string;
  readonly href?: string | null;
}

/** What an embed shows, as segments: the explanation of a pair may hold embeds of its own. */
export function renderEmbed(format: Format, target: EmbedTarget, labels: Labels): Segment[] {
  const lines = linesOf(target, labels).filter((line) => line.words !== '' || (line.label ?? '') !== '');
  const words = separate(
    format,
    lines.map((line) => WRITERS[format](line)),
  );
  const inside = separate(format, [words, explanationOf(format, target)]);
  if (format !== 'html') return inside;
  const [open, close] = frameOf(target);
  return separate('html', [[open, ...inside, close]]);
}

function linesOf(target: EmbedTarget, labels: Labels): Line[] {
  if (target.retracted) return [{ role: 'retraction', words: target.notice }];
  switch (target.kind) {
    case 'fact':
      return factLines(target.body, labels);
    case 'myth-fact':
      return [
        { role: 'myth', label: `${labels.myth}:`, words: target.body.myth ?? '' },
        { role: 'correction', label: `${labels.fact}:`, words: target.body.fact ?? '' },
      ];
    case 'notice':
      return noticeLines(target.body, labels);
  }
}

function factLines({ statement, status, notice }: Body<'fact'>, labels: Labels): Line[] {
  const words = statement ?? '';
  if (status === 'SUPPORTED') return [{ role: 'statement', words }, ...optionalLine('fact-notice', notice)];
  const label = labels.status[status ?? 'UNVERIFIED'];
  return [{ role: 'status', label, words: '' }, { role: 'statement', words }, ...optionalLine('fact-notice', notice)];
}

function noticeLines(body: Body<'notice'>, labels: Labels): Line[] {
  const { name, message, phone, text, chatUrl, tty, hours } = body;
  const lines: Line[] = [
    { role: 'notice-name', label: name ?? '', words: '' },
    ...optionalLine('notice-message', message),
  ];
  if (phone !== undefined)
    lines.push({ role: 'channel', label: `${labels.phone}:`, words: phone, href: telephone(phone) });
  if (text?.number !== undefined) {
    const words =
      text.code === undefined
        ? text.number
        : labels.textTo.replace('%code', () => text.code ?? '').replace('%number', () => text.number ?? '');
    lines.push({ role: 'channel', label: `${labels.text}:`, words });
  }
  if (chatUrl !== undefined)
    lines.push({ role: 'channel', label: `${labels.chat}:`, words: chatUrl, href: safeHref(chatUrl) });
  if (tty !== undefined) lines.push({ role: 'channel', label: `${labels.tty}:`, words: tty, href: telephone(tty) });
  if (hours !== undefined) lines.push({ role: 'hours', label: `${labels.hours}:`, words: hours });
  return lines;
}

function optionalLine(role: string, words: string | undefined): Line[] {
  return words === undefined ? [] : [{ role, words }];
}

/** RFC 3966: digits and a leading plus are what is dialled; how people part them is for the eye. */
function telephone(number: string): string | null {
  const digits = number.replace(/(?!^\+)[^0-9*#]/gu, '').replaceAll('#', '%23');
  return safeHref(`tel:${digits}`);
}

function explanationOf(format: Format, target: EmbedTarget): readonly Segment[] {
  if (target.retracted || target.kind !== 'myth-fact') return [];
  const rendered = target.rendered ?? renderOwnWords(target.body.explanation ?? []);
  return rendered[format];
}

const WRITERS: Readonly<Record<Format, (line: Line) => string>> = {
  html: ({ role, label, words, href }) => {
    const shown = href ? linkToHtml(href, plainToHtml(words)) : plainToHtml(words);
    const parts = [
      ...(label === undefined ? [] : [`<strong>${plainToHtml(label)}</strong>`]),
      ...(shown === '' ? [] : [shown]),
    ];
    return `<p class="almanac-${role}">${parts.join(' ')}</p>`;
  },
  markdown: ({ label, words, href }) => labelledToMarkdown(label ?? '', words, href),
  text: ({ label, words }) => [label ?? '', words].filter((part) => part !== '').join(' '),
};

function frameOf({ kind, documentId, locale, retracted }: EmbedTarget): readonly [string, string] {
  const element = kind === 'notice' ? 'aside' : 'figure';
  const classes = `almanac-${kind}${retracted ? ' almanac-retracted' : ''}`;
  const open = `<${element} class="${classes}" data-almanac-id="${escapeHtml(documentId)}" lang="${escapeHtml(locale)}">`;
  return [open, `</${element}>`];
}
