import type { Type } from '@nestjs/common';
import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength, Min } from 'class-validator';
import { ProblemView } from '#edge';
import { type Kind, KINDS } from '#content';
import { BOUNDS, IDEMPOTENCY_KEY } from './check-input.js';
import { FIELDS_INPUTS } from './field-types.js';
import { forEachKind, KIND_NAMES } from './kind-names.js';
import { VARIANT_TYPES, type VariantView } from './variant.js';
import { CONFLICT_TYPES, type ConflictView, DraftBaseInput } from './draft-merge.js';
import { VariantKeyInput } from './publication.js';

@InputType({ isAbstract: true })
export abstract class CreateInput {
  @Field(() => ID, {
    nullable: true,
    description: 'An existing document of this kind, to add a locale to; left out, a new document is made.',
  })
  @IsOptional()
  @MaxLength(BOUNDS.id)
  readonly documentId?: string | null;

  @Field(() => String, { nullable: true, description: 'A configured locale; the default one when left out.' })
  @IsOptional()
  @MaxLength(BOUNDS.locale)
  readonly locale?: string | null;

  @Field(() => String, { nullable: true, description: 'Last part of its address; made from the title when left out.' })
  @IsOptional()
  @MaxLength(BOUNDS.slug)
  readonly slug?: string | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  readonly idempotencyKey?: string | null;
}

@InputType({ isAbstract: true })
export abstract class SaveInput extends VariantKeyInput {
  @Field(() => Int, {
    nullable: true,
    description:
      'The `draftVersion` that the change was based on: when the draft has moved on, nothing is written. Either this or `base`.',
  })
  @IsOptional()
  @Min(1)
  readonly expectedVersion?: number | null;

  @Field(() => DraftBaseInput, {
    nullable: true,
    description:
      'Hashes of the parts that change, as they were read: what nobody else has touched since is written, the rest comes back as `conflicts`. Either this or `expectedVersion`.',
  })
  @IsOptional()
  readonly base?: DraftBaseInput | null;

  @Field(() => String, { nullable: true, description: 'Left out: unchanged. null: cleared.' })
  @IsOptional()
  @MaxLength(BOUNDS.slug)
  readonly slug?: string | null;
}

/** Typed by the kind in the schema. */
export interface WithFields {
  readonly fields?: object | null;
}

export interface DraftPayload {
  readonly variant?: VariantView | null;
  readonly problems: readonly ProblemView[];
}

interface DraftTypes {
  readonly createInput: Type<CreateInput>;
  readonly saveInput: Type<SaveInput>;
  readonly createPayload: Type<DraftPayload>;
  readonly savePayload: Type<SavePayload>;
}

/** What a save answers, beyond what every write of a draft does. */
export interface SavePayload extends DraftPayload {
  readonly conflicts: readonly ConflictView[];
}

function savePayloadOf(name: string, kind: Kind): Type<SavePayload> {
  @ObjectType(name, { description: 'The variant as it stands now, or the reasons why nothing was written.' })
  class Payload implements SavePayload {
    @Field(() => VARIANT_TYPES[kind], { nullable: true, description: 'The variant; null when there are problems.' })
    readonly variant?: VariantView | null;

    @Field(() => [CONFLICT_TYPES[kind]], {
      description:
        'Parts that somebody else has changed since they were read. They were left as they are; everything else that was sent is written.',
    })
    readonly conflicts!: readonly ConflictView[];

    @Field(() => [ProblemView], {
      description: 'Every reason found, with its place in the input; empty when it was done.',
    })
    readonly problems!: readonly ProblemView[];
  }
  return Payload;
}

function payloadOf(name: string, kind: Kind): Type<DraftPayload> {
  @ObjectType(name, { description: 'The variant as it stands now, or the reasons why nothing was written.' })
  class Payload implements DraftPayload {
    @Field(() => VARIANT_TYPES[kind], { nullable: true, description: 'The variant; null when there are problems.' })
    readonly variant?: VariantView | null;

    @Field(() => [ProblemView], {
      description: 'Every reason found, with its place in the input; empty when it was done.',
    })
    readonly problems!: readonly ProblemView[];
  }
  return Payload;
}

export const DRAFT_INPUTS: Readonly<Record<Kind, DraftTypes>> = forEachKind(KINDS, (kind) => {
  const name = KIND_NAMES[kind];

  @InputType(`Create${name}Input`, { description: `A new variant of the kind ${kind}.` })
  class Create extends CreateInput {
    @Field(() => FIELDS_INPUTS[kind], {
      nullable: true,
      description: 'What it says; anything may be missing in a draft.',
    })
    readonly fields?: object | null;
  }

  @InputType(`Save${name}Input`, { description: `A change to a draft of the kind ${kind}.` })
  class Save extends SaveInput {
    @Field(() => FIELDS_INPUTS[kind], {
      nullable: true,
      description:
        'Fields to change. A field left out stays, null clears it. Of a list that `base.lists` names, only the entries that changed or are new.',
    })
    readonly fields?: object | null;
  }

  return {
    createInput: Create,
    saveInput: Save,
    createPayload: payloadOf(`Create${name}Payload`, kind),
    savePayload: savePayloadOf(`Save${name}Payload`, kind),
  };
});
