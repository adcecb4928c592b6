import {
  type FieldNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Kind as DocumentKind } from '#content';

/** Fields by which a document is named or found, or that are others of their own. An answer that has nothing else of one does not bring it. */
const NAMES: ReadonlySet<string> = new Set([
  'id',
  'documentId',
  'kind',
  'slug',
  'locale',
  'listedAt',
  'redirectedFrom',
  'edition',
  'attribution',
  'notices',
]);
const ANY = '*';

type Asked = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'schema'>;

/** A field, and the type that it is asked of alone. */
interface Selected {
  readonly field: FieldNode;
  readonly of: string;
}

/** Whether the field asks for something of what documents of this kind say. What a directive may leave out does not count. */
export function saysMore(asked: Asked, kind: DocumentKind): boolean {
  const type = kind.replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase());
  return asked.fieldNodes.some((node) => {
    const types = KNOWN.get(node) ?? typesOf(node, asked);
    KNOWN.set(node, types);
    return types.has(ANY) || types.has(type);
  });
}
/** A node belongs to one document, which has the same fragments each time. */
const KNOWN = new WeakMap<FieldNode, ReadonlySet<string>>();

/** Whether the field asks for this member of what it gives, and there for one of these. */
export function asksFor(asked: Asked, member: string, names: readonly string[]): boolean {
  return asked.fieldNodes
    .flatMap((node) => fieldsOf(node.selectionSet, asked))
    .filter(({ field }) => field.name.value === member)
    .flatMap(({ field }) => fieldsOf(field.selectionSet, asked))
    .some(({ field }) => names.includes(field.name.value));
}

/** Types of which something is asked for. */
function typesOf(node: FieldNode, asked: Asked): ReadonlySet<string> {
  const more = fieldsOf(node.selectionSet, asked).filter(
    ({ field: { name } }) => !NAMES.has(name.value) && !name.value.startsWith('__'),
  );
  return new Set(more.map(({ of }) => of));
}

function fieldsOf(set: SelectionSetNode | undefined, asked: Asked, of = ANY): readonly Selected[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if ((selection.directives?.length ?? 0) > 0) return [];
    if (selection.kind === Kind.FIELD) return [{ field: selection, of }];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : asked.fragments[selection.name.value];
    const condition = fragment?.typeCondition?.name.value;
    return fieldsOf(fragment?.selectionSet, asked, narrowed(asked.schema, of, condition));
  });
}

/** An interface leaves it open which of its types it is. */
function narrowed(schema: GraphQLSchema, of: string, condition: string | undefined): string {
  return condition !== undefined && isObjectType(schema.getType(condition)) ? condition : of;
}
