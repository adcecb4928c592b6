import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '#access';
import { settle } from '#edge';
import { IdempotencyService } from '#ledger';
import { Problems } from '#platform';
import { DuplicatingService, ReadingService } from '#content';
import { checkInput } from '../schema/check-input.js';
import { given } from '../schema/given.js';
import { showProblem } from '../schema/problems.js';
import { showVariant } from '../schema/variant.js';
import { Acting } from '../session/studio-context.js';
import { DuplicateDocumentInput, DuplicateDocumentPayload } from './duplicate.schema.js';

@Resolver()
export class DuplicateResolver {
  constructor(
    @Inject(DuplicatingService) private readonly duplicating: DuplicatingService,
    @Inject(ReadingService) private readonly reading: ReadingService,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
  ) {}

  @Mutation(() => DuplicateDocumentPayload, {
    description:
      'Makes a new document that says what the drafts of another one say, with slugs that are free. Nothing becomes public.',
  })
  duplicateDocument(
    @Args('input', { description: 'Of which.' }) input: DuplicateDocumentInput,
    @Acting() actor: Actor,
  ): Promise<DuplicateDocumentPayload> {
    return settle(showProblem, async () => {
      Problems.throwIfAny(checkInput(DuplicateDocumentInput, input));
      const { documentId, locales, idempotencyKey: key } = input;
      const made = await this.idempotency.once(actor, { verb: 'duplicateDocument', key, input }, async () => {
        const [first] = await this.duplicating.duplicate(actor, { documentId, ...given('locales', locales) });
        if (!first) throw new Error('a document was duplicated into nothing');
        return { answer: { documentId: first.documentId }, documents: [first.documentId] };
      });
      return { variants: (await this.reading.variantsOf(made.documentId)).map(showVariant) };
    });
  }
}
