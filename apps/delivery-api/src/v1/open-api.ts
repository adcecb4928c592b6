import { KINDS } from '#content';
import { FORMATS } from './formats.js';
import { type Parameter, SNAPSHOT_PARAMETERS } from './parameters.js';
import type { Route } from './routes.js';

type Json = Readonly<Record<string, unknown>>;

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'string' };
const address = { type: 'string', format: 'uri' };
const instant = { type: 'string', format: 'date-time' };
const nullable = (type: string): Json => ({ type: [type, 'null'] });
const object = (properties: Json, optional: readonly string[] = []): Json => ({
  type: 'object',
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});
const listOf = (items: Json): Json => ({ type: 'array', items });

const BESIDE_TITLE: Json = {
  fact: { ...text, description: 'Of a pair: the correction. Its title is the myth, so show both.' },
  status: { ...text, description: 'Of a fact. Show `notice` with anything but SUPPORTED.' },
  notice: { ...nullable('string'), description: 'Of a fact: what readers must know.' },
};
const NOT_OF_ALL = Object.keys(BESIDE_TITLE);

const SUMMARY: Json = {
  kind: { enum: KINDS },
  documentId: { type: 'string', format: 'uuid' },
  locale: text,
  slug: text,
  title: text,
  ...BESIDE_TITLE,
  url: address,
  edition: object({
    number: { type: 'integer', minimum: 1 },
    publishedAt: instant,
    kind: { enum: ['MAJOR', 'MINOR', 'CORRECTION', 'RETRACTION'] },
    note: nullable('string'),
    hash: text,
  }),
  listedAt: instant,
};

const LINKED = object(
  {
    kind: { enum: KINDS },
    documentId: text,
    locale: text,
    slug: text,
    title: text,
    ...BESIDE_TITLE,
    url: { ...nullable('string'), description: 'Null where the document is shown here but has no address for you.' },
  },
  NOT_OF_ALL,
);

function schemas(publicUrl: string): Json {
  const withdrawal = object({
    documentId: text,
    kind: { enum: KINDS },
    locale: text,
    slug: text,
    reason: { enum: ['GONE', 'REPLACED', 'RETRACTED', 'REVERTED'] },
    notice: { ...nullable('string'), description: 'What to show in its place; always there when RETRACTED.' },
    at: instant,
  });
  return {
    Summary: object(SUMMARY, NOT_OF_ALL),
    Document: object(
      {
        ...SUMMARY,
        schema: address,
        body: {
          description: 'What `schema` describes, without references that lead nowhere for you.',
          anyOf: KINDS.map((kind) => ({ $ref: `${publicUrl}/v1/schemas/${kind}.json` })),
        },
        text: {
          description: 'Rich-text fields with their embeds.',
          type: 'object',
          additionalProperties: object({ html: text, markdown: text, text }),
        },
        wordCount: { type: 'integer' },
        readingMinutes: { type: 'integer' },
        readingGrade: nullable('number'),
        audiences: listOf(object({ key: text, name: text })),
        links: listOf(object({ target: text, role: text, inText: { type: 'boolean' }, document: LINKED }, ['inText'])),
        narrower: listOf(LINKED),
        corrections: listOf(
          object({ edition: { type: 'integer' }, publishedAt: instant, kind: text, note: nullable('string') }),
        ),
        attribution: ATTRIBUTION,
        notices: listOf(ref('Notice')),
        withdrawn: { ...withdrawal, description: 'Why it is not public any more, when it is read as of the past.' },
      },
      [...NOT_OF_ALL, 'narrower', 'withdrawn'],
    ),
    List: object({
      kind: { enum: KINDS },
      locale: text,
      items: listOf(ref('Summary')),
      next: { ...nullable('string'), description: 'Address of the next page.' },
      attribution: ATTRIBUTION,
      notices: listOf(ref('Notice')),
    }),
    SyncPage: object({
      upserts: listOf(ref('SyncDocument')),
      removals: listOf(
        object({
          documentId: text,
          kind: { enum: KINDS },
          locale: text,
          reason: { enum: ['WITHDRAWN', 'REPLACED', 'RETRACTED', 'EXPUNGED'] },
          replacedBy: nullable('string'),
          notice: nullable('string'),
        }),
      ),
      token: { ...text, description: 'Give it with the next call.' },
      hasMore: { type: 'boolean' },
      next: { ...nullable('string'), description: 'Address of the next page.' },
      count: { ...nullable('integer'), description: 'With the last page: how many documents the copy must hold.' },
      checksum: {
        ...nullable('string'),
        description:
          'With the last page: for each document the first 8 bytes of SHA-256 over documentId, a zero byte, locale, a zero byte and the 32 bytes of edition.hash, as a signed big-endian number; summed modulo 2^64, in 16 hexadecimal digits.',
      },
      attribution: ATTRIBUTION,
    }),
    Attribution: object({
      text: { ...text, description: 'The credit, as it is to be shown.' },
      url: { ...nullable('string'), description: 'Where the credit is to lead.' },
      licence: { ...nullable('string'), description: 'Address of the licence.' },
    }),
    SyncDocument: object({
      documentId: { type: 'string', format: 'uuid' },
      locale: text,
      kind: { enum: KINDS },
      slug: text,
      carried: { type: 'boolean', description: 'Here only because something else embeds or cites it.' },
      edition: object({
        number: { type: 'integer', minimum: 1 },
        publishedAt: instant,
        changeKind: { enum: ['MAJOR', 'MINOR', 'CORRECTION', 'RETRACTION'] },
        note: nullable('string'),
        hash: text,
      }),
      listedAt: instant,
      fields: {
        description: 'What the schema of the kind describes, other documents as their documentIds.',
        anyOf: KINDS.map((kind) => ({ $ref: `${publicUrl}/v1/schemas/${kind}.json` })),
      },
      rendered: { type: 'object', description: 'Texts ready to show, cut at what they embed.' },
    }),
    Notice: {
      type: 'object',
      description: 'A safety contact; show it beside the content.',
      required: ['documentId', 'locale', 'name'],
    },
    JsonFeed: { type: 'object', description: 'https://www.jsonfeed.org/version/1.1/', required: ['version', 'items'] },
    Refusal: object({
      errors: listOf(
        object({
          message: text,
          extensions: object({ code: text, argument: { ...text, description: 'The parameter at fault.' } }, [
            'argument',
          ]),
        }),
      ),
    }),
    Moved: object({ location: { ...address, description: 'As in the header Location.' } }),
    Withdrawn: object(
      {
        errors: listOf(object({ message: text, extensions: object({ code: text }) })),
        withdrawal,
        expunged: object({ documentId: text, kind: { enum: KINDS }, locale: text, at: instant }),
        notices: listOf(ref('Notice')),
      },
      ['withdrawal', 'expunged'],
    ),
  };
}

/** Null where the publisher says nothing. */
const ATTRIBUTION: Json = { anyOf: [ref('Attribution'), { type: 'null' }] };

const STATUSES: Readonly<Record<308 | 404 | 406 | 409 | 410, readonly [string, string]>> = {
  308: ['The document has another address now: a new slug, or a document that replaced it.', 'Moved'],
  404: ['Nothing that you may see; of what was public by mistake, with the reason.', 'Refusal'],
  406: ['None of the types in Accept.', 'Refusal'],
  409: ['The copy must be made anew: `code` says why, and `resync` is true.', 'Refusal'],
  410: [
    'Withdrawn, with the reason; of a retraction with its notice. Or expunged: remove every copy that you have.',
    'Withdrawn',
  ],
};

const UNCHANGED: Json = { description: 'Unchanged since the answer with this ETag.' };
const OVER_QUOTA = told('More than the quota allows: `Retry-After` says when to come back.');
const NOT_UNDERSTOOD = told('A parameter that is unknown or cannot be understood; `argument` names it.');

/** OpenAPI 3.1 of the routes: made from the same table that mounts them; of the two that stream, from what they take. */
export function openApi(routes: readonly Route[], publicUrl: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Almanac: published content over HTTP',
      version: '1',
      description:
        'Read-only. The header Almanac-Key (or Authorization: Bearer) says who asks; without a key that fits, the partner public. Every answer names its state in Almanac-As-Of.',
    },
    servers: [{ url: publicUrl }],
    security: [{}, { almanacKey: [] }, { bearer: [] }],
    paths: Object.fromEntries([
      ...routes.flatMap((route) =>
        route.paths.map((path, index) => [path, { get: operation(route, path, index) }] as const),
      ),
      ['/v1/sync.ndjson', { get: snapshotOperation() }] as const,
      ['/v1/events', { get: eventsOperation() }] as const,
      ['/v1/openapi.json', { get: ownOperation() }] as const,
    ]),
    components: {
      securitySchemes: {
        almanacKey: { type: 'apiKey', in: 'header', name: 'Almanac-Key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: schemas(publicUrl),
    },
  };
}

function operation(route: Route, path: string, index: number): Json {
  const suffixed = index > 0;
  const statuses = route.statuses.filter((status) => !(suffixed && status === 406));
  return {
    operationId: suffixed ? `${route.operation}WithSuffix` : route.operation,
    summary: route.summary,
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => pathParameter(name ?? '', path)),
      ...route.parameters.map(queryParameter),
    ],
    responses: {
      200: {
        description: 'Found.',
        content: Object.fromEntries(
          route.media.map((media) => [
            media,
            {
              schema:
                route.schema && media.endsWith('json') && media !== 'application/ld+json' ? ref(route.schema) : {},
            },
          ]),
        ),
      },
      304: UNCHANGED,
      429: OVER_QUOTA,
      400: NOT_UNDERSTOOD,
      ...Object.fromEntries(
        statuses.map((status) => {
          const [description, schema] = STATUSES[status];
          return [status, told(description, schema)];
        }),
      ),
    },
  };
}

function snapshotOperation(): Json {
  const [gone, schema] = STATUSES[409];
  return {
    operationId: 'snapshot',
    summary: 'All pages of a synchronisation in one answer.',
    parameters: SNAPSHOT_PARAMETERS.map(queryParameter),
    responses: {
      200: {
        description:
          'A line of JSON for each change, and after each page one with `token` and `hasMore`. The copy is complete when a line says that there is no more.',
        content: { 'application/x-ndjson': { schema: {} } },
      },
      304: UNCHANGED,
      400: NOT_UNDERSTOOD,
      409: told(gone, schema),
      429: OVER_QUOTA,
      503: told('As many copies are being made as can be at once: `Retry-After` says when to come back.'),
    },
  };
}

function eventsOperation(): Json {
  return {
    operationId: 'events',
    summary: 'Server-sent events that say when it is worth asking again; the id of each is a value of Almanac-As-Of.',
    responses: {
      200: { description: 'It goes on.', content: { 'text/event-stream': { schema: {} } } },
      429: OVER_QUOTA,
    },
  };
}

function ownOperation(): Json {
  return {
    operationId: 'openApi',
    summary: 'This description.',
    responses: {
      200: { description: 'Found.', content: { 'application/json': { schema: { type: 'object' } } } },
      400: told('It takes no parameters.'),
    },
  };
}

function told(description: string, schema = 'Refusal'): Json {
  return { description, content: { 'application/json': { schema: ref(schema) } } };
}

function pathParameter(name: string, path: string): Json {
  const values: Readonly<Record<string, Json>> = {
    kind: { type: 'string', enum: path.startsWith('/v1/schemas/') ? [...KINDS, 'portable-text'] : KINDS },
    format: { type: 'string', enum: FORMATS.map((format) => format.name) },
    slug: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
  };
  return { name, in: 'path', required: true, schema: values[name] ?? text };
}

function queryParameter({ name, description, schema }: Parameter): Json {
  return {
    name,
    in: 'query',
    required: false,
    description,
    schema,
    ...(schema['type'] === 'array' ? { explode: true } : {}),
  };
}
