import type { Block, Body, Kind } from '#content';
import type { PublishedDocument } from '#delivery';
import {
  heading,
  labelled,
  labelledInlines,
  linkSection,
  linkTo,
  linkToDocument,
  list,
  listSection,
  paragraph,
  type Part,
  plainParagraph,
  strong,
  words,
} from './parts.js';
import { type Linked, linkedTo, linkedToAll, linkName, type Readable } from './readable.js';
import { authorsOf, doiAddress, reference } from './source-words.js';
import type { ReadingWords } from './words.js';

type Writer<K extends Kind> = (readable: Readable<K>, said: ReadingWords) => readonly Part[];

const blocks = (...parts: readonly (readonly Block[])[]): Part => ({ blocks: parts.flat() });

/** Below the title, in order, kind by kind. */
const SECTIONS: { readonly [K in Kind]: Writer<K> } = {
  article: (readable, said) => {
    const { body } = readable.document;
    return [
      blocks(plainParagraph(body.summary), audienceLine(readable, said)),
      { field: 'body' },
      blocks(
        linkSection(2, said.sections.topics, linkedToAll(readable, body.topics), said),
        sourceSection(readable, body.sources, said),
        linkSection(2, said.sections.related, linkedToAll(readable, body.related), said),
      ),
    ];
  },
  'myth-fact': (readable, said) => {
    const { body } = readable.document;
    return [
      blocks(
        labelled(said.labels.fact, body.fact),
        labelled(said.verdict, body.verdict === undefined ? undefined : said.verdicts[body.verdict]),
      ),
      { field: 'explanation' },
      blocks(
        listSection(
          2,
          said.sections.otherPhrasings,
          (body.otherPhrasings ?? []).map((phrasing) => plainParagraph(phrasing)),
        ),
        linkSection(2, said.sections.topics, linkedToAll(readable, body.topics), said),
        sourceSection(readable, body.sources, said),
      ),
    ];
  },
  course: courseParts,
  fact: factParts,
  source: ({ document: { body } }, said) => [
    blocks(
      labelled(said.fields.authors, authorsOf(body).join('; ')),
      labelled(said.fields.publisher, body.publisher),
      labelled(said.fields.issued, body.issued),
      labelled(said.fields.type, body.type),
      labelledInlines(said.fields.address, body.url === undefined ? [] : [linkTo(body.url)]),
      labelledInlines('DOI', body.doi === undefined ? [] : [linkTo(doiAddress(body.doi), body.doi)]),
      labelledInlines(said.fields.archive, body.archiveUrl === undefined ? [] : [linkTo(body.archiveUrl)]),
      labelled(said.fields.accessed, body.accessed),
    ),
  ],
  notice: ({ document: { body } }, said) => [
    blocks(
      labelled(said.fields.languages, body.languages?.join(', ')),
      labelled(said.fields.operator, body.operator),
      labelled(said.fields.region, body.region),
      labelled(said.fields.verifiedOn, body.verifiedOn),
    ),
  ],
  topic: (readable, said) => {
    const { body } = readable.document;
    const broader = linkedTo(readable, body.broader);
    return [
      blocks(
        plainParagraph(body.description),
        labelledInlines(said.fields.broader, broader ? linkToDocument(broader, said) : []),
        linkSection(2, said.sections.narrower, readable.narrower, said),
        linkSection(2, said.sections.mythFacts, linkedToAll(readable, body.mythFacts), said),
      ),
    ];
  },
  collection: (readable, said) => {
    const { body } = readable.document;
    const section = (each: NonNullable<typeof body.sections>[number]): Block[] => {
      const items = linkedToAll(readable, each.items).map((item) => [paragraph(linkToDocument(item, said))]);
      return [
        ...(each.title === undefined ? [] : [heading(2, each.title)]),
        ...plainParagraph(each.text),
        ...(items.length === 0 ? [] : [list(items)]),
      ];
    };
    return [
      blocks(
        plainParagraph(body.summary),
        audienceLine(readable, said),
        ...(body.sections ?? []).map((each) => section(each)),
      ),
    ];
  },
};

export function partsOf(readable: Readable, said: ReadingWords): readonly Part[] {
  const write = SECTIONS[readable.document.kind] as Writer<Kind>;
  return write(readable, said);
}

/** Whom to credit, and under which terms: the last line. */
export function creditOf({ attribution }: Readable, said: ReadingWords): Block[] {
  if (!attribution) return [];
  const { text, url, licence } = attribution;
  return [
    paragraph(url === null ? words(text) : [linkTo(url, text)]),
    ...(licence === null ? [] : labelledInlines(said.licence, [linkTo(licence)])),
  ];
}

/** What has been put right since, and which edition this is: below everything, for every kind. */
export function recordOf(readable: Readable, said: ReadingWords): Block[] {
  const { edition } = readable.document;
  const corrections = readable.corrections.map(({ changeKind, publishedAt, note }) => [
    paragraph([
      strong(`${said.changes[changeKind === 'RETRACTION' ? 'RETRACTION' : 'CORRECTION']}, ${dayOf(publishedAt)}:`),
      ...words(` ${note ?? ''}`),
    ]),
  ]);
  const line = said.edition
    .replace('%number', () => String(edition.number))
    .replace('%day', () => dayOf(edition.publishedAt));
  return [
    ...listSection(2, said.sections.corrections, corrections),
    paragraph([...words(`${line}. `), { is: 'link', href: readable.url, children: words(readable.url) }]),
  ];
}

export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

/** A value or a range, with its unit. */
export function measureWords({ what, value, low, high, unit }: NonNullable<Body<'fact'>['measure']>): string {
  const amount = value ?? (low === undefined && high === undefined ? undefined : `${low ?? '?'}–${high ?? '?'}`);
  const shown = amount === undefined ? undefined : [amount, unit].filter((part) => part !== undefined).join(' ');
  return [what, shown].filter((part) => part !== undefined && part !== '').join(': ');
}

function factParts(readable: Readable<'fact'>, said: ReadingWords): readonly Part[] {
  const { body } = readable.document;
  const status = body.status ?? 'UNVERIFIED';
  const newer = linkedTo(readable, body.supersededBy);
  const citation = (each: NonNullable<typeof body.citations>[number]): Block[] => {
    const source = linkedTo(readable, each.source);
    return [
      paragraph([
        ...(each.role === undefined ? [] : [strong(`${said.roles[each.role]}:`), ...words(' ')]),
        ...(source ? cited(source) : []),
        ...words(each.locator === undefined ? '' : ` (${each.locator})`),
      ]),
      ...(each.quote === undefined ? [] : [{ is: 'quote', children: plainParagraph(each.quote) } as const]),
    ];
  };
  return [
    blocks(
      labelled(said.status, status === 'SUPPORTED' ? said.supported : said.labels.status[status]),
      body.notice === undefined
        ? []
        : [{ is: 'callout', tone: 'warning', title: '', children: plainParagraph(body.notice) }],
      labelledInlines(said.fields.supersededBy, newer ? linkToDocument(newer, said) : []),
      labelled(said.fields.measure, body.measure === undefined ? undefined : measureWords(body.measure)),
      labelled(said.fields.population, body.population),
      labelled(said.fields.place, body.place),
      labelled(said.fields.period, body.period),
      labelled(said.fields.verifyBy, body.verifyBy),
      listSection(2, said.sections.evidence, (body.citations ?? []).map(citation)),
    ),
  ];
}

function courseParts(readable: Readable<'course'>, said: ReadingWords): readonly Part[] {
  const { body } = readable.document;
  type Module = NonNullable<typeof body.modules>[number];
  type Lesson = NonNullable<Module['lessons']>[number];
  const lesson = (each: Lesson): Block[] => {
    const facts = [
      each.kind === undefined ? undefined : said.lessonKinds[each.kind],
      each.minutes === undefined ? undefined : `${each.minutes} ${said.minutes}`,
    ].filter((part) => part !== undefined);
    const uses = (each.uses ?? []).flatMap(({ document, locale, edition }) => {
      const found =
        document === undefined
          ? undefined
          : readable.links.get(
              linkName({
                target: document,
                ...(locale === undefined || edition === undefined ? {} : { pinLocale: locale, pinEdition: edition }),
              }),
            );
      return found
        ? [[paragraph([strong(`${said.fields.uses}:`), ...words(' '), ...linkToDocument(found, said)])]]
        : [];
    });
    const objectives = (each.objectives ?? []).map((objective) => plainParagraph(objective));
    return [
      paragraph([strong(each.title ?? ''), ...words(facts.length === 0 ? '' : ` (${facts.join(', ')})`)]),
      ...(objectives.length + uses.length === 0 ? [] : [list([...objectives, ...uses])]),
    ];
  };
  const module = (each: Module): Block[] => [
    heading(2, each.title ?? ''),
    ...plainParagraph(each.summary),
    ...((each.lessons ?? []).length === 0 ? [] : [list((each.lessons ?? []).map(lesson), true)]),
  ];
  const minutes = totalMinutes(body);
  return [
    blocks(
      plainParagraph(body.summary),
      audienceLine(readable, said),
      labelled(said.fields.level, body.level === undefined ? undefined : said.levels[body.level]),
      labelled(said.fields.duration, minutes === 0 ? undefined : `${minutes} ${said.minutes}`),
      listSection(
        2,
        said.sections.objectives,
        (body.objectives ?? []).map((objective) => plainParagraph(objective)),
      ),
      linkSection(2, said.sections.prerequisites, linkedToAll(readable, body.prerequisites), said),
      ...(body.modules ?? []).map(module),
      linkSection(2, said.sections.topics, linkedToAll(readable, body.topics), said),
    ),
  ];
}

export function totalMinutes(course: Body<'course'>): number {
  const lessons = (course.modules ?? []).flatMap((each) => each.lessons ?? []);
  return lessons.reduce((sum, lesson) => sum + (lesson.minutes ?? 0), 0);
}

function audienceLine(readable: Readable, said: ReadingWords): Block[] {
  return labelled(said.fields.audiences, readable.audiences.map(({ name }) => name).join(', '));
}

function sourceSection(readable: Readable, sources: readonly string[] | undefined, said: ReadingWords): Block[] {
  const found = linkedToAll(readable, sources);
  return listSection(
    2,
    said.sections.sources,
    found.map((source) => [paragraph(cited(source))]),
  );
}

function cited({ document }: Linked) {
  return document.kind === 'source' ? reference((document as PublishedDocument<'source'>).body) : [];
}
