import type { Kind } from '#content';
import type { PublishedDocument } from '#delivery';
import { type Linked, linkedToAll, nameOf, nameOfReadable, type Readable } from '../readable/readable.js';
import { readingWords } from '../readable/words.js';
import { claimOfFact, claimOfPair } from './claims.js';
import { courseNode } from './course.js';
import type {
  CorrectionComment,
  DefinedTerm,
  EducationalAudience,
  JsonLd,
  Node,
  Organization,
  Work,
} from './schema-org.js';
import { serviceNode } from './service.js';
import { sourceWork } from './source.js';

type Writer<K extends Kind> = (readable: Readable<K>) => readonly Node[];

const NODES: { readonly [K in Kind]: Writer<K> } = {
  article: (readable) => {
    const { body, rendered } = readable.document;
    return [
      {
        '@type': ['LearningResource', 'Article'],
        ...workOf(readable),
        headline: body.title ?? '',
        ...(body.summary === undefined ? {} : { abstract: body.summary }),
        ...(readable.text['body']?.text === undefined ? {} : { articleBody: readable.text['body'].text }),
        wordCount: rendered.wordCount,
        timeRequired: `PT${rendered.readingMinutes}M`,
        audience: audienceOf(readable),
        about: topicsOf(readable, body.topics),
        citation: sourcesOf(readable, body.sources),
        mentions: linkedToAll(readable, body.related).map(mention),
      },
    ];
  },
  'myth-fact': (readable) =>
    claimOfPair(readable, workOf(readable), sourcesOf(readable, readable.document.body.sources)),
  fact: (readable) => claimOfFact(readable, workOf(readable)),
  course: (readable) => {
    const { body } = readable.document;
    return [courseNode(readable, workOf(readable), audienceOf(readable), topicsOf(readable, body.topics))];
  },
  source: (readable) => [{ ...sourceWork(readable.document), '@id': readable.url, ...correctionsOf(readable) }],
  notice: (readable) => [serviceNode(readable.document, readable.url)],
  topic: (readable) => {
    const { body } = readable.document;
    return [
      {
        '@type': 'DefinedTerm',
        '@id': readable.url,
        url: readable.url,
        identifier: identifierOf(readable.document),
        name: body.name ?? '',
        ...(body.description === undefined ? {} : { description: body.description }),
        subjectOf: linkedToAll(readable, body.mythFacts).map(mention),
      },
    ];
  },
  collection: (readable) => {
    const { body } = readable.document;
    const items = (body.sections ?? []).flatMap((section) => linkedToAll(readable, section.items));
    return [
      {
        '@type': 'Collection',
        ...workOf(readable),
        ...(body.summary === undefined ? {} : { abstract: body.summary }),
        audience: audienceOf(readable),
        hasPart: items.map(mention),
      },
    ];
  },
};

/** schema.org, as one graph whose first node is the document and whose last ones are the safety contacts. */
export function toJsonLd(readable: Readable): JsonLd {
  const write = NODES[readable.document.kind] as Writer<Kind>;
  const contacts = readable.notices
    .filter((notice) => notice.documentId !== readable.document.documentId)
    .map((notice) => serviceNode(notice, null));
  return { '@context': 'https://schema.org', '@graph': [...write(readable), ...contacts] };
}

/** Safe inside `<script type="application/ld+json">`: no text of a document can end the element. */
export function jsonLdText(value: JsonLd): string {
  return JSON.stringify(value, null, 2)
    .replace(/</gu, '\\u003c')
    .replace(/\u2028/gu, '\\u2028')
    .replace(/\u2029/gu, '\\u2029');
}

/** What every work says of itself. */
function workOf(readable: Readable): Omit<Work, '@type'> {
  const { document } = readable;
  const publisher: Organization = { '@type': 'Organization', url: readable.publisherUrl };
  return {
    '@id': readable.url,
    url: readable.url,
    identifier: identifierOf(document),
    name: nameOfReadable(readable),
    inLanguage: document.locale,
    isAccessibleForFree: true,
    version: String(document.edition.number),
    datePublished: document.listedAt,
    dateModified: document.edition.publishedAt,
    publisher,
    ...termsOf(readable),
    ...correctionsOf(readable),
  };
}

function termsOf({ attribution }: Readable): Pick<Work, 'creditText' | 'acquireLicensePage' | 'license'> {
  if (!attribution) return {};
  const { text, url, licence } = attribution;
  return {
    creditText: text,
    ...(url === null ? {} : { acquireLicensePage: url }),
    ...(licence === null ? {} : { license: licence }),
  };
}

function correctionsOf(readable: Readable): { readonly correction?: readonly CorrectionComment[] } {
  if (readable.corrections.length === 0) return {};
  const said = readingWords(readable.document.locale);
  return {
    correction: readable.corrections.map(({ note, changeKind, publishedAt }) => ({
      '@type': 'CorrectionComment',
      text: note ?? said.changes[changeKind === 'RETRACTION' ? 'RETRACTION' : 'CORRECTION'],
      datePublished: publishedAt,
    })),
  };
}

function identifierOf(document: PublishedDocument): string {
  return `urn:uuid:${document.documentId}`;
}

function audienceOf(readable: Readable): readonly EducationalAudience[] {
  return readable.audiences.map(({ key, name }) => ({ '@type': 'EducationalAudience', educationalRole: key, name }));
}

function topicsOf(readable: Readable, topics: readonly string[] | undefined): readonly DefinedTerm[] {
  return linkedToAll(readable, topics).map(({ document, url }) => ({
    '@type': 'DefinedTerm',
    name: nameOf(document, readingWords(document.locale)),
    ...(url === null ? {} : { '@id': url, url }),
  }));
}

function sourcesOf(readable: Readable, sources: readonly string[] | undefined): readonly Work[] {
  return linkedToAll(readable, sources).flatMap(({ document }) =>
    document.kind === 'source' ? [sourceWork(document as PublishedDocument<'source'>)] : [],
  );
}

function mention({ document, url }: Linked): Work {
  return {
    '@type': 'CreativeWork',
    name: nameOf(document, readingWords(document.locale)),
    inLanguage: document.locale,
    ...(url === null ? {} : { '@id': url, url }),
  };
}
