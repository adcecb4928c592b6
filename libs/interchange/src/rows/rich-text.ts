import type { ToRichText } from './domain/mapping.js';

/** Readers of markup, loaded by whoever imports rows. */
export async function richTextReader(): Promise<ToRichText> {
  const [{ readMarkdown }, { readHtml }, { BodyWriter }] = await Promise.all([
    import('../page/sources/markdown.js'),
    import('../page/sources/html.js'),
    import('../page/portable-text.js'),
  ]);
  return (text, from) => {
    if (from === 'paragraphs') return paragraphs(text);
    const { blocks } = from === 'markdown' ? readMarkdown(text, 'row.md') : readHtml(text, 'row.html');
    const body = new BodyWriter(1);
    for (const block of blocks) if (block.kind !== 'dropped') body.add(block);
    return body.blocks;
  };
}

function paragraphs(text: string) {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part, index) => ({
      _type: 'block',
      _key: `b${index + 1}`,
      style: 'normal',
      children: [{ _type: 'span', _key: `b${index + 1}s1`, text: part, marks: [] }],
      markDefs: [],
    }));
}
