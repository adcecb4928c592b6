import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  lexicographicSortSchema,
} from 'graphql';
import type { Format } from '#content';
import { saysMore } from '../read/says-more.js';
import { embeddedAll } from '../read/linked-documents.js';
import type { DeliveryContext } from '../read/session.decorator.js';
import { ContentDocument } from '../schema/content-document.js';
import { RichText } from '../schema/rich-text.js';

type Path = readonly (string | number)[];

const QUIET = new WeakMap<GraphQLSchema, GraphQLSchema>();

/**
 * The same schema, of which no field tells of what it shows: for answers as of the head to somebody whose answers nobody wants
 * to know of. Telling costs a call for every document, and executors make much of each call.
 */
export function quiet(schema: GraphQLSchema): GraphQLSchema {
  return QUIET.get(schema) ?? schema;
}

/**
 * Lets every field that shows documents tell the session where it showed which, when they are read as of the past; and tell the
 * cargo of an answer which ones it brings. What stands inside a text is told of by whoever joins it in.
 */
export function noteShownDocuments(schema: GraphQLSchema): void {
  const documents = schema.getType('ContentDocument');
  if (!isAbstractType(documents)) throw new Error('the schema has no ContentDocument');
  // A copy: every type and field is another object, with the resolver that it has by now.
  QUIET.set(schema, lexicographicSortSchema(schema));
  const names = new Set([
    'ContentDocument',
    'Node',
    '_Entity',
    ...schema.getPossibleTypes(documents).map(({ name }) => name),
  ]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const shown = getNamedType(field.type).name;
      if (names.has(shown) || (type.name === 'RichText' && shown === 'String')) tellAbout(field);
    }
  }
}

function tellAbout(field: GraphQLField<unknown, unknown>): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    const value: unknown = resolve(source, args, context, info);
    const { session } = context as DeliveryContext;
    const isLoaded = session.cargo !== null;
    // An id may carry an as-of value of its own, which is known only once the field has been resolved.
    if (!session.readsPast && info.path.prev !== undefined) {
      if (isLoaded && value instanceof Promise) return value.then((found: unknown) => load(found, info));
      return isLoaded ? load(value, info) : value;
    }
    return Promise.resolve(value).then(async (found: unknown) => {
      if (session.readsPast) await note(session, source, found, info);
      return isLoaded ? load(found, info) : found;
    });
  };
}

/** Of what was found, the documents come with the answer of which it says something. */
function load(found: unknown, info: GraphQLResolveInfo): unknown {
  for (const each of Array.isArray(found) ? (found as unknown[]) : [found])
    if (each instanceof ContentDocument && saysMore(info, each.kind)) each.read.cargo?.show(each.published);
  return found;
}

async function note(
  session: DeliveryContext['session'],
  source: unknown,
  found: unknown,
  info: GraphQLResolveInfo,
): Promise<void> {
  const path = pathOf(info);
  const tell = (document: unknown, at: Path) => {
    if (document instanceof ContentDocument) session.note(document, at);
  };
  if (Array.isArray(found)) found.forEach((each, index) => tell(each, [...path, index]));
  else if (source instanceof RichText) {
    // They have been read for the text: asking again costs nothing.
    const targets = source
      .segments(info.fieldName as Format)
      .flatMap((segment) => (typeof segment === 'string' ? [] : [segment.embed]));
    for (const document of await embeddedAll(source.host, targets)) tell(document, path);
  } else tell(found, path);
}

function pathOf({ path }: GraphQLResolveInfo): Path {
  const keys: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at; at = at.prev) keys.unshift(at.key);
  return keys;
}
