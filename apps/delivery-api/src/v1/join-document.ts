import { escapeHtml, type ExtractedReference, extractReferences, type Format, type Kind, ROLES } from '#content';
import type { PublishedDocument } from '#delivery';
import { type Linked, linkName, type Readable } from '#interchange';
import type { PublicRead } from '../read/public-read.js';
import { assemble } from '../rich-text/assemble.js';
import type { Addresses } from './addresses.js';

/** Everything that the document's page shows, read level by level: the number of statements does not grow with the document. */
export async function joinDocument(
  read: PublicRead,
  addresses: Addresses,
  document: PublishedDocument,
  asked: { readonly region: string | null; readonly formats: readonly Format[] },
): Promise<Readable> {
  const { documentId, kind, locale } = document;
  const [links, narrower, text, audiences, notices, corrections] = await Promise.all([
    linksOf(read, addresses, document),
    kind === 'topic' ? read.load.narrowerTopics.load({ topicId: documentId, locale }) : [],
    textOf(read, addresses, document, asked.formats),
    audiencesOf(read, document),
    read.load.notices.load({ region: asked.region, locale }),
    read.ask([], (reader, view) => reader.corrections(view, [{ documentId, locale }])),
  ]);
  return {
    document,
    url: addresses.document(document),
    schemaUrl: addresses.schema(kind),
    publisherUrl: addresses.publicUrl,
    text,
    links,
    narrower: narrower.map((each) => ({ document: each, url: addresses.document(each) })),
    audiences,
    notices,
    corrections: corrections[0] ?? [],
  };
}

async function linksOf(
  read: PublicRead,
  addresses: Addresses,
  document: PublishedDocument,
): Promise<ReadonlyMap<string, Linked>> {
  const references = new Map(
    extractReferences(document.kind, document.body).map((reference) => [linkName(reference), reference]),
  );
  const found = await Promise.all(
    [...references].map(
      async ([name, reference]) => [name, await linkOf(read, addresses, document, reference)] as const,
    ),
  );
  return new Map(found.filter((pair): pair is readonly [string, Linked] => pair[1] !== null));
}

async function linkOf(
  read: PublicRead,
  addresses: Addresses,
  { locale }: PublishedDocument,
  { target, role, pinLocale, pinEdition }: ExtractedReference,
): Promise<Linked | null> {
  if (pinLocale !== undefined && pinEdition !== undefined) {
    const pinned = await read.load.byKey.load({ documentId: target, locale: pinLocale, edition: pinEdition });
    return pinned && { document: pinned, url: addresses.document(pinned, { query: { edition: String(pinEdition) } }) };
  }
  const { carried } = ROLES[role];
  // Both questions are of one batch. What only its host brings into the scope has no address of its own there.
  const [shown, own] = await Promise.all([
    read.load.byReference.load({ target, locale, carried }),
    read.load.byReference.load({ target, locale, carried: false }),
  ]);
  return shown && { document: shown, url: own ? addresses.document(own) : null };
}

async function textOf(
  read: PublicRead,
  addresses: Addresses,
  document: PublishedDocument,
  formats: readonly Format[],
): Promise<Readable['text']> {
  const fields = await Promise.all(
    Object.entries(document.rendered.fields).map(async ([name, field]) => {
      const written = await Promise.all(
        formats.map(async (format) => {
          const words = await assemble(read, document, field[format], format);
          return [
            format,
            format === 'html' ? await leadingSomewhere(read, addresses, document, words) : words,
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
  addresses: Addresses,
  { locale }: PublishedDocument,
  html: string,
): Promise<string> {
  const targets = [...new Set([...html.matchAll(DOCUMENT_LINK)].map(([, target]) => target ?? ''))];
  const found = new Map(
    await Promise.all(
      targets.map(
        async (target) => [target, await read.load.byReference.load({ target, locale, carried: false })] as const,
      ),
    ),
  );
  return html.replace(DOCUMENT_LINK, (whole, target: string) => {
    const linked = found.get(target);
    return linked ? `<a href="${escapeHtml(addresses.document(linked))}" data-almanac-document="${target}">` : whole;
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

/** Documents whose change changes the answer. */
export function tagsOf({ document, links, narrower, notices }: Readable): readonly string[] {
  const kinds: readonly Kind[] = [document.kind, 'notice'];
  const shown = [document, ...notices, ...[...links.values(), ...narrower].map((linked) => linked.document)];
  return [...kinds.map((kind) => `kind-${kind}`), ...shown.map(({ documentId }) => `document-${documentId}`)];
}
