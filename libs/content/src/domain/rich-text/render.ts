import type { RichText } from '../kinds/rich-text-shape.js';
import { blocksToHtml } from './html.js';
import { blocksToMarkdown } from './markdown.js';
import { type Block, outline } from './outline.js';
import { type Format, type Rendered, type Segment, separate } from './segments.js';
import { blocksToText } from './text.js';

export type { EmbedPlace, Rendered, Segment } from './segments.js';

const WRITERS: Readonly<Record<Format, (blocks: readonly Block[]) => string>> = {
  html: blocksToHtml,
  markdown: blocksToMarkdown,
  text: blocksToText,
};

/** A document's own words in three formats, cut at its embeds: what an embed shows is known only at read, as of S. */
export function renderOwnWords(blocks: RichText): Rendered {
  const runs = runsOf(outline(blocks));
  return { html: write('html', runs), markdown: write('markdown', runs), text: write('text', runs) };
}

type Run = Block[] | Extract<Segment, object>;

/** Each run of blocks is rendered whole, so that every segment is well formed by itself. */
function runsOf(blocks: readonly Block[]): Run[] {
  const runs: Run[] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    if (block.is === 'embed')
      runs.push({ embed: block.block.document, type: block.block._type, key: block.block._key });
    else if (Array.isArray(last)) last.push(block);
    else runs.push([block]);
  }
  return runs;
}

function write(format: Format, runs: readonly Run[]): Segment[] {
  return separate(
    format,
    runs.map((run) => (Array.isArray(run) ? WRITERS[format](run) : run)),
  );
}
