import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Change, Comparison, Kind, Side, TitledReferenceChange, Version, WordChange } from '#content';
import { KindEnum, ReferenceRoleEnum } from '../schema/enums.js';

const StandingVersionEnum = { LIVE: 'LIVE', DRAFT: 'DRAFT' } as const;
registerEnumType(StandingVersionEnum, {
  name: 'StandingVersion',
  description: 'A version of a variant that is not named by a number.',
  valuesMap: { LIVE: { description: 'What the public sees.' }, DRAFT: { description: 'The working copy.' } },
});

const ChangeFateEnum = { ADDED: 'ADDED', REMOVED: 'REMOVED', CHANGED: 'CHANGED', SAME: 'SAME' } as const;
registerEnumType(ChangeFateEnum, {
  name: 'ChangeFate',
  description: 'What happened to something between two versions.',
  valuesMap: {
    ADDED: { description: 'Only the newer one has it.' },
    REMOVED: { description: 'Only the older one has it.' },
    CHANGED: { description: 'Both have it, and it says something else.' },
    SAME: { description: 'It says the same in both; in a list of changes, it was only moved.' },
  },
});

@InputType({ isOneOf: true, description: 'A version of a variant.' })
export class VersionInput {
  @Field(() => Int, { nullable: true, description: 'Number of a revision.' })
  readonly revision?: number | null;

  @Field(() => StandingVersionEnum, { nullable: true, description: 'What is live, or the draft.' })
  readonly standing?: keyof typeof StandingVersionEnum | null;
}

@ObjectType('ComparedVersion', { description: 'A side of a comparison, as it was found.' })
export class ComparedVersionView {
  @Field(() => Int, { nullable: true, description: 'Number of the revision; null for the draft.' })
  readonly revision!: number | null;

  @Field(() => Int, { nullable: true, description: 'Version of the draft; null for a revision.' })
  readonly draftVersion!: number | null;
}

@ObjectType('WordChange', { description: 'A run of words, in reading order.' })
export class WordChangeView {
  @Field(() => ChangeFateEnum, { description: 'SAME, ADDED or REMOVED.' })
  readonly change!: string;

  @Field(() => String, { description: 'The words.' })
  readonly text!: string;
}

@ObjectType('VersionChange', { description: 'One difference between two versions of a variant.' })
export class VersionChangeView {
  @Field(() => ChangeFateEnum, { description: 'What happened.' })
  readonly fate!: string;

  @Field(() => Boolean, { description: 'It passed what stayed in its order.' })
  readonly moved!: boolean;

  @Field(() => [String], {
    description: 'Where it stands in the newer version; of what was removed, where it stood in the older one.',
  })
  readonly path!: readonly string[];

  @Field(() => [String], { nullable: true, description: 'Where it stood in the older version; null for what is new.' })
  readonly previousPath!: readonly string[] | null;

  @Field(() => String, {
    nullable: true,
    description: '`_key` of the nearest block or entry around it. It stays when that moves.',
  })
  readonly key!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '`_type` of the nearest block around it; null outside of rich text.',
  })
  readonly blockType!: string | null;

  @Field(() => String, { nullable: true, description: 'What it was, as text.' })
  readonly before!: string | null;

  @Field(() => String, { nullable: true, description: 'What it is, as text.' })
  readonly after!: string | null;

  @Field(() => [WordChangeView], { nullable: true, description: 'Of prose, word by word; null for other values.' })
  readonly words!: readonly WordChange[] | null;
}

@ObjectType('ReferenceChange', { description: 'A document that only one of two versions refers to in this role.' })
export class ReferenceChangeView {
  @Field(() => ChangeFateEnum, { description: 'ADDED or REMOVED.' })
  readonly fate!: string;

  @Field(() => ReferenceRoleEnum, { description: 'What the reference is for: EMBED of a fact, CITATION of a source.' })
  readonly role!: string;

  @Field(() => ID, { description: 'The document referred to.' })
  readonly target!: string;

  @Field(() => KindEnum, { description: 'What sort of document that is.' })
  readonly kind!: Kind;

  @Field(() => String, { nullable: true, description: 'What its draft is called.' })
  readonly title!: string | null;

  @Field(() => String, { nullable: true, description: 'Locale of a pinned use; null for all others.' })
  readonly pinLocale!: string | null;

  @Field(() => Int, { nullable: true, description: 'Edition of a pinned use; null for all others.' })
  readonly pinEdition!: number | null;
}

@ObjectType('Comparison', { description: 'What differs between two versions of a variant.' })
export class ComparisonView {
  @Field(() => ID, { description: 'The document.' })
  readonly documentId!: string;

  @Field(() => String, { description: 'Its locale.' })
  readonly locale!: string;

  @Field(() => ComparedVersionView, { nullable: true, description: 'The older side; null when nothing is live.' })
  readonly from!: ComparedVersionView | null;

  @Field(() => ComparedVersionView, { nullable: true, description: 'The newer side; null when nothing is live.' })
  readonly to!: ComparedVersionView | null;

  @Field(() => [VersionChangeView], { description: 'Every difference, in reading order; empty when there is none.' })
  readonly changes!: readonly VersionChangeView[];

  @Field(() => [ReferenceChangeView], { description: 'Facts, sources and other documents that came and went.' })
  readonly references!: readonly TitledReferenceChange[];

  @Field(() => String, {
    description:
      'The same as HTML: `ins` and `del`, each of which also says in words what it is (class `almanac-spoken`). Safe to insert.',
  })
  readonly html!: string;

  @Field(() => String, { description: 'The same as plain text.' })
  readonly text!: string;
}

export function versionOf(input: VersionInput | null | undefined, otherwise: 'LIVE' | 'DRAFT'): Version {
  const revision = input?.revision ?? null;
  return revision === null ? (input?.standing ?? otherwise) : { revision };
}

export function showComparison(comparison: Comparison): ComparisonView {
  const { documentId, locale, from, to, changes, references, readable } = comparison;
  return {
    documentId,
    locale,
    from: from && showSide(from),
    to: to && showSide(to),
    changes: changes.map(showChange),
    references,
    ...readable,
  };
}

function showSide({ revision, draftVersion }: Side): ComparedVersionView {
  return { revision, draftVersion };
}

export function showChange(change: Change): VersionChangeView {
  return { ...change, path: change.path.map(String), previousPath: change.previousPath?.map(String) ?? null };
}
