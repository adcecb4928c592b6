import { type Body, type ExtractedReference, extractReferences, titleOf } from '#content';
import type { PublishedDocument, PublishedWithdrawal } from '#delivery';
import { isInText, linkName, type Readable, visibleBody } from './readable.js';

type Json = Readonly<Record<string, unknown>>;

/** What every document says of itself, in a list and alone. */
export function toSummary(document: PublishedDocument, url: string): Json {
  const { number, publishedAt, changeKind, note, hash } = document.edition;
  return {
    kind: document.kind,
    documentId: document.documentId,
    locale: document.locale,
    slug: document.slug,
    title: titleOf(document.kind, document.body) ?? '',
    ...besideTitle(document),
    url,
    edition: { number, publishedAt, kind: changeKind, note, hash },
    listedAt: document.listedAt,
  };
}

/** The document with everything that its page shows. `body` fits the published schema of its kind. */
export function toJson(readable: Readable): Json {
  const { document } = readable;
  const { kind, body, rendered } = document;
  const references = new Map(extractReferences(kind, body).map((each) => [`${each.role} ${linkName(each)}`, each]));
  const links = [...references.values()].flatMap((reference) => linkJson(readable, reference));
  return {
    ...toSummary(document, readable.url),
    schema: readable.schemaUrl,
    body: visibleBody(readable),
    text: readable.text,
    wordCount: rendered.wordCount,
    readingMinutes: rendered.readingMinutes,
    readingGrade: rendered.readingGrade,
    audiences: readable.audiences,
    links,
    ...(kind === 'topic' ? { narrower: readable.narrower.map(linkedJson) } : {}),
    corrections: readable.corrections.map(({ edition, publishedAt, changeKind, note }) => ({
      edition,
      publishedAt,
      kind: changeKind,
      note,
    })),
    attribution: readable.attribution,
    notices: readable.notices.map(noticeJson),
    ...(readable.withdrawn ? { withdrawn: toWithdrawalJson(readable.withdrawn) } : {}),
  };
}

export function noticeJson({ documentId, locale, body }: PublishedDocument<'notice'>): Json {
  return { documentId, locale, ...body };
}

export function toWithdrawalJson(withdrawal: PublishedWithdrawal): Json {
  const { documentId, kind, locale, slug, reason, notice, at } = withdrawal;
  return { documentId, kind, locale, slug, reason, notice, at };
}

function linkJson(readable: Readable, reference: ExtractedReference): Json[] {
  const linked = readable.links.get(linkName(reference));
  if (!linked) return [];
  const { target, role } = reference;
  const isText = isInText(readable.document.kind, reference);
  return [{ target, role, ...(isText ? { inText: true } : {}), document: linkedJson(linked) }];
}

function linkedJson({ document, url }: { readonly document: PublishedDocument; readonly url: string | null }): Json {
  const { kind, documentId, locale, slug, body } = document;
  return {
    kind,
    documentId,
    locale,
    slug,
    title: titleOf(kind, body) ?? '',
    ...besideTitle(document),
    url,
  };
}

/** A myth never travels without its correction, nor a fact without its status and the notice that goes with it. */
function besideTitle({ kind, body }: PublishedDocument): Json {
  if (kind === 'myth-fact') return { fact: (body as Body<'myth-fact'>).fact ?? '' };
  if (kind !== 'fact') return {};
  const { status, notice } = body as Body<'fact'>;
  return { status: status ?? 'UNVERIFIED', notice: notice ?? null };
}
