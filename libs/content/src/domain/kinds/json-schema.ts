import { KINDS, type Kind } from './kinds.js';
import { RichText } from './rich-text-shape.js';
import { type ShapeNode, shapeOf } from './shape-node.js';

export type Stage = 'draft' | 'published';

type Schema = Record<string, unknown>;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
/** The number in every id. Raise it when a schema changes so that a document that fitted no longer fits, or the other way round. */
const SCHEMA_VERSION = 1;

const TITLES: Readonly<Record<Kind, string>> = {
  article: 'Article',
  'myth-fact': 'Myth and fact',
  course: 'Course',
  fact: 'Fact',
  source: 'Source',
  notice: 'Notice',
  topic: 'Topic',
  collection: 'Collection',
};

/** A self-contained JSON Schema of a kind: of drafts, which may lack anything, or of what publishing lets through. */
export function jsonSchemaOf(kind: Kind, stage: Stage): Schema {
  const title = TITLES[kind];
  const published = stage === 'published';
  const body = published ? merge(translate(shapeOf(kind), stage), REQUIRED[kind]) : translate(shapeOf(kind), stage);
  const { description, ...rest } = body as { description: string };
  return {
    $schema: DIALECT,
    $id: `urn:almanac:schema:${kind}${published ? '' : '-draft'}:${SCHEMA_VERSION}`,
    title: published ? title : `${title} (draft)`,
    description: published ? `${description} As published.` : `${description} A draft: anything may be missing.`,
    ...rest,
    ...(usesRichText(shapeOf(kind)) ? { $defs: { portableText: portableText(stage) } } : {}),
  };
}

/** What the scalar `PortableText` holds. */
export function portableTextSchema(): Schema {
  const { description, ...rest } = portableText('published');
  return {
    $schema: DIALECT,
    $id: `urn:almanac:schema:portable-text:${SCHEMA_VERSION}`,
    title: 'Portable Text',
    description: `${String(description)} Blocks, marks and styles are a closed set; embeds name documents by id.`,
    ...rest,
  };
}

/** File name to schema: what libs/content/schemas holds. */
export function allSchemas(): Record<string, object> {
  const kinds = KINDS.flatMap((kind) => [
    [`${kind}.schema.json`, jsonSchemaOf(kind, 'published')] as const,
    [`${kind}.draft.schema.json`, jsonSchemaOf(kind, 'draft')] as const,
  ]);
  return Object.fromEntries([...kinds, ['portable-text.schema.json', portableTextSchema()]]);
}

function portableText(stage: Stage): Schema {
  const { 'x-almanac-rich-text': _mark, ...shape } = plainCopy(RichText);
  return translateMembers(shape, stage);
}

function translate(node: unknown, stage: Stage): Schema {
  const schema = plainCopy(node);
  if (schema['x-almanac-rich-text'] === true) return { $ref: '#/$defs/portableText' };
  return translateMembers(schema, stage);
}

function translateMembers(schema: Schema, stage: Stage): Schema {
  const result: Schema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'anyOf') {
      const branches = value as ShapeNode[];
      // Reserved for drafts: publishing refuses it.
      const allowed =
        stage === 'published'
          ? branches.filter((branch) => branch.properties?.['_type']?.const !== 'assetEmbed')
          : branches;
      result['anyOf'] = allowed.map((branch) => translate(branch, stage));
    } else if (key === 'properties') {
      result['properties'] = Object.fromEntries(
        Object.entries(value as Schema).map(([name, property]) => [name, translate(property, stage)]),
      );
    } else if (key === 'items') {
      result['items'] = translate(value, stage);
    } else if (key === 'format' && value === 'web-address') {
      // Our own format, in words that every validator knows.
      Object.assign(result, {
        format: 'uri',
        pattern: '^([Hh][Tt][Tt][Pp][Ss]?://|[Mm][Aa][Ii][Ll][Tt][Oo]:|[Tt][Ee][Ll]:)',
      });
    } else {
      result[key] = value;
    }
  }
  return schema['enum'] && !schema['type'] ? { type: 'string', ...result } : result;
}

function usesRichText(shape: ShapeNode): boolean {
  return Object.values(shape.properties ?? {}).some((property) => property['x-almanac-rich-text'] === true);
}

/** Shapes carry marks of their library that JSON does not; a copy through JSON is what everyone else sees. */
function plainCopy(node: unknown): Schema {
  return JSON.parse(JSON.stringify(node)) as Schema;
}

/** Objects are merged member by member; everything else is replaced. */
function merge(schema: Schema, over: Schema): Schema {
  const result: Schema = { ...schema };
  for (const [key, value] of Object.entries(over)) {
    const current = result[key];
    result[key] = isObject(current) && isObject(value) ? merge(current, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const filled = { minLength: 1 };
const has = (name: string, value: unknown): Schema => ({ required: [name], properties: { [name]: { const: value } } });

/** `requirementsToPublish`, as far as a schema can say it; a spec holds the two together. */
const REQUIRED: Readonly<Record<Kind, Schema>> = {
  article: { required: ['title', 'body'], properties: { title: filled, body: { minItems: 1 } } },
  'myth-fact': { required: ['myth', 'fact'], properties: { myth: filled, fact: filled } },
  course: {
    required: ['title'],
    properties: {
      title: filled,
      modules: {
        items: {
          required: ['_key', 'title'],
          properties: {
            title: filled,
            lessons: {
              items: {
                required: ['_key', 'title'],
                properties: {
                  title: filled,
                  uses: {
                    items: { required: ['document'], dependentRequired: { locale: ['edition'], edition: ['locale'] } },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
  fact: {
    required: ['statement', 'status'],
    properties: {
      statement: filled,
      notice: filled,
      citations: { items: { required: ['_key', 'source', 'role'] } },
    },
    allOf: [
      {
        if: has('status', 'SUPPORTED'),
        then: { required: ['citations'], properties: { citations: { contains: has('role', 'PRIMARY') } } },
        else: { required: ['notice'] },
      },
      { if: has('status', 'SUPERSEDED'), then: { required: ['supersededBy'] } },
    ],
  },
  source: { required: ['title'], properties: { title: filled } },
  notice: {
    required: ['name'],
    properties: { name: filled, text: { required: ['number'] } },
    anyOf: [{ required: ['phone'] }, { required: ['text'] }, { required: ['chatUrl'] }, { required: ['tty'] }],
  },
  topic: { required: ['name'], properties: { name: filled } },
  collection: { required: ['title', 'sections'], properties: { title: filled, sections: { minItems: 1 } } },
};
