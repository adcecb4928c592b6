/**
 * What schema `preview` has a view of, under the same name and with the same columns: the published side as of one publication,
 * with what one preview lays over it. Reading and publishing write their SQL once, for the published side; a statement that goes
 * through `overlaid` means the preview that the settings of its connection or transaction choose.
 */
const COVERED: readonly string[] = [
  'content.revision',
  'delivery.edition_row',
  'delivery.listing',
  'delivery.listing_topic',
  'delivery.reference',
  'delivery.search',
  'delivery.search_lexeme',
  'delivery.search_place',
  'delivery.topic_node',
  'delivery.topic_tree',
  'delivery.withdrawal',
  'ledger.head',
  'ledger.publication',
];

const NAMES = new RegExp(`\\b(?:${COVERED.map((name) => name.replace('.', '\\.')).join('|')})\\b`, 'g');

/** The same statement about a preview. */
export function overlaid(sql: string): string {
  return sql.replace(NAMES, (name) => `preview${name.slice(name.indexOf('.'))}`);
}

/** What the views choose by: the link, and the publication that it lies over. */
export const OVERLAY_SETTINGS = { link: 'almanac.preview', base: 'almanac.preview_base' } as const;
