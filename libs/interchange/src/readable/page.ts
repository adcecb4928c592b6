import {
  type Block,
  blocksToHtml,
  blocksToMarkdown,
  blocksToText,
  escapeHtml,
  type Format,
  joinSegments,
  renderEmbed,
} from '#content';
import type { PublishedDocument, PublishedTombstone, PublishedWithdrawal } from '#delivery';
import { heading, paragraph, plainParagraph, words } from './parts.js';
import { nameOfReadable, type Readable } from './readable.js';
import { creditOf, dayOf, partsOf, recordOf } from './sections.js';
import { readingWords, type ReadingWords } from './words.js';

const WRITERS: Readonly<Record<Format, (blocks: readonly Block[]) => string>> = {
  html: blocksToHtml,
  markdown: blocksToMarkdown,
  text: blocksToText,
};

/**
 * A document as a page, complete in itself: safety contacts first, then the title, what the kind holds, and the record of
 * corrections. HTML is a fragment that a page can take in as it is: one `article` with its language, headings from `h1`.
 */
export function toPage(readable: Readable, format: Format): string {
  const { document } = readable;
  const said = readingWords(document.locale);
  const own = document.kind === 'notice' ? [noticeTo(format, document as PublishedDocument<'notice'>)] : [];
  const parts = [
    contacts(format, said, readable),
    WRITERS[format]([heading(1, nameOfReadable(readable))]),
    ...own,
    ...partsOf(readable, said).map((part) =>
      'field' in part ? (readable.text[part.field]?.[format] ?? '') : WRITERS[format](part.blocks),
    ),
    WRITERS[format]([...recordOf(readable, said), ...creditOf(readable, said)]),
  ];
  const classes = `almanac-document almanac-page-${document.kind}`;
  return framed(format, parts, classes, document.locale, [
    ['data-almanac-id', document.documentId],
    ['data-almanac-edition', String(document.edition.number)],
  ]);
}

export interface WithdrawnPage {
  readonly withdrawal: PublishedWithdrawal;
  readonly notices: readonly PublishedDocument<'notice'>[];
}

/** What is left of a document that is no longer public: why, since when, and the notice of a retraction. */
export function toWithdrawnPage({ withdrawal, notices }: WithdrawnPage, format: Format): string {
  const said = readingWords(withdrawal.locale);
  const blocks = [
    heading(1, said.withdrawn),
    ...plainParagraph(withdrawal.notice ?? undefined),
    paragraph(words(`${said.reasons[withdrawal.reason]} (${dayOf(withdrawal.at)})`)),
  ];
  const parts = [contacts(format, said, { document: withdrawal, notices }), WRITERS[format](blocks)];
  return framed(format, parts, 'almanac-document almanac-withdrawn', withdrawal.locale, [
    ['data-almanac-id', withdrawal.documentId],
  ]);
}

export interface ExpungedPage {
  readonly expunged: PublishedTombstone;
  readonly notices: readonly PublishedDocument<'notice'>[];
}

/** What is left of a document that must not exist any more: that it was taken away, and contacts. */
export function toExpungedPage({ expunged, notices }: ExpungedPage, format: Format): string {
  const said = readingWords(expunged.locale);
  const blocks = [heading(1, said.withdrawn), paragraph(words(`${said.reasons.EXPUNGED} (${dayOf(expunged.at)})`))];
  const parts = [contacts(format, said, { document: expunged, notices }), WRITERS[format](blocks)];
  return framed(format, parts, 'almanac-document almanac-expunged', expunged.locale, [
    ['data-almanac-id', expunged.documentId],
  ]);
}

function framed(
  format: Format,
  parts: readonly string[],
  classes: string,
  locale: string,
  attributes: readonly (readonly [string, string])[],
): string {
  const written = parts.filter((part) => part !== '');
  if (format !== 'html') return `${written.join('\n\n')}\n`;
  const marks = [['class', classes], ['lang', locale], ...attributes]
    .map(([name, value]) => ` ${name}="${escapeHtml(value ?? '')}"`)
    .join('');
  return `<article${marks}>${written.join('\n')}</article>\n`;
}

/** A labelled region of its own; a page that is itself about a contact does not repeat it. */
function contacts(
  format: Format,
  said: ReadingWords,
  page: {
    readonly document: Pick<PublishedDocument, 'documentId'>;
    readonly notices: readonly PublishedDocument<'notice'>[];
  },
): string {
  const others = page.notices.filter((notice) => notice.documentId !== page.document.documentId);
  if (others.length === 0) return '';
  const shown = others.map((notice) => noticeTo(format, notice));
  if (format === 'html')
    return `<section class="almanac-notices" aria-label="${escapeHtml(said.safetyContacts)}">${shown.join('')}</section>`;
  return [
    WRITERS[format]([paragraph([{ is: 'decorated', by: 'strong', children: words(said.safetyContacts) }])]),
    ...shown,
  ].join('\n\n');
}

function noticeTo(format: Format, { documentId, locale, body }: PublishedDocument<'notice'>): string {
  const segments = renderEmbed(format, { kind: 'notice', documentId, locale, body }, readingWords(locale).labels);
  return joinSegments(segments, () => '');
}
