import { type Body, type ExtractedReference, extractReferences, type Format, type Kind, titleOf } from '#content';
import type { Attribution, CorrectionRecord, PublishedDocument, PublishedWithdrawal } from '#delivery';
import { readingWords, type ReadingWords } from './words.js';

/** A document that another one names, as the reader of that other one may see it. */
export interface Linked {
  readonly document: PublishedDocument;
  /** Absolute; null where the document is shown by its host but has no address of its own for this reader. */
  readonly url: string | null;
}

/**
 * A published document together with everything that its page shows, all of it as of one S and one scope. The renderers
 * are pure functions of this: whatever is missing here, the reader may not see.
 */
export interface Readable<K extends Kind = Kind> {
  readonly document: PublishedDocument<K>;
  /** Absolute address without a suffix. */
  readonly url: string;
  /** Address of the schema that `body` fits. */
  readonly schemaUrl: string;
  /** Address of the publisher's service: who says this. */
  readonly publisherUrl: string;
  /** Rich-text fields with their embeds joined in, in the formats that were asked for. */
  readonly text: Readonly<Record<string, Readonly<Partial<Record<Format, string>>>>>;
  /** What its references lead to, by `linkName`. */
  readonly links: ReadonlyMap<string, Linked>;
  /** Topics directly below a topic. */
  readonly narrower: readonly Linked[];
  readonly audiences: readonly { readonly key: string; readonly name: string }[];
  /** Whom it is to be credited to; null: nothing is said. */
  readonly attribution: Attribution | null;
  /** Safety contacts, the most urgent first. */
  readonly notices: readonly PublishedDocument<'notice'>[];
  /** Every edition that corrected or took back what was said, newest first. */
  readonly corrections: readonly CorrectionRecord[];
  /** Of a document as of the past: why it is not public any more. */
  readonly withdrawn: PublishedWithdrawal | null;
}

/** Two references have one name exactly when they lead to the same thing. */
export function linkName(reference: Pick<ExtractedReference, 'target' | 'pinLocale' | 'pinEdition'>): string {
  return [reference.target, reference.pinLocale ?? '', reference.pinEdition ?? ''].join(' ');
}

export function linkedTo(readable: Readable, target: string | undefined): Linked | null {
  return target === undefined ? null : (readable.links.get(linkName({ target })) ?? null);
}

/** Those that are there, in order. */
export function linkedToAll(readable: Readable, targets: readonly string[] | undefined): readonly Linked[] {
  return (targets ?? []).flatMap((target) => linkedTo(readable, target) ?? []);
}

/** What a document is called where it stands alone: a myth is never without the word, nor a doubtful fact without its status. */
export function nameOf(document: Pick<PublishedDocument, 'kind' | 'body'>, words: ReadingWords): string {
  const title = titleOf(document.kind, document.body) ?? '';
  if (document.kind === 'myth-fact') return `${words.labels.myth}: ${title}`;
  if (document.kind !== 'fact') return title;
  const { status } = document.body as Body<'fact'>;
  return status === 'SUPPORTED' ? title : `${words.labels.status[status ?? 'UNVERIFIED']}: ${title}`;
}

export function nameOfReadable(readable: Readable): string {
  return nameOf(readable.document, readingWords(readable.document.locale));
}

/**
 * The body as the schema of its kind has it, without references that lead nowhere for this reader. Those inside rich text
 * stay: they hold a place in the words.
 */
export function visibleBody(readable: Readable): Record<string, unknown> {
  const { kind, body } = readable.document;
  const hidden = extractReferences(kind, body)
    .filter((reference) => !isInText(kind, reference) && !readable.links.has(linkName(reference)))
    // A use is nothing without its document; a citation keeps its words without its source.
    .map(({ role, path }) => (role === 'USES' ? path.slice(0, -1) : path));
  return without(body, new Set(hidden.map((path) => JSON.stringify(path))), []) as Record<string, unknown>;
}

export function isInText(kind: Kind, reference: ExtractedReference): boolean {
  return (kind === 'article' && reference.path[0] === 'body') || reference.path[0] === 'explanation';
}

function without(value: unknown, hidden: ReadonlySet<string>, path: readonly (string | number)[]): unknown {
  if (hidden.size === 0 || typeof value !== 'object' || value === null) return value;
  const keeps = (part: string | number) => !hidden.has(JSON.stringify([...path, part]));
  if (Array.isArray(value))
    return value.flatMap((entry: unknown, index) => (keeps(index) ? [without(entry, hidden, [...path, index])] : []));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
      keeps(name) ? [[name, without(member, hidden, [...path, name])]] : [],
    ),
  );
}
