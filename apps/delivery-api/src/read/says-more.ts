import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** Fields by which a document is named or found. An answer that has nothing else of one does not bring it. */
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

type Asked = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

/** Whether the field asks for something of what a document says. What a directive may leave out does not count. */
export function saysMore({ fieldNodes, fragments }: Asked): boolean {
  return fieldNodes.some((node) => {
    const known = KNOWN.get(node);
    if (known !== undefined) return known;
    const found = fieldsOf(node.selectionSet, fragments).some(
      ({ name: { value } }) => !NAMES.has(value) && !value.startsWith('__'),
    );
    KNOWN.set(node, found);
    return found;
  });
}
/** A node belongs to one document, which has the same fragments each time. */
const KNOWN = new WeakMap<FieldNode, boolean>();

/** Whether the field asks for this member of what it gives, and there for one of these. */
export function asksFor({ fieldNodes, fragments }: Asked, member: string, names: readonly string[]): boolean {
  return fieldNodes
    .flatMap((node) => fieldsOf(node.selectionSet, fragments))
    .filter(({ name }) => name.value === member)
    .flatMap((node) => fieldsOf(node.selectionSet, fragments))
    .some(({ name }) => names.includes(name.value));
}

function fieldsOf(set: SelectionSetNode | undefined, fragments: Asked['fragments']): readonly FieldNode[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if ((selection.directives?.length ?? 0) > 0) return [];
    if (selection.kind === Kind.FIELD) return [selection];
    return fieldsOf(
      selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments[selection.name.value]?.selectionSet,
      fragments,
    );
  });
}
