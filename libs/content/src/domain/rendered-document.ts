import type { Body, Kind } from './kinds/kinds.js';
import type { RichText } from './kinds/rich-text-shape.js';
import { plainText } from './rich-text/plain.js';
import { renderOwnWords } from './rich-text/render.js';
import type { Rendered } from './rich-text/segments.js';
import { readingStatistics } from './rich-text/statistics.js';

/** What the read model keeps of a document's own words, by field. Embeds are cut out: they are joined in at read, as of S. */
export interface RenderedDocument {
  readonly fields: Readonly<Record<string, Rendered>>;
  readonly wordCount: number;
  readonly readingMinutes: number;
  readonly readingGrade: number | null;
}

/** The rich-text fields of each kind. */
export const RICH_TEXT_FIELDS = { article: ['body'], 'myth-fact': ['explanation'] } as const satisfies Partial<
  Record<Kind, readonly string[]>
>;

export function renderDocument(kind: Kind, body: Body, locale: string): RenderedDocument {
  const names: readonly string[] = kind === 'article' || kind === 'myth-fact' ? RICH_TEXT_FIELDS[kind] : [];
  const values = body as Readonly<Record<string, RichText | undefined>>;
  const fields = Object.fromEntries(names.map((name) => [name, renderOwnWords(values[name] ?? [])]));
  const words = names.map((name) => plainText(values[name] ?? [])).join('\n\n');
  const statistics = readingStatistics(words, locale);
  return { fields, ...statistics };
}
