import type { RichTextBlock } from '#content';

/** Targets of the embeds of a text, in reading order. */
export function embeddedTargets(
  blocks: readonly RichTextBlock[] | undefined,
  types: readonly string[] = ['factEmbed', 'mythFactEmbed', 'noticeEmbed'],
): string[] {
  return (blocks ?? []).flatMap((block) =>
    types.includes(block._type) && 'document' in block && block.document !== undefined ? [block.document] : [],
  );
}
