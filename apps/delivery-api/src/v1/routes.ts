import { jsonSchemaOf, KINDS, portableTextSchema } from '#content';
import { jsonAnswer, NOT_FOUND, type Written } from './answer.js';
import type { Asked } from './asked.js';
import { answerDocument, documentNamed } from './document.js';
import { answerFeed, type FeedFormat, type FeedName } from './feeds.js';
import { FORMATS, JSON_FORMAT, type MediaFormat } from './formats.js';
import { answerList, listNamed } from './list.js';
import {
  AFTER,
  AS_OF,
  AUDIENCE,
  EDITION,
  FALLBACK,
  FIRST,
  LOCALE,
  ORDER,
  type Parameter,
  REGION,
  SYNC_FIRST,
  SYNC_KINDS,
  SYNC_LOCALES,
  SYNC_TAG,
  SYNC_TOKEN,
  TOPIC,
} from './parameters.js';
import { answerSitemap } from './sitemap.js';
import { answerSync } from './sync.js';

/** One address: what it is mounted as, what OpenAPI says of it, and who answers. */
export interface Route {
  /** As the routers have it: ours in front, and Fastify's. */
  readonly mount: string;
  /** As OpenAPI has it; several when one route takes a suffix too. */
  readonly paths: readonly string[];
  readonly operation: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** Media types of a 200. */
  readonly media: readonly string[];
  /** Of what `Accept` chooses where the address says no more; absent where it chooses nothing. */
  readonly offers?: readonly MediaFormat[];
  /**
   * How far an address of it leads. 'open': `Accept` decides. 'fixed': it alone says what comes. 'nowhere': whoever asks gets
   * the same, without anything being read.
   */
  readonly leads: (path: Path) => 'open' | 'fixed' | 'nowhere';
  /** Name of the schema of the JSON answer in `components`, if it has one. */
  readonly schema?: 'Document' | 'List' | 'JsonFeed' | 'SyncPage';
  /** Statuses besides 200, 304, 400 and 500. */
  readonly statuses: readonly (308 | 404 | 406 | 409 | 410)[];
  readonly answer: (asked: Asked) => Written | Promise<Written>;
}

/** Parameters of a path, by name. */
export type Path = Readonly<Record<string, string>>;

const feed = (name: FeedName, format: FeedFormat): Route => ({
  mount: `/v1/${name}.${format}`,
  paths: [`/v1/${name}.${format}`],
  operation: `${name}${format === 'atom' ? 'Atom' : 'Json'}`,
  summary:
    name === 'publications'
      ? 'Editions in order of publication, newest first.'
      : 'Corrections and retractions, newest first.',
  parameters: [LOCALE, FIRST, AS_OF],
  media: [format === 'atom' ? 'application/atom+xml' : 'application/feed+json'],
  ...(format === 'json' ? { schema: 'JsonFeed' } : {}),
  leads: () => 'fixed',
  statuses: [],
  answer: (asked) => answerFeed(asked, name, format),
});

export const ROUTES: readonly Route[] = [
  {
    mount: '/v1/:kind/:name',
    paths: ['/v1/{kind}/{slug}', '/v1/{kind}/{slug}.{format}'],
    operation: 'document',
    summary: 'One document, in the format of the suffix, else of Accept.',
    parameters: [LOCALE, FALLBACK, EDITION, AS_OF, REGION],
    media: FORMATS.map(({ media }) => media),
    schema: 'Document',
    offers: FORMATS,
    leads: (path) => leading(documentNamed(path)),
    statuses: [308, 404, 406, 410],
    answer: answerDocument,
  },
  {
    mount: '/v1/:kind',
    paths: ['/v1/{kind}', '/v1/{kind}.json'],
    operation: 'list',
    summary: 'A page of the documents of a kind.',
    parameters: [LOCALE, FALLBACK, FIRST, AFTER, ORDER, TOPIC, AUDIENCE, AS_OF, REGION],
    media: ['application/json'],
    schema: 'List',
    offers: [JSON_FORMAT],
    leads: (path) => leading(listNamed(path)),
    statuses: [404, 406],
    answer: answerList,
  },
  feed('publications', 'atom'),
  feed('publications', 'json'),
  feed('corrections', 'atom'),
  feed('corrections', 'json'),
  {
    mount: '/v1/sync',
    paths: ['/v1/sync'],
    operation: 'sync',
    summary: 'What a copy lacks to be exactly what is public for you, page by page.',
    parameters: [SYNC_TOKEN, SYNC_FIRST, SYNC_KINDS, SYNC_LOCALES, SYNC_TAG],
    media: ['application/json'],
    schema: 'SyncPage',
    leads: () => 'fixed',
    statuses: [409],
    answer: answerSync,
  },
  {
    mount: '/v1/schemas/:name',
    paths: ['/v1/schemas/{kind}.json'],
    operation: 'schema',
    summary: 'The JSON Schema of `body` of a kind, or of `portable-text`.',
    parameters: [],
    media: ['application/schema+json'],
    leads: () => 'nowhere',
    statuses: [404],
    answer: ({ path }) => answerSchema(path['name'] ?? ''),
  },
  {
    mount: '/sitemap.xml',
    paths: ['/sitemap.xml'],
    operation: 'sitemap',
    summary: 'The address of every document.',
    parameters: [AS_OF],
    media: ['application/xml'],
    leads: () => 'fixed',
    statuses: [],
    answer: answerSitemap,
  },
];

function leading(named: { readonly format: MediaFormat | null } | null): ReturnType<Route['leads']> {
  if (named === null) return 'nowhere';
  return named.format === null ? 'open' : 'fixed';
}

/** The same schemas that are committed beside the kinds; made here, because a build has no such files. */
const SCHEMAS: ReadonlyMap<string, object> = new Map<string, object>([
  ...KINDS.map((kind) => [`${kind}.json`, jsonSchemaOf(kind, 'published')] as const),
  ['portable-text.json', portableTextSchema()],
]);

function answerSchema(name: string): Written {
  const schema = SCHEMAS.get(name);
  return schema ? jsonAnswer(schema, { contentType: 'application/schema+json; charset=utf-8' }) : NOT_FOUND;
}
