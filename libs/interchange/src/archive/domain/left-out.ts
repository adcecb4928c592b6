/** Schemas whose tables an archive holds, all of them but those named below. */
export const ARCHIVED_SCHEMAS = [
  'access',
  'content',
  'delivery',
  'interchange',
  'ledger',
  'preview',
  'traffic',
  'webhook',
] as const;

/** Schemas that no archive holds, and why not. */
export const LEFT_OUT_SCHEMAS: Readonly<Record<string, string>> = {
  extensions: 'functions of PostgreSQL, which the migrations bring',
  graphile_worker: 'the queue of the worker: what has to be done is in our own tables, and is queued from there again',
  public: 'nothing but the list of migrations, which stands in the header of the archive',
};

const PREVIEW =
  'a copy of drafts for a link that ends within a day; one that was revoked after the backup would open again';
const PREVIEWS = [
  'edition_row_over',
  'link',
  'listing_over',
  'listing_topic_over',
  'objection',
  'reference_over',
  'revision_over',
  'search_lexeme_over',
  'search_over',
  'topic_node_over',
  'topic_tree_over',
  'withdrawal_over',
];

/** Tables of archived schemas that no archive holds, and why not. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'access.attempt': 'counts of the last quarter of an hour',
  'access.session': 'a session that ended after the backup would be open again: everybody signs in once more',
  ...Object.fromEntries(PREVIEWS.map((table) => [`preview.${table}`, PREVIEW])),
  'traffic.quota': 'counts of the last minute and day',
  'access.sign_in_link': 'a link that was used after the backup would work again: ask for a new one',
};
