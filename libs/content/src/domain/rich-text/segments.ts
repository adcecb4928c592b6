import type { EmbedBlock } from '../kinds/rich-text-shape.js';

/** The place of an embed among a document's own words. */
export interface EmbedPlace {
  /** Id of the document to show here. */
  readonly embed: string;
  readonly type: EmbedBlock['_type'];
  /** `_key` of the block. */
  readonly key: string;
}

/** Rendered words, or a place that is filled in at read, as of S. */
export type Segment = string | EmbedPlace;

export type Format = 'html' | 'markdown' | 'text';

/** A document's own words in every format, cut at its embeds. JSON: this is what delivery stores. */
export type Rendered = Record<Format, Segment[]>;

/** Between two blocks. Segments carry it on both sides of an embed, so that joining is concatenation. */
export const SEPARATORS: Readonly<Record<Format, string>> = { html: '', markdown: '\n\n', text: '\n\n' };

export function mergeSegments(segments: readonly Segment[]): Segment[] {
  const merged: Segment[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (typeof segment !== 'string') merged.push(segment);
    else if (typeof last === 'string') merged[merged.length - 1] = last + segment;
    else if (segment !== '') merged.push(segment);
  }
  return merged;
}

/** Blocks in order, with the separator of the format between them; what is empty leaves no gap. */
export function separate(format: Format, blocks: readonly (Segment | readonly Segment[])[]): Segment[] {
  const written = blocks.map((block) =>
    Array.isArray(block) ? mergeSegments(block as readonly Segment[]) : mergeSegments([block as Segment]),
  );
  const parts = written.filter((block) => block.length > 0);
  return mergeSegments(parts.flatMap((block, index) => (index === 0 ? block : [SEPARATORS[format], ...block])));
}

/** An embed that shows nothing (its target was expunged) leaves no gap either. */
export function joinSegments(segments: readonly Segment[], show: (place: EmbedPlace) => string): string {
  let text = '';
  let skipped = false;
  for (const segment of segments) {
    const shown = typeof segment === 'string' ? segment : show(segment);
    const closesGap = skipped && shown.startsWith('\n\n') && (text === '' || text.endsWith('\n\n'));
    text += closesGap ? shown.slice(2) : shown;
    skipped = typeof segment === 'string' ? skipped && shown === '' : shown === '';
  }
  return skipped && text.endsWith('\n\n') ? text.slice(0, -2) : text;
}
