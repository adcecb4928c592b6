import { Inject, type Type } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { CONFIG, type Config, Problems } from '#platform';
import { DraftingService, type Kind, KINDS } from '#content';
import { checkInput } from '../schema/check-input.js';
import {
  type CreateInput,
  DRAFT_INPUTS,
  type DraftPayload,
  type SaveInput,
  type WithFields,
} from '../schema/draft-inputs.js';
import { plainFields } from '../schema/field-types.js';
import { KIND_NAMES } from '../schema/kind-names.js';
import { showDraftProblem } from '../schema/problems.js';
import { showVariant } from '../schema/variant.js';
import { Acting } from '../session/studio-context.js';

/** `createArticle` and `saveArticle`, for each kind: the verbs are the same, their types are not. */
function draftResolver(kind: Kind): Type<unknown> {
  const name = KIND_NAMES[kind];
  const { createInput, saveInput, createPayload, savePayload } = DRAFT_INPUTS[kind];

  @Resolver()
  class DraftResolver {
    constructor(
      @Inject(DraftingService) private readonly drafting: DraftingService,
      @Inject(CONFIG) private readonly config: Config,
    ) {}

    @Mutation(() => createPayload, {
      name: `create${name}`,
      description: `Makes a draft of the kind ${kind}: of a new document, or of another locale of one.`,
    })
    create(
      @Args('input', { type: () => createInput, description: 'What to make.' }) input: CreateInput & WithFields,
      @Acting() actor: Actor,
    ): Promise<DraftPayload> {
      return settle(showDraftProblem, async () => {
        Problems.throwIfAny(checkInput(createInput, input));
        const { documentId, locale, slug, fields } = input;
        const draft = { kind, locale: locale ?? this.config.locales[0], body: plainFields(kind, fields ?? {}) };
        const variant = await this.drafting.create(actor, {
          ...draft,
          ...(documentId === null || documentId === undefined ? {} : { documentId }),
          ...(slug === null || slug === undefined ? {} : { slug }),
        });
        return { variant: showVariant(variant) };
      });
    }

    @Mutation(() => savePayload, {
      name: `save${name}`,
      description: `Rewrites a draft of the kind ${kind}. Public readers see nothing of it.`,
    })
    save(
      @Args('input', { type: () => saveInput, description: 'What to change.' }) input: SaveInput & WithFields,
      @Acting() actor: Actor,
    ): Promise<DraftPayload> {
      return settle(showDraftProblem, async () => {
        Problems.throwIfAny(checkInput(saveInput, input));
        const { documentId, locale, expectedVersion, slug, fields } = input;
        const change = { kind, documentId, locale, expectedVersion, fields: plainFields(kind, fields ?? {}) };
        const variant = await this.drafting.save(actor, slug === undefined ? change : { ...change, slug });
        return { variant: showVariant(variant) };
      });
    }
  }
  return DraftResolver;
}

export const DRAFT_RESOLVERS: readonly Type<unknown>[] = KINDS.map(draftResolver);
