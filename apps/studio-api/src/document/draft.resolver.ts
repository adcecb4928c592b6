import { Inject, type Type } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { BadInput, CONFIG, type Config, type Problem, Problems } from '#platform';
import { DraftingService, EditingService, type Kind, KINDS } from '#content';
import { checkInput } from '../schema/check-input.js';
import {
  type CreateInput,
  DRAFT_INPUTS,
  type DraftPayload,
  type SaveInput,
  type SavePayload,
  type WithFields,
} from '../schema/draft-inputs.js';
import { draftBase, showConflict } from '../schema/draft-merge.js';
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
      @Inject(EditingService) private readonly editing: EditingService,
      @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
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
        const request = { verb: `create${name}`, key: input.idempotencyKey, input };
        const made = await this.idempotency.once(actor, request, async () => {
          const variant = await this.drafting.create(actor, {
            ...draft,
            ...(documentId === null || documentId === undefined ? {} : { documentId }),
            ...(slug === null || slug === undefined ? {} : { slug }),
          });
          return {
            answer: { documentId: variant.documentId, locale: variant.locale },
            documents: [variant.documentId],
          };
        });
        const variant = await this.drafting.get(made.documentId, made.locale);
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
    ): Promise<SavePayload> {
      const saved = settle(showDraftProblem, async () => {
        Problems.throwIfAny([...checkInput(saveInput, input), ...eitherVersionOrBase(input)]);
        const { documentId, locale, expectedVersion, base, slug, fields } = input;
        const change = {
          kind,
          documentId,
          locale,
          fields: plainFields(kind, fields ?? {}),
          ...(slug === undefined ? {} : { slug }),
        };
        if (typeof expectedVersion === 'number') {
          const variant = await this.drafting.save(actor, { ...change, expectedVersion });
          return { variant: showVariant(variant), conflicts: [] };
        }
        const { variant, conflicts } = await this.editing.edit(actor, { ...change, base: draftBase(base ?? {}) });
        return { variant: showVariant(variant), conflicts: conflicts.map((each) => showConflict(kind, each)) };
      });
      return saved.then((payload) => ({ conflicts: [], ...payload }));
    }
  }
  return DraftResolver;
}

export const DRAFT_RESOLVERS: readonly Type<unknown>[] = KINDS.map(draftResolver);

function eitherVersionOrBase({ expectedVersion, base }: SaveInput): readonly Problem[] {
  const given = [expectedVersion, base].filter((each) => each !== undefined && each !== null).length;
  return given === 1
    ? []
    : [
        new BadInput('Give either "expectedVersion" or "base", so that nothing is overwritten unseen.', [
          'expectedVersion',
        ]),
      ];
}
