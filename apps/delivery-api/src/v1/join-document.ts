import {
  escapeHtml,
  type ExtractedReference,
  extractReferences,
  type Format,
  type Kind,
  ROLES,
  type RichTextBlock,
} from '#content';
import type { PublishedDocument } from '#delivery';
import { type Linked, linkName, type Readable } from '#interchange';
import { withoutExpunged } from '../read/expunged.js';
import type { PublicRead } from '../read/public-read.js';
import { assemble } from '../rich-text/assemble.js';
import type { Addresses } from './addresses.js';
import { EMBEDDABLE, ShownKinds } from './shown-kinds.js';

type AddressOf = (
  document: { readonly kind: Kind; readonly slug: string; readonly locale: string },
  edition?: string | null,
) => string;

/** A document with all that its page shows, and the kinds of it. */
export interface Joined {
  readonly readable: Readable;
  readonly shows: readonly Kind[];
}

/** Everything that the document's page shows, read level by level: the number of statements does not grow with the document. */
export async function joinDocument(
  read: PublicRead,
  addresses: Addresses,
  found: PublishedDocument,
  asked: {
    readonly region: string | null;
    readonly formats: readonly Format[];
    readonly newest: () => Promise<PublicRead>;
    /** Where the answer leads for a document. */
    readonly addressOf: AddressOf;
  },
): Promise<Joined> {
  const document = await withoutExpungedEmbeds(read, found);
  const { documentId, kind, locale } = document;
  const shown = new ShownKinds(kind);
  // What was left out may go on in another language.
  if (document !== found) shown.embed();
  const [links, narrower, text, audiences, notices, corrections, withdrawn] = await Promise.all([
    linksOf(read, asked.addressOf, document, shown),
    kind === 'topic' ? narrowerOf(read, asked.addressOf, document) : [],
    textOf(read, asked.addressOf, document, asked.formats, shown),
    audiencesOf(read, document),
    read.load.notices.load({ region: asked.region, locale }),
    read.ask([], (reader, view) => reader.corrections(view, [{ documentId, locale }])),
    read.asOf === null ? null : (await asked.newest()).load.withdrawals.load({ documentId, locale }),
  ]);
  const readable = {
    document,
    url: asked.addressOf(document),
    schemaUrl: addresses.schema(kind),
    publisherUrl: addresses.publicUrl,
    text,
    links,
    narrower,
    audiences,
    notices,
    attribution: read.attribution,
    corrections: corrections[0] ?? [],
    withdrawn,
  };
  return { readable, shows: shown.all };
}

async function withoutExpungedEmbeds(read: PublicRead, document: PublishedDocument): Promise<PublishedDocument> {
  if (!read.hasTombstones) return document;
  const body: Record<string, unknown> = { ...document.body };
  for (const field of ['body', 'explanation'])
    if (Array.isArray(body[field]))
      body[field] = await withoutExpunged(read, document, body[field] as readonly RichTextBlock[]);
  // Member by member: what a document says is read from its row on demand, which spreading it would leave behind.
  const { documentId, kind, locale, slug, edition, listedAt, rendered, redirectedFrom } = document;
  return { documentId, kind, locale, slug, edition, listedAt, body, rendered, redirectedFrom };
}

async function linksOf(
  read: PublicRead,
  addressOf: AddressOf,
  document: PublishedDocument,
  shown: ShownKinds,
): Promise<ReadonlyMap<string, Linked>> {
  const all = extractReferences(document.kind, document.body);
  if (all.some(({ role }) => role === 'EMBED')) shown.embed();
  const references = new Map(all.map((reference) => [linkName(reference), reference]));
  const found = await Promise.all(
    [...references].map(async ([name, reference]) => {
      const linked = await linkOf(read, addressOf, document, reference);
      shown.look(linked && linked.document, reference.kinds);
      return [name, linked] as const;
    }),
  );
  return new Map(found.filter((pair): pair is readonly [string, Linked] => pair[1] !== null));
}

async function narrowerOf(
  read: PublicRead,
  addressOf: AddressOf,
  { documentId, locale }: PublishedDocument,
): Promise<readonly Linked[]> {
  const nearest = read.nearest === null ? {} : { nearest: read.nearest };
  const found = await read.load.narrowerTopics.load({ topicId: documentId, locale, ...nearest });
  return Promise.all(found.map((topic) => linkedAt(read, addressOf, topic)));
}

async function linkOf(
  read: PublicRead,
  addressOf: AddressOf,
  host: PublishedDocument,
  { target, role, pinLocale, pinEdition }: ExtractedReference,
): Promise<Linked | null> {
  if (pinLocale !== undefined && pinEdition !== undefined) {
    const pinned = await read.load.byKey.load({ documentId: target, locale: pinLocale, edition: pinEdition });
    return pinned && linkedAt(read, addressOf, pinned, String(pinEdition));
  }
  const { carried } = ROLES[role];
  const shown =
    role === 'EMBED'
      ? await read.load.byReference.load({ target, locale: host.locale, carried })
      : await read.linked(host, target, { carried });
  return shown && linkedAt(read, addressOf, shown);
}

async function linkedAt(
  read: PublicRead,
  addressOf: AddressOf,
  document: PublishedDocument,
  edition: string | null = null,
): Promise<Linked> {
  const hasAddress = await isAtItsAddress(read, document);
  return { document, url: hasAddress ? addressOf(document, edition) : null };
}

/** What only a host brings into the scope is shown there, and found nowhere else. All of an answer ask in one batch. */
export async function isAtItsAddress(
  read: PublicRead,
  { kind, locale, slug, documentId }: PublishedDocument,
): Promise<boolean> {
  return (await read.load.bySlug.load({ kind, locale, slug }))?.documentId === documentId;
}

async function textOf(
  read: PublicRead,
  addressOf: AddressOf,
  document: PublishedDocument,
  formats: readonly Format[],
  shown: ShownKinds,
): Promise<Readable['text']> {
  const fields = await Promise.all(
    Object.entries(document.rendered.fields).map(async ([name, field]) => {
      const written = await Promise.all(
        formats.map(async (format) => {
          const words = await assemble(read, document, field[format], format);
          return [
            format,
            format === 'html' ? await leadingSomewhere(read, addressOf, document, words, shown) : words,
          ] as const;
        }),
      );
      return [name, Object.fromEntries(written)] as const;
    }),
  );
  return Object.fromEntries(fields);
}

/** Written by the renderer alone: in any other place the quotes would be entities. */
const DOCUMENT_LINK = /<a data-almanac-document="([0-9a-f-]{36})">/gu;

/** Gives links to documents their addresses, where the reader may follow them. */
async function leadingSomewhere(
  read: PublicRead,
  addressOf: AddressOf,
  host: PublishedDocument,
  html: string,
  shown: ShownKinds,
): Promise<string> {
  const targets = [...new Set([...html.matchAll(DOCUMENT_LINK)].map(([, target]) => target ?? ''))];
  const found = new Map(
    await Promise.all(
      targets.map(async (target) => {
        const linked = await read.linked(host, target, { carried: false });
        shown.look(linked);
        return [target, linked && (await linkedAt(read, addressOf, linked))] as const;
      }),
    ),
  );
  return html.replace(DOCUMENT_LINK, (whole, target: string) => {
    const url = found.get(target)?.url ?? null;
    return url === null ? whole : `<a href="${escapeHtml(url)}" data-almanac-document="${target}">`;
  });
}

async function audiencesOf(read: PublicRead, document: PublishedDocument): Promise<Readable['audiences']> {
  const { audiences } = document.body as { readonly audiences?: readonly string[] };
  return Promise.all(
    (audiences ?? []).map(async (key) => ({
      key,
      name: (await read.load.audienceLabels.load({ key, locale: document.locale })) ?? key,
    })),
  );
}

/** What changes the answer: documents by name, or by kind where they would be too many to name; and by kind those that may stand inside an embed. */
export function tagsOf({ document, links, narrower, notices }: Readable): readonly string[] {
  const linked = [...links.values(), ...narrower].map((each) => each.document);
  const shown = [document, ...notices, ...linked];
  const names = [...new Set(shown.map(({ documentId }) => `document-${documentId}`))];
  const embeddable: readonly Kind[] = document.kind === 'article' || document.kind === 'myth-fact' ? EMBEDDABLE : [];
  const isMany = names.length > MOST_NAMED;
  const kinds = new Set<Kind>([
    document.kind,
    'notice',
    ...embeddable,
    ...(isMany ? linked : []).map(({ kind }) => kind),
  ]);
  return [...[...kinds].map((kind) => `kind-${kind}`), ...(isMany ? [] : names)];
}

/** Proxies give the headers of an answer four to eight kilobytes. */
const MOST_NAMED = 30;
