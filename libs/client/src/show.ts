import type { CopiedDocument, EmbedPlace, RenderedField } from './document.js';
import { labelsFor } from './labels.js';
import type { Replica } from './replica.js';

/** How deep embeds within embeds are followed: a pair's explanation may hold facts. */
const DEEPEST = 3;

type Format = keyof RenderedField;
type Copy = Pick<Replica, 'resolve'>;

/**
 * A text of a document with what it embeds, from the copy: `html` is what the API shows, and safe to put into a page. An embed
 * whose document the copy does not hold is left out.
 */
export function show(
  replica: Copy,
  document: CopiedDocument,
  field = 'body',
  format: Format = 'html',
): Promise<string> {
  return shown(replica, document, field, format, []);
}

async function shown(
  replica: Copy,
  document: CopiedDocument,
  field: string,
  format: Format,
  above: readonly string[],
): Promise<string> {
  const path = [...above, document.documentId];
  const pieces = document.rendered.fields[field]?.[format] ?? [];
  const written = await Promise.all(
    pieces.map(async (piece) =>
      typeof piece === 'string' ? piece : embedded(replica, document.locale, piece, format, path),
    ),
  );
  return written.join('');
}

async function embedded(
  replica: Copy,
  locale: string,
  { embed }: EmbedPlace,
  format: Format,
  path: readonly string[],
): Promise<string> {
  const document = await replica.resolve(embed, locale);
  if (!document) return '';
  const { kind, documentId } = document;
  const nests = kind === 'myth-fact' && path.length <= DEEPEST && !path.includes(documentId);
  const rest = nests ? await shown(replica, document, 'explanation', format, path) : '';
  const lines = linesOf(document).filter(({ label, words }) => label || words);
  if (format !== 'html') return [...lines.map((line) => plain(line, format)), rest].filter(Boolean).join('\n\n');
  const element = kind === 'notice' ? 'aside' : 'figure';
  const inside = lines.map(html).join('') + rest;
  return `<${element} class="almanac-${kind}" data-almanac-id="${escape(documentId)}" lang="${escape(document.locale)}">${inside}</${element}>`;
}

/** A line of an embed: words in a role. */
interface Line {
  readonly role: string;
  readonly label?: string;
  readonly words: string;
  readonly href?: string;
}

function linesOf({ kind, fields, locale }: CopiedDocument): Line[] {
  const labels = labelsFor(locale);
  const of = (name: string, value: unknown = fields[name]) => (typeof value === 'string' ? value : '');
  const status = of('status');
  if (kind === 'fact')
    return [
      { role: 'status', label: status === 'SUPPORTED' ? '' : (labels.status[status] ?? ''), words: '' },
      { role: 'statement', words: of('statement') },
      { role: 'fact-notice', words: of('notice') },
    ];
  if (kind === 'myth-fact')
    return [
      { role: 'myth', label: `${labels.myth}:`, words: of('myth') },
      { role: 'correction', label: `${labels.fact}:`, words: of('fact') },
    ];
  const { number, code } = (fields['text'] ?? {}) as { readonly number?: string; readonly code?: string };
  const channel = (label: string, words: string, href?: string): Line[] =>
    words ? [{ role: 'channel', label: `${label}:`, words, ...(href ? { href } : {}) }] : [];
  const call = (phone: string) => `tel:${phone.replace(/(?!^\+)[^0-9*#]/g, '').replaceAll('#', '%23')}`;
  const hours = of('hours');
  return [
    { role: 'notice-name', label: of('name'), words: '' },
    { role: 'notice-message', words: of('message') },
    ...channel(labels.phone, of('phone'), call(of('phone'))),
    ...channel(
      labels.text,
      code && number ? labels.textTo.replace('%code', () => code).replace('%number', () => number) : of('', number),
    ),
    ...channel(labels.chat, of('chatUrl'), /^https?:\/\//i.test(of('chatUrl')) ? of('chatUrl') : ''),
    ...channel('TTY', of('tty'), call(of('tty'))),
    ...(hours ? [{ role: 'hours', label: `${labels.hours}:`, words: hours }] : []),
  ];
}

function html({ role, label, words, href }: Line): string {
  const text = escape(words).replaceAll('\n', '<br>');
  const elsewhere = href?.startsWith('http') ? ' rel="noopener noreferrer"' : '';
  const parts = [
    label ? `<strong>${escape(label)}</strong>` : '',
    href ? `<a href="${escape(href)}"${elsewhere}>${text}</a>` : text,
  ];
  return `<p class="almanac-${role}">${parts.filter(Boolean).join(' ')}</p>`;
}

function plain({ label, words }: Line, format: Format): string {
  return [label && format === 'markdown' ? `**${label}**` : label, words].filter(Boolean).join(' ');
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
