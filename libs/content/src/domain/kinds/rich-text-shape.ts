import { type Static, Type } from 'typebox';
import { Choice, Key, Line, LIMITS, Paragraph, Reference, Shape, WebAddress } from './shapes.js';

/** Portable Text (portabletext.org specification) with a closed set of styles, marks and blocks. */
export const STYLES = ['normal', 'h2', 'h3', 'h4', 'blockquote'] as const;
export const LIST_ITEMS = ['bullet', 'number'] as const;
export const DECORATORS = ['strong', 'em', 'underline', 'code', 'sub', 'sup'] as const;
export const TONES = ['info', 'warning', 'action'] as const;

const Span = Type.Object(
  {
    _type: Type.Literal('span'),
    _key: Key,
    text: Type.String({ maxLength: LIMITS.spanText }),
    marks: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), { maxItems: 20, description: 'Decorators, or keys of markDefs.' }),
    ),
  },
  { additionalProperties: false },
);

const Link = Type.Object(
  { _type: Type.Literal('link'), _key: Key, href: WebAddress('http, https, mailto or tel.') },
  { additionalProperties: false },
);
const DocumentLink = Type.Object(
  {
    _type: Type.Literal('documentLink'),
    _key: Key,
    document: Reference('LINK', [], 'The document that the words link to.'),
  },
  { additionalProperties: false },
);

export const TextBlock = Type.Object(
  {
    _type: Type.Literal('block'),
    _key: Key,
    style: Type.Optional(Choice(STYLES, 'normal when absent.')),
    listItem: Type.Optional(Choice(LIST_ITEMS, 'Makes the block an item of a list.')),
    level: Type.Optional(Type.Integer({ minimum: 1, maximum: 6, description: 'Depth of a list item.' })),
    children: Type.Array(Span, { maxItems: 2_000 }),
    markDefs: Type.Optional(Type.Array(Type.Union([Link, DocumentLink]), { maxItems: 500 })),
  },
  { additionalProperties: false, description: 'A paragraph, heading, quotation or list item.' },
);

const embed = <const T extends string>(type: T, kind: string, description: string) =>
  Type.Object(
    { _type: Type.Literal(type), _key: Key, document: Reference('EMBED', [kind], description) },
    { additionalProperties: false, description },
  );

export const FactEmbed = embed('factEmbed', 'fact', 'Shows a fact with its status, as of the read.');
export const MythFactEmbed = embed('mythFactEmbed', 'myth-fact', 'Shows a myth/fact pair, as of the read.');
export const NoticeEmbed = embed('noticeEmbed', 'notice', 'Shows a safety notice, as of the read.');
export const AssetEmbed = Type.Object(
  {
    _type: Type.Literal('assetEmbed'),
    _key: Key,
    asset: Type.Optional(Line('Reserved.')),
    alt: Type.Optional(Line('Reserved.')),
  },
  { additionalProperties: false, description: 'Reserved: refused at publish until assets exist.' },
);
export const Callout = Type.Object(
  {
    _type: Type.Literal('callout'),
    _key: Key,
    tone: Choice(TONES, 'What the callout is for.'),
    title: Type.Optional(Line('Heading of the callout.')),
    content: Type.Array(TextBlock, { maxItems: 100 }),
  },
  { additionalProperties: false, description: 'Words set apart; an `action` asks the reader to do something.' },
);
export const Table = Type.Object(
  {
    _type: Type.Literal('table'),
    _key: Key,
    headerRow: Type.Optional(Type.Boolean({ description: 'The first row names the columns.' })),
    rows: Type.Array(Shape({ _key: Key, cells: Type.Array(Paragraph('Plain text.'), { maxItems: 50 }) }, 'One row.'), {
      maxItems: 500,
    }),
  },
  { additionalProperties: false, description: 'A simple table of plain text.' },
);

export const RichText = Type.Array(
  Type.Union([TextBlock, FactEmbed, MythFactEmbed, NoticeEmbed, AssetEmbed, Callout, Table]),
  {
    maxItems: LIMITS.blocks,
    description: 'Portable Text.',
    'x-almanac-rich-text': true,
  },
);

export type TextBlock = Static<typeof TextBlock>;
export type RichText = Static<typeof RichText>;
export type RichTextBlock = RichText[number];
export type EmbedBlock = Extract<RichTextBlock, { _type: 'factEmbed' | 'mythFactEmbed' | 'noticeEmbed' }>;
