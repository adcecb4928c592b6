/**
 * Reads one educational page (text, Markdown or HTML) into items, and accounts for every line of it. Pure: the same bytes, name and
 * locale give the same reading. It refuses with `BadInput` what is no page.
 */
import { assemble } from './assemble.js';
import { decodePage, formatOf } from './decode.js';
import type { LabelWords } from './labels/label-words.js';
import type { PageBlock } from './page-block.js';
import type { Passage } from './passage.js';
import { dropFurniture } from './recognisers/furniture.js';
import { shapeBlocks } from './structure.js';
import { readHtml } from './sources/html.js';
import { readMarkdown } from './sources/markdown.js';
import { readText } from './sources/text.js';
import type { PageReading } from './types.js';
import { labelsFor } from './words.js';

export type { LabelWords } from './labels/label-words.js';
export { PAGE_LIMIT_BYTES } from './decode.js';
export * from './types.js';

export function readPage(
  bytes: Uint8Array,
  options: { name: string; locale: string; labels?: LabelWords },
): PageReading {
  const raw = decodePage(bytes, options.name);
  const format = formatOf(options.name, raw);
  const labels = options.labels ?? labelsFor(options.locale);
  let blocks: PageBlock[];
  let documentTitle: Passage | null = null;
  if (format === 'html') ({ blocks, title: documentTitle } = readHtml(raw, options.name));
  else if (format === 'markdown') ({ blocks } = readMarkdown(raw, options.name));
  else blocks = readText(raw, labels);
  blocks = shapeBlocks(blocks, raw, { marked: format !== 'text' }, labels);
  dropFurniture(blocks, labels);
  return { format, ...assemble(raw, blocks, documentTitle, labels) };
}
