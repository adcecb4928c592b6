import type { Type } from '@nestjs/common';
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Conflict, type DraftBase, type Kind, KINDS } from '#content';
import { DRAFT_TYPES, shownBody } from './field-types.js';
import { forEachKind, KIND_NAMES } from './kind-names.js';

@ObjectType({ description: 'A field of a draft, and what names its words.' })
export class FieldHash {
  @Field(() => String, { description: 'Name of the field, or `slug`.' })
  readonly field!: string;

  @Field(() => String, { description: 'Equal words have equal hashes.' })
  readonly hash!: string;
}

@ObjectType({ description: 'An entry of a list with keys, and what names its words.' })
export class BlockHash {
  @Field(() => String, { description: 'The field that is the list, such as `body` or `modules`.' })
  readonly field!: string;

  @Field(() => String, { description: 'The `_key` of the entry.' })
  readonly key!: string;

  @Field(() => String, { description: 'Equal words have equal hashes.' })
  readonly hash!: string;
}

@ObjectType({ description: 'Hashes of the parts of a draft: give those of what you change with a save.' })
export class DraftHashes {
  @Field(() => [FieldHash], {
    description: 'Every field that the kind has, also those that say nothing, and the slug.',
  })
  readonly fields!: readonly FieldHash[];

  @Field(() => [BlockHash], { description: 'Every entry of a list with keys, in order.' })
  readonly blocks!: readonly BlockHash[];
}

@InputType({ description: 'A field that changes, and its hash when it was read.' })
export class FieldBaseInput {
  @Field(() => String, { description: 'Name of the field, or `slug`.' })
  readonly field!: string;

  @Field(() => String, { description: 'From `hashes.fields`.' })
  readonly hash!: string;
}

@InputType({ description: 'An entry that changes or is taken out, and its hash when it was read.' })
export class BlockBaseInput {
  @Field(() => String, { description: 'The `_key` of the entry.' })
  readonly key!: string;

  @Field(() => String, { description: 'From `hashes.blocks`.' })
  readonly hash!: string;
}

@InputType({ description: 'A list with keys that changes entry by entry.' })
export class ListBaseInput {
  @Field(() => String, { description: 'The field that is the list, such as `body` or `modules`.' })
  readonly field!: string;

  @Field(() => [BlockBaseInput], {
    nullable: true,
    description: 'Hashes of the entries that change or are taken out. A new entry has none.',
  })
  readonly blocks?: readonly BlockBaseInput[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'All keys as they were read; needed with `keys`.',
  })
  readonly keysBefore?: readonly string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'All keys in the order that they are to have. Left out when no entry is new, taken out or moved.',
  })
  readonly keys?: readonly string[] | null;
}

@InputType({ description: 'What was read before it was changed.' })
export class DraftBaseInput {
  @Field(() => Int, {
    nullable: true,
    description: 'The `draftVersion` that was read: with it a conflict can say what both began from.',
  })
  readonly version?: number | null;

  @Field(() => [FieldBaseInput], { nullable: true, description: 'Fields that change as a whole.' })
  readonly fields?: readonly FieldBaseInput[] | null;

  @Field(() => [ListBaseInput], { nullable: true, description: 'Lists that change entry by entry.' })
  readonly lists?: readonly ListBaseInput[] | null;
}

/** Members that are null were left out. */
export function draftBase({ version, fields, lists }: DraftBaseInput): DraftBase {
  return {
    ...(typeof version === 'number' ? { version } : {}),
    fields: fields ?? [],
    lists: (lists ?? []).map(({ field, blocks, keysBefore, keys }) => ({
      field,
      blocks: blocks ?? [],
      ...(keysBefore ? { keysBefore } : {}),
      ...(keys ? { keys } : {}),
    })),
  };
}

const ConflictSubject = { WORDS: 'words', ORDER: 'order' } as const;
registerEnumType(ConflictSubject, {
  name: 'ConflictSubject',
  description: 'What two people changed at once.',
  valuesMap: {
    WORDS: { description: 'What a field or an entry says.' },
    ORDER: { description: 'Where an entry stands in its list.' },
  },
});

export interface ConflictSide {
  readonly slug: string | null;
  readonly keys: readonly string[] | null;
  readonly draft: object;
}

export interface ConflictView {
  readonly field: string;
  readonly key: string | null;
  readonly of: Conflict['of'];
  readonly hash: string | null;
  readonly base: ConflictSide | null;
  readonly mine: ConflictSide;
  readonly theirs: ConflictSide;
}

/** `ArticleConflict` and so on: a part that two people changed at once, with what it said before and says in both. */
export const CONFLICT_TYPES: Readonly<Record<Kind, Type<ConflictView>>> = forEachKind(KINDS, (kind) => {
  const name = KIND_NAMES[kind];

  @ObjectType(`${name}ConflictSide`, {
    description: 'What one side says at the place of a conflict, and nothing else.',
  })
  class Side implements ConflictSide {
    @Field(() => String, { nullable: true, description: 'In a conflict over the slug: the slug.' })
    readonly slug!: string | null;

    @Field(() => [String], { nullable: true, description: 'In a conflict over the order of a list: its keys.' })
    readonly keys!: readonly string[] | null;

    @Field(() => DRAFT_TYPES[kind], {
      description:
        'In a conflict over words: the field, of a list the one entry. Null or empty: cleared, or taken out.',
    })
    readonly draft!: object;
  }

  @ObjectType(`${name}Conflict`, { description: 'A part of a draft that somebody else has changed too.' })
  class KindConflict implements ConflictView {
    @Field(() => String, { description: 'Name of the field, or `slug`.' })
    readonly field!: string;

    @Field(() => String, { nullable: true, description: 'The `_key` of the entry; null for the field as a whole.' })
    readonly key!: string | null;

    @Field(() => ConflictSubject, { description: 'Whether it is about what it says or where it stands.' })
    readonly of!: Conflict['of'];

    @Field(() => String, {
      nullable: true,
      description: 'Hash of theirs: sent with mine, it puts mine in its place. Null when it is not there any more.',
    })
    readonly hash!: string | null;

    @Field(() => Side, {
      nullable: true,
      description: 'What both began from; null when that is no longer kept, or `base.version` was not given.',
    })
    readonly base!: ConflictSide | null;

    @Field(() => Side, { description: 'What was sent. It was not written.' })
    readonly mine!: ConflictSide;

    @Field(() => Side, { description: 'What the draft says.' })
    readonly theirs!: ConflictSide;
  }
  return KindConflict;
});

export function showConflict(kind: Kind, conflict: Conflict): ConflictView {
  const { field, key, of, hash } = conflict;
  const side = (value: unknown): ConflictSide => {
    if (of === 'order') return { slug: null, keys: value as string[], draft: shownBody(kind, {}) };
    if (field === 'slug')
      return { slug: (value as string | undefined) ?? null, keys: null, draft: shownBody(kind, {}) };
    const part = key === null ? value : value === undefined ? [] : [value];
    return { slug: null, keys: null, draft: shownBody(kind, { [field]: part }) };
  };
  return {
    field,
    key,
    of,
    hash,
    base: conflict.base && side(conflict.base.value),
    mine: side(conflict.mine),
    theirs: side(conflict.theirs),
  };
}
