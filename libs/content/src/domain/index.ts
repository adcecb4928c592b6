/** The pure heart of content: what each kind holds, what publishing needs, and how words become HTML, Markdown and text. */
export {
  BODY_FORMAT,
  type Bodies,
  type Body,
  CITATION_ROLES,
  COURSE_LEVELS,
  FACT_STATUSES,
  isKind,
  type Kind,
  KINDS,
  LESSON_KINDS,
  SHAPES,
  TITLE_FIELD,
  titleOf,
  VERDICTS,
} from './kinds/kinds.js';
export { LIMITS, type ReferenceRole, ROLES } from './kinds/shapes.js';
export {
  DECORATORS,
  type EmbedBlock,
  LIST_ITEMS,
  RichText,
  type RichTextBlock,
  STYLES,
  TextBlock,
  TONES,
} from './kinds/rich-text-shape.js';
export { AssetsNotSupported, HalfPinned, InvalidField, MissingField, UnknownAudience } from './kinds/problems.js';
export { type CheckedDraft, checkDraft } from './kinds/validate.js';
export { type PublishContext, requirementsToPublish } from './kinds/requirements.js';
export { type ExtractedReference, extractReferences } from './kinds/references.js';
export { hash64, type Hashed, hashRevision } from './kinds/hash.js';
export { upcast, type UpcastStep, type UpcastTable, UPCASTS, UnreadableFormat } from './kinds/upcast.js';
export { allSchemas, jsonSchemaOf, portableTextSchema, type Stage } from './kinds/json-schema.js';
export { type OwnWords, ownWords } from './kinds/text-of.js';
export { renderOwnWords } from './rich-text/render.js';
export {
  type EmbedPlace,
  type Format,
  joinSegments,
  mergeSegments,
  type Rendered,
  type Segment,
} from './rich-text/segments.js';
export { type EmbedTarget, renderEmbed, type RetractedTarget } from './rich-text/embeds.js';
export { type Labels, labelsFor } from './rich-text/labels.js';
export { type ReadingStatistics, readingStatistics } from './rich-text/statistics.js';
export { plainText } from './rich-text/plain.js';
export { safeHref } from './rich-text/web-address.js';
